/**
 * The messages of a selected mailbox by number and by UID (RFC 9051 2.3.1), and the messages known before it was selected, until it is known which of
 * these still exist.
 */
import { boundsOf, type SequenceRange, type SequenceSet } from '../mailbox/sequence-set.js'
import { countInSequenceSet, normalizeSequenceSet, subtractSequenceSets, uniteSequenceSets } from '../mailbox/set-algebra.js'
import { UidList } from '../mailbox/uid-list.js'

export class Numbering {
  /** The messages of the selected mailbox; of a closed one, the known messages. */
  list: UidList
  /** Messages have only UIDs (RFC 9586): those with unknown UIDs are kept at the end. */
  isUidOnly = false
  /** The earlier messages, until it is known which of them still exist. */
  before: UidList | undefined

  /** True for a closed mailbox without unknown messages before the last known one: new messages come after that one. */
  isGapless: boolean

  constructor(uids: SequenceSet, isGapless: boolean) {
    this.isGapless = isGapless
    this.list = new UidList(uids)
  }

  /** The known UIDs, including those of messages that may no longer exist. */
  get uids(): SequenceSet {
    const uids = this.list.toSet()
    return this.before === undefined ? uids : uniteSequenceSets(this.before.toSet(), uids)
  }

  /** True if all UIDs are known, and which messages still exist. */
  get isComplete(): boolean {
    if (this.before !== undefined) return false
    return !this.hasUnknown
  }

  /** True if there are no unknown messages before the last known one. */
  get hasOnlyTail(): boolean {
    const [unknown] = this.unknown
    return unknown === undefined || (this.before === undefined && unknown.end === this.list.size)
  }

  get hasUnknown(): boolean {
    return this.list.unknown > 0
  }

  /** The message numbers whose UIDs are not known. */
  get unknown(): SequenceSet {
    const ranges: SequenceRange[] = []
    if (!this.hasUnknown) return ranges
    for (const { sequence, uid, count } of this.list.runs())
      if (uid === 0) ranges.push({ start: sequence, end: sequence + count - 1 })
    return ranges
  }

  /** Applies the UIDs of the first messages, complete and ascending; false, without a change, if they contradict what is known. */
  identify(uids: SequenceSet): boolean {
    const count = countInSequenceSet(uids)
    if (count > this.list.size) return false
    const list = new UidList(uids)
    list.appendUnknown(this.list.size - count)
    for (const { sequence, uid, count: length } of this.list.runs()) {
      if (uid === 0) continue
      for (let at = Math.max(0, count + 1 - sequence); at < length; at++) list.learn(sequence + at, uid + at)
      // A run is consecutive, so if both of its ends match, all of it does.
      if (list.uidAt(sequence) !== uid || list.uidAt(sequence + length - 1) !== uid + length - 1) return false
    }
    this.list = list
    return true
  }

  /** Continues with the earlier messages, without expunged ones, and new ones; false if there are more than `exists`. */
  resume(exists: number): boolean {
    const { before } = this
    if (before === undefined || before.size > exists) return false
    this.list = before
    this.before = undefined
    before.appendUnknown(exists - before.size)
    return true
  }

  /** Assumes that the messages are the earlier ones; false if their number differs. */
  adopt(): boolean {
    if (this.before === undefined || this.before.size !== this.list.size) return false
    this.list = this.before
    this.before = undefined
    return true
  }

  /** The mailbox was opened, and only the number of its messages is known. */
  begin(exists: number): void {
    this.before = new UidList(this.uids)
    this.list = new UidList()
    this.list.appendUnknown(exists)
  }

  forget(): void {
    this.list = new UidList()
    this.before = undefined
  }

  /** The mailbox is no longer selected, so numbers are not valid. */
  close(): void {
    this.isGapless = this.hasOnlyTail
    if (this.isComplete) return
    this.list = new UidList(this.uids)
    this.before = undefined
  }

  /** It is known which messages still exist: removes and returns the others. */
  settle(): SequenceSet {
    const { before } = this
    this.before = undefined
    return before === undefined ? [] : subtractSequenceSets(before.toSet(), this.list.toSet())
  }

  /** Removes messages by their UIDs, without `*`. Returns the UIDs removed, the number of removed messages with unknown UIDs, and how many UIDs no message can have. */
  vanish(uids: SequenceSet): { readonly gone: SequenceSet; readonly unknown: number; readonly strangers: number } {
    const gone: SequenceRange[] = []
    let [unknown, strangers] = [0, 0]
    for (const range of normalizeSequenceSet(uids)) {
      const { from, to } = boundsOf(range, 0)
      const removed = this.list.removeRange(from, to)
      // Earlier messages may be among those with unknown UIDs.
      const all = uniteSequenceSets(removed, this.before?.removeRange(from, to) ?? [])
      gone.push(...all)
      // No UID of the range is known any more, so the others belong to adjacent messages.
      const missing = to - from + 1 - countInSequenceSet(removed)
      const others = missing > 0 ? this.#removeUnknown(from, missing) : 0
      unknown += Math.max(0, others + countInSequenceSet(removed) - countInSequenceSet(all))
      strangers += missing - others
    }
    return { gone, unknown, strangers }
  }

  #removeUnknown(uid: number, most: number): number {
    return this.isUidOnly ? this.list.removeTail(most) : this.list.removeUnknown(uid, most)
  }

  /** Adds the UID of a message whose number is not known; no message had this UID. */
  place(uid: number): void {
    const { list } = this
    const unknown = list.removeTail(list.size)
    list.insert(uid)
    list.appendUnknown(Math.max(0, unknown - 1))
  }

  /** The same for earlier messages: no number changes. */
  vanishEarlier(uids: SequenceSet): SequenceSet {
    return normalizeSequenceSet(uids).flatMap(range => {
      const { from, to } = boundsOf(range, 0)
      return this.before?.removeRange(from, to) ?? []
    })
  }
}
