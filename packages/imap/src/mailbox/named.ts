/** The messages of a list that a command's set names (RFC 9051 9, `sequence-set`, `seq-number`). */
import { boundsOf, type MessageSet, type SequenceSet } from './sequence-set.js'
import { normalizeSequenceSet } from './set-algebra.js'
import type { UidList } from './uid-list.js'

/** The messages that a command names. */
export interface NamedMessages {
  /** True if the set has unique identifiers. */
  readonly uid: boolean
  readonly set: MessageSet
}

/** A message that a command names. */
export interface NamedMessage {
  readonly sequence: number
  readonly uid: number
  /** True if it was expunged and the client has not been told yet (RFC 2180 4). */
  readonly isExpunged: boolean
}

/**
 * The messages of a set that are in the list, ascending and each once: a set may name billions that are not. `*` is the last message, and an unknown
 * UID is 0.
 */
export function* messagesNamed(
  list: UidList,
  { uid: byUid, set }: { readonly uid: boolean; readonly set: SequenceSet },
): Generator<{ readonly sequence: number; readonly uid: number }> {
  const largest = byUid ? list.lastUid : list.size
  for (const range of normalizeSequenceSet(set, largest)) {
    const { from, to } = boundsOf(range, largest)
    for (let sequence = byUid ? list.firstFrom(from) : from; sequence <= list.size; sequence++) {
      const uid = list.uidAt(sequence)
      if ((byUid ? uid : sequence) > to) break
      yield { sequence, uid }
    }
  }
}

/** True if a set has a message number above `size`, or `*` in an empty mailbox. */
export function exceeds(set: SequenceSet, size: number): boolean {
  if (size === 0) return normalizeSequenceSet(set).length > 0
  const last = normalizeSequenceSet(set, size).at(-1)
  return last !== undefined && (last.end as number) > size
}
