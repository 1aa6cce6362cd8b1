/** What `npm run mutate` prints: the table, what lives, and whether more mutants are listed as equivalent than docs/testing.md allows. */
import { expect, test } from 'vitest'
import { equivalents } from '../mutation/equivalents.js'
import { type MutantResult, report } from '../mutation/report.js'

const [known] = equivalents as readonly [(typeof equivalents)[number]]
const location = { start: { line: 1, column: 1 }, end: { line: 1, column: 5 } }

/** The report of a file with these mutants. */
const reported = (mutants: readonly MutantResult[]): string[] =>
  report('some/path', { [`packages/${known.file}`]: { source: `${known.line}\n`, mutants } })
    .trimEnd()
    .split('\n')

const killed: MutantResult = { mutatorName: 'x', replacement: '', status: 'Killed', location }
const living: MutantResult = { ...killed, status: 'Survived', replacement: 'other' }
const equivalent: MutantResult = { ...killed, status: 'Survived', replacement: known.becomes }
const times = (count: number, mutant: MutantResult): MutantResult[] => Array.from({ length: count }, () => mutant)

test('counts a mutant of the list as equivalent, and prints the others that live', () => {
  const lines = reported([killed, living, equivalent])
  expect(lines[2]).toBe(`| ${known.file} | 3 | 1 | 1 | 1 | 50 % |`)
  expect(lines[3]).toBe('| some/path | 3 | 1 | 1 | 1 | 50 % |')
  expect(lines[4]).toMatch(/^\S+:1:1: .* {2}-> {2}other$/)
})

test.each([
  [0, 1, false],
  [1, 18, true],
  [1, 19, false],
  [2, 37, true],
  [2, 38, false],
])('%i equivalents beside %i killed: too many: %s', (equivalentCount, killedCount, isOver) => {
  const last = reported([...times(equivalentCount, equivalent), ...times(killedCount, killed)]).at(-1)!
  expect(last.startsWith('Too many equivalents: ')).toBe(isOver)
})

test('that line is the last, behind the mutants that live', () => {
  expect(reported([...times(3, equivalent), living]).at(-1)).toBe(
    'Too many equivalents: 3 of the 4 mutants of some/path; at most one in 20 may be one',
  )
})
