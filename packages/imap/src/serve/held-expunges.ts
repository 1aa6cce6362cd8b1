/** Expunges that were not sent yet (RFC 9051 7.5.1, RFC 2180 4): ranges of UIDs, and the number of messages. */
import { normalizeSequenceSet } from '../mailbox/set-algebra.js'
import type { UidRange } from './uids.js'

export class HeldExpunges {
  #ranges: UidRange[] = []
  #count = 0
  /** The lowest mod-sequence of these expunges, if the store has mod-sequences. */
  #modseq: bigint | undefined

  get count(): number {
    return this.#count
  }

  /** Adds messages that are not included yet. */
  add(range: UidRange, modseq: bigint | undefined): void {
    this.#ranges.push(range)
    this.#count += range.end - range.start + 1
    if (modseq !== undefined && (this.#modseq === undefined || modseq < this.#modseq)) this.#modseq = modseq
  }

  /** The highest mod-sequence that may be sent, given the mailbox's `highest`: one below those of the held expunges (RFC 7162 3.2). */
  highestModseq(highest: bigint): bigint {
    if (this.#modseq === undefined || this.#modseq > highest) return highest
    return this.#modseq > 1n ? this.#modseq - 1n : 1n
  }

  /** Removes and returns all of them, ascending, to send them now. */
  take(): readonly UidRange[] {
    const taken = normalizeSequenceSet(this.#ranges) as readonly UidRange[]
    this.#ranges = []
    this.#count = 0
    this.#modseq = undefined
    return taken
  }
}
