/** The value of `$` in the selected mailbox: the result of the last SEARCH with SAVE, without expunged messages (RFC 5182 2.1). */
import type { SequenceSet } from '../mailbox/sequence-set.js'
import { intersectSequenceSets } from '../mailbox/set-algebra.js'
import type { UidList } from '../mailbox/uid-list.js'

export class SavedMessages {
  #uids: SequenceSet = []
  #isStale = false

  /** Replaces the saved result. */
  save(uids: SequenceSet): void {
    this.#uids = uids
    this.#isStale = true
  }

  /** Messages were expunged, which may include saved ones. */
  expunged(): void {
    this.#isStale = true
  }

  /** The saved UIDs, ascending: those that the client counts and the mailbox still has. */
  uids(told: UidList, stored: UidList): SequenceSet {
    if (this.#isStale) this.#uids = intersectSequenceSets(intersectSequenceSets(this.#uids, told.toSet()), stored.toSet())
    this.#isStale = false
    return this.#uids
  }
}
