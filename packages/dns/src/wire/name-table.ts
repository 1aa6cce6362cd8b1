/**
 * The names of one message by their offsets, so that a pointer takes one lookup: a row for each byte that a pointer can reach. The later
 * labels of a decoded name start names too; their text is cut out of it when a pointer needs it.
 *
 * A row belongs to the message whose number it holds, so that a table is empty for the next message without being cleared.
 */

import { POINTER_RANGE } from './integers.js'

/**
 * A row is four adjacent numbers in one array, which is faster than an object for each name. The row of the name at offset n starts at
 * `n * ROW`:
 *
 *     +MESSAGE  the number of the row's message; if it is another message, the row is empty
 *     +TEXT     the index of the text that ends with the name
 *     +CUT      how many characters of that text come before the name
 *     +EXTENT   see `packExtent`
 */
const ROW = 4
const MESSAGE = 0
const TEXT = 1
const CUT = 2
const EXTENT = 3
/** The minimum number of bytes to have rows for. */
const LEAST = 512
/** The maximum number of texts that stay until the next message overwrites them. */
const KEPT = 64
/** The highest number of a message: the maximum of an element of the array. */
const LAST_MESSAGE = 0x7fffffff

/** The positions of the second and third number in an extent, in bits. */
const HOPS = 8
const TARGET = 16
const BYTE = 0xff

/**
 * What decoding a name needs of another name that it ends with, in one number: the length of the whole name in bytes without compression (8 bits, at
 * most 255), the number of its pointers (8 bits, at most 127), and the target of the pointer at the end of its own labels (14 bits).
 */
export const packExtent = (length: number, hops: number, target: number): number => length | (hops << HOPS) | (target << TARGET)
export const lengthOf = (extent: number): number => extent & BYTE
export const hopsOf = (extent: number): number => (extent >>> HOPS) & BYTE
/** The offset that the pointer gives; 0 without a pointer. */
export const targetOf = (extent: number): number => extent >>> TARGET

export class NameTable {
  #rows = new Int32Array(ROW * LEAST)
  #texts: string[] = []
  #used = 0 // of the texts
  #reach = 0
  #message = 0

  /** For a message of `length` bytes. */
  constructor(length: number) {
    this.restart(length)
  }

  /** Removes all names; the next message has `length` bytes. */
  restart(length: number): void {
    const reach = Math.min(length, POINTER_RANGE)
    if (ROW * reach > this.#rows.length) {
      this.#rows = new Int32Array(ROW * Math.min(2 * reach, POINTER_RANGE))
      this.#message = 0
    } else if (this.#message === LAST_MESSAGE) {
      this.#rows.fill(0)
      this.#message = 0
    }
    if (this.#used > KEPT) this.#texts = []
    this.#used = 0
    this.#reach = reach
    this.#message++
  }

  has(offset: number): boolean {
    return offset < this.#reach && this.#rows[ROW * offset + MESSAGE] === this.#message
  }

  /** The extent of the name at `offset`, which must be in the table. */
  extent(offset: number): number {
    return this.#rows[ROW * offset + EXTENT]!
  }

  /** The text of the name at `offset`, which must be in the table. */
  text(offset: number): string {
    const rows = this.#rows
    const row = ROW * offset
    const text = this.#texts[rows[row + TEXT]!]!
    const cut = rows[row + CUT]!
    if (cut === 0) return text
    const rest = text.substring(cut)
    this.add(offset, rest, rows[row + EXTENT]!)
    return rest
  }

  /** Adds a name. One that no pointer can reach is omitted. */
  add(offset: number, text: string, extent: number): void {
    this.#texts[this.#used++] = text
    this.addRest(offset, 0, extent)
  }

  /** Adds the name after the first `cut` characters of the name added last. */
  addRest(offset: number, cut: number, extent: number): void {
    if (offset >= this.#reach) return
    const rows = this.#rows
    const row = ROW * offset
    rows[row + MESSAGE] = this.#message
    rows[row + TEXT] = this.#used - 1
    rows[row + CUT] = cut
    rows[row + EXTENT] = extent
  }
}
