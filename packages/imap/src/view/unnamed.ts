/**
 * Messages for which data was received by number before their UIDs were known, as a server may send it during any command (RFC 9051 7.5.2): once their
 * UID is known, data kept for it from before is out of date.
 */
import type { UidList } from '../mailbox/uid-list.js'

/** With more numbers than this, any message may be affected. */
const MAX_NUMBERS = 1024

export class Unnamed {
  readonly #numbers = new Set<number>()
  /** True once numbers changed, or if there were too many. */
  #isAny = false

  get isEmpty(): boolean {
    return !this.#isAny && this.#numbers.size === 0
  }

  /** Their numbers; `undefined` for any. */
  get numbers(): ReadonlySet<number> | undefined {
    return this.#isAny ? undefined : this.#numbers
  }

  add(sequence: number): void {
    if (this.#isAny) return
    this.#numbers.add(sequence)
    if (this.#numbers.size > MAX_NUMBERS) this.#addAny()
  }

  /** Adds the messages of a range without a known UID. */
  addRange({ from, to }: { readonly from: number; readonly to: number }, list: UidList): void {
    if (to - from >= MAX_NUMBERS) this.#addAny()
    else for (let sequence = from; sequence <= to; sequence++) if (list.uidAt(sequence) === 0) this.add(sequence)
  }

  #addAny(): void {
    this.#isAny = true
    this.#numbers.clear()
  }

  /** Message numbers changed, so the affected messages are no longer known. */
  renumber(): void {
    if (!this.isEmpty) this.#addAny()
  }

  has(sequence: number): boolean {
    return this.#isAny || this.#numbers.has(sequence)
  }

  clear(): void {
    this.#isAny = false
    this.#numbers.clear()
  }
}
