/**
 * Finds the bounds of commands and responses (RFC 9051 4.3): lines, and literals announced at the end of a line. It does not parse their
 * contents, so that an invalid message does not affect the next one.
 *
 * A message in one chunk is read in place; only one that is split is copied. A literal up to `limits.inlineLiteral` becomes part of the
 * message; a larger one is streamed, and so is one for which `stream` is called. This depends on the announced size and on what is before
 * it, never on how the input is split.
 */
import { type Input, indexOfByte, SP } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { ImapLimits } from '../limits.js'
import type { Frame, LiteralMarker, LiteralPiece, LiteralPlaces } from './frame.js'
import { Gathered, NOTHING } from './gathered.js'

export interface FramerOptions {
  /** False to get markers of streamed literals only; a server gets every marker, to let the client send the literal. */
  readonly announcesInline?: boolean | undefined
  readonly limits: ImapLimits
  readonly strict: boolean
  /** True if an empty line after a literal does not end a message with an open list; only for messages of servers. */
  readonly skipsBlankLines?: true | undefined
  /** Where a message with this first line may contain literals. */
  readonly literalPlaces: (bytes: Uint8Array, start: number, end: number) => LiteralPlaces
  /** True if a line that begins inside a response code also ends inside it. */
  readonly staysInCode?: ((bytes: Uint8Array, start: number, end: number) => boolean) | undefined
}

const RPAREN = 0x29
/** As many digits as the largest size below 2^53 has. */
const MAX_DIGITS = 16

export class Framer {
  readonly #input: Input
  readonly #options: FramerOptions
  readonly #frame: { -readonly [Key in keyof Frame]: Frame[Key] } = {
    type: 'frame',
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    offset: 0,
    bareLf: undefined,
    streamed: NOTHING,
    shifts: undefined,
  }
  /** True inside a message of more than one line. */
  #open = false
  readonly #message: Gathered
  #places: LiteralPlaces = 'anywhere'
  #inline = 0 // missing bytes of an inline literal
  #piece = 0 // missing bytes of a streamed literal
  #bareLf: number | undefined
  #isBehindBlank = false // the last thing read was an empty line inside the message
  #isBehindLiteral = false // the last thing read was a literal

  constructor(input: Input, options: FramerOptions) {
    this.#input = input
    this.#options = options
    this.#message = new Gathered(options.limits.message)
  }

  /** True inside a message. */
  get partial(): boolean {
    return this.#open
  }

  /** Streams the literal of the last marker, whatever its size. Only before the next call of `next`. */
  stream(): void {
    const message = this.#message
    if (message.streamed.has(message.brace)) return
    if (this.#inline > 0) this.#piece = this.#inline
    this.#inline = 0
    message.stream(this.#piece)
  }

  /** Forgets the current message: its sender was told not to send the rest. */
  abandon(): void {
    this.#open = false
    this.#bareLf = undefined
    this.#isBehindBlank = false
    this.#inline = this.#piece = 0
    this.#message.clear()
  }

  /** The next result, or `undefined` when more input is needed. @throws {@link ImapError}, after which the stream cannot be read further */
  next(): Frame | LiteralMarker | LiteralPiece | undefined {
    const found = this.#found()
    // Copy the partial message, as the chunk belongs to the caller again.
    if (found === undefined && this.#open) this.#message.gather()
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
        // A line follows the literal, which may be in the same chunk as the message.
        this.#message.expectLine(input)
      }
      const status = input.readAnyLine(limits.line, !strict)
      if (status === undefined) return undefined
      const { bytes, start, end, offset } = input.line
      if (input.line.bareLf) this.#bareLf ??= input.offset - 1
      if (status === 'bare-lf') fail('bare-lf', input.offset - 1, 'receive: a line that ends in a bare LF')
      if (status === 'too-long') fail('line-too-long', offset, `receive: a line of more than ${limits.line} bytes (limits.line)`)
      if (this.#isBlankInside(start, end)) {
        this.#isBehindBlank = true
        continue
      }
      const marker = this.#marker(bytes, start, end, offset)
      if (marker === 'inline') continue
      if (marker !== undefined) return marker
      if (!this.#open) return this.#whole(bytes, start, end, offset, NOTHING, undefined)
      if (end > start) this.#isBehindLiteral = false
      this.#message.append(bytes, start, end)
      return this.#ended()
    }
  }

  /** The current message is complete. */
  #ended(): Frame {
    this.#open = false
    const { bytes, start, end, offset, streamed, shifts } = this.#message
    return this.#whole(bytes, start, end, offset, streamed, shifts)
  }

  /** The frame of a complete message; one object is reused for all. */
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
      fail(
        'literal-too-large',
        markerOffset,
        `receive: a literal of ${size} bytes, at most ${limits.literal} allowed (limits.literal)`,
      )
    const first = !this.#open
    const message = this.#message
    this.#open = true
    if (first) message.begin(bytes, start, offset)
    message.brace = message.append(bytes, start, end) + at - start
    this.#endLine()
    this.#inline = size
    this.#isBehindLiteral = true
    const streamed = size > limits.inlineLiteral
    if (streamed) this.stream()
    else message.checkSize(size)
    if (!streamed && this.#options.announcesInline === false) return 'inline'
    return {
      type: 'literal',
      size,
      nonSynchronizing,
      streamed,
      first,
      bytes: message.bytes,
      start: message.start,
      end: message.brace,
      markerEnd: message.end,
      offset: message.offset,
      streamedBefore: message.streamed,
    }
  }

  /** The size; leading zeros are skipped, and a number with too many digits is too large. */
  #sizeOf(bytes: Uint8Array, from: number, to: number, offset: number): number {
    let at = from
    while (at < to - 1 && bytes[at] === 0x30) at++
    if (to - at > MAX_DIGITS) fail('literal-too-large', offset, 'receive: the size of a literal has too many digits')
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

  /** True for an empty line after a literal while a parenthesis is open: small servers send it, and the message continues. */
  #isBlankInside(start: number, end: number): boolean {
    return (
      this.#open &&
      start === end &&
      this.#isBehindLiteral &&
      !this.#options.strict &&
      this.#options.skipsBlankLines === true &&
      this.#message.isInList()
    )
  }

  /**
   * True if the byte after such a line may continue the list: a parenthesis or a space. Anything else starts another message, and the current one
   * is truncated. `undefined` if that byte is not there yet.
   */
  #goesOnBehindBlank(): boolean | undefined {
    const next = this.#input.peek(1)?.[0]
    if (next === undefined) return undefined
    this.#isBehindBlank = false
    if (next !== SP && next !== RPAREN) return false
    this.#endLine()
    this.#isBehindLiteral = false
    return true
  }

  /** Adds the end of the last line to the message, always as CRLF. */
  #endLine(): void {
    this.#message.appendCrlf()
    if (this.#input.line.bareLf) this.#message.shift(-1)
  }

  // ----- Literals -----

  /** Takes the available bytes of an inline literal; true when it is complete. */
  #fillInline(): boolean {
    this.#inline = this.#message.take(this.#input, this.#inline)
    return this.#inline === 0
  }

  #nextPiece(): LiteralPiece | undefined {
    // The bytes of a streamed literal are not part of the message, so the rest is not contiguous with it in the chunk.
    this.#message.gather()
    const bytes = this.#input.peek(this.#piece)
    if (bytes === undefined) return undefined
    const place = this.#message.streamed.get(this.#message.brace)
    if (place !== undefined && !place.hasNul && indexOfByte(bytes, 0) >= 0) place.hasNul = true
    this.#piece -= bytes.length
    this.#input.consume(bytes.length)
    return { type: 'piece', bytes, last: this.#piece === 0 }
  }
}
