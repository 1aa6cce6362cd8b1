/** The scan that both sides of dot-stuffing spend their time in. */
import { CR, DOT, LF } from './ascii.js'

const NO_WORDS: Int32Array = /* @__PURE__ */ new Int32Array(0)
/** Byte order of the machine; on big-endian ones the scan goes byte by byte. */
const LITTLE_ENDIAN: boolean = /* @__PURE__ */ (() => new Uint8Array(Uint32Array.of(1).buffer)[0] === 1)()

/** The whole buffer of a chunk as words of four bytes; `undefined` for a chunk too short for the words to pay off. */
const wordsOf = (chunk: Uint8Array): Int32Array =>
  LITTLE_ENDIAN && chunk.length >= 64 && chunk.buffer.byteLength <= 0x7fffffff
    ? new Int32Array(chunk.buffer, 0, chunk.buffer.byteLength >> 2)
    : NO_WORDS

/** No number of a word is below it, also of those that are negative because a place above 2 GB overflows. */
const NO_WORD = -0x20000000

/** In each byte of a word the highest bit. */
const HIGH = -0x7f7f7f80

/**
 * For four bytes as a word, the highest bit of each byte that is below 14. Borrowing can set it in others too, but only above one that
 * truly is, so that the lowest is always right.
 */
export const below14 = (four: number): number => (four - 0x0e0e0e0e) & ~four & HIGH

/** Which byte of the word the lowest of these bits is in. */
export const lowestByte = (bits: number): number => (31 - Math.clz32(bits & -bits)) >> 3

/**
 * Steps over content that needs no change: lines of any bytes but CR, LF and NUL that end in CRLF, are not too long and are not followed by
 * a dot. Four bytes at a step.
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

  /** The offset of the first CR, LF or NUL that needs a closer look, or the chunk's length. */
  next(from: number): number {
    const chunk = this.#chunk
    const words = this.#words
    const offset = this.#offset
    const maxLine = this.#maxLine
    const end = chunk.length
    const last = words.length === 0 ? NO_WORD : (offset + end) >> 2 // the first word that is not wholly in the chunk
    let lineStart = this.lineStart
    let before = 0 // bytes of the line before
    let at = from
    while (at < end) {
      let word = (offset + at) >> 2
      if (word < last) {
        // The bytes of the first word before `at` are set to 0xff.
        let found = below14(words[word]! | ((1 << (((offset + at) & 3) << 3)) - 1))
        if (found === 0) {
          // Sixteen bytes at a step while none of them has the bit, which non-ASCII bytes may have, too: half as much work for each.
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
        at += lowestByte(found)
      }
      const byte = chunk[at]!
      if (byte === CR) {
        const next = at + 2
        if (next >= end || chunk[at + 1] !== LF || chunk[next] === DOT || next - lineStart > maxLine) break
        const length = next - lineStart
        at = length === before ? this.#linesOf(length, next, last) : next
        before = length
        lineStart = at
      } else if (byte === LF || byte === 0) break
      else at++
    }
    this.lineStart = lineStart
    return at
  }

  /**
   * Where lines of `length` bytes end that begin at `from`, as base 64 has many of them in a row: where the next one must end is
   * known, and all that is left to see is that it does not end before. Non-ASCII bytes are left to the slower scan.
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
      // What is not in whole words, at both ends; then the words. Some bit is set where a byte is below 14.
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
