/**
 * A message of more than one line while it is read: in its chunk if that contains all of it, else copied into a growing array. Each byte is
 * copied and scanned a bounded number of times, however the message is split.
 */
import { CR, type Input, LF, SP } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Shift, StreamedPlace } from './frame.js'
import { literalEnd } from './salvage.js'

export const NOTHING: ReadonlyMap<number, StreamedPlace> = new Map()
const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0)
const CRLF: Uint8Array = /* @__PURE__ */ Uint8Array.of(CR, LF)
const FIRST_SIZE = 256
const DQUOTE = 0x22
const LPAREN = 0x28
const RPAREN = 0x29
const BACKSLASH = 0x5c
const LBRACE = 0x7b

export class Gathered {
  /** The offset of its start in the stream. */
  offset = 0
  /** The message so far is in `bytes` from `start` to `end`: in its chunk, or copied from 0. */
  bytes: Uint8Array = NO_BYTES
  start = 0
  end = 0
  /** The position of the last marker's `{`. */
  brace = 0
  shifts: Shift[] | undefined
  #streamed: Map<number, StreamedPlace> | undefined
  #isOwn = false // copied into its own array
  #depth = 0 // open parentheses in the scanned part
  #counted = 0 // length of the scanned part
  readonly #max: number

  /** `max` is the maximum size in bytes. */
  constructor(max: number) {
    this.#max = max
  }

  /** The streamed literals, by the position of their `{` in `bytes`. */
  get streamed(): ReadonlyMap<number, StreamedPlace> {
    return this.#streamed ?? NOTHING
  }

  begin(bytes: Uint8Array, start: number, offset: number): void {
    this.offset = offset
    this.bytes = bytes
    this.start = this.end = start
    this.#isOwn = false
    this.#depth = this.#counted = 0
    this.#streamed = this.shifts = undefined
  }

  /** Releases everything. */
  clear(): void {
    this.bytes = NO_BYTES
    this.start = this.end = 0
  }

  /** Marks the last literal as streamed. */
  stream(size: number): void {
    this.shift(size)
    this.#streamed ??= new Map()
    this.#streamed.set(this.brace, { size, hasNul: false })
  }

  /** Increases the stream offset of everything after this position. */
  shift(by: number): void {
    this.shifts ??= []
    this.shifts.push({ at: this.end, by: (this.shifts.at(-1)?.by ?? 0) + by })
  }

  /** Adds bytes, unless they follow the message in its chunk already, and returns their position. */
  append(bytes: Uint8Array, start: number, end: number): number {
    const at = this.end
    const size = end - start
    this.checkSize(size)
    const isThere = !this.#isOwn && bytes === this.bytes && start === at
    return isThere ? this.#extend(size) : this.#copy(bytes.subarray(start, end))
  }

  /** Adds the line end that the input removed. */
  appendCrlf(): void {
    const { bytes, end } = this
    this.checkSize(2)
    if (!this.#isOwn && bytes[end] === CR && bytes[end + 1] === LF) this.#extend(2)
    else this.#copy(CRLF)
  }

  #extend(size: number): number {
    const at = this.end
    this.end += size
    return at
  }

  #copy(bytes: Uint8Array): number {
    this.gather(bytes.length)
    this.bytes.set(bytes, this.end)
    return this.#extend(bytes.length)
  }

  /** Checks the size limit. */
  checkSize(more: number): void {
    if (this.end - this.start + more > this.#max)
      fail('limit', this.offset, `receive: a command or response of more than ${this.#max} bytes (limits.message)`)
  }

  /** Copies the message out of its chunk, with room for more. */
  gather(room = 0): void {
    const length = this.end - this.start
    if (this.#isOwn && length + room <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(FIRST_SIZE, 2 * (length + room)))
    grown.set(this.bytes.subarray(this.start, this.end))
    if (!this.#isOwn) this.#moveBy(-this.start)
    this.bytes = grown
    this.#isOwn = true
    this.start = 0
    this.end = length
  }

  /** Moves all positions, which count from the start of `bytes`. */
  #moveBy(distance: number): void {
    this.brace += distance
    this.shifts = this.shifts?.map(({ at, by }) => ({ at: at + distance, by }))
    if (this.#streamed === undefined || distance === 0) return
    this.#streamed = new Map(Array.from(this.#streamed, ([brace, place]) => [brace + distance, place]))
  }

  /** Expects a line, which may be in the same chunk as the message. */
  expectLine(input: Input): void {
    if (!this.#isOwn && this.end !== this.start && !input.continuesAt(this.bytes, this.end)) this.gather()
  }

  /** Takes up to `size` bytes of input, and returns how many are missing. */
  take(input: Input, size: number): number {
    if (!this.#isOwn && input.continuesAt(this.bytes, this.end) && input.skip(size)) {
      this.#extend(size)
      return 0
    }
    this.gather(Math.min(size, input.length))
    let missing = size
    while (missing > 0) {
      const part = input.peek(missing)
      if (part === undefined) return missing
      this.#copy(part)
      missing -= part.length
      input.consume(part.length)
    }
    return 0
  }

  /** True if a list is open at the end of the message so far. The scan is incremental, so that each byte is scanned once. */
  isInList(): boolean {
    const { bytes, end } = this
    let at = this.start + this.#counted
    let isQuoted = false
    for (; at < end; at++) {
      const byte = bytes[at]!
      if (byte === DQUOTE) isQuoted = !isQuoted && beginsValue(bytes[at - 1]!)
      else if (isQuoted) at += byte === BACKSLASH ? 1 : 0
      else if (byte === LPAREN) this.#depth++
      else if (byte === RPAREN) this.#depth--
      else if (byte === LBRACE) at = (this.#streamed?.has(at) === true ? at + 1 : literalEnd(bytes, at, end)) - 1
    }
    this.#counted = at - this.start
    return this.#depth > 0
  }
}

/** True after a space or a parenthesis: elsewhere a quote is an ordinary character. */
const beginsValue = (before: number): boolean => before === SP || before === LPAREN || before === RPAREN
