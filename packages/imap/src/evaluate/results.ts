/** Results by their places, and as ranges: what SEARCH and SORT have in common where they tell only some of them. */
import type { ResultRange } from '../mailbox/partial-range.js'
import type { SequenceRange, SequenceSet } from '../mailbox/sequence-set.js'

/** A range of the results, counted from 0; `to` is exclusive. */
export interface Places {
  readonly from: number
  readonly to: number
}

/** Which results a range names, as far as there are that many (RFC 9394 3.1, RFC 5267 4.4). */
export function placesOf({ start, end }: ResultRange, count: number): Places {
  const [first, last] = [Math.min(start, end), Math.max(start, end)]
  if (first > 0) return { from: Math.min(first - 1, count), to: Math.min(last, count) }
  return { from: Math.max(0, count + first), to: Math.max(0, count + last + 1) }
}

/** Numbers as a set that keeps their order: a range only where they ascend one by one (RFC 5267 3.2). */
export function rangesOf(numbers: Uint32Array): SequenceSet {
  const ranges: SequenceRange[] = []
  for (let from = 0; from < numbers.length; ) {
    let to = from
    while (to + 1 < numbers.length && numbers[to + 1] === numbers[to]! + 1) to++
    ranges.push({ start: numbers[from]!, end: numbers[to]! })
    from = to + 1
  }
  return ranges
}

/** The numbers that a range names; `null` for none. */
export function rangesWithin(numbers: Uint32Array, range: ResultRange): SequenceSet | null {
  const { from, to } = placesOf(range, numbers.length)
  return from < to ? rangesOf(numbers.subarray(from, to)) : null
}
