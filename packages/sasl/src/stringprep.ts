/** What the profiles of stringprep share: the tables of RFC 3454, prohibited characters, and the check of directions (RFC 3454 5 to 7). */
import { fail } from './error.js'
import { RUNS } from './prepare-tables.js'

/** Tables by their letters in {@link RUNS}. */
export type Tables = Readonly<Record<string, string>>

/** The prohibited output (RFC 4013 2.3) by its letter in {@link RUNS}; C.1.2 is mapped to a space. */
export const PROHIBITED: Tables = {
  A: 'C.2.1',
  B: 'C.2.2',
  C: 'C.3',
  D: 'C.4',
  E: 'C.5',
  F: 'C.6',
  G: 'C.7',
  H: 'C.8',
  I: 'C.9',
}

/** The letter of what Unicode 3.2 does not assign (RFC 3454 A.1). */
export const UNASSIGNED = 'U'

/**
 * Looks at each character before it is mapped and normalized, where offsets are the caller's: no character becomes prohibited or unassigned
 * by that, and {@link RUNS} marks none that they take away.
 */
export function checkCharacters(text: string, action: string, prohibited: Tables, allowUnassigned: boolean): void {
  let at = 0
  for (const char of text) {
    const kind = kindOf(char.codePointAt(0)!)
    if (Object.hasOwn(prohibited, kind))
      fail('bad-string', at, `${action}: prohibited character (RFC 3454 ${prohibited[kind]}) at offset ${at}`)
    if (kind === UNASSIGNED && !allowUnassigned)
      fail('bad-string', at, `${action}: a character that Unicode 3.2 does not assign (RFC 3454 A.1) at offset ${at}`)
    at += char.length
  }
}

/** The requirements of RFC 3454 6; the first of them, C.8, is among the prohibited characters. */
export function checkDirection(text: string, action: string): void {
  const kinds = Array.from(text, char => kindOf(char.codePointAt(0)!))
  if (!kinds.includes('R')) return
  if (kinds.includes('L'))
    fail('bad-string', 0, `${action}: right-to-left and left-to-right characters in one string (RFC 3454 6)`)
  if (kinds[0] !== 'R' || kinds.at(-1) !== 'R')
    fail('bad-string', 0, `${action}: right-to-left text that does not begin and end with a right-to-left character (RFC 3454 6)`)
}

interface Runs {
  readonly starts: readonly number[]
  readonly kinds: readonly string[]
}
let decoded: Runs | undefined

/** {@link RUNS} as lists, made when the first text that is not ASCII comes. */
function decodeRuns(): Runs {
  const starts: number[] = []
  const kinds: string[] = []
  let start = 0
  for (const [, kind, length] of RUNS.matchAll(/([A-Z])([0-9a-z]*)/g)) {
    starts.push(start)
    kinds.push(kind!)
    start += length === '' ? 1 : Number.parseInt(length!, 36)
  }
  return { starts, kinds }
}

/** The letter of a code point in {@link RUNS}. */
export function kindOf(code: number): string {
  const { starts, kinds } = (decoded ??= decodeRuns())
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (starts[middle]! <= code) low = middle
    else high = middle
  }
  return kinds[low]!
}
