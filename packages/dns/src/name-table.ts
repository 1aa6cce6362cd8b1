/**
 * The names of one message by where they stand, so that a pointer costs one look: an open-addressed table, as `compress.ts` has one for
 * the other direction. Offsets differ, so that few meet in one place, whatever a message holds.
 *
 * Where a name stands is kept as `#era + offset`. Each message has an era of its own: a table is empty for the next one without being
 * emptied.
 */

/** A pointer holds 14 bits (RFC 1035 4.1.4). */
export const POINTER_RANGE = 0x4000
/** What a table keeps for its next message is no larger, so that one large message does not hold memory for ever. */
const KEPT_SLOTS = 1024
const SLOTS = 32

export class NameTable {
  #places = new Int32Array(SLOTS)
  #texts: string[] = new Array(SLOTS).fill('')
  #sizes = new Uint32Array(SLOTS) // octets of the whole name without compression, how many pointers it takes, where the first leads
  #used = 0
  #era = POINTER_RANGE

  /** Forgets everything. */
  restart(): void {
    this.#used = 0
    if (this.#places.length > KEPT_SLOTS) this.#resize(SLOTS)
    if (this.#era < 2 ** 31 - 2 * POINTER_RANGE) {
      this.#era += POINTER_RANGE
      return
    }
    this.#era = POINTER_RANGE
    this.#places.fill(0)
  }

  /** A handle on the name at `offset`, -1 when there is none; it holds until the next {@link add}. */
  find(offset: number): number {
    const places = this.#places
    const mask = places.length - 1
    const wanted = this.#era + offset
    for (let slot = offset & mask; ; slot = (slot + 1) & mask) {
      const place = places[slot]!
      if (place === wanted) return slot
      if (place < this.#era) return -1
    }
  }

  text(handle: number): string {
    return this.#texts[handle]!
  }

  octets(handle: number): number {
    return this.#sizes[handle]! & 0xff
  }

  hops(handle: number): number {
    return (this.#sizes[handle]! >>> 8) & 0xff
  }

  /** Where the pointer leads that ends the name's own labels; 0 without one. */
  leads(handle: number): number {
    return this.#sizes[handle]! >>> 16
  }

  /** A name that is not in it yet. One where no pointer reaches is left out. */
  add(offset: number, text: string, octets: number, hops: number, leads: number): void {
    if (offset < POINTER_RANGE) this.#put(this.#era + offset, text, octets | (hops << 8) | (leads << 16))
  }

  #put(place: number, text: string, size: number): void {
    if (this.#used * 2 >= this.#places.length) this.#grow()
    const places = this.#places
    const mask = places.length - 1
    let slot = place & mask // an era is a multiple of any length
    while (places[slot]! >= this.#era) slot = (slot + 1) & mask
    places[slot] = place
    this.#texts[slot] = text
    this.#sizes[slot] = size
    this.#used++
  }

  #grow(): void {
    const [places, texts, sizes] = [this.#places, this.#texts, this.#sizes]
    this.#resize(4 * places.length)
    for (let slot = 0; slot < places.length; slot++)
      if (places[slot]! >= this.#era) this.#put(places[slot]!, texts[slot]!, sizes[slot]!)
  }

  #resize(slots: number): void {
    this.#places = new Int32Array(slots)
    this.#texts = new Array(slots).fill('')
    this.#sizes = new Uint32Array(slots)
    this.#used = 0
  }
}
