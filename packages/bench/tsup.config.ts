/** Plain JavaScript that Node runs as it is. The packages come in as they are published, but for `bytes`, which never is. */
import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/main.ts'],
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  skipNodeModulesBundle: true,
  noExternal: ['@mailwire/bytes'],
  clean: true,
})
