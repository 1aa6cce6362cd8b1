/**
 * Which messages a selected mailbox has, by number and by UID (RFC 9051 2.3.1), beside those that were known before it was selected. Those of which
 * nothing was heard yet are neither here nor gone.
 */
import { boundsOf, type SequenceRange, type SequenceSet } from '../mailbox/sequence-set.js'
import { countInSequenceSet, normalizeSequenceSet, subtractSequenceSets, uniteSequenceSets } from '../mailbox/set-algebra.js'
import { UidList } from '../mailbox/uid-list.js'

export class Numbering {
  /** The messages of the selected mailbox; of one that is closed, those that are known. */
  list: UidList
  /** Messages are named by UID alone (RFC 9586): those whose UIDs are not known are kept at the end. */
  isUidOnly = false
  /** Those that were known before, until it is known which of them are left. */
  before: UidList | undefined

  /** True for a mailbox that is closed where every message was known up to the last one that is: what came since is behind that. */
  isGapless: boolean

  constructor(uids: SequenceSet, isGapless: boolean) {
    this.isGapless = isGapless
    this.list = new UidList(uids)
  }

  /** The UIDs that are known, those among them of which it is not known whether they are left. */
  get uids(): SequenceSet {
    const uids = this.list.toSet()
    return this.before === undefined ? uids : uniteSequenceSets(this.before.toSet(), uids)
  }

  /** True while all messages have a UID, and it is known which are left. */
  get isComplete(): boolean {
    if (this.before !== undefined) return false
    return !this.hasUnknown
  }

  /** True where every message is known up to the last one that is. */
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

  /** Takes in the UIDs of the first messages, without a gap and ascending; false, and nothing changes, where they do not fit. */
  identify(uids: SequenceSet): boolean {
    const count = countInSequenceSet(uids)
    if (count > this.list.size) return false
    const list = new UidList(uids)
    list.appendUnknown(this.list.size - count)
    for (const { sequence, uid, count: length } of this.list.runs()) {
      if (uid === 0) continue
      for (let at = Math.max(0, count + 1 - sequence); at < length; at++) list.learn(sequence + at, uid + at)
      // Runs are ascending without a gap: with its ends in their places all of a run is.
      if (list.uidAt(sequence) !== uid || list.uidAt(sequence + length - 1) !== uid + length - 1) return false
    }
    this.list = list
    return true
  }

  /** The messages are those from before, but for those that are gone, and what came since; false where there are more than `exists`. */
  resume(exists: number): boolean {
    const { before } = this
    if (before === undefined || before.size > exists) return false
    this.list = before
    this.before = undefined
    before.appendUnknown(exists - before.size)
    return true
  }

  /** The messages are those from before, as many as there are; false where there are not. */
  adopt(): boolean {
    if (this.before === undefined || this.before.size !== this.list.size) return false
    this.list = this.before
    this.before = undefined
    return true
  }

  /** The mailbox was opened, and nothing is known of which messages it has but how many. */
  begin(exists: number): void {
    this.before = new UidList(this.uids)
    this.list = new UidList()
    this.list.appendUnknown(exists)
  }

  forget(): void {
    this.list = new UidList()
    this.before = undefined
  }

  /** The mailbox is not selected any more: numbers mean nothing. */
  close(): void {
    this.isGapless = this.hasOnlyTail
    if (this.isComplete) return
    this.list = new UidList(this.uids)
    this.before = undefined
  }

  /** It is known which messages are left: the others are gone. */
  settle(): SequenceSet {
    const { before } = this
    this.before = undefined
    return before === undefined ? [] : subtractSequenceSets(before.toSet(), this.list.toSet())
  }

  /** Takes messages out by their UIDs, without `*`: those that are gone, so many whose UIDs were not known, and how many of the UIDs no message may have. */
  vanish(uids: SequenceSet): { readonly gone: SequenceSet; readonly unknown: number; readonly strangers: number } {
    const gone: SequenceRange[] = []
    let [unknown, strangers] = [0, 0]
    for (const range of normalizeSequenceSet(uids)) {
      const { from, to } = boundsOf(range, 0)
      const removed = this.list.removeRange(from, to)
      // Those from before may be among the messages whose UIDs are not known.
      const all = uniteSequenceSets(removed, this.before?.removeRange(from, to) ?? [])
      gone.push(...all)
      // Now no UID of the range is known: the others are of messages beside each other.
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

  /** A message has this UID, whatever its number; no message was known to have it. */
  place(uid: number): void {
    const { list } = this
    const unknown = list.removeTail(list.size)
    list.insert(uid)
    list.appendUnknown(Math.max(0, unknown - 1))
  }

  /** The same of messages from before: no number changes. */
  vanishEarlier(uids: SequenceSet): SequenceSet {
    return normalizeSequenceSet(uids).flatMap(range => {
      const { from, to } = boundsOf(range, 0)
      return this.before?.removeRange(from, to) ?? []
    })
  }
}
