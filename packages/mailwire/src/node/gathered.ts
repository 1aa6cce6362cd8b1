/** Bytes that arrive in pieces, in one array: however small the pieces are, memory is at most twice their total. */

export class Gathered {
  /** Bytes so far. */
  size = 0
  #bytes = new Uint8Array(0)

  /** Copies: the piece may be a view that is valid only until the next read. */
  add(piece: Uint8Array): void {
    const size = this.size + piece.length
    if (size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.#bytes.length, 1024))
      larger.set(this.#bytes.subarray(0, this.size))
      this.#bytes = larger
    }
    this.#bytes.set(piece, this.size)
    this.size = size
  }

  /** All of them, as an array of that size. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.size)
  }
}
