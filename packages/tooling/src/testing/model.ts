/** A connection in memory between a client and a server, whose bytes are late and come in any pieces: what model tests run on. */
import type { AnyConnection } from './connections.js'

/** The bytes on their way to one side. */
export class InFlight {
  readonly #to: Pick<AnyConnection<unknown>, 'receive' | 'receiveEnd' | 'waiting'>
  #bytes: Uint8Array = new Uint8Array(0)
  #ends = false
  #ended = false

  constructor(to: Pick<AnyConnection<unknown>, 'receive' | 'receiveEnd' | 'waiting'>) {
    this.#to = to
  }

  get length(): number {
    return this.#bytes.length
  }

  /** True when there is nothing left that could arrive. */
  get isEmpty(): boolean {
    return this.#bytes.length === 0 && (this.#ended || !this.#ends)
  }

  push(output: readonly Uint8Array[]): void {
    for (const bytes of output) {
      const longer = new Uint8Array(this.#bytes.length + bytes.length)
      longer.set(this.#bytes)
      longer.set(bytes, this.#bytes.length)
      this.#bytes = longer
    }
  }

  /** The sender closed: that is seen behind its bytes. */
  close(): void {
    this.#ends = true
  }

  /** Delivers so many bytes, as far as they are there and the side takes them; then the end. */
  deliver(count: number): void {
    const { waiting } = this.#to
    // Bytes wait for the layer to come up; the end may come instead of it.
    if (waiting === 'upgrade' && this.#bytes.length > 0) return
    if (waiting === 'closed' || this.#ended) {
      this.#bytes = new Uint8Array(0)
      this.#ended = this.#ends
      return
    }
    if (this.#bytes.length > 0) {
      // A copy, which nobody may refer to once it was read.
      this.#to.receive(this.#bytes.slice(0, count))
      this.#bytes = this.#bytes.slice(count)
    } else if (this.#ends) {
      this.#ended = true
      this.#to.receiveEnd()
    }
  }
}
