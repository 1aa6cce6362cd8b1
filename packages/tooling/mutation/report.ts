/** The table and the list of living mutants that a run prints. */
import { type Equivalent, equivalents } from './equivalents.js'

export interface MutantResult {
  readonly mutatorName: string
  readonly replacement?: string
  readonly status: 'Killed' | 'Survived' | 'NoCoverage' | 'Timeout' | 'CompileError' | 'RuntimeError' | 'Ignored' | 'Pending'
  readonly location: { readonly start: Place; readonly end: Place }
}

interface Place {
  readonly line: number
  readonly column: number
}

type Files = Readonly<Record<string, { readonly source: string; readonly mutants: readonly MutantResult[] }>>

interface Row {
  readonly path: string
  readonly mutants: number
  readonly killed: number
  readonly equivalent: number
  readonly living: readonly string[]
}

/** At most one mutant in this many is equivalent: with more of them a score says little (docs/testing.md). */
const MUTANTS_PER_EQUIVALENT = 20

/** A table with a row a file and one of all, and below it each living mutant with its place. The last line is about equivalents, if they are too many. */
export function report(title: string, files: Files): string {
  const rows = Object.entries(files).map(([path, { source, mutants }]) => rowOf(path.replace('packages/', ''), source, mutants))
  const all: Row = {
    path: title,
    mutants: sum(rows, row => row.mutants),
    killed: sum(rows, row => row.killed),
    equivalent: sum(rows, row => row.equivalent),
    living: rows.flatMap(row => row.living),
  }
  const table = [...rows, all].map(
    row => `| ${row.path} | ${row.mutants} | ${row.killed} | ${row.equivalent} | ${row.living.length} | ${score(row)} |`,
  )
  return `| path | mutants | killed | equivalent | living | score |
| --- | --- | --- | --- | --- | --- |
${table.join('\n')}
${all.living.map(line => `${line}\n`).join('')}${tooManyEquivalents(all)}`
}

const tooManyEquivalents = ({ path, mutants, equivalent }: Row): string =>
  equivalent * MUTANTS_PER_EQUIVALENT > mutants
    ? `Too many equivalents: ${equivalent} of the ${mutants} mutants of ${path}; at most one in ${MUTANTS_PER_EQUIVALENT} may be one\n`
    : ''

const RAN: readonly MutantResult['status'][] = ['Killed', 'Timeout', 'Survived', 'NoCoverage']

function rowOf(path: string, source: string, results: readonly MutantResult[]): Row {
  // What did not run says nothing of the tests.
  const mutants = results.filter(({ status }) => RAN.includes(status))
  const living = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
  const lines = source.split('\n')
  const isEquivalent = (mutant: MutantResult): boolean => {
    const line = lines[mutant.location.start.line - 1]!.trim()
    const text = changed(lines, mutant)
    return equivalents.some(
      ({ file, line: at, becomes, was = text }: Equivalent) =>
        file === path && at === line && becomes === mutant.replacement && was === text,
    )
  }
  const unnoticed = living.filter(mutant => !isEquivalent(mutant))
  return {
    path,
    mutants: mutants.length,
    killed: mutants.length - living.length,
    equivalent: living.length - unnoticed.length,
    living: unnoticed.map(mutant => described(path, lines, mutant)),
  }
}

/** `dns/src/tsig/tsig.ts:12:4 (no test): a > b  ->  a >= b` */
function described(path: string, lines: readonly string[], mutant: MutantResult): string {
  const { start } = mutant.location
  const becomes = (mutant.replacement ?? '').replaceAll(/\s+/g, ' ').slice(0, 160)
  const noTest = mutant.status === 'NoCoverage' ? ' (no test)' : ''
  return `${path}:${start.line}:${start.column}${noTest}: ${changed(lines, mutant).slice(0, 160)}  ->  ${becomes}`
}

/** The text that a mutant changes; of one of several lines, the first. */
function changed(lines: readonly string[], { location: { start, end } }: MutantResult): string {
  const first = lines[start.line - 1]!
  return start.line === end.line
    ? first.slice(start.column - 1, end.column - 1)
    : `${first.slice(start.column - 1)} ... line ${end.line}`
}

const sum = (rows: readonly Row[], count: (row: Row) => number): number => rows.reduce((total, row) => total + count(row), 0)

const score = ({ mutants, killed, equivalent }: Row): string =>
  mutants === equivalent ? '-' : `${Math.floor((1000 * killed) / (mutants - equivalent)) / 10} %`
