/**
 * Arithmetic on sequence sets (RFC 9051 9, `sequence-set`). Ranges stay ranges, and the work is that of sorting them. `*` is the largest number in
 * use, and `4:*` equals `*:4`: the numbers between the two, whichever is larger.
 */
import { fail } from '../error.js'
import { fieldsOf, wholeNumberOf } from '../values.js'
import { boundsOf, type SequenceRange, type SequenceSet, setOf } from './sequence-set.js'

/** Numbers from one to another, both included. */
interface Bounds {
  readonly from: number
  readonly to: number
}

/**
 * The same numbers in ascending ranges that neither overlap nor touch (RFC 9051 9, `sequence-set`). With `largest`, `*` is replaced by it. Without it,
 * the range that ends in `*` comes last, and the set contains the same numbers as before for every value of `*`.
 *
 * @param largest the largest number in use, or 0 for an empty mailbox
 * @throws {@link ImapError} `bad-value` for what is not a sequence set
 *
 * @example
 * formatSequenceSet(normalizeSequenceSet(parseSequenceSet('7,*:9,3:2,4'))) // => '2:4,7,9:*'
 * formatSequenceSet(normalizeSequenceSet(parseSequenceSet('7,*:9,3:2,4'), 8)) // => '2:4,7:9'
 */
export function normalizeSequenceSet(set: SequenceSet, largest?: number): SequenceSet {
  if (largest !== undefined) return rangesOf(resolved(set, largest, 'normalize sequence set'))
  const found: Bounds[] = []
  // Ranges with `*` together: from the smallest to the largest of their numbers, and from there to `*`.
  let anchors: Bounds | undefined
  let hasStar = false
  for (const range of setOf(set, 'normalize sequence set')) {
    const { start, end } = fieldsOf(range, 'normalize sequence set')
    if (start !== '*' && end !== '*') found.push(boundsOf({ start, end }, 0))
    else if (start === end) hasStar = true
    else {
      const { from, to } = boundsOf(start === '*' ? { start: end, end } : { start, end: start }, 0)
      anchors = { from: Math.min(from, anchors?.from ?? from), to: Math.max(to, anchors?.to ?? to) }
    }
  }
  if (anchors === undefined) return [...rangesOf(merged(found)), ...(hasStar ? [{ start: '*', end: '*' } as const] : [])]
  const all = merged([...found, anchors])
  // The range to `*` may start at any of these numbers; starting at the last one leaves the other ranges unchanged.
  const { to: anchor } = all.find(({ to }) => to >= anchors.to)!
  return [...rangesOf(all.flatMap(bounds => withoutEnd(bounds, anchor))), { start: anchor, end: '*' }]
}

/** A range without its last number, if that is `end`. */
const withoutEnd = ({ from, to }: Bounds, end: number): Bounds[] =>
  to !== end ? [{ from, to }] : from < to ? [{ from, to: to - 1 }] : []

/**
 * The union of two sets (RFC 9051 9), normalized as by {@link normalizeSequenceSet}.
 *
 * @throws {@link ImapError} `bad-value` for what is not a sequence set
 *
 * @example
 * formatSequenceSet(uniteSequenceSets(parseSequenceSet('1:3,9'), parseSequenceSet('4:6,8'))) // => '1:6,8:9'
 */
export const uniteSequenceSets = (one: SequenceSet, other: SequenceSet, largest?: number): SequenceSet =>
  normalizeSequenceSet([...setOf(one, 'unite sequence sets'), ...setOf(other, 'unite sequence sets')], largest)

/**
 * The intersection of two sets (RFC 9051 9).
 *
 * @param largest the value of `*`, if a set contains it
 * @throws {@link ImapError} `bad-value` for what is not a sequence set, and for a `*` without `largest`
 *
 * @example
 * formatSequenceSet(intersectSequenceSets(parseSequenceSet('1:6,9:*'), parseSequenceSet('5:10'), 20)) // => '5:6,9:10'
 */
export function intersectSequenceSets(one: SequenceSet, other: SequenceSet, largest?: number): SequenceSet {
  const left = resolved(one, largest, 'intersect sequence sets')
  const right = resolved(other, largest, 'intersect sequence sets')
  const found: Bounds[] = []
  for (let at = 0, beside = 0; at < left.length && beside < right.length; ) {
    const [a, b] = [left[at]!, right[beside]!]
    const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)]
    if (from <= to) found.push({ from, to })
    if (a.to < b.to) at++
    else beside++
  }
  return rangesOf(found)
}

/**
 * The numbers of the first set (RFC 9051 9) that are not in the second.
 *
 * @param largest the value of `*`, if a set contains it
 * @throws {@link ImapError} `bad-value` for what is not a sequence set, and for a `*` without `largest`
 *
 * @example
 * formatSequenceSet(subtractSequenceSets(parseSequenceSet('1:10'), parseSequenceSet('3,7:8'))) // => '1:2,4:6,9:10'
 */
export function subtractSequenceSets(one: SequenceSet, other: SequenceSet, largest?: number): SequenceSet {
  const left = resolved(one, largest, 'subtract sequence sets')
  const right = resolved(other, largest, 'subtract sequence sets')
  const found: Bounds[] = []
  let beside = 0
  for (const { from, to } of left) {
    let start = from
    while (beside < right.length && right[beside]!.to < start) beside++
    for (let next = beside; next < right.length && right[next]!.from <= to; next++) {
      if (right[next]!.from > start) found.push({ from: start, to: right[next]!.from - 1 })
      start = right[next]!.to + 1
      beside = next
    }
    if (start <= to) found.push({ from: start, to })
  }
  return rangesOf(found)
}

/**
 * The count of {@link numbersInSequenceSet} (RFC 9051 9): a number that appears twice counts twice, so normalize such a set first.
 *
 * @param largest the value of `*`, if the set contains it
 * @throws {@link ImapError} `bad-value` for what is not a sequence set, and for a `*` without `largest`
 *
 * @example
 * countInSequenceSet(parseSequenceSet('1:4294967295')) // => 4294967295
 */
export function countInSequenceSet(set: SequenceSet, largest?: number): number {
  let count = 0
  for (const { from, to } of boundsIn(set, largest, 'count sequence set')) count += to - from + 1
  return count
}

/**
 * The numbers of a set one by one, range after range in the set's order, each range upwards: the order in which the sets of COPYUID correspond
 * (RFC 4315 3).
 *
 * @param largest the value of `*`, if the set contains it
 * @throws {@link ImapError} `bad-value` for what is not a sequence set, and for a `*` without `largest`
 *
 * @example
 * [...numbersInSequenceSet(parseSequenceSet('9,4:2,8:*'), 10)] // => [9, 2, 3, 4, 8, 9, 10]
 */
export function numbersInSequenceSet(set: SequenceSet, largest?: number): IterableIterator<number> {
  return numbersOf(boundsIn(set, largest, 'read sequence set'))
}

function* numbersOf(list: readonly Bounds[]): IterableIterator<number> {
  for (const { from, to } of list) for (let number = from; number <= to; number++) yield number
}

/** Each range with numbers for `*`, in the set's order. A mailbox without messages has no number 0. */
function boundsIn(set: SequenceSet, largest: number | undefined, action: string): Bounds[] {
  if (largest !== undefined) wholeNumberOf(largest, `${action}: largest`)
  return setOf(set, action).flatMap(range => {
    const { from, to } = boundsOf(range, largest ?? (() => fail('bad-value', 0, `${action}: largest is required for *`)))
    return to === 0 ? [] : [{ from: Math.max(from, 1), to }]
  })
}

/** Ascending, with gaps between. */
const resolved = (set: SequenceSet, largest: number | undefined, action: string): Bounds[] =>
  merged(boundsIn(set, largest, action))

function merged(list: readonly Bounds[]): Bounds[] {
  const found: { from: number; to: number }[] = []
  for (const { from, to } of [...list].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1)
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to)
    else found.push({ from, to })
  }
  return found
}

const rangesOf = (list: readonly Bounds[]): SequenceRange[] => list.map(({ from, to }) => ({ start: from, end: to }))
