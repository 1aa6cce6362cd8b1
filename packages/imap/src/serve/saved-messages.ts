/** What `$` stands for in a mailbox that is selected: what the last SEARCH with SAVE found, without what is gone (RFC 5182 2.1). */
import type { SequenceSet } from '../mailbox/sequence-set.js'
import { intersectSequenceSets } from '../mailbox/set-algebra.js'
import type { UidList } from '../mailbox/uid-list.js'

export class SavedMessages {
  #uids: SequenceSet = []
  #isStale = false

  /** Replaces all of them. */
  save(uids: SequenceSet): void {
    this.#uids = uids
    this.#isStale = true
  }

  /** Messages are gone, these perhaps among them. */
  expunged(): void {
    this.#isStale = true
  }

  /** Their UIDs, ascending: of those which the client counts and the mailbox has. */
  uids(told: UidList, stored: UidList): SequenceSet {
    if (this.#isStale) this.#uids = intersectSequenceSets(intersectSequenceSets(this.#uids, told.toSet()), stored.toSet())
    this.#isStale = false
    return this.#uids
  }
}
