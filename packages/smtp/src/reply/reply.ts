/**
 * Replies (RFC 5321 4.2) and how they are written: a code of three digits, perhaps an enhanced status code (RFC 2034, RFC 3463), and lines of
 * text. Every line of a reply has the same code.
 */
import { encodeText } from '@mailwire/bytes'
import { fail } from '../error.js'
import { assertArray, assertNumber, assertObject, assertString, stringsOf } from '../values.js'
import { parseEnhancedStatus } from './enhanced-status.js'

/** A whole reply. */
export interface Reply {
  readonly code: number
  /** `class.subject.detail`, where every line has the same one and its class is the code's. */
  readonly enhanced: string | undefined
  /** One at least; without codes. Bytes that are not UTF-8 are in it as lone surrogates, and none is lost. */
  readonly lines: readonly string[]
}

/** A {@link Reply} as `encodeReply` takes it; without lines it is one empty line. */
export interface ReplyInit {
  readonly code: number
  readonly enhanced?: string | undefined
  readonly lines?: readonly string[] | undefined
}

/** A reply line with its CRLF, as we write it (RFC 5321 4.5.3.1.5). */
const MAX_LINE = 512

/**
 * The bytes of a reply.
 *
 * @throws {@link SmtpError} `bad-reply` for a code that is none, an enhanced code of another class, or CR, LF or NUL in a line;
 * `line-too-long` above 512 bytes
 *
 * @example
 * encodeReply({ code: 250, enhanced: '2.1.5', lines: ['ok'] }) // the bytes of '250 2.1.5 ok\r\n'
 */
export function encodeReply(reply: ReplyInit): Uint8Array {
  assertObject(reply, 'encode reply')
  const { code, enhanced, lines = [''] } = reply
  assertNumber(code, 'encode reply')
  if (!Number.isInteger(code) || code < 200 || code > 599) fail('bad-reply', 0, `encode reply: invalid reply code: ${code}`)
  if (enhanced !== undefined) assertString(enhanced, 'encode reply')
  assertArray(lines, 'encode reply')
  if (enhanced !== undefined && parseEnhancedStatus(enhanced)?.class !== Math.floor(code / 100))
    fail('bad-reply', 0, `encode reply: invalid enhanced code for ${code}: ${JSON.stringify(enhanced)}`)
  if (lines.length === 0) fail('bad-reply', 0, 'encode reply: at least one line is needed')
  let all = ''
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    assertString(line, 'encode reply')
    const status = enhanced === undefined ? '' : line === '' ? enhanced : `${enhanced} `
    const text = status + line
    // Nor a NUL, though the ABNF of EHLO's greeting allows one (RFC 5321 4.1.1.1).
    if (/[\0\r\n]/.test(text)) fail('bad-reply', 0, 'encode reply: CR, LF or NUL in a line')
    const whole = `${code}${at < lines.length - 1 ? '-' : ' '}${text}\r\n`
    if (whole.length > MAX_LINE / 3 && encodeText(whole, fail).length > MAX_LINE)
      fail('line-too-long', 0, `encode reply: line of more than ${MAX_LINE} bytes`)
    all += whole
  }
  return encodeText(all, fail)
}

/** The first digit of a code: what a client needs to know (RFC 5321 4.2.1). */
export type ReplyClass = 'positive' | 'intermediate' | 'negative'

/** 2yz, 3yz, or 4yz and 5yz. */
export function replyClass(code: number): ReplyClass {
  assertNumber(code, 'classify reply')
  return code < 300 ? 'positive' : code < 400 ? 'intermediate' : 'negative'
}

/** True for 4yz: the same may go well later. */
export const isTemporary = (code: number): boolean => replyClass(code) === 'negative' && code < 500

/**
 * True for a reply to RCPT that has nothing against the recipient, only against so many of them: 452, or the 552 of older servers, which is no
 * permanent failure here (RFC 5321 4.5.3.1.10). A further message may go to those whom it refused.
 *
 * @example
 * isTooManyRecipients({ code: 452, enhanced: '4.5.3', lines: ['too many recipients'] }) // => true
 */
export function isTooManyRecipients(reply: ReplyInit): boolean {
  assertObject(reply, 'classify reply')
  const { code, enhanced } = reply
  if (enhanced !== undefined) assertString(enhanced, 'classify reply')
  return (code === 452 || code === 552) && (enhanced === undefined || enhanced.endsWith('.5.3'))
}

/** The parts of a reply, each read once; what stands in its lines is not looked at. */
export function replyFields(reply: Reply, action: string): Reply {
  assertObject(reply, action)
  const { code, enhanced, lines } = reply
  assertNumber(code, action)
  if (enhanced !== undefined) assertString(enhanced, action)
  assertArray(lines, action)
  return { code, enhanced, lines }
}

/** A reply as one line for a person. */
export function formatReply(reply: Reply): string {
  const { code, enhanced, lines } = replyFields(reply, 'format reply')
  const text = stringsOf(lines, 'format reply').join(' ')
  return enhanced === undefined ? `${code} ${text}` : `${code} ${enhanced} ${text}`
}
