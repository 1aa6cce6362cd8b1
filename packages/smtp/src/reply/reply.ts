/**
 * Replies (RFC 5321 4.2) and their encoding: a three-digit code, optionally an enhanced status code (RFC 2034, RFC 3463), and lines of text.
 * Every line of a reply has the same code.
 */
import { encodeText } from '@mailwire/bytes'
import { fail, quoted } from '../error.js'
import { assertArray, assertNumber, assertObject, assertString, stringsOf } from '../values.js'
import { parseEnhancedStatus } from './enhanced-status.js'

/** A complete reply. */
export interface Reply {
  readonly code: number
  /** `class.subject.detail`, if every line has the same one and its class matches the code. */
  readonly enhanced: string | undefined
  /** At least one line, without the codes. Bytes that are not UTF-8 are kept as lone surrogates. */
  readonly lines: readonly string[]
}

/** A {@link Reply} as `encodeReply` accepts it; one empty line by default. */
export interface ReplyInit {
  readonly code: number
  readonly enhanced?: string | undefined
  readonly lines?: readonly string[] | undefined
}

/** The maximum length of a reply line to encode, with its CRLF (RFC 5321 4.5.3.1.5). */
const MAX_LINE = 512

/**
 * The bytes of a reply.
 *
 * @throws {@link SmtpError} `bad-reply` for an invalid code, an enhanced code of another class, or CR, LF or NUL in a line;
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
    fail('bad-reply', 0, `encode reply: invalid enhanced code for ${code}: ${quoted(enhanced)}`)
  if (lines.length === 0) fail('bad-reply', 0, 'encode reply: at least one line is needed')
  let all = ''
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    assertString(line, 'encode reply')
    const status = enhanced === undefined ? '' : line === '' ? enhanced : `${enhanced} `
    const text = status + line
    // NUL is refused too, though the ABNF of EHLO's greeting allows one (RFC 5321 4.1.1.1).
    if (/[\0\r\n]/.test(text)) fail('bad-reply', 0, 'encode reply: CR, LF or NUL in a line')
    const whole = `${code}${at < lines.length - 1 ? '-' : ' '}${text}\r\n`
    if (whole.length > MAX_LINE / 3 && encodeText(whole, fail).length > MAX_LINE)
      fail('line-too-long', 0, `encode reply: line of more than ${MAX_LINE} bytes`)
    all += whole
  }
  return encodeText(all, fail)
}

/** What a client does with a reply follows from the first digit of its code (RFC 5321 4.2.1). */
export type ReplyClass = 'positive' | 'intermediate' | 'negative'

/** 2yz is positive, 3yz intermediate, 4yz and 5yz negative. */
export function replyClass(code: number): ReplyClass {
  assertNumber(code, 'classify reply')
  return code < 300 ? 'positive' : code < 400 ? 'intermediate' : 'negative'
}

/** True for 4yz: the same command may succeed later. */
export const isTemporary = (code: number): boolean => replyClass(code) === 'negative' && code < 500

/**
 * True for a reply to RCPT that refuses a recipient only because there are too many: 452, or 552 from older servers, which is not a
 * permanent failure here (RFC 5321 4.5.3.1.10). Another message can be sent to those recipients.
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

/** Reads each field of a reply once; its lines are not checked. */
export function replyFields(reply: Reply, action: string): Reply {
  assertObject(reply, action)
  const { code, enhanced, lines } = reply
  assertNumber(code, action)
  if (enhanced !== undefined) assertString(enhanced, action)
  assertArray(lines, action)
  return { code, enhanced, lines }
}

/** A reply as one line for people to read, whatever its lines contain: a control character or a line separator is shown as a space. */
export function formatReply(reply: Reply): string {
  const { code, enhanced, lines } = replyFields(reply, 'format reply')
  const text = [code, ...(enhanced === undefined ? [] : [enhanced]), ...stringsOf(lines, 'format reply')].join(' ')
  // Control characters, and what breaks a line in Unicode; a terminal would obey an escape sequence.
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
}
