/** Decodes replies (RFC 5321 4.2) from a stream, including deviations that servers are known to send. */
import { CR, DOT, decodeText, Input, isDigit, type Line, latin1, SP } from '@mailwire/bytes'
import { fail } from '../error.js'
import { limitsOf, type SmtpLimits } from '../limits.js'
import { assertBytes, assertObject } from '../values.js'
import type { Reply } from './reply.js'

export interface ReplyOptions {
  /** Accepts the grammar of RFC 5321 4.2 only: its reply codes, and text of printable ASCII, spaces and tabs. */
  readonly strict?: boolean | undefined
  /** Accepts a bare LF as a line end, which few servers still send. */
  readonly acceptBareLf?: boolean | undefined
  readonly limits?: Partial<SmtpLimits> | undefined
}

const HYPHEN = 0x2d
/** Bytes decoded to text at once, from which lines are then sliced: one call into the runtime serves many lines. */
const AHEAD = 1024

/**
 * Decodes bytes that are exactly one reply.
 *
 * @throws {@link SmtpError} `bad-reply`, `bare-lf`, `line-too-long`, `limit`
 *
 * @example
 * decodeReply(new TextEncoder().encode('250 2.1.5 ok\r\n')) // => { code: 250, enhanced: '2.1.5', lines: ['ok'] }
 */
export function decodeReply(bytes: Uint8Array, options: ReplyOptions = {}): Reply {
  const decoder = new ReplyDecoder(options)
  decoder.push(bytes)
  const reply = decoder.next() ?? fail('bad-reply', bytes.length, 'decode reply: incomplete reply')
  if (decoder.unread > 0) fail('bad-reply', bytes.length - decoder.unread, 'decode reply: extra bytes after the reply')
  return reply
}

/** Decodes a stream of replies: `push` what was received, then call `next` until it gives `undefined`. */
export class ReplyDecoder {
  readonly #input = new Input()
  readonly #reader: ReplyReader

  constructor(options: ReplyOptions = {}) {
    this.#reader = new ReplyReader(options, this.#input)
  }

  /** The number of bytes pushed but not yet decoded. */
  get unread(): number {
    return this.#input.length
  }

  /** True inside a reply of several lines. */
  get partial(): boolean {
    return this.#reader.partial
  }

  push(chunk: Uint8Array): void {
    assertBytes(chunk, 'decode reply')
    this.#input.push(chunk)
  }

  /** The next complete reply; a `greeting` may end with a refusal code. @throws {@link SmtpError} `bad-reply`, `bare-lf`, `line-too-long`, `limit`; after an error the stream cannot be decoded further */
  next(greeting = false): Reply | undefined {
    return this.#reader.next(undefined, greeting)
  }
}

/** Reads replies from a connection's input. */
export class ReplyReader {
  readonly #input: Input
  readonly #strict: boolean
  readonly #acceptBareLf: boolean
  readonly #limits: SmtpLimits
  #code = 0
  #lines: string[] | undefined // lines of the current reply, with their enhanced codes
  #enhanced = 0 // length of the enhanced code at the start of its first line
  #bytes = 0 // size of the current reply
  #text = '' // the stream from `#textFrom` on, one character per byte
  #textFrom = 0

  constructor(options: ReplyOptions, input: Input) {
    assertObject(options, 'decode reply')
    const { strict = false, acceptBareLf = false, limits } = options
    this.#strict = strict
    this.#acceptBareLf = acceptBareLf
    this.#limits = limitsOf(limits)
    this.#input = input
  }

  /** True inside a reply of several lines. */
  get partial(): boolean {
    return this.#lines !== undefined
  }

  /** The next complete reply, as from `ReplyDecoder`; `onLine` is called for each of its lines. */
  next(onLine?: (bytes: Uint8Array, start: number, end: number) => void, greeting = false): Reply | undefined {
    for (;;) {
      const status = this.#input.readLine(this.#limits.replyLine, this.#acceptBareLf)
      if (status === undefined) return undefined
      const line = this.#input.line
      if (status === 'bare-lf') fail('bare-lf', line.offset, 'decode reply: line ends in a bare LF')
      if (status === 'too-long')
        fail('line-too-long', line.offset, `decode reply: line of more than ${this.#limits.replyLine} bytes`)
      onLine?.(line.bytes, line.start, line.end)
      const more = this.#replyLine(line, greeting)
      if (!more && this.#lines === undefined && this.#enhanced > 0) {
        const reply = this.#enhancedReply(line)
        if (reply !== undefined) return reply
      }
      const text = this.#textOf(line, line.start + 4)
      if (this.#lines === undefined) this.#lines = [text]
      else this.#lines.push(text)
      if (more) continue
      const reply = replyOf(this.#code, this.#lines, this.#enhanced)
      this.#lines = undefined
      this.#bytes = 0
      return reply
    }
  }

  /** Fast path for one line with an enhanced code, as most replies are: only the text that is returned is decoded. */
  #enhancedReply(line: Line): Reply | undefined {
    const { bytes, start, end } = line
    const behind = start + 4 + this.#enhanced
    if (behind + 1 === end) return undefined // as in `replyOf`
    this.#bytes = 0
    return { code: this.#code, enhanced: latin1(bytes, start + 4, behind), lines: [this.#textOf(line, behind + 1)] }
  }

  /** `Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF`; true if more lines follow */
  #replyLine({ bytes, start, end, offset, plain }: Line, greeting: boolean): boolean {
    const length = end - start
    const code = length < 3 ? 0 : replyCode(bytes, start)
    if (code === 0 || (this.#strict && bytes[start + 1]! > 0x35)) fail('bad-reply', offset, 'decode reply: reply code expected')
    const lines = this.#lines === undefined ? 0 : this.#lines.length
    // Some hosts refuse a client only in the last line of a greeting that began with a positive code.
    if (lines > 0 && greeting && code >= 400 && this.#code < 300) this.#code = code
    if (lines > 0 && code !== this.#code)
      fail('bad-reply', offset, `decode reply: line with code ${code} in a ${this.#code} reply`)
    const separator = length > 3 ? bytes[start + 3] : SP
    if (separator !== SP && separator !== HYPHEN)
      fail('bad-reply', offset + 3, 'decode reply: space or hyphen expected after the code')
    if (!plain)
      checkText(bytes, start, lines === 0 && code === 250 ? greetStart(bytes, start, end) : end, end, offset, this.#strict)
    this.#bytes += length
    if (lines >= this.#limits.replyLines || this.#bytes > this.#limits.replySize)
      fail('limit', offset, `decode reply: more than ${this.#limits.replyLines} lines or ${this.#limits.replySize} bytes`)
    if (lines === 0) {
      this.#code = code
      this.#enhanced = enhancedLength(bytes, start + 4, end)
    }
    return separator === HYPHEN
  }

  /** The text of a line from `from` on. */
  #textOf({ bytes, start, end, offset, plain }: Line, from: number): string {
    if (from >= end) return ''
    if (!plain) return decodeText(bytes, from, end)
    if (offset + end - start > this.#textFrom + this.#text.length) {
      if (end === bytes.length - 2) return latin1(bytes, from, end) // no more input to decode ahead
      this.#text = latin1(bytes, start, Math.max(end, Math.min(bytes.length, start + AHEAD)))
      this.#textFrom = offset
    }
    const place = offset - this.#textFrom - start
    return this.#text.substring(place + from, place + end)
  }
}

/**
 * `textstring = 1*(%d09 / %d32-126)` if `strict`; otherwise anything but CR and NUL. From `greet` on it is the greeting of EHLO,
 * `ehlo-greet = 1*(%d0-9 / %d11-12 / %d14-127)` (RFC 5321 4.1.1.1).
 */
function checkText(bytes: Uint8Array, start: number, greet: number, end: number, offset: number, strict: boolean): void {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte === CR || (byte === 0 && at < greet)) fail('bad-reply', offset + at - start, 'decode reply: CR or NUL in a line')
    if (strict && byte !== 0x09 && (byte < 0x20 || byte > 0x7e) && (at < greet || byte > 0x7f))
      fail('bad-reply', offset + at - start, 'decode reply: unprintable byte')
  }
}

/** Where the greeting begins in a first line that may be of EHLO: after the space that follows the domain. */
function greetStart(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 4
  while (at < end && bytes[at] !== SP) at++
  return at
}

/** Three digits as a number, the first one 2 to 5; 0 for anything else. */
function replyCode(bytes: Uint8Array, start: number): number {
  const hundreds = bytes[start]! - 0x30
  const tens = bytes[start + 1]! - 0x30
  const ones = bytes[start + 2]! - 0x30
  if (hundreds < 2 || hundreds > 5 || tens < 0 || tens > 9 || ones < 0 || ones > 9) return 0
  return hundreds * 100 + tens * 10 + ones
}

/**
 * `status-code = class "." subject "." detail` (RFC 2034 4): its length at the start of a line's text; 0 if there is none, or if its class
 * differs from that of the reply code.
 */
function enhancedLength(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 5 || bytes[start] !== bytes[start - 4] || bytes[start] === 0x33 || bytes[start + 1] !== DOT) return 0
  const subject = digitsEnd(bytes, start + 2, end)
  if (subject === start + 2 || subject === end || bytes[subject] !== DOT) return 0
  const detail = digitsEnd(bytes, subject + 1, end)
  return detail === subject + 1 || (detail < end && bytes[detail] !== SP) ? 0 : detail - start
}

/** The end of at most three digits. */
function digitsEnd(bytes: Uint8Array, from: number, end: number): number {
  const last = Math.min(end, from + 3)
  let at = from
  while (at < last && isDigit(bytes[at]!)) at++
  return at
}

/** Removes an enhanced code of `length` characters if every line has it; otherwise it is text. */
function replyOf(code: number, lines: string[], length: number): Reply {
  if (length === 0) return { code, enhanced: undefined, lines }
  const enhanced = lines[0]!.substring(0, length)
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    // Not an enhanced code if nothing follows the space after it.
    const ends = line.length === length || (line.length > length + 1 && line.charCodeAt(length) === SP)
    if (!ends || (at > 0 && !line.startsWith(enhanced))) return { code, enhanced: undefined, lines }
  }
  for (let at = 0; at < lines.length; at++) lines[at] = lines[at]!.substring(length + 1)
  return { code, enhanced, lines }
}
