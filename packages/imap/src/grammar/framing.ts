/**
 * Finds the bounds of commands and responses (RFC 9051 4.3): lines, and literals that a line announces at its end. It knows nothing of
 * what is in them, so that a message that cannot be parsed takes nothing but itself along.
 *
 * A literal up to `limits.inlineLiteral` becomes part of the message; a larger one streams, and so does one for which `stream` is called.
 * Which of the two depends on the announced size and on what is before it, never on how the bytes were cut.
 */
import { CR, type Input, LF } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { ImapLimits } from '../limits.js'

/** A whole command or response, without its last CRLF. `bytes` is good until the next read. */
export interface Frame {
  readonly type: 'frame'
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  /** Octets from the start of the stream. */
  readonly offset: number
  /** Where `{` of each streamed literal stands in `bytes`, and its size. */
  readonly streamed: ReadonlyMap<number, number>
}

/** A literal's marker was read. */
export interface LiteralMarker {
  readonly type: 'literal'
  readonly size: number
  /** True when the sender goes on without being told to (RFC 7888). */
  readonly nonSynchronizing: boolean
  /** True when its octets come as pieces. */
  readonly streamed: boolean
  /** True for the first one of its message. */
  readonly first: boolean
  /** What stands before it. */
  readonly before: Uint8Array
  /** The same with the marker and its CRLF: all that was read of the message. */
  readonly head: Uint8Array
  /** Where the message starts, in bytes from the start of the stream. */
  readonly offset: number
}

/** A piece of a streamed literal: a view on the caller's chunk. */
export interface LiteralPiece {
  readonly type: 'piece'
  readonly bytes: Uint8Array
  readonly last: boolean
}

export interface FramerOptions {
  readonly limits: ImapLimits
  readonly strict: boolean
  /** True when a literal may stand at the end of this first line: not in text for people. */
  readonly mayHoldLiteral: (bytes: Uint8Array, start: number, end: number) => boolean
}

const NOTHING: ReadonlyMap<number, number> = new Map()

export class Framer {
  readonly #input: Input
  readonly #options: FramerOptions
  // The message under way, when it is more than a line.
  #buffer: Uint8Array = new Uint8Array(0)
  #length = 0
  #offset = 0
  #streamed = new Map<number, number>()
  #open = false
  #inline = 0 // octets of an inline literal that are missing
  #piece = 0 // octets of a streamed literal that are missing
  #brace = 0 // where the last marker's `{` is in the buffer

  constructor(input: Input, options: FramerOptions) {
    this.#input = input
    this.#options = options
  }

  /** True inside a message. */
  get partial(): boolean {
    return this.#open
  }

  /** Lets the literal whose marker was read last come in pieces, whatever its size. Only before the next call of `next`. */
  stream(): void {
    if (this.#inline > 0) this.#piece = this.#inline
    this.#inline = 0
    this.#streamed.set(this.#brace, this.#piece)
  }

  /** Forgets the message under way: its sender was told not to send the rest. */
  abandon(): void {
    this.#open = false
    this.#inline = this.#piece = 0
    this.#buffer = new Uint8Array(0)
    this.#length = 0
  }

  /** The next thing, or `undefined` when more is needed. @throws {@link ImapError} after which the stream cannot be read on */
  next(): Frame | LiteralMarker | LiteralPiece | undefined {
    for (;;) {
      if (this.#piece > 0) return this.#nextPiece()
      if (this.#inline > 0 && !this.#fillInline()) return undefined
      const { limits, strict } = this.#options
      const status = this.#input.readLine(limits.line, !strict)
      const { bytes, start, end, offset } = this.#input.line
      if (status === undefined) return undefined
      if (status === 'bare-lf') fail('bare-lf', offset, 'receive: a line that ends in a bare LF')
      if (status === 'too-long') fail('line-too-long', offset, `receive: a line of more than ${limits.line} octets`)
      const marker = this.#marker(bytes, start, end, offset)
      if (marker !== undefined) return marker
      if (!this.#open) return { type: 'frame', bytes, start, end, offset, streamed: NOTHING }
      this.#append(bytes, start, end)
      this.#open = false
      return { type: 'frame', bytes: this.#buffer, start: 0, end: this.#length, offset: this.#offset, streamed: this.#streamed }
    }
  }

  /** `literal = "{" number64 ["+"] "}" CRLF`, `literal8 = "~" literal` at the end of a line */
  #marker(bytes: Uint8Array, start: number, end: number, offset: number): LiteralMarker | undefined {
    if (bytes[end - 1] !== 0x7d || !(this.#open || this.#options.mayHoldLiteral(bytes, start, end))) return undefined
    let brace = end - 2
    while (brace >= start && bytes[brace] !== 0x7b && bytes[brace]! >= 0x2b && bytes[brace]! <= 0x39) brace--
    if (brace < start || bytes[brace] !== 0x7b) return undefined
    const text = String.fromCharCode(...bytes.subarray(brace + 1, Math.min(end - 1, brace + 40)))
    // Leading zeros are read past; a number that is too long for 40 characters is none of ours.
    const [, digits, plus] = /^0*(\d{1,20})(\+?)$/.exec(text) ?? []
    if (digits === undefined)
      return text.replace(/^0+/, '').length > 20
        ? fail('literal-too-large', offset, 'receive: a literal of more digits than any size has')
        : undefined
    const size = Number(digits)
    const { limits } = this.#options
    if (size > limits.literal)
      fail('literal-too-large', offset, `receive: a literal of ${digits} octets, ${limits.literal} allowed`)
    const first = !this.#open
    this.#begin(offset)
    this.#append(bytes, start, end)
    const streamed = size > limits.inlineLiteral
    this.#brace = this.#length - (end - brace)
    this.#append(CRLF, 0, 2)
    this.#inline = size
    if (streamed) this.stream()
    const head = this.#buffer.subarray(0, this.#length)
    const before = head.subarray(0, this.#brace)
    return { type: 'literal', size, nonSynchronizing: plus === '+', streamed, first, before, head, offset: this.#offset }
  }

  #begin(offset: number): void {
    if (this.#open) return
    this.#open = true
    this.#offset = offset
    this.#length = 0
    this.#buffer = new Uint8Array(0)
    this.#streamed = new Map()
  }

  /** Takes what there is of an inline literal; true when it is whole. */
  #fillInline(): boolean {
    while (this.#inline > 0) {
      const part = this.#input.peek(this.#inline)
      if (part === undefined) return false
      this.#append(part, 0, part.length)
      this.#inline -= part.length
      this.#input.consume(part.length)
    }
    return true
  }

  #nextPiece(): LiteralPiece | undefined {
    const bytes = this.#input.peek(this.#piece)
    if (bytes === undefined) return undefined
    this.#piece -= bytes.length
    this.#input.consume(bytes.length)
    return { type: 'piece', bytes, last: this.#piece === 0 }
  }

  #append(bytes: Uint8Array, start: number, end: number): void {
    const { limits } = this.#options
    const needed = this.#length + end - start
    if (needed > limits.message) fail('limit', this.#offset, `receive: a message of more than ${limits.message} octets`)
    if (needed > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(256, needed * 2))
      grown.set(this.#buffer.subarray(0, this.#length))
      this.#buffer = grown
    }
    this.#buffer.set(bytes.subarray(start, end), this.#length)
    this.#length = needed
  }
}

const CRLF: Uint8Array = /* @__PURE__ */ Uint8Array.of(CR, LF)
