/**
 * How every published package is built: ESM and CommonJS, a declaration file for each, and the private `bytes`
 * package inlined into both the code and the declarations, so that nothing private is named by what is published.
 */
import { existsSync } from 'node:fs'
import { defineConfig } from 'tsup'

const entries = ['src/index.ts', 'src/node.ts', 'src/cli.ts'].filter(entry => existsSync(entry))

export default defineConfig({
  entry: entries,
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  // The declarations find `bytes` by path, as a source of this package: through node_modules it would stay an import.
  dts: { compilerOptions: { baseUrl: '.', paths: { '@mailwire/bytes': ['../bytes/src/index.ts'] } } },
  noExternal: ['@mailwire/bytes'],
  sourcemap: true,
  clean: true,
  treeshake: true,
  splitting: true,
})
