/**
 * The opaque fields of one message: keys, digests, signatures, RDATA of unknown types. Each is a `Uint8Array` of its own, and only
 * borrowed ones refer to the message.
 *
 * Always: no two fields share a byte, and a field that is kept holds on to itself and at most {@link SHARED} bytes of its message.
 */
import { copyOf, viewOf } from '@mailwire/bytes'

/** Up to this many bytes V8 keeps an array's bytes in its own heap: a copy costs 50 ns, and one of a single byte more 180 ns (measured). */
const SHORT = 64
/** Longer fields are views of one shared copy of at most this many bytes of the message, from the first of these fields on: a view costs 25 ns. */
const SHARED = 4096

export class OpaqueFields {
  readonly #bytes: Uint8Array
  readonly #borrow: boolean
  #copy: Uint8Array | undefined
  /** Offsets in the message: the start of the copy, and the end of what was returned from it. */
  #start = 0
  #next = 0

  constructor(bytes: Uint8Array, borrow: boolean) {
    this.#bytes = bytes
    this.#borrow = borrow
  }

  /** The field from `from` to `to`. */
  field(from: number, to: number): Uint8Array {
    if (this.#borrow) return viewOf(this.#bytes, from, to)
    return to - from <= SHORT ? copyOf(this.#bytes, from, to) : this.#longField(from, to)
  }

  #longField(from: number, to: number): Uint8Array {
    const bytes = this.#bytes
    if (this.#copy === undefined) {
      // No long field follows that could share the copy.
      if (bytes.length - to <= SHORT) return copyOf(bytes, from, to)
      this.#copy = copyOf(bytes, from, Math.min(from + SHARED, bytes.length))
      this.#start = this.#next = from
    }
    const copy = this.#copy
    // Bytes are returned from the copy once only: a description may read the same bytes twice.
    if (from < this.#next || to > this.#start + copy.length) return copyOf(bytes, from, to)
    this.#next = to
    return viewOf(copy, from - this.#start, to - this.#start)
  }
}
