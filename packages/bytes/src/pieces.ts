/** Content that is assembled from parts of a chunk and a few bytes between them. Only short parts are copied. */
import { CR, DOT, LF, viewOf } from './ascii.js'
import { below14, lowestByte } from './plain-lines.js'

/** Up to this many bytes it is cheaper to copy them than to make a view of them (measured). */
export const SHORT = 128
/** Short pieces are gathered in arrays of this size, which bounds the memory that a kept piece keeps alive. */
const GATHERED = 8192
const NOTHING: Uint8Array = /* @__PURE__ */ new Uint8Array(0)

/** Consecutive pieces of a chunk: views of the long ones, and copies that hold many short ones each. */
export class Pieces {
  /** Where the line that {@link addDotted} stopped in begins, after its dot. */
  lineStart = 0
  /** How many dots it added or took off. */
  dots = 0
  readonly #all: Uint8Array[] = []
  readonly #chunk: Uint8Array
  readonly #from: DataView // read four bytes at a time, at any alignment
  #copy: Uint8Array = NOTHING
  #to: DataView
  #start = 0 // of what is not among `#all` yet
  #length = 0 // of the copy, so far

  constructor(chunk: Uint8Array) {
    this.#chunk = chunk
    this.#from = new DataView(chunk.buffer, chunk.byteOffset, chunk.length)
    this.#to = this.#from
  }

  add(from: number, to: number): void {
    if (to - from > SHORT) {
      this.#finish()
      this.#all.push(viewOf(this.#chunk, from, to))
      return
    }
    this.#makeRoom(to - from)
    const source = this.#from
    const target = this.#to
    let length = this.#length
    let at = from
    for (; at + 4 <= to; at += 4, length += 4) target.setInt32(length, source.getInt32(at, true), true)
    for (; at < to; at++) this.#copy[length++] = this.#chunk[at]!
    this.#length = length
  }

  /**
   * Lines of a chunk that begin with a dot, each with one dot more (`stuff`) or less, and where they end: before a line without a dot or one
   * that may end the content, before a byte that needs a closer look, or after the first `longest` bytes of a line. They are searched and copied
   * in one pass, as there may be nothing but such lines.
   */
  addDotted(from: number, stuff: boolean, longest: number = SHORT): number {
    const chunk = this.#chunk
    const source = this.#from
    const end = chunk.length
    let at = from
    let ended = true // the line before
    this.dots = 0
    for (;;) {
      this.#makeRoom(SHORT + 3)
      const copy = this.#copy
      const target = this.#to
      const full = copy.length - SHORT - 3
      let length = this.#length
      while (length <= full) {
        if (ended) this.lineStart = at
        if (!ended || at === end || chunk[at] !== DOT || (!stuff && (at + 1 === end || chunk[at + 1] === CR))) {
          this.#length = length
          return at
        }
        this.dots++
        if (stuff) copy[length++] = DOT
        else this.lineStart = ++at
        const stop = Math.min(end, at + longest)
        let found = 0
        for (; at + 4 <= stop; at += 4, length += 4) {
          const four = source.getInt32(at, true)
          target.setInt32(length, four, true)
          found = below14(four)
          if (found !== 0) break
        }
        if (found === 0) for (; at < stop && chunk[at]! > CR; at++) copy[length++] = chunk[at]!
        else {
          const more = lowestByte(found)
          at += more
          length += more
        }
        ended = at + 1 < end && chunk[at] === CR && chunk[at + 1] === LF
        if (ended) {
          copy[length++] = CR
          copy[length++] = LF
          at += 2
        }
      }
      this.#length = length
    }
  }

  /** Adds a byte that is not in the chunk. */
  put(byte: number): void {
    this.#makeRoom(1)
    this.#copy[this.#length++] = byte
  }

  /** All pieces; nothing may be added afterwards. */
  all(): Uint8Array[] {
    this.#finish()
    return this.#all
  }

  #makeRoom(count: number): void {
    if (this.#length + count <= this.#copy.length) return
    this.#finish()
    this.#copy = new Uint8Array(Math.max(count, Math.min(GATHERED, 2 * this.#chunk.length)))
    this.#to = new DataView(this.#copy.buffer)
    this.#start = this.#length = 0
  }

  #finish(): void {
    if (this.#length > this.#start) this.#all.push(viewOf(this.#copy, this.#start, this.#length))
    this.#start = this.#length
  }
}
