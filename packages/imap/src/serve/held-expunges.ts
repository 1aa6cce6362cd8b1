/** What is gone and was not told yet (RFC 9051 7.5.1, RFC 2180 4): ranges of UIDs, and how many messages they are. */
import { normalizeSequenceSet } from '../mailbox/set-algebra.js'
import type { UidRange } from './uids.js'

export class HeldExpunges {
  #ranges: UidRange[] = []
  #count = 0
  /** The lowest mod-sequence of these expunges, where the store keeps any. */
  #modseq: bigint | undefined

  get count(): number {
    return this.#count
  }

  /** Messages that were not among them. */
  add(range: UidRange, modseq: bigint | undefined): void {
    this.#ranges.push(range)
    this.#count += range.end - range.start + 1
    if (modseq !== undefined && (this.#modseq === undefined || modseq < this.#modseq)) this.#modseq = modseq
  }

  /** The highest mod-sequence that may be told, where the mailbox has `highest`: what is held back has a higher one (RFC 7162 3.2). */
  highestModseq(highest: bigint): bigint {
    if (this.#modseq === undefined || this.#modseq > highest) return highest
    return this.#modseq > 1n ? this.#modseq - 1n : 1n
  }

  /** All of them, ascending; they are told now. */
  take(): readonly UidRange[] {
    const taken = normalizeSequenceSet(this.#ranges) as readonly UidRange[]
    this.#ranges = []
    this.#count = 0
    this.#modseq = undefined
    return taken
  }
}
