/**
 * Replies (RFC 5321 4.2): a code of three digits, perhaps an enhanced status code (RFC 2034, RFC 3463), and lines of text. Every line of
 * a reply has the same code.
 */
import { CR, decodeText, encodeText, Input, latin1 } from '@mailwire/bytes'
import { fail } from './error.js'
import { defaultLimits, type SmtpLimits } from './limits.js'

/** A whole reply. */
export interface Reply {
  readonly code: number
  /** `class.subject.detail`, where every line has the same one and its class is the code's. */
  readonly enhanced: string | undefined
  /** One at least; without codes. Octets that are not UTF-8 are in it as lone surrogates, and none is lost. */
  readonly lines: readonly string[]
}

/** A {@link Reply} as `encodeReply` takes it; without lines it is one empty line. */
export interface ReplyInit {
  readonly code: number
  readonly enhanced?: string | undefined
  readonly lines?: readonly string[] | undefined
}

export interface ReplyOptions {
  /** Accepts the grammar of RFC 5321 4.2 only: codes whose digits it allows, and text of printing ASCII, spaces and tabs. */
  readonly strict?: boolean | undefined
  /** Takes a bare LF for the end of a line, as few servers still send. */
  readonly acceptBareLf?: boolean | undefined
  readonly limits?: Partial<SmtpLimits> | undefined
}

/** A reply line with its CRLF, as we write it (RFC 5321 4.5.3.1.5). */
const MAX_LINE = 512

/**
 * A reply from its octets, which must be one whole reply.
 *
 * @throws {@link SmtpError} `bad-reply`, `bare-lf`, `line-too-long`, `limit`
 *
 * @example
 * decodeReply(new TextEncoder().encode('250 2.1.5 ok\r\n')) // => { code: 250, enhanced: '2.1.5', lines: ['ok'] }
 */
export function decodeReply(bytes: Uint8Array, options: ReplyOptions = {}): Reply {
  const decoder = new ReplyDecoder(options)
  decoder.push(bytes)
  const reply = decoder.next() ?? fail('bad-reply', bytes.length, 'decode reply: it is not whole')
  if (decoder.unread > 0) fail('bad-reply', bytes.length - decoder.unread, 'decode reply: octets behind it')
  return reply
}

/**
 * The octets of a reply.
 *
 * @throws {@link SmtpError} `bad-reply` for a code that is none, an enhanced code of another class, or CR, LF or NUL in a line;
 * `line-too-long` above 512 octets
 *
 * @example
 * encodeReply({ code: 250, enhanced: '2.1.5', lines: ['ok'] }) // the octets of '250 2.1.5 ok\r\n'
 */
export function encodeReply({ code, enhanced, lines = [''] }: ReplyInit): Uint8Array {
  if (!Number.isInteger(code) || code < 200 || code > 599) fail('bad-reply', 0, `encode reply: ${String(code)} is no reply code`)
  if (enhanced !== undefined && (enhancedLength(enhanced, code) !== enhanced.length || enhanced === ''))
    fail('bad-reply', 0, `encode reply: ${JSON.stringify(enhanced)} is no enhanced code of ${code}`)
  if (lines.length === 0) fail('bad-reply', 0, 'encode reply: no line')
  let text = ''
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    if (/[\0\r\n]/.test(line)) fail('bad-reply', 0, 'encode reply: CR, LF or NUL in a line')
    const status = enhanced === undefined ? '' : line === '' ? enhanced : `${enhanced} `
    const whole = `${code}${at < lines.length - 1 ? '-' : ' '}${status}${line}\r\n`
    if (whole.length > MAX_LINE / 3 && encodeText(whole, fail).length > MAX_LINE)
      fail('line-too-long', 0, `encode reply: a line of more than ${MAX_LINE} octets`)
    text += whole
  }
  return encodeText(text, fail)
}

/** Takes a stream of replies apart: `push` what came, `next` until it gives `undefined`. */
export class ReplyDecoder {
  readonly #input: Input
  readonly #strict: boolean
  readonly #acceptBareLf: boolean
  readonly #limits: SmtpLimits
  #code = 0
  #lines: string[] = []
  #octets = 0 // of the reply so far

  /** `input` is where the octets are taken from; one of its own unless given. */
  constructor({ strict = false, acceptBareLf = false, limits }: ReplyOptions = {}, input: Input = new Input()) {
    this.#strict = strict
    this.#acceptBareLf = acceptBareLf
    this.#limits = limits === undefined ? defaultLimits : { ...defaultLimits, ...limits }
    this.#input = input
  }

  /** Octets that were pushed and not used. */
  get unread(): number {
    return this.#input.length
  }

  /** True inside a reply of several lines. */
  get partial(): boolean {
    return this.#lines.length > 0
  }

  push(chunk: Uint8Array): void {
    this.#input.push(chunk)
  }

  /** The next whole reply. @throws {@link SmtpError} `bad-reply`, `bare-lf`, `line-too-long`, `limit`; the stream cannot be read on after it */
  next(onLine?: (bytes: Uint8Array, start: number, end: number) => void): Reply | undefined {
    for (;;) {
      const status = this.#input.readLine(this.#limits.replyLine, this.#acceptBareLf)
      if (status === undefined) return undefined
      const { bytes, start, end, offset } = this.#input.line
      if (status === 'bare-lf') fail('bare-lf', offset, 'decode reply: a line that ends in a bare LF')
      if (status === 'too-long')
        fail('line-too-long', offset, `decode reply: a line of more than ${this.#limits.replyLine} octets`)
      onLine?.(bytes, start, end)
      const text = this.#replyLine(bytes, start, end, offset)
      if (text === undefined) continue
      const reply = this.#lines.length === 0 ? ofOneLine(this.#code, text) : ofLines(this.#code, [...this.#lines, text])
      if (this.#lines.length > 0) this.#lines = []
      this.#octets = 0
      return reply
    }
  }

  /** `Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF`; gives the text of the last line */
  #replyLine(bytes: Uint8Array, start: number, end: number, offset: number): string | undefined {
    const code = end - start < 3 ? 0 : replyCode(bytes, start)
    if (code < 200 || code > 599 || (this.#strict && bytes[start + 1]! > 0x35))
      fail('bad-reply', offset, 'decode reply: no reply code')
    if (this.#lines.length > 0 && code !== this.#code)
      fail('bad-reply', offset, `decode reply: a line of ${code} in a reply of ${this.#code}`)
    const separator = end - start > 3 ? bytes[start + 3] : 0x20
    if (separator !== 0x20 && separator !== 0x2d)
      fail('bad-reply', offset + 3, 'decode reply: neither a space nor a hyphen behind the code')
    // `textstring = 1*(%d09 / %d32-126)` where it is strict; otherwise anything but CR and NUL.
    const strict = this.#strict
    let bits = 0
    for (let at = start + 3; at < end; at++) {
      const octet = bytes[at]!
      bits |= octet
      if (octet >= 0x20 && !strict) continue
      if (octet === 0 || octet === CR) fail('bad-reply', offset + at - start, 'decode reply: CR or NUL in a line')
      if (strict && octet !== 0x09 && (octet < 0x20 || octet > 0x7e))
        fail('bad-reply', offset + at - start, 'decode reply: an octet that does not print')
    }
    this.#octets += end - start
    if (this.#lines.length >= this.#limits.replyLines || this.#octets > this.#limits.replySize)
      fail('limit', offset, `decode reply: more than ${this.#limits.replyLines} lines or ${this.#limits.replySize} octets`)
    this.#code = code
    const text = end - start <= 4 ? '' : bits < 0x80 ? latin1(bytes, start + 4, end) : decodeText(bytes, start + 4, end)
    if (separator === 0x20) return text
    this.#lines.push(text)
    return undefined
  }
}

/** Three digits as a number; 0 for anything else. */
function replyCode(bytes: Uint8Array, start: number): number {
  const hundreds = bytes[start]! - 0x30
  const tens = bytes[start + 1]! - 0x30
  const ones = bytes[start + 2]! - 0x30
  if (hundreds < 0 || hundreds > 9 || tens < 0 || tens > 9 || ones < 0 || ones > 9) return 0
  return hundreds * 100 + tens * 10 + ones
}

/**
 * `status-code = class "." subject "." detail` (RFC 2034 4): how long the one is that the text begins with, 0 where there is none, or
 * one of another class than the code's.
 */
function enhancedLength(text: string, code: number): number {
  const kind = text.charCodeAt(0) - 0x30
  if ((kind !== 2 && kind !== 4 && kind !== 5) || kind !== Math.floor(code / 100) || text.charCodeAt(1) !== 0x2e) return 0
  let at = digitsEnd(text, 2)
  if (at === 2 || text.charCodeAt(at) !== 0x2e) return 0
  const detail = at + 1
  at = digitsEnd(text, detail)
  return at === detail || (at < text.length && text.charCodeAt(at) !== 0x20) ? 0 : at
}

/** Behind three digits at most. */
function digitsEnd(text: string, from: number): number {
  let at = from
  while (at < from + 3 && text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) at++
  return at
}

/** Takes the enhanced code off; where nothing follows the space behind it, the digits are text. */
function ofOneLine(code: number, line: string): Reply {
  const length = enhancedLength(line, code)
  if (length === 0 || length + 1 === line.length) return { code, enhanced: undefined, lines: [line] }
  return { code, enhanced: line.slice(0, length), lines: [line.slice(length + 1)] }
}

/** Takes the enhanced code off, where each line has it; otherwise the digits are text. */
function ofLines(code: number, lines: string[]): Reply {
  const length = enhancedLength(lines[0]!, code)
  if (length === 0) return { code, enhanced: undefined, lines }
  const enhanced = lines[0]!.slice(0, length)
  const texts: string[] = []
  for (const line of lines) {
    const alone = line.length === length
    if (!line.startsWith(enhanced) || !(alone || (line.charCodeAt(length) === 0x20 && line.length > length + 1)))
      return { code, enhanced: undefined, lines }
    texts.push(alone ? '' : line.slice(length + 1))
  }
  return { code, enhanced, lines: texts }
}

/** The first digit of a code: what a client needs to know (RFC 5321 4.2.1). */
export type ReplyClass = 'positive' | 'intermediate' | 'negative'

/** 2yz, 3yz, or 4yz and 5yz. */
export const replyClass = (code: number): ReplyClass => (code < 300 ? 'positive' : code < 400 ? 'intermediate' : 'negative')

/** True for 4yz: the same may go well later. */
export const isTemporary = (code: number): boolean => code >= 400 && code < 500

/** A reply as one line for a person. */
export const formatReply = ({ code, enhanced, lines }: Reply): string =>
  [String(code), ...(enhanced === undefined ? [] : [enhanced]), lines.join(' ')].join(' ')
