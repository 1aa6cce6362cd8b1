/** What a search found, as it grows: numbers in arrays that double, and mod-sequences only where the result contains them (RFC 4731 3.2). */

/** What is kept of the found messages. */
export interface FoundOptions {
  /** The numbers are unique identifiers. */
  readonly uid: boolean
  /** Unique identifiers are needed, whatever the numbers are. */
  readonly keepsUids: boolean
  /** Mod-sequences are needed. */
  readonly keepsModseqs: boolean
}

/** Results in the order of the mailbox. */
export class Found {
  readonly #options: FoundOptions
  readonly #numbers = new NumberList()
  readonly #uids = new NumberList()
  #modseqs = new BigUint64Array(0)

  constructor(options: FoundOptions) {
    this.#options = options
  }

  add(uid: number, sequence: number, modseq: bigint): void {
    const { uid: tellsUids, keepsUids, keepsModseqs } = this.#options
    const at = this.count
    this.#numbers.push(tellsUids ? uid : sequence)
    if (keepsUids && !tellsUids) this.#uids.push(uid)
    if (!keepsModseqs) return
    if (at === this.#modseqs.length) {
      const grown = new BigUint64Array(Math.max(FIRST_SIZE, 2 * at))
      grown.set(this.#modseqs)
      this.#modseqs = grown
    }
    this.#modseqs[at] = modseq
  }

  get count(): number {
    return this.#numbers.count
  }

  /** Message numbers, or UIDs if the command asked for them. */
  get numbers(): Uint32Array {
    return this.#numbers.view()
  }

  /** Only where they are kept. */
  get uids(): Uint32Array {
    return this.#options.uid ? this.#numbers.view() : this.#uids.view()
  }

  /** The highest mod-sequence of the results from one place up to another, where they are kept. */
  modseqBetween(from: number, to: number): bigint {
    let highest = 0n
    for (let at = from; at < to; at++) if (this.#modseqs[at]! > highest) highest = this.#modseqs[at]!
    return highest
  }
}

const FIRST_SIZE = 16

/** Numbers of 32 bits. */
class NumberList {
  #numbers = new Uint32Array(0)
  #count = 0

  get count(): number {
    return this.#count
  }

  push(number: number): void {
    if (this.#count === this.#numbers.length) {
      const grown = new Uint32Array(Math.max(FIRST_SIZE, 2 * this.#count))
      grown.set(this.#numbers)
      this.#numbers = grown
    }
    this.#numbers[this.#count++] = number
  }

  view(): Uint32Array {
    return this.#numbers.subarray(0, this.#count)
  }
}
