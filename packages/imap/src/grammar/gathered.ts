/**
 * A message of more than a line while it is read: in the chunk that it came in as long as that holds all of it, else gathered in an array that
 * grows. Each byte is copied and looked at a bounded number of times, however the message is cut.
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
  /** Where it starts, in bytes from the start of the stream. */
  offset = 0
  /** The message so far is in `bytes` from `start` to `end`: in the chunk that holds it, or gathered from 0. */
  bytes: Uint8Array = NO_BYTES
  start = 0
  end = 0
  /** Where the last marker's `{` is. */
  brace = 0
  shifts: Shift[] | undefined
  #streamed: Map<number, StreamedPlace> | undefined
  #isOwn = false // in an array of its own
  #depth = 0 // of parentheses in what was looked at
  #counted = 0 // how much was looked at
  readonly #max: number

  /** `max`: how many bytes it may have. */
  constructor(max: number) {
    this.#max = max
  }

  /** The streamed literals, by the place of their `{` in `bytes`. */
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

  /** Holds nothing any more. */
  clear(): void {
    this.bytes = NO_BYTES
    this.start = this.end = 0
  }

  /** The literal whose marker came last goes by as pieces. */
  stream(size: number): void {
    this.shift(size)
    this.#streamed ??= new Map()
    this.#streamed.set(this.brace, { size, hasNul: false })
  }

  /** What is behind this place is further on in the stream by so many bytes. */
  shift(by: number): void {
    this.shifts ??= []
    this.shifts.push({ at: this.end, by: (this.shifts.at(-1)?.by ?? 0) + by })
  }

  /** Adds bytes, which may be where they belong already; where they are. */
  append(bytes: Uint8Array, start: number, end: number): number {
    const at = this.end
    const size = end - start
    this.checkSize(size)
    const isThere = !this.#isOwn && bytes === this.bytes && start === at
    return isThere ? this.#extend(size) : this.#copy(bytes.subarray(start, end))
  }

  /** The end of a line, which input has taken off. */
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

  /** What is gathered is bounded. */
  checkSize(more: number): void {
    if (this.end - this.start + more > this.#max)
      fail('limit', this.offset, `receive: a command or response of more than ${this.#max} bytes (limits.message)`)
  }

  /** Copies what was read, with room for more: from here on the message is no longer where it came. */
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

  /** Places count from the start of `bytes`. */
  #moveBy(distance: number): void {
    this.brace += distance
    this.shifts = this.shifts?.map(({ at, by }) => ({ at: at + distance, by }))
    if (this.#streamed === undefined || distance === 0) return
    this.#streamed = new Map(Array.from(this.#streamed, ([brace, place]) => [brace + distance, place]))
  }

  /** A line comes next, which may be where the message is. */
  expectLine(input: Input): void {
    if (!this.#isOwn && this.end !== this.start && !input.continuesAt(this.bytes, this.end)) this.gather()
  }

  /** Takes what there is of so many bytes of input; how many are missing. */
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

  /** True where a list is open at the end of what was read. It goes on where it stopped, so that each byte is looked at once. */
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

/** True behind a space or a parenthesis: elsewhere a quote is a character like others. */
const beginsValue = (before: number): boolean => before === SP || before === LPAREN || before === RPAREN
