/**
 * Replies (RFC 5321 4.2): a code of three digits, perhaps an enhanced status code (RFC 2034, RFC 3463), and lines of text. Every line of
 * a reply has the same code.
 */
import { CR, decodeText, encodeText, Input } from '@mailwire/bytes'
import { fail } from './error.js'
import { defaultLimits, type SmtpLimits } from './limits.js'

/** A whole reply. */
export interface Reply {
  readonly code: number
  /** `class.subject.detail`, where every line has the same one and its class is the code's. */
  readonly enhanced: string | undefined
  /** One at least; without codes. */
  readonly lines: readonly string[]
}

/** A {@link Reply} as `encodeReply` takes it; without lines it is one empty line. */
export interface ReplyInit {
  readonly code: number
  readonly enhanced?: string | undefined
  readonly lines?: readonly string[] | undefined
}

export interface ReplyOptions {
  /** Accepts codes of RFC 5321 4.2 only, 200 to 559. */
  readonly strict?: boolean | undefined
  readonly limits?: Partial<SmtpLimits> | undefined
}

/** A reply line with its CRLF, as we write it (RFC 5321 4.5.3.1.5). */
const MAX_LINE = 512
/** `status-code = class "." subject "." detail` (RFC 2034 4) */
const ENHANCED = /^([245])\.(\d{1,3})\.(\d{1,3})(?: |$)/

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
 */
export function encodeReply({ code, enhanced, lines = [''] }: ReplyInit): Uint8Array {
  if (!Number.isInteger(code) || code < 200 || code > 599) fail('bad-reply', 0, `encode reply: ${String(code)} is no reply code`)
  if (
    enhanced !== undefined &&
    (!ENHANCED.test(enhanced) || enhanced.endsWith(' ') || Number(enhanced[0]) !== Math.floor(code / 100))
  ) {
    fail('bad-reply', 0, `encode reply: ${JSON.stringify(enhanced)} is no enhanced code of ${code}`)
  }
  if (lines.length === 0) fail('bad-reply', 0, 'encode reply: no line')
  const text = lines.map((line, at) => {
    if (/[\0\r\n]/.test(line)) fail('bad-reply', 0, 'encode reply: CR, LF or NUL in a line')
    const words = `${enhanced ?? ''}${enhanced !== undefined && line !== '' ? ' ' : ''}${line}`
    return `${code}${at < lines.length - 1 ? '-' : ' '}${words}\r\n`
  })
  const bytes = encodeText(text.join(''), fail)
  if (text.some(line => line.length > MAX_LINE / 3 && encodeText(line, fail).length > MAX_LINE))
    fail('line-too-long', 0, `encode reply: a line of more than ${MAX_LINE} octets`)
  return bytes
}

/** Takes a stream of replies apart: `push` what came, `next` until it gives `undefined`. */
export class ReplyDecoder {
  readonly #input: Input
  readonly #strict: boolean
  readonly #limits: SmtpLimits
  #code = 0
  #lines: string[] = []

  /** `input` is where the octets are taken from; one of its own unless given. */
  constructor({ strict = false, limits }: ReplyOptions = {}, input: Input = new Input()) {
    this.#strict = strict
    this.#limits = { ...defaultLimits, ...limits }
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
      const status = this.#input.readLine(this.#limits.replyLine)
      const { bytes, start, end, offset } = this.#input.line
      if (status === undefined) return undefined
      if (status === 'bare-lf') fail('bare-lf', offset, 'decode reply: a line that ends in a bare LF')
      if (status === 'too-long')
        fail('line-too-long', offset, `decode reply: a line of more than ${this.#limits.replyLine} octets`)
      onLine?.(bytes, start, end)
      if (this.#replyLine(bytes, start, end, offset)) {
        const reply = withEnhanced(this.#code, this.#lines)
        this.#lines = []
        return reply
      }
    }
  }

  /** `Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF`; true at the last line */
  #replyLine(bytes: Uint8Array, start: number, end: number, offset: number): boolean {
    const code = end - start < 3 ? Number.NaN : Number(String.fromCharCode(bytes[start]!, bytes[start + 1]!, bytes[start + 2]!))
    const highest = this.#strict ? 559 : 599
    if (!(Number.isInteger(code) && code >= 200 && code <= highest)) fail('bad-reply', offset, 'decode reply: no reply code')
    if (this.#lines.length > 0 && code !== this.#code)
      fail('bad-reply', offset, `decode reply: a line of ${code} in a reply of ${this.#code}`)
    const separator = end - start > 3 ? bytes[start + 3] : 0x20
    if (separator !== 0x20 && separator !== 0x2d)
      fail('bad-reply', offset + 3, 'decode reply: neither a space nor a hyphen behind the code')
    for (let at = start; at < end; at++)
      if (bytes[at] === 0 || bytes[at] === CR) fail('bad-reply', offset + at - start, 'decode reply: CR or NUL in a line')
    if (this.#lines.length >= this.#limits.replyLines)
      fail('limit', offset, `decode reply: more than ${this.#limits.replyLines} lines`)
    this.#code = code
    this.#lines.push(decodeText(bytes, Math.min(start + 4, end), end))
    return separator === 0x20
  }
}

/** Takes the enhanced code off, where each line has it. */
function withEnhanced(code: number, lines: readonly string[]): Reply {
  const enhanced = ENHANCED.exec(lines[0]!)?.[0].trimEnd()
  if (enhanced === undefined || Number(enhanced[0]) !== Math.floor(code / 100)) return { code, enhanced: undefined, lines }
  const prefix = `${enhanced} `
  if (!lines.every(line => line === enhanced || (line.startsWith(prefix) && line.length > prefix.length)))
    return { code, enhanced: undefined, lines }
  return { code, enhanced, lines: lines.map(line => line.slice(prefix.length)) }
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
