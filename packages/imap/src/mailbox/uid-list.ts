/**
 * The messages of a mailbox in order, each with its unique identifier if known (RFC 9051 2.3.1). Message numbers and identifiers are converted into
 * each other in logarithmic time. Consecutive identifiers, and messages without a known identifier, are kept as runs.
 */
import { fail } from '../error.js'
import { shownNumber, wholeNumberOf } from '../values.js'
import { addTo, indexOf, sumBefore, treeOf } from './fenwick.js'
import { CAPACITY, RunBlock } from './run-block.js'
import type { SequenceRange, SequenceSet } from './sequence-set.js'
import { normalizeSequenceSet } from './set-algebra.js'

const MAX_UID = 0xffff_ffff

/** Messages with consecutive message numbers whose identifiers are consecutive as well, or are all unknown. */
export interface UidRun {
  /** The message number of the first one. */
  readonly sequence: number
  /** Its unique identifier; 0 if none of them is known. */
  readonly uid: number
  readonly count: number
}

/** The result of {@link UidList.learn}. */
export type Learned = 'new' | 'known' | 'impossible'

/**
 * Blocks of runs, with a Fenwick tree of the number of messages in each block: a search descends the tree, then searches one block. A run takes 8
 * bytes; blocks are at least half full, except a single one.
 */
export class UidList {
  #blocks: RunBlock[] = []
  /** `#tree[i]` is the number of messages in the blocks of a range that ends with block `i - 1` (Fenwick). */
  #tree: number[] = [0]
  #size = 0
  /** The number of messages without a known identifier. */
  #unknown = 0
  // Where the last search ended: a block, a run of it, and a message of that.
  #block = 0
  #run = 0
  #offset = 0

  /**
   * @throws {@link ImapError} `bad-value` for what is not a sequence set, or for a set with `*`
   */
  constructor(uids: SequenceSet = []) {
    for (const { start, end } of normalizeSequenceSet(uids)) {
      if (start === '*' || end === '*') fail('bad-value', 0, 'list UIDs: the set contains *')
      this.append(start, end)
    }
  }

  /** The number of messages. */
  get size(): number {
    return this.#size
  }

  /** The number of messages without a known identifier. */
  get unknown(): number {
    return this.#unknown
  }

  /** The largest known unique identifier; 0 if none is known. */
  get lastUid(): number {
    for (let at = this.#blocks.length - 1; at >= 0; at--) {
      const uid = this.#blocks[at]!.lastUid
      if (uid > 0) return uid
    }
    return 0
  }

  /** The unique identifier of a message number; 0 if it is not known, or if there is no such message. */
  uidAt(sequence: number): number {
    if (!this.#has(sequence)) return 0
    this.#findSequence(sequence)
    const first = this.#blocks[this.#block]!.first[this.#run]!
    return first === 0 ? 0 : first + this.#offset
  }

  /** The message number of a unique identifier; 0 if no message is known to have it. */
  sequenceOf(uid: number): number {
    return this.#findUid(uid) && this.#uid === uid ? this.#sequence : 0
  }

  /** The number of the first message that is known to have this identifier or a larger one; `size + 1` if there is none. */
  firstFrom(uid: number): number {
    return this.#findUid(uid) ? this.#sequence : this.#size + 1
  }

  /** Adds messages at the end, with the identifiers of a range. @throws {@link ImapError} `bad-value` unless they are above all others */
  append(from: number, to: number = from): void {
    if (!isUid(from) || !isUid(to) || to < from || from <= this.lastUid)
      fail('bad-value', 0, `append UIDs: ${from}:${to} is not above the last UID ${this.lastUid}`)
    this.#append(from, to - from + 1)
  }

  /** Adds messages without known identifiers at the end. */
  appendUnknown(count: number): void {
    if (wholeNumberOf(count, 'append messages') > 0) this.#append(0, count)
  }

  #append(first: number, count: number): void {
    const last = this.#blocks.at(-1)
    if (last === undefined || (last.length === CAPACITY && !last.continues(first))) {
      this.#blocks.push(new RunBlock())
      this.#plant()
    }
    this.#blocks.at(-1)!.push(first, count)
    if (first === 0) this.#unknown += count
    this.#resize(this.#blocks.length - 1, count)
  }

  /**
   * Records that a message has this identifier: `impossible` if another one is known, or if it contradicts the order of the others.
   */
  learn(sequence: number, uid: number): Learned {
    if (!this.#has(sequence) || !isUid(uid)) return 'impossible'
    const known = this.uidAt(sequence)
    if (known > 0) return known === uid ? 'known' : 'impossible'
    // The identifiers must leave room for the messages between this one and the nearest known ones.
    const before = this.#knownBefore()
    const after = this.#knownAfter()
    const isPossible =
      uid - (before === undefined ? 0 : before.uid) >= sequence - (before === undefined ? 0 : before.sequence) &&
      (after === undefined || after.uid - uid >= after.sequence - sequence)
    if (!isPossible) return 'impossible'
    this.#findSequence(sequence)
    this.#replace(this.#offset, 1, uid)
    return 'new'
  }

  /** Removes a message and returns its identifier: 0 if that was not known, or if there is no such message. */
  removeAt(sequence: number): number {
    const uid = this.uidAt(sequence)
    if (this.#has(sequence)) this.#replace(this.#offset, 1, -1)
    return uid
  }

  /** Removes the message with this identifier and returns its former number; 0 if there is none. */
  remove(uid: number): number {
    const sequence = this.sequenceOf(uid)
    if (sequence > 0) this.#replace(this.#offset, 1, -1)
    return sequence
  }

  /** Removes all messages known to have an identifier in the range, and returns the identifiers. */
  removeRange(from: number, to: number): SequenceSet {
    const removed: SequenceRange[] = []
    while (this.#findUid(from) && this.#uid <= to) {
      const start = this.#uid
      const count = Math.min(this.#blocks[this.#block]!.count[this.#run]! - this.#offset, to - start + 1)
      this.#replace(this.#offset, count, -1)
      removed.push({ start, end: start + count - 1 })
    }
    return removed
  }

  /**
   * Removes up to `most` messages without known identifiers at the place where this one would be in order. Which of them is removed makes no
   * difference, as none is known. Returns the number removed.
   */
  removeUnknown(uid: number, most = 1): number {
    const next = this.firstFrom(uid)
    // If a message is known to have the identifier, no other one has it.
    return this.uidAt(next) === uid ? 0 : this.#removeBefore(next, most)
  }

  /** The same for the messages at the end, after the last known one. */
  removeTail(most: number): number {
    return this.#removeBefore(this.#size + 1, most)
  }

  /** Removes messages before this number whose identifiers are not known, back to a known one. */
  #removeBefore(sequence: number, most: number): number {
    let removed = 0
    // Such messages may be in two runs at the border of two blocks.
    while (removed < most && this.#has(sequence - removed - 1) && this.uidAt(sequence - removed - 1) === 0) {
      const count = Math.min(most - removed, this.#offset + 1)
      this.#replace(this.#offset + 1 - count, count, -1)
      removed += count
    }
    return removed
  }

  /** Inserts a message by its identifier; false if it is present already. For a list in which all are known. */
  insert(uid: number): boolean {
    if (!isUid(uid)) fail('bad-value', 0, `insert UID: ${shownNumber(uid)} is not a UID`)
    if (uid > this.lastUid) {
      this.#append(uid, 1)
      return true
    }
    if (this.sequenceOf(uid) > 0 || !this.#findUid(uid)) return false
    this.#replace(this.#offset, 0, uid)
    return true
  }

  /** The known identifiers, as ascending ranges. */
  toSet(): SequenceSet {
    const set: { start: number; end: number }[] = []
    for (const { uid, count } of this.runs()) {
      const last = set.at(-1)
      if (uid === 0) continue
      if (last !== undefined && last.end + 1 === uid) last.end += count
      else set.push({ start: uid, end: uid + count - 1 })
    }
    return set
  }

  /** The messages in order. The list must not change during iteration. */
  *runs(): Generator<UidRun> {
    let sequence = 1
    for (const { first, count, length } of this.#blocks)
      for (let run = 0; run < length; run++) {
        yield { sequence, uid: first[run]!, count: count[run]! }
        sequence += count[run]!
      }
  }

  #has(sequence: number): boolean {
    return Number.isInteger(sequence) && sequence >= 1 && sequence <= this.#size
  }

  /** The identifier of the found message. */
  get #uid(): number {
    return this.#blocks[this.#block]!.first[this.#run]! + this.#offset
  }

  /** Its number. */
  get #sequence(): number {
    let sequence = this.#offset + 1
    const { count } = this.#blocks[this.#block]!
    for (let run = 0; run < this.#run; run++) sequence += count[run]!
    return sequence + sumBefore(this.#tree, this.#block)
  }

  #findSequence(sequence: number): void {
    const block = indexOf(this.#tree, sequence - 1)
    let left = sequence - 1 - sumBefore(this.#tree, block)
    const { count } = this.#blocks[block]!
    let run = 0
    while (left >= count[run]!) left -= count[run++]!
    this.#block = block
    this.#run = run
    this.#offset = left
  }

  /** Finds the first message known to have this identifier or a larger one; false where there is none. */
  #findUid(uid: number): boolean {
    // The first block whose last known identifier is not below.
    let low = 0
    let high = this.#blocks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      // A block without known identifiers is a single run, and the blocks next to it have known ones.
      const last = this.#blocks[middle]!.lastUid || (middle > low ? this.#blocks[middle - 1]!.lastUid : 0)
      if (last < uid) low = middle + 1
      else high = middle
    }
    const block = this.#blocks[low]
    if (block === undefined) return false
    const run = block.runFrom(uid)
    if (run === block.length) return false
    this.#block = low
    this.#run = run
    this.#offset = Math.max(0, uid - block.first[run]!)
    return true
  }

  /** The last known message before the found one. */
  #knownBefore(): { readonly sequence: number; readonly uid: number } | undefined {
    let sequence = this.#sequence - this.#offset - 1
    for (let block = this.#block, run = this.#run; block >= 0; run = this.#blocks[--block]?.length ?? 0) {
      const { first, count } = this.#blocks[block]!
      while (--run >= 0) {
        if (first[run]! > 0) return { sequence, uid: first[run]! + count[run]! - 1 }
        sequence -= count[run]!
      }
    }
    return undefined
  }

  /** The first known message after the found one. */
  #knownAfter(): { readonly sequence: number; readonly uid: number } | undefined {
    let sequence = this.#sequence - this.#offset + this.#blocks[this.#block]!.count[this.#run]!
    for (let block = this.#block, run = this.#run; block < this.#blocks.length; block++, run = -1) {
      const { first, count, length } = this.#blocks[block]!
      while (++run < length) {
        if (first[run]! > 0) return { sequence, uid: first[run]! }
        sequence += count[run]!
      }
    }
    return undefined
  }

  /** Replaces messages of the found run, from one of them on, by one with this identifier, or by none if it is below 0. */
  #replace(offset: number, count: number, uid: number): void {
    if (this.#blocks[this.#block]!.length + 2 > CAPACITY) this.#halve()
    const block = this.#blocks[this.#block]!
    if (block.first[this.#run] === 0) this.#unknown -= count
    block.replace(this.#run, offset, count, uid)
    this.#resize(this.#block, (uid < 0 ? 0 : 1) - count)
    if (block.length < CAPACITY / 4) this.#join(this.#block)
  }

  /** Splits the found block into two. */
  #halve(): void {
    const block = this.#blocks[this.#block]!
    const behind = block.halve()
    this.#blocks.splice(this.#block + 1, 0, behind)
    this.#plant()
    if (this.#run < block.length) return
    this.#block++
    this.#run -= block.length
  }

  /** Merges two blocks if one of them has become short. */
  #join(at: number): void {
    const block = this.#blocks[at]!
    if (block.length === 0) this.#blocks.splice(at, 1)
    else {
      const [one, other] = [at - 1, at + 1].filter(beside => this.#fits(block, beside))
      const beside = one ?? other
      if (beside === undefined) return
      const left = Math.min(at, beside)
      this.#blocks[left]!.take(this.#blocks[left + 1]!)
      this.#blocks.splice(left + 1, 1)
    }
    this.#plant()
  }

  #fits(block: RunBlock, at: number): boolean {
    const beside = this.#blocks[at]
    return beside !== undefined && beside.length + block.length <= (CAPACITY * 3) / 4
  }

  #resize(block: number, by: number): void {
    this.#size += by
    addTo(this.#tree, block, by)
  }

  /** Rebuilds the tree after blocks were added or removed. */
  #plant(): void {
    this.#tree = treeOf(this.#blocks.map(({ size }) => size))
  }
}

const isUid = (uid: number): boolean => Number.isInteger(uid) && uid >= 1 && uid <= MAX_UID
