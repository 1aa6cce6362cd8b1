/**
 * The names of one message by where they stand, so that a pointer costs one look: a row for each octet that a pointer reaches. The later
 * labels of a name that was read begin names too; their text is cut out of it when a pointer asks.
 *
 * Rows belong to the message whose number they hold: a table is empty for the next message without being emptied.
 */

import { POINTER_RANGE } from './integers.js'

/** Fields of a row: the message, the number of a text, how many of its characters come before the name, the name's measures. */
const ROW = 4
/** Rows are made for so many octets at least. */
const LEAST = 512
/** The most texts that are kept until the next message overwrites them. */
const KEPT = 64

/** Octets of a whole name without compression, how many pointers it takes, and where the one leads that ends its own labels. */
export const measuresOf = (octets: number, hops: number, leads: number): number => octets | (hops << 8) | (leads << 16)
export const octetsOf = (measures: number): number => measures & 0xff
export const hopsOf = (measures: number): number => (measures >>> 8) & 0xff
/** 0 without a pointer. */
export const leadsOf = (measures: number): number => measures >>> 16

export class NameTable {
  #rows = new Int32Array(ROW * LEAST)
  #texts: string[] = []
  #used = 0 // of the texts
  #reach = LEAST
  #message = 1

  /** Forgets everything; the next message has `length` octets. */
  restart(length: number): void {
    const reach = Math.min(length, POINTER_RANGE)
    if (ROW * reach > this.#rows.length) this.#rows = new Int32Array(ROW * Math.min(2 * reach, POINTER_RANGE))
    else if (this.#message === 0x7fffffff) {
      this.#rows.fill(0)
      this.#message = 0
    }
    if (this.#used > KEPT) this.#texts = []
    this.#used = 0
    this.#reach = reach
    this.#message++
  }

  has(offset: number): boolean {
    return offset < this.#reach && this.#rows[ROW * offset] === this.#message
  }

  /** The measures of a name that is known. */
  measures(offset: number): number {
    return this.#rows[ROW * offset + 3]!
  }

  /** The text of a name that is known. */
  text(offset: number): string {
    const rows = this.#rows
    const row = ROW * offset
    const text = this.#texts[rows[row + 1]!]!
    const cut = rows[row + 2]!
    if (cut === 0) return text
    const rest = text.substring(cut)
    this.add(offset, rest, rows[row + 3]!)
    return rest
  }

  /** Takes a name in. One where no pointer reaches is left out. */
  add(offset: number, text: string, measures: number): void {
    this.#texts[this.#used++] = text
    this.addRest(offset, 0, measures)
  }

  /** Takes in what begins behind `cut` characters of the name that came last. */
  addRest(offset: number, cut: number, measures: number): void {
    if (offset >= this.#reach) return
    const rows = this.#rows
    const row = ROW * offset
    rows[row] = this.#message
    rows[row + 1] = this.#used - 1
    rows[row + 2] = cut
    rows[row + 3] = measures
  }
}
