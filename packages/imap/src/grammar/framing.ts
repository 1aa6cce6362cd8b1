/**
 * Finds the bounds of commands and responses (RFC 9051 4.3): lines, and literals that a line announces at its end. It knows nothing of
 * what is in them, so that a message that cannot be parsed takes nothing but itself along.
 *
 * A message that is in one chunk is read where it is; only one that is cut is gathered. A literal up to `limits.inlineLiteral` becomes part of
 * the message; a larger one streams, and so does one for which `stream` is called. Which of the two depends on the announced size and on
 * what is before it, never on how the bytes were cut.
 */
import { CR, type Input, indexOfByte, LF, SP } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { ImapLimits } from '../limits.js'
import { literalEnd } from './salvage.js'

/** A literal whose bytes went by as pieces. */
export interface StreamedPlace {
  readonly size: number
  /** True when a NUL was among them. */
  hasNul: boolean
}

/** From a place in the bytes of a message on, how much further on in the stream it is: behind a literal that streamed, and behind a bare LF. */
export interface Shift {
  readonly at: number
  readonly by: number
}

/** A whole command or response, without its last CRLF; valid until the next read. */
export interface Frame {
  readonly type: 'frame'
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  /** Bytes from the start of the stream. */
  readonly offset: number
  /** Where the first line of it ended in a bare LF, in bytes from the start of the stream; `undefined` where none did. */
  readonly bareLf?: number | undefined
  /** The streamed literals, by the place of their `{` in `bytes`. */
  readonly streamed: ReadonlyMap<number, StreamedPlace>
  /** In order; `undefined` where there are none. */
  readonly shifts?: readonly Shift[] | undefined
}

/** A literal's marker was read. */
export interface LiteralMarker {
  readonly type: 'literal'
  readonly size: number
  /** True when the sender goes on without being told to (RFC 7888). */
  readonly nonSynchronizing: boolean
  /** True when its bytes come as pieces. */
  readonly streamed: boolean
  /** True for the first one of its message. */
  readonly first: boolean
  /** All that was read of the message, in `bytes` from `start`: up to the `{` at `end`, and with the marker and its CRLF to `markerEnd`. */
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  readonly markerEnd: number
  /** Where the message starts, in bytes from the start of the stream. */
  readonly offset: number
  /** The streamed literals before it, by the place of their `{` in `bytes`. */
  readonly streamedBefore: ReadonlyMap<number, StreamedPlace>
}

/** A piece of a streamed literal: a view on the caller's chunk. */
export interface LiteralPiece {
  readonly type: 'piece'
  readonly bytes: Uint8Array
  readonly last: boolean
}

/** Where a message may hold literals: everywhere, inside the brackets of a response code, or nowhere. */
export type LiteralPlaces = 'anywhere' | 'in-code' | 'nowhere'

export interface FramerOptions {
  /** False to be told of streamed literals alone; a server is told of each, and lets the client send it. */
  readonly announcesInline?: boolean | undefined
  readonly limits: ImapLimits
  readonly strict: boolean
  /** True where an empty line behind a literal does not end a message whose list is open: of servers. */
  readonly skipsBlankLines?: true | undefined
  /** Where a message with this first line may hold literals. */
  readonly literalPlaces: (bytes: Uint8Array, start: number, end: number) => LiteralPlaces
  /** True where a line that begins inside a response code ends inside it. */
  readonly staysInCode?: ((bytes: Uint8Array, start: number, end: number) => boolean) | undefined
}

const NOTHING: ReadonlyMap<number, StreamedPlace> = new Map()
const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0)
const CRLF: Uint8Array = /* @__PURE__ */ Uint8Array.of(CR, LF)
const DQUOTE = 0x22
const LPAREN = 0x28
const RPAREN = 0x29
const BACKSLASH = 0x5c
const LBRACE = 0x7b
/** More digits than a size below 2^53 has. */
const MAX_DIGITS = 16

export class Framer {
  readonly #input: Input
  readonly #options: FramerOptions
  readonly #frame: { -readonly [Key in keyof Frame]: Frame[Key] } = {
    type: 'frame',
    bytes: NO_BYTES,
    start: 0,
    end: 0,
    offset: 0,
    bareLf: undefined,
    streamed: NOTHING,
    shifts: undefined,
  }
  /** A message of more than a line is under way. */
  #open = false
  #offset = 0
  #places: LiteralPlaces = 'anywhere'
  #streamed: Map<number, StreamedPlace> | undefined
  #shifts: Shift[] | undefined
  /** The chunk that holds the message so far, from `#start` to `#length`; or what it was gathered in, from 0. */
  #bytes: Uint8Array = NO_BYTES
  #start = 0
  #length = 0
  #isGathered = false
  #inline = 0 // bytes of an inline literal that are missing
  #piece = 0 // bytes of a streamed literal that are missing
  #brace = 0 // where the last marker's `{` is
  #depth = 0 // of parentheses in what was looked at of the message
  #counted = 0 // how much of it was looked at
  #bareLf: number | undefined
  #isBehindBlank = false // an empty line was read inside the message, and nothing behind it
  #isBehindLiteral = false // no byte was read since the last literal

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
    if (this.#streamed?.has(this.#brace) === true) return
    if (this.#inline > 0) this.#piece = this.#inline
    this.#inline = 0
    this.#shift(this.#piece)
    this.#streamed ??= new Map()
    this.#streamed.set(this.#brace, { size: this.#piece, hasNul: false })
  }

  /** Forgets the message under way: its sender was told not to send the rest. */
  abandon(): void {
    this.#open = false
    this.#bareLf = undefined
    this.#isBehindBlank = false
    this.#inline = this.#piece = this.#length = 0
    this.#bytes = NO_BYTES
  }

  /** The next thing, or `undefined` when more is needed. @throws {@link ImapError} after which the stream cannot be read on */
  next(): Frame | LiteralMarker | LiteralPiece | undefined {
    const found = this.#found()
    // What was read of a message is kept: the chunk is the caller's again.
    if (found === undefined && this.#open) this.#gather()
    return found
  }

  #found(): Frame | LiteralMarker | LiteralPiece | undefined {
    const { limits, strict } = this.#options
    const input = this.#input
    for (;;) {
      if (this.#piece > 0) return this.#nextPiece()
      if (this.#inline > 0 && !this.#fillInline()) return undefined
      if (this.#open) {
        const goesOn = this.#isBehindBlank ? this.#goesOnBehindBlank() : true
        if (goesOn !== true) return goesOn === false ? this.#ended() : undefined
        this.#expectLine()
      }
      const status = input.readAnyLine(limits.line, !strict)
      if (status === undefined) return undefined
      const { bytes, start, end, offset } = input.line
      if (input.line.bareLf) this.#bareLf ??= input.offset - 1
      if (status === 'bare-lf') fail('bare-lf', input.offset - 1, 'receive: a line that ends in a bare LF')
      if (status === 'too-long') fail('line-too-long', offset, `receive: a line of more than limits.line (${limits.line}) bytes`)
      if (this.#isBlankInside(start, end)) {
        this.#isBehindBlank = true
        continue
      }
      const marker = this.#marker(bytes, start, end, offset)
      if (marker === 'inline') continue
      if (marker !== undefined) return marker
      if (!this.#open) return this.#whole(bytes, start, end, offset, NOTHING, undefined)
      this.#append(bytes, start, end)
      return this.#ended()
    }
  }

  /** The message under way is whole. */
  #ended(): Frame {
    this.#open = false
    return this.#whole(this.#bytes, this.#start, this.#length, this.#offset, this.#streamed ?? NOTHING, this.#shifts)
  }

  /** One object serves all messages. */
  #whole(
    bytes: Uint8Array,
    start: number,
    end: number,
    offset: number,
    streamed: Frame['streamed'],
    shifts: Frame['shifts'],
  ): Frame {
    const frame = this.#frame
    frame.bytes = bytes
    frame.start = start
    frame.end = end
    frame.offset = offset
    frame.streamed = streamed
    frame.shifts = shifts
    frame.bareLf = this.#bareLf
    this.#bareLf = undefined
    return frame
  }

  /** `literal = "{" number64 ["+"] "}" CRLF`, `literal8 = "~" literal` at the end of a line */
  #marker(bytes: Uint8Array, start: number, end: number, offset: number): LiteralMarker | 'inline' | undefined {
    if (end === start || bytes[end - 1] !== 0x7d || !this.#mayEndInLiteral(bytes, start, end)) return undefined
    let at = end - 2
    const nonSynchronizing = at > start && bytes[at] === 0x2b
    if (nonSynchronizing) at--
    const last = at
    while (at >= start && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at--
    if (at < start || bytes[at] !== 0x7b || at === last) return undefined
    const markerOffset = offset + at - start
    const size = this.#sizeOf(bytes, at + 1, last + 1, markerOffset)
    const { limits } = this.#options
    if (size > limits.literal)
      fail('literal-too-large', markerOffset, `receive: a literal of ${size} bytes, more than limits.literal (${limits.literal})`)
    const first = !this.#open
    if (first) this.#begin(bytes, start, offset)
    this.#brace = this.#append(bytes, start, end) + at - start
    this.#append(CRLF, 0, 2)
    if (this.#input.line.bareLf) this.#shift(-1)
    this.#inline = size
    this.#isBehindLiteral = true
    const streamed = size > limits.inlineLiteral
    if (streamed) this.stream()
    else this.#checkSize(size)
    if (!streamed && this.#options.announcesInline === false) return 'inline'
    return {
      type: 'literal',
      size,
      nonSynchronizing,
      streamed,
      first,
      bytes: this.#bytes,
      start: this.#start,
      end: this.#brace,
      markerEnd: this.#length,
      offset: this.#offset,
      streamedBefore: this.#streamed ?? NOTHING,
    }
  }

  /** The size; leading zeros are read past, and a number that is too long is too large. */
  #sizeOf(bytes: Uint8Array, from: number, to: number, offset: number): number {
    let at = from
    while (at < to - 1 && bytes[at] === 0x30) at++
    if (to - at > MAX_DIGITS) fail('literal-too-large', offset, 'receive: a literal of more digits than any size has')
    let size = 0
    for (; at < to; at++) size = size * 10 + (bytes[at]! - 0x30)
    return size
  }

  #mayEndInLiteral(bytes: Uint8Array, start: number, end: number): boolean {
    const { literalPlaces, staysInCode } = this.#options
    if (!this.#open) this.#places = literalPlaces(bytes, start, end)
    else if (this.#places === 'in-code' && staysInCode?.(bytes, start, end) === false) this.#places = 'nowhere'
    return this.#places !== 'nowhere'
  }

  /** An empty line behind a literal, while a parenthesis is open: small servers send it, and what follows belongs to the message. */
  #isBlankInside(start: number, end: number): boolean {
    return (
      this.#open &&
      start === end &&
      this.#isBehindLiteral &&
      !this.#options.strict &&
      this.#options.skipsBlankLines === true &&
      this.#isInList()
    )
  }

  /**
   * True where what is behind such a line may go on with its list: a parenthesis or a space. Anything else is a message of its own, and the one
   * before it is cut short. `undefined` while that is not known.
   */
  #goesOnBehindBlank(): boolean | undefined {
    const next = this.#input.peek(1)?.[0]
    if (next === undefined) return undefined
    this.#isBehindBlank = false
    if (next !== SP && next !== RPAREN) return false
    this.#append(CRLF, 0, 2)
    if (this.#input.line.bareLf) this.#shift(-1)
    this.#isBehindLiteral = false
    return true
  }

  // ----- What was read of the message -----

  #begin(bytes: Uint8Array, start: number, offset: number): void {
    this.#open = true
    this.#offset = offset
    this.#bytes = bytes
    this.#start = this.#length = start
    this.#isGathered = false
    this.#depth = this.#counted = 0
    this.#streamed = this.#shifts = undefined
  }

  /** What is behind this place is further on in the stream by so many bytes. */
  #shift(by: number): void {
    this.#shifts ??= []
    this.#shifts.push({ at: this.#length, by: (this.#shifts.at(-1)?.by ?? 0) + by })
  }

  /** Adds bytes behind the message so far, which may be there already; where they are. */
  #append(bytes: Uint8Array, start: number, end: number): number {
    const at = this.#length
    const size = end - start
    this.#checkSize(size)
    if (size > 0 && bytes !== CRLF) this.#isBehindLiteral = false
    const isThere =
      !this.#isGathered &&
      (bytes === CRLF ? this.#bytes[at] === CR && this.#bytes[at + 1] === LF : bytes === this.#bytes && start === at)
    if (isThere) {
      this.#length += size
      return at
    }
    this.#gather(size)
    const place = this.#length
    this.#bytes.set(bytes === CRLF ? CRLF : bytes.subarray(start, end), place)
    this.#length += size
    return place
  }

  /** What is gathered is bounded. */
  #checkSize(more: number): void {
    const { message } = this.#options.limits
    if (this.#length - this.#start + more > message)
      fail('limit', this.#offset, `receive: a message of more than limits.message (${message}) bytes`)
  }

  /** Copies what was read, with room for more: from here on the message is no longer where it came. */
  #gather(room = 0): void {
    const length = this.#length - this.#start
    if (this.#isGathered && length + room <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(256, 2 * (length + room)))
    grown.set(this.#bytes.subarray(this.#start, this.#length))
    if (!this.#isGathered) this.#moveBy(-this.#start)
    this.#bytes = grown
    this.#isGathered = true
    this.#start = 0
    this.#length = length
  }

  /** The places of streamed literals count from the start of `#bytes`. */
  #moveBy(distance: number): void {
    this.#brace += distance
    this.#shifts = this.#shifts?.map(({ at, by }) => ({ at: at + distance, by }))
    if (this.#streamed === undefined || distance === 0) return
    this.#streamed = new Map(Array.from(this.#streamed, ([brace, place]) => [brace + distance, place]))
  }

  /** Behind a literal comes a line, which may be where the message is. */
  #expectLine(): void {
    if (!this.#isGathered && this.#length !== this.#start && !this.#input.continuesAt(this.#bytes, this.#length)) this.#gather()
  }

  /** True where a list is open at the end of what was read. It goes on where it stopped, so that each byte is looked at once. */
  #isInList(): boolean {
    const bytes = this.#bytes
    const end = this.#length
    let at = this.#start + this.#counted
    let isQuoted = false
    for (; at < end; at++) {
      const byte = bytes[at]!
      if (byte === DQUOTE) isQuoted = !isQuoted && beginsValue(bytes[at - 1]!)
      else if (isQuoted) at += byte === BACKSLASH ? 1 : 0
      else if (byte === LPAREN) this.#depth++
      else if (byte === RPAREN) this.#depth--
      else if (byte === LBRACE) at = (this.#streamed?.has(at) === true ? at + 1 : literalEnd(bytes, at, end)) - 1
    }
    this.#counted = at - this.#start
    return this.#depth > 0
  }

  // ----- Literals -----

  /** Takes what there is of an inline literal; true when it is whole. */
  #fillInline(): boolean {
    const input = this.#input
    if (!this.#isGathered && input.continuesAt(this.#bytes, this.#length) && input.skip(this.#inline)) {
      this.#length += this.#inline
      this.#inline = 0
      return true
    }
    this.#gather(Math.min(this.#inline, input.length))
    while (this.#inline > 0) {
      const part = input.peek(this.#inline)
      if (part === undefined) return false
      this.#gather(part.length)
      this.#bytes.set(part, this.#length)
      this.#length += part.length
      this.#inline -= part.length
      input.consume(part.length)
    }
    return true
  }

  #nextPiece(): LiteralPiece | undefined {
    // The bytes of a streamed literal are not part of the message: what is behind them is not behind it.
    this.#gather()
    const bytes = this.#input.peek(this.#piece)
    if (bytes === undefined) return undefined
    const place = this.#streamed?.get(this.#brace)
    if (place !== undefined && !place.hasNul && indexOfByte(bytes, 0) >= 0) place.hasNul = true
    this.#piece -= bytes.length
    this.#input.consume(bytes.length)
    return { type: 'piece', bytes, last: this.#piece === 0 }
  }
}

/** True behind a space or a parenthesis: elsewhere a quote is a character like others. */
const beginsValue = (before: number): boolean => before === SP || before === LPAREN || before === RPAREN
