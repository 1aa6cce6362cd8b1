/**
 * A text that is looked for in others, whatever its case (RFC 9051 6.4.4, RFC 5255 4.6): both are folded by `casemap`, that is i;unicode-casemap (RFC 5051). A text may come in
 * pieces, cut anywhere. Work is linear in what is looked for and what is looked through, and nothing of a piece is kept but a few characters.
 */
import { casemap, isMarkAt, isPairAt, MOST_MARKS, placeBefore } from './collation.js'

/**
 * Looks for one text in pieces of others by the algorithm of Knuth, Morris and Pratt: `String.prototype.includes` takes the product of both lengths for texts that repeat
 * themselves, and would need the end of each piece again.
 */
export class Needle {
  readonly #text: string
  /** For each length of a beginning of the text, the longest shorter one that it ends with. */
  readonly #shorter: Uint32Array
  /** How much of the text the pieces up to here end with. */
  #length = 0

  constructor(text: string) {
    this.#text = casemap(text)
    this.#shorter = new Uint32Array(this.#text.length + 1)
    for (let at = 1, length = 0; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at)
      while (length > 0 && this.#text.charCodeAt(length) !== code) length = this.#shorter[length]!
      if (this.#text.charCodeAt(length) === code) length++
      this.#shorter[at + 1] = length
    }
  }

  /** The next piece begins another text. */
  restart(): void {
    this.#length = 0
  }

  /** True where the text is in the pieces up to this one, which is folded. Once it is, `restart` comes next. */
  push(folded: string): boolean {
    const wanted = this.#text
    const shorter = this.#shorter
    let length = this.#length
    if (length === wanted.length) return true
    for (let at = 0; at < folded.length; at++) {
      const code = folded.charCodeAt(at)
      while (length > 0 && wanted.charCodeAt(length) !== code) length = shorter[length]!
      if (wanted.charCodeAt(length) === code && ++length === wanted.length) {
        this.#length = length
        return true
      }
    }
    this.#length = length
    return false
  }
}

/**
 * Folds a text that arrives in pieces as if it were whole, wherever it was cut. Folding reorders the marks after a character, so the last non-ASCII character and its marks
 * wait for the next piece: at most 30 marks, because `casemap` reorders no more at a time.
 */
export class Folding {
  #held = ''

  /** What can be folded now. */
  push(piece: string): string {
    const text = this.#held + piece
    const cut = endOfWhole(text)
    this.#held = text.slice(cut)
    return casemap(cut === text.length ? text : text.slice(0, cut))
  }

  /** The rest. The next piece begins another text. */
  end(): string {
    const rest = casemap(this.#held)
    this.#held = ''
    return rest
  }
}

/**
 * The offset of the last character whose marks may still be reordered, or the offset after the last 30 marks that `casemap` reorders together. After ASCII it is the end of the
 * text, because marks do not change its folding.
 */
function endOfWhole(text: string): number {
  const { length } = text
  if (length === 0 || text.charCodeAt(length - 1) < 0x80) return length
  // The first half of a character may be one of a mark.
  const end = (text.charCodeAt(length - 1) & 0xfc00) === 0xd800 ? length - 1 : length
  let run = end
  let count = 0
  for (let at = placeBefore(text, end); at >= 0 && isMarkAt(text, at); at = placeBefore(text, at)) {
    run = at
    count++
  }
  if (count < MOST_MARKS) return Math.max(0, placeBefore(text, run))
  let whole = run
  for (let passed = count - (count % MOST_MARKS); passed > 0; passed--) whole += isPairAt(text, whole) ? 2 : 1
  return whole
}
