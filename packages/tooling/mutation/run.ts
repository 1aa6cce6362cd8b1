/**
 * `npm run mutate -- smtp/src/session`: changes the code of a package, of a folder or of a file in small ways, one at a time, and runs the
 * tests of that package against each change. What no test notices is printed. This is Stryker's whole configuration; docs/testing.md
 * has what was measured. Loading a package's tests takes seconds, a mutant a few hundredths of one.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { PartialStrykerOptions } from '@stryker-mutator/api/core'
import { Stryker } from '@stryker-mutator/core'
import { type MutantResult, report } from './report.js'

/** Seen from `dist`, where this runs. */
const root = fileURLToPath(new URL('../../../', import.meta.url))

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    static: { type: 'boolean', default: false },
    tests: { type: 'string', multiple: true, default: [] },
    without: { type: 'string', multiple: true, default: [] },
    verbose: { type: 'boolean', default: false },
  },
})
const paths = positionals.map(path => path.replace(/^packages\//, '').replace(/\/$/, ''))
const [name] = paths[0]?.split('/') ?? []

if (
  name === undefined ||
  paths.some(path => path.split('/')[0] !== name || !existsSync(`${root}packages/${path.split(':')[0]}`))
) {
  console.error(`Usage: npm run mutate -- <path>... [--static] [--tests <name>]... [--without <name>]... [--verbose]

A path is a package, a folder or a file below packages/, and all are of one package: bytes, smtp/src/session, dns/src/tsig/tsig.ts,
or lines of a file: dns/src/tsig/tsig.ts:100-140. With --static also what runs only when a module is loaded (tables,
constants), each against all tests of the package. With --tests only test files with this in their path run, with --without all others:
quicker, but what lives may be noticed by the rest. Living mutants are printed with their line; the page with all of them is written
to .mutation/<path>.html.`)
  process.exit(2)
}

process.chdir(root)
process.env['MUTATE_PACKAGE'] = name
process.env['MUTATE_TESTS'] = JSON.stringify([values.tests, values.without])
const page = `.mutation/${paths[0]!.replaceAll(/[/:]/g, '-')}`

const options: PartialStrykerOptions = {
  mutate: paths.map(mutated),
  testRunner: 'in-process',
  plugins: ['messages', 'runner'].map(plugin => fileURLToPath(new URL(`${plugin}.js`, import.meta.url))),
  ignorers: ['messages'],
  coverageAnalysis: 'perTest',
  ignoreStatic: !values.static,
  // One process, so that others can use the machine; tests that measure time would fail beside a second one.
  concurrency: 1,
  // Vitest does not look at types, so that there is nothing to switch off.
  disableTypeChecks: false,
  tempDirName: '.mutation/sandbox',
  ignorePatterns: ['dist', 'coverage', '.turbo', '.mutation'],
  reporters: values.verbose ? ['html', 'json', 'progress-append-only'] : ['html', 'json'],
  htmlReporter: { fileName: `${page}.html` },
  jsonReporter: { fileName: `${page}.json` },
  // Their type is an enumeration that only its declaration has.
  logLevel: (values.verbose ? 'info' : 'warn') as NonNullable<PartialStrykerOptions['logLevel']>,
  allowConsoleColors: false,
}

await new Stryker(options).runMutationTest()
const written = JSON.parse(readFileSync(`${page}.json`, 'utf8')) as {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly MutantResult[] }>>
}
process.stdout.write(report(paths.join(' '), written.files))

/** The files that a path stands for, as Stryker names them. */
function mutated(path: string): string {
  const [place] = path.split(':')
  if (!statSync(`packages/${place}`).isDirectory()) return `packages/${path}`
  return `packages/${path}${path === name ? '/src' : ''}/**/*.ts`
}
