/** Sequence sets (RFC 9051 4.1.1, 9, `sequence-set`): ranges stay ranges, however many messages they name. */
import { fail } from '../error.js'
import { fieldsOf, iterableOf, listOf, shownNumber, textOf, wholeNumberOf } from '../values.js'

/** A message number or unique identifier, or `'*'` for the largest in use. */
export type SequenceNumber = number | '*'

/** From one number to another, in either order; a single number is a range of one. */
export interface SequenceRange {
  readonly start: SequenceNumber
  readonly end: SequenceNumber
}

/** Message numbers or unique identifiers, as ranges (RFC 9051 9, `sequence-set`). */
export type SequenceSet = readonly SequenceRange[]

/** The messages of a command: a set, or `'$'` for the result of the last search with SAVE (RFC 9051 6.4.4.1, RFC 5182). */
export type MessageSet = SequenceSet | '$'

/**
 * A set from its text (RFC 9051 9): `sequence-set = (seq-number / seq-range) ["," sequence-set]`
 *
 * @throws {@link ImapError} `bad-syntax`, with `offset` as its offset; `bad-value` for anything but a string
 *
 * @example
 * parseSequenceSet('1:3,7,9:*') // => [{ start: 1, end: 3 }, { start: 7, end: 7 }, { start: 9, end: '*' }]
 */
export function parseSequenceSet(text: string, offset = 0): SequenceSet {
  wholeNumberOf(offset, 'parse sequence set: offset')
  return textOf(text, 'parse sequence set')
    .split(',')
    .map(part => {
      const [, start, end] =
        /^(\*|[1-9]\d{0,9})(?::(\*|[1-9]\d{0,9}))?$/.exec(part) ??
        fail('bad-syntax', offset, 'parse sequence set: a set of numbers expected')
      return { start: seqNumber(start!, offset), end: seqNumber(end ?? start!, offset) }
    })
}

/**
 * The text of a set (RFC 9051 9, `sequence-set`).
 *
 * @throws {@link ImapError} `bad-value` for an empty set or a number out of range
 *
 * @example
 * formatSequenceSet([{ start: 1, end: 3 }, { start: 7, end: 7 }, { start: 9, end: '*' }]) // => '1:3,7,9:*'
 */
export function formatSequenceSet(set: MessageSet): string {
  if (set === '$') return set
  const ranges = setOf(set, 'format sequence set')
  if (ranges.length === 0) fail('bad-value', 0, 'format sequence set: the set is empty')
  return ranges
    .map(range => {
      const { start, end } = fieldsOf(range, 'format sequence set')
      return start === end ? String(checked(start)) : `${checked(start)}:${checked(end)}`
    })
    .join(',')
}

/**
 * Numbers as a set (RFC 9051 9, `sequence-set`): sorted, with runs as ranges.
 *
 * @throws {@link ImapError} `bad-value` for a number out of range
 *
 * @example
 * formatSequenceSet(sequenceSetOf([7, 3, 2, 1])) // => '1:3,7'
 */
export function sequenceSetOf(numbers: Iterable<number>): SequenceSet {
  const sorted = Uint32Array.from(iterableOf(numbers, 'make sequence set'), messageNumber).sort()
  const ranges: { start: number; end: number }[] = []
  for (const number of sorted) {
    const last = ranges.at(-1)
    if (last !== undefined && number <= last.end + 1) last.end = number
    else ranges.push({ start: number, end: number })
  }
  return ranges
}

/**
 * True if the set contains the number; `largest` is the value of `*` (RFC 9051 9, `seq-number`). Each call scans the whole set: for many numbers use
 * {@link sequenceSetFilter}.
 *
 * @throws {@link ImapError} `bad-value` for what is not a sequence set, or not a whole number
 *
 * @example
 * isInSequenceSet(parseSequenceSet('1:3,9:*'), 20, 20) // => true
 */
export function isInSequenceSet(set: SequenceSet, number: number, largest: number): boolean {
  wholeNumberOf(number, 'look up number')
  wholeNumberOf(largest, 'look up number: largest')
  return setOf(set, 'read sequence set').some(range => {
    const { from, to } = boundsOf(range, largest)
    return number >= from && number <= to
  })
}

/**
 * {@link isInSequenceSet} for many numbers (RFC 9051 9): it sorts the set once, and tests each number in logarithmic time.
 *
 * @throws {@link ImapError} `bad-value` for what is not a sequence set, or not a whole number
 *
 * @example
 * [2, 5, 20].filter(sequenceSetFilter(parseSequenceSet('1:3,9:*'), 20)) // => [2, 20]
 */
export function sequenceSetFilter(set: SequenceSet, largest: number): (number: number) => boolean {
  // `ends[i]` is the largest end of all ranges up to `i`, so that ranges may overlap.
  wholeNumberOf(largest, 'read sequence set: largest')
  const ranges = setOf(set, 'read sequence set')
    .map(range => boundsOf(range, largest))
    .sort((a, b) => a.from - b.from)
  const starts = Float64Array.from(ranges, ({ from }) => from)
  const ends = Float64Array.from(ranges, ({ to }) => to)
  for (let at = 1; at < ends.length; at++) ends[at] = Math.max(ends[at]!, ends[at - 1]!)
  return number => {
    wholeNumberOf(number, 'look up number')
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (starts[middle]! <= number) low = middle + 1
      else high = middle
    }
    return low > 0 && number <= ends[low - 1]!
  }
}

/** The ranges of a set. */
export const setOf = (set: SequenceSet, action: string): SequenceSet =>
  typeof set === 'string'
    ? fail('bad-value', 0, `${action}: an array expected, not a string; parseSequenceSet makes a set of a text`)
    : listOf(set, action)

/** True for a set that contains `*`. */
export const hasStar = (set: SequenceSet, action = 'read sequence set'): boolean =>
  set.some(range => {
    const { start, end } = fieldsOf(range, action)
    return start === '*' || end === '*'
  })

/** A range with numbers for `*`, the smaller one first. */
export function boundsOf(range: SequenceRange, largest: number | (() => number)): { from: number; to: number } {
  const { start, end } = fieldsOf(range, 'read sequence set')
  const [first, last] = [numberOf(start, largest), numberOf(end, largest)]
  return { from: Math.min(first, last), to: Math.max(first, last) }
}

const numberOf = (value: SequenceNumber, largest: number | (() => number)): number =>
  value !== '*' ? (checked(value) as number) : typeof largest === 'number' ? largest : largest()

/** A message number, without `*`. */
const messageNumber = (value: number): number => checked(wholeNumberOf(value, 'make sequence set')) as number

function seqNumber(text: string, offset: number): SequenceNumber {
  if (text === '*') return text
  return Number(text) <= 0xffffffff
    ? Number(text)
    : fail('bad-syntax', offset, 'parse sequence set: a number is above 4294967295')
}

function checked(value: SequenceNumber): SequenceNumber {
  return value === '*' || (Number.isInteger(value) && value > 0 && value <= 0xffffffff)
    ? value
    : fail('bad-value', 0, `check sequence set: ${shownNumber(value)} is not a message number`)
}
