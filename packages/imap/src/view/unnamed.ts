/**
 * Messages of which something was told by number before their UIDs were known, as news may come during any command (RFC 9051 7.5.2): what is kept of
 * them from before is not true any more once they have a UID.
 */
import type { UidList } from '../mailbox/uid-list.js'

/** More of them are kept as "any message". */
const MAX_NUMBERS = 1024

export class Unnamed {
  readonly #numbers = new Set<number>()
  /** Numbers changed since, or they were too many. */
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

  /** Those of a range that have no UID. */
  addRange({ from, to }: { readonly from: number; readonly to: number }, list: UidList): void {
    if (to - from >= MAX_NUMBERS) this.#addAny()
    else for (let sequence = from; sequence <= to; sequence++) if (list.uidAt(sequence) === 0) this.add(sequence)
  }

  #addAny(): void {
    this.#isAny = true
    this.#numbers.clear()
  }

  /** Message numbers change: which message has which is not known now. */
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
