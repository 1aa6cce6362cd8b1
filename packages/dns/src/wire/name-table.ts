/**
 * The names of one message by where they stand, so that a pointer costs one look: a row for each octet that a pointer reaches. The later
 * labels of a name that was read begin names too; their text is cut out of it when a pointer asks.
 *
 * Rows belong to the message whose number they hold: a table is empty for the next message without being emptied.
 */

import { POINTER_RANGE } from './integers.js'

/**
 * A row is four numbers in a row of one array, which is quicker than an object for each name. The row of the name at octet n begins at
 * `n * ROW`:
 *
 *     +MESSAGE   the number of the message that the row is about; of another message, the row is empty
 *     +TEXT      which of the texts the name ends
 *     +CUT       how many characters of that text come before the name
 *     +MEASURES  see `measuresOf`
 */
const ROW = 4
const MESSAGE = 0
const TEXT = 1
const CUT = 2
const MEASURES = 3
/** Rows are made for so many octets at least. */
const LEAST = 512
/** The most texts that are kept until the next message overwrites them. */
const KEPT = 64
/** The highest number of a message: what an element of the array holds. */
const LAST_MESSAGE = 0x7fffffff

/** Where the second and the third number begin that {@link measuresOf} packs. */
const HOPS = 8
const LEADS = 16
const BYTE = 0xff

/**
 * What reading a name must know of one that it ends with, in one number: octets of the whole name without compression (8 bits, 255 at most), how many
 * pointers it takes (8 bits, 127 at most), and where the one leads that ends its own labels (14 bits).
 */
export const measuresOf = (octets: number, hops: number, leads: number): number => octets | (hops << HOPS) | (leads << LEADS)
export const octetsOf = (measures: number): number => measures & BYTE
export const hopsOf = (measures: number): number => (measures >>> HOPS) & BYTE
/** 0 without a pointer. */
export const leadsOf = (measures: number): number => measures >>> LEADS

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
    else if (this.#message === LAST_MESSAGE) {
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

  /** The measures of a name that is known. */
  measures(offset: number): number {
    return this.#rows[ROW * offset + MEASURES]!
  }

  /** The text of a name that is known. */
  text(offset: number): string {
    const rows = this.#rows
    const row = ROW * offset
    const text = this.#texts[rows[row + TEXT]!]!
    const cut = rows[row + CUT]!
    if (cut === 0) return text
    const rest = text.substring(cut)
    this.add(offset, rest, rows[row + MEASURES]!)
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
    rows[row + MESSAGE] = this.#message
    rows[row + TEXT] = this.#used - 1
    rows[row + CUT] = cut
    rows[row + MEASURES] = measures
  }
}
