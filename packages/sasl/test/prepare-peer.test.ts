/**
 * SASLprep against `@mongodb-js/saslprep`, for every code point alone and for random strings. It normalizes with the Unicode version of the
 * runtime, and looks for unassigned code points only then. What differs is in one table.
 */
import { fc, test } from '@fast-check/vitest'
import mongo from '@mongodb-js/saslprep'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { saslprep } from '../src/index.js'

const REJECTED = 'rejected'
type Outcomes = readonly [ours: string, theirs: string]

function outcome(prepare: typeof saslprep, text: string, allowUnassigned: boolean): string {
  try {
    return `"${prepare(text, { allowUnassigned })}"`
  } catch {
    return REJECTED
  }
}

const outcomes = (text: string, allowUnassigned: boolean): Outcomes => [
  outcome(saslprep, text, allowUnassigned),
  outcome((other, options) => mongo(other, { allowUnassigned: options?.allowUnassigned === true }), text, allowUnassigned),
]

/** True if a query may hold the character and a stored string may not. */
const isUnassigned = (text: string): boolean =>
  outcome(saslprep, text, false) === REJECTED && outcome(saslprep, text, true) !== REJECTED

/** The five ideographs as Unicode 3.2 normalizes them. */
const before: ReadonlyMap<string, string> = new Map([
  ['\u{2f868}', '\u{2136a}'],
  ['\u{2f874}', '\u5f33'],
  ['\u{2f91f}', '\u43ab'],
  ['\u{2f95f}', '\u7aae'],
  ['\u{2f9bf}', '\u4d57'],
])

interface Difference {
  readonly reason: string
  readonly isOf: (text: string) => boolean
  readonly outcomes: (text: string, allowUnassigned: boolean) => Outcomes
}

const differences: readonly Difference[] = [
  {
    reason: 'nothing is left (RFC 3454 B.1): it throws a TypeError at the bidirectional check',
    isOf: text => /^(?:\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff)$/.test(text),
    outcomes: () => ['""', REJECTED],
  },
  {
    reason: 'Corrigendum 4: it normalizes five ideographs as Unicode 4.0 and later do',
    isOf: text => before.has(text),
    outcomes: text => [`"${before.get(text)}"`, `"${text.normalize('NFKC')}"`],
  },
  {
    reason: 'non-characters (RFC 3454 C.4) that its table leaves out',
    isOf: text => text === '\u{ffffe}' || text === '\u{fffff}',
    outcomes: text => [REJECTED, `"${text}"`],
  },
  {
    reason: 'unassigned in Unicode 3.2 (RFC 3454 A.1), and NFKC makes something else of it today',
    isOf: text => text.normalize('NFKC') !== text && isUnassigned(text),
    outcomes: (text, allowUnassigned) => {
      const normalized = text.normalize('NFKC')
      const theirs = allowUnassigned || ![...normalized].some(isUnassigned) ? `"${normalized}"` : REJECTED
      return [allowUnassigned ? `"${text}"` : REJECTED, theirs]
    },
  },
]

describe('every code point alone is prepared as @mongodb-js/saslprep does, but for the table of differences', () => {
  const { stackTraceLimit } = Error
  beforeAll(() => void (Error.stackTraceLimit = 0)) // more than half of the time otherwise
  afterAll(() => void (Error.stackTraceLimit = stackTraceLimit))

  it.each(Array.from({ length: 17 }, (_, plane) => plane))('plane %i', plane => {
    const wrong: string[] = []
    for (let code = plane << 16; code < (plane + 1) << 16; code++) {
      const text = String.fromCodePoint(code)
      const difference = differences.find(({ isOf }) => isOf(text))
      for (const allowUnassigned of [false, true]) {
        const [ours, theirs] = outcomes(text, allowUnassigned)
        const expected = difference?.outcomes(text, allowUnassigned) ?? [ours, ours]
        if (ours !== expected[0] || theirs !== expected[1]) wrong.push(`${code.toString(16)}: ${ours}, ${theirs}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it.each(differences)('$reason', ({ isOf, outcomes: expected }) => {
    const texts = Array.from({ length: 0x30000 }, (_, code) => String.fromCodePoint(code)).filter(isOf)
    const differing = texts.filter(text => [false, true].some(allow => new Set(expected(text, allow)).size === 2))
    expect(differing).toEqual(texts)
  })
})

describe('strings', () => {
  /** Of each kind: letters that compose and marks, spaces, what is mapped to nothing, prohibited, both directions, neither, unassigned. */
  const units =
    'a|e|か|\u0301|\u0316|\u0344|\u3099|\uff9e|\u1100|\u1161|\u11a8|\u2168|\ufdfa| |\u00a0|\u200b|\u00ad|\ufe0f|\u0007|\u06dd|\ud800|\ufffd|\u200e|\u0340|\u05d0|\u0627|\u0660|\ufb1d|\u05bf|1|-|\u{10400}|\u{1d400}|\u{20000}|\u0221'
  const string = fc.string({ unit: fc.constantFrom(...units.split('|')), maxLength: 8 })

  test.prop([string, fc.boolean()], { numRuns: 20_000 })('are prepared alike, or rejected alike', (text, allowUnassigned) => {
    const [ours, theirs] = outcomes(text, allowUnassigned)
    // The first row of the differences.
    expect(theirs).toBe(ours === '""' && text !== '' ? REJECTED : ours)
  })

  it('marks that Unicode 3.2 did not assign are moved and composed by it in queries', () => {
    expect(outcomes('a\u1dc4\u0316', true)).toEqual(['"a\u1dc4\u0316"', '"a\u0316\u1dc4"'])
    expect(outcomes('\u1b05\u1b35', true)).toEqual(['"\u1b05\u1b35"', '"\u1b06"'])
  })

  it('a very long one is a RangeError there', () => {
    expect(() => mongo('é'.repeat(1_000_000))).toThrow(RangeError)
    expect(saslprep('é'.repeat(1_000_000))).toHaveLength(1_000_000)
  })
})
