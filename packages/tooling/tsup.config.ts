/**
 * How every package is built, as it is published: ESM and CommonJS, a declaration file for each, and the private `bytes`
 * package inlined into both the code and the declarations, so that nothing private is named by what is published.
 * A command line is a program, not a library: ESM alone, and no declarations.
 */
import { existsSync, readFileSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'
import { pureNamespaces } from './pure-namespaces.js'
import { sourceMapLine } from './source-map-line.js'
import { topLevelConst } from './top-level-const.js'

const { version, exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  version: string
  exports?: Record<string, unknown>
}
/** One source for each subpath that is exported: `./message` is `src/message.ts`. */
const subpaths = Object.keys(exports ?? {}).filter(path => /^\.\/[\w-]+$/.test(path))
const existing = (paths: string[]): string[] => paths.filter(path => existsSync(path))

const shared: Options = {
  target: 'es2022',
  platform: 'neutral',
  sourcemap: true,
  plugins: [pureNamespaces, topLevelConst, sourceMapLine],
  define: { __MAILWIRE_VERSION__: JSON.stringify(version) },
}

const library: Options = {
  ...shared,
  entry: existing(['src/index.ts', ...subpaths.map(path => `src/${path.slice(2)}.ts`)]),
  format: ['esm', 'cjs'],
  // The declarations find `bytes` by path, as a source of this package: through node_modules it would stay an import.
  dts: { compilerOptions: { baseUrl: '.', paths: { '@mailwire/bytes': ['../bytes/src/index.ts'] } } },
  noExternal: ['@mailwire/bytes'],
  treeshake: true,
  splitting: true,
}

const program: Options = {
  ...shared,
  entry: existing(['src/cli.ts', 'src/main.ts']),
  format: ['esm'],
  platform: 'node',
  noExternal: ['@mailwire/bytes'],
  skipNodeModulesBundle: true,
}

export default defineConfig([library, program].filter(({ entry }) => entry?.length))
