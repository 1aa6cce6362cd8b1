/** Unique identifiers given by a store (RFC 9051 2.3.1.1): one, several, or ranges. */
import { fail } from '../error.js'
import { type SequenceRange, type SequenceSet, sequenceSetOf } from '../mailbox/sequence-set.js'
import { normalizeSequenceSet } from '../mailbox/set-algebra.js'
import { iterableOf } from '../values.js'

/** One unique identifier, several in any order, or a set without `*` (RFC 9051 9, `uniqueid`). */
export type Uids = number | Iterable<number> | SequenceSet

/** From one number to another, both included. */
export interface UidRange {
  readonly start: number
  readonly end: number
}

/** Ascending ranges with gaps between. @throws {@link ImapError} `bad-value` */
export function uidRanges(uids: Uids, action: string): readonly UidRange[] {
  const set =
    typeof uids === 'number' ? sequenceSetOf([uids]) : isSet(uids, action) ? normalizeSequenceSet(uids) : sequenceSetOf(uids)
  const last = set.at(-1)
  if (last !== undefined && (last.start === '*' || last.end === '*')) fail('bad-value', 0, `${action}: the set contains *`)
  return set as readonly UidRange[]
}

const isSet = (uids: Iterable<number> | SequenceSet, action: string): uids is SequenceSet =>
  Array.isArray(iterableOf(uids as Iterable<number>, action)) &&
  typeof (uids as readonly (number | SequenceRange)[])[0] === 'object'
