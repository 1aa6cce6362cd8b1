/** The scan that both sides of dot-stuffing spend their time in. */
import { CR, DOT, LF } from './ascii.js'

const NO_WORDS: Int32Array = /* @__PURE__ */ new Int32Array(0)
/** Which octet of a word stands first in memory; where it is the last, words are not used. */
const LITTLE_ENDIAN: boolean = /* @__PURE__ */ (() => new Uint8Array(Uint32Array.of(1).buffer)[0] === 1)()

/** All memory that a chunk lies in, by words of four octets; none where the chunk is so short that it costs more than it saves. */
const wordsOf = (chunk: Uint8Array): Int32Array =>
  LITTLE_ENDIAN && chunk.length >= 64 && chunk.buffer.byteLength <= 0x7fffffff
    ? new Int32Array(chunk.buffer, 0, chunk.buffer.byteLength >> 2)
    : NO_WORDS

/** In each octet of a word the highest bit. */
const HIGH = -0x7f7f7f80

/**
 * For four octets as a word, the highest bit of each octet that is below 14. Borrowing can set it in others too, but only above one that
 * truly is, so that the lowest is always right.
 */
export const below14 = (four: number): number => (four - 0x0e0e0e0e) & ~four & HIGH

/** Which octet of the word the lowest of these bits is in. */
export const lowestOctet = (bits: number): number => (31 - Math.clz32(bits & -bits)) >> 3

/**
 * Steps over content in which there is nothing to do: lines that end in CRLF, are not too long and have no dot behind them, of any octets
 * but CR, LF and NUL. Four octets at a step.
 */
export class PlainLines {
  /** Where the line begins that `next` stopped in. */
  lineStart = 0
  readonly #chunk: Uint8Array
  readonly #words: Int32Array
  readonly #offset: number
  readonly #maxLine: number

  constructor(chunk: Uint8Array, maxLine: number) {
    this.#chunk = chunk
    this.#words = wordsOf(chunk)
    this.#offset = chunk.byteOffset
    this.#maxLine = Math.min(maxLine, 0x3fffffff) // a small integer, also where there is no limit
  }

  /** Where the first CR, LF or NUL stands that needs a look, or the chunk's length. */
  next(from: number): number {
    const chunk = this.#chunk
    const words = this.#words
    const offset = this.#offset
    const maxLine = this.#maxLine
    const end = chunk.length
    const last = words.length === 0 ? 0 : (offset + end) >> 2 // the first word that does not lie in the chunk altogether
    let lineStart = this.lineStart
    let before = 0 // octets of the line before
    let at = from
    while (at < end) {
      let word = (offset + at) >> 2
      if (word < last) {
        // What stands before `at` in the first word is made to look like 0xff.
        let found = below14(words[word]! | ((1 << (((offset + at) & 3) << 3)) - 1))
        if (found === 0) {
          // Sixteen octets at a step while none of them has the bit, which also those beyond ASCII may have: half as much work for each.
          for (word++; word + 3 < last; word += 4) {
            const one = (words[word]! - 0x0e0e0e0e) | (words[word + 1]! - 0x0e0e0e0e)
            const two = (words[word + 2]! - 0x0e0e0e0e) | (words[word + 3]! - 0x0e0e0e0e)
            if (((one | two) & HIGH) !== 0) break
          }
          for (; word < last; word++) {
            found = below14(words[word]!)
            if (found !== 0) break
          }
        }
        at = (word << 2) - offset
        if (found === 0) continue
        at += lowestOctet(found)
      }
      const octet = chunk[at]!
      if (octet === CR) {
        const next = at + 2
        if (next >= end || chunk[at + 1] !== LF || chunk[next] === DOT || next - lineStart > maxLine) break
        const length = next - lineStart
        at = length === before ? this.#linesOf(length, next, last) : next
        before = length
        lineStart = at
      } else if (octet === LF || octet === 0) break
      else at++
    }
    this.lineStart = lineStart
    return at
  }

  /**
   * Where lines of `length` octets end that begin at `from`, as there are many one behind the other in base 64: where the next one must end is
   * known, and all that is left to see is that it does not end before. Octets beyond ASCII are left to a closer look.
   */
  #linesOf(length: number, from: number, last: number): number {
    const chunk = this.#chunk
    const words = this.#words
    const offset = this.#offset
    for (let start = from; ; start += length) {
      const end = start + length - 2
      if (end + 2 >= chunk.length || chunk[end] !== CR || chunk[end + 1] !== LF || chunk[end + 2] === DOT) return start
      let word = (offset + start + 3) >> 2
      const stop = (offset + end) >> 2
      if (stop > last || word >= stop) return start
      // What is not in whole words, at both ends; then the words. Some bit is set where an octet is below 14.
      let low = 0
      for (let at = start; at < (word << 2) - offset; at++) low |= chunk[at]! - 14
      for (let at = (stop << 2) - offset; at < end; at++) low |= chunk[at]! - 14
      for (; word + 3 < stop; word += 4)
        low |=
          (words[word]! - 0x0e0e0e0e) |
          (words[word + 1]! - 0x0e0e0e0e) |
          (words[word + 2]! - 0x0e0e0e0e) |
          (words[word + 3]! - 0x0e0e0e0e)
      for (; word < stop; word++) low |= words[word]! - 0x0e0e0e0e
      if ((low & HIGH) !== 0) return start
    }
  }
}
