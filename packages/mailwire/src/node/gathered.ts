/** Octets that come in pieces, in one array: however small the pieces are, memory is at most twice what came. */

export class Gathered {
  /** Octets so far. */
  size = 0
  #octets = new Uint8Array(0)

  /** Copies: the piece may be a view that is good until the next read only. */
  add(piece: Uint8Array): void {
    const size = this.size + piece.length
    if (size > this.#octets.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.#octets.length, 1024))
      larger.set(this.#octets.subarray(0, this.size))
      this.#octets = larger
    }
    this.#octets.set(piece, this.size)
    this.size = size
  }

  /** All of them, as an array of that size. */
  octets(): Uint8Array {
    return this.#octets.slice(0, this.size)
  }
}
