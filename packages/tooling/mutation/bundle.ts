/** One module of all tests of a package, with the sources as Stryker changed them; its working directory is the copy that Stryker made. */
import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

/** What compiles a copy of the package, or measures memory or time. */
const SLOW = ['recipe', 'memory', 'growth', 'retention', 'prepare-peer', 'guide', 'conformance', 'dictionary', 'files']

/** Test files of a package; with `parts` those with one of these in their path, and none of `without`. Modules cannot be mocked or loaded anew in a bundle. */
export function testFiles(name: string, parts: readonly string[], without: readonly string[]): string[] {
  const has = (file: string, names: readonly string[]): boolean => names.some(part => `/${file}`.includes(part))
  return readdirSync(`packages/${name}/test`, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.test.ts') && !SLOW.some(slow => `/${file}`.endsWith(`/${slow}.test.ts`)))
    .filter(file => (parts.length === 0 || has(file, parts)) && !has(file, without))
    .map(file => `packages/${name}/test/${file}`)
    .filter(file => !/vi\.(?:mock|resetModules)\(/.test(readFileSync(file, 'utf8')))
    .sort()
}

export async function bundleTests(files: readonly string[], outfile: string): Promise<void> {
  const here = fileURLToPath(new URL('../mutation/', import.meta.url))
  const entry = [
    `import { begin, runUntilFailure, tests } from 'vitest'`,
    ...files.flatMap(file => [`begin(${JSON.stringify(file)})`, `await import(${JSON.stringify(resolve(file))})`]),
    'export { runUntilFailure, tests }',
  ]
  await build({
    stdin: { contents: entry.join('\n'), resolveDir: process.cwd() },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
    plugins: [sources(here)],
  })
}

/** Where imports lead: to sources, and to what stands for vitest. */
const sources = (here: string): Plugin => ({
  name: 'sources',
  setup({ onResolve, onLoad }) {
    const to = (filter: RegExp, path: (found: RegExpExecArray) => string): void =>
      onResolve({ filter }, ({ path: from }) => ({ path: resolve(path(filter.exec(from)!)) }))
    to(/^vitest$/, () => `${here}vitest.ts`)
    to(/^@fast-check\/vitest$/, () => `${here}properties.ts`)
    to(/^@mailwire\/tooling\/testing$/, () => 'packages/tooling/src/testing/index.ts')
    to(/^@mailwire\/(bytes|dns|smtp|pop3|imap|sasl)$/, found => `packages/${found[1]}/src/index.ts`)
    to(/^@mailwire\/(dns|smtp|pop3|imap|sasl)\/([\w-]+)$/, found => `packages/${found[1]}/src/${found[2]}.ts`)
    // Tests read files that are beside them.
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      if (!text.includes('import.meta.url')) return undefined
      return { contents: text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)), loader: 'ts' }
    })
  },
})
