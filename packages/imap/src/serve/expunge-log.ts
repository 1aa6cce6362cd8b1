/** Expunged messages with their mod-sequences (RFC 7162 3.2, 5.3): a queue of bounded length that drops its oldest records first. */
import { fail } from '../error.js'
import type { SequenceSet } from '../mailbox/sequence-set.js'
import { normalizeSequenceSet } from '../mailbox/set-algebra.js'
import { fieldsOf, wholeNumberOf } from '../values.js'
import { modseqOf } from './modseq.js'
import { type UidRange, type Uids, uidRanges } from './uids.js'

/** The bound of an {@link ExpungeLog}, and its beginning. */
export interface ExpungeLogOptions {
  /** The maximum number of UID ranges, of about 32 bytes each; 10,000 by default. */
  readonly ranges?: number | undefined
  /** The mod-sequence of the last expunge before the log begins; 0 by default, for none. */
  readonly forgotten?: bigint | undefined
}

interface ExpungeRecord {
  readonly uids: readonly UidRange[]
  readonly modseq: bigint
}

const DEFAULT_RANGES = 10_000

/**
 * A store's log of expunges, so that QRESYNC need not report every UID that does not exist (RFC 7162 5.3).
 *
 * @example
 * const log = new ExpungeLog()
 * log.add([7, 5, 6], 12n)
 * log.add(9, 15n)
 * log.since(12n) // => [{ start: 9, end: 9 }]
 * log.since(3n) // => [{ start: 5, end: 7 }, { start: 9, end: 9 }]
 */
export class ExpungeLog {
  readonly #most: number
  #records: ExpungeRecord[] = []
  /** The index of the first record of the queue; earlier ones were dropped. */
  #first = 0
  #count = 0
  #forgotten: bigint
  #last: bigint

  /** @throws {@link ImapError} `bad-value` unless `ranges` is a whole number and `forgotten` a bigint from 0 */
  constructor(options: ExpungeLogOptions = {}) {
    const { ranges = DEFAULT_RANGES, forgotten = 0n } = fieldsOf(options, 'make ExpungeLog')
    this.#most = wholeNumberOf(ranges, 'make ExpungeLog: ranges')
    this.#forgotten = this.#last = modseqOf(forgotten, 'make ExpungeLog: forgotten')
  }

  /** The highest mod-sequence of the dropped expunges (RFC 7162 5.3); 0 if none was dropped. */
  get forgotten(): bigint {
    return this.#forgotten
  }

  /**
   * Records an expunge, whose mod-sequence must be above all earlier ones (RFC 7162 3.2). Without UIDs nothing is stored.
   *
   * @throws {@link ImapError} `bad-value` for invalid UIDs, and for a mod-sequence that is not above the last one
   */
  add(uids: Uids, modseq: bigint): void {
    const record = { uids: uidRanges(uids, 'log expunge'), modseq: modseqOf(modseq, 'log expunge') }
    if (modseq <= this.#last) fail('bad-value', 0, `log expunge: mod-sequence ${modseq} is not above the last one, ${this.#last}`)
    this.#last = modseq
    if (record.uids.length === 0) return
    this.#records.push(record)
    this.#count += record.uids.length
    for (; this.#count > this.#most; this.#first++) {
      const oldest = this.#records[this.#first]!
      this.#count -= oldest.uids.length
      this.#forgotten = oldest.modseq
    }
    if (this.#first > this.#records.length / 2) {
      this.#records = this.#records.slice(this.#first)
      this.#first = 0
    }
  }

  /**
   * The UIDs that were expunged at higher mod-sequences than this one; `undefined` if the records were dropped, so that all UIDs not in the mailbox
   * count as expunged (RFC 7162 3.2.6).
   *
   * @throws {@link ImapError} `bad-value` unless the mod-sequence is a bigint from 0
   */
  since(modseq: bigint): SequenceSet | undefined {
    if (modseqOf(modseq, 'read expunges') < this.#forgotten) return undefined
    let from = this.#records.length
    while (from > this.#first && this.#records[from - 1]!.modseq > modseq) from--
    return normalizeSequenceSet(this.#records.slice(from).flatMap(({ uids }) => uids))
  }
}
