/**
 * Status lines (RFC 1939 3, RFC 2449 8): `+OK` or `-ERR`, a response code in brackets, and text for people.
 * Challenges (`+ base64`) are not status lines: only an AUTH exchange has them.
 */
import { CR, decodeText, encodeText, LF } from '@mailwire/bytes'
import { fail } from './error.js'
import { bytesOf, fieldsOf, lineOf, textOf, wholeNumber } from './values.js'

/** The first line of a response. */
export interface Response {
  readonly status: '+OK' | '-ERR'
  /** A response code without its brackets, such as `IN-USE`, `AUTH` or `SYS/TEMP` (RFC 2449 8, RFC 3206). */
  readonly code: string | undefined
  readonly text: string
}

/** A {@link Response} as `encodeResponse` takes it. */
export interface ResponseInit {
  readonly status: '+OK' | '-ERR'
  readonly code?: string | undefined
  readonly text?: string | undefined
}

/** `resp-code = "[" resp-level *("/" resp-level) "]"`, then a space and text (RFC 2449 8 and 9) */
const RESP_CODE = /^\[([!-.0-Z^-~]+(?:\/[!-.0-Z^-~]+)*)\](?: |$)/
/** The same without its brackets, and nothing else. */
const RESP_LEVELS = /^[!-.0-Z^-~]+(?:\/[!-.0-Z^-~]+)*$/

/**
 * A status line from its bytes, with or without CRLF. The keyword is read in either case.
 *
 * @throws {@link Pop3Error} `bad-response` for anything else, `bad-value` for anything but a `Uint8Array`
 *
 * @example
 * decodeResponse(new TextEncoder().encode('-ERR [IN-USE] locked\r\n')) // => { status: '-ERR', code: 'IN-USE', text: 'locked' }
 */
export function decodeResponse(bytes: Uint8Array, origin = 0): Response {
  bytesOf(bytes, 'decode response')
  wholeNumber(origin, 0, 'bad-value', 'decode response: origin')
  const terminated = bytes.length >= 2 && bytes[bytes.length - 2] === CR && bytes[bytes.length - 1] === LF
  const line = decodeText(bytes, 0, terminated ? bytes.length - 2 : bytes.length)
  const match = /^(\+ok|-err)(?: |$)/i.exec(line)
  if (match === null) fail('bad-response', origin, 'decode response: neither +OK nor -ERR')
  const status = match[1]!.toUpperCase() as Response['status']
  const rest = line.slice(match[0].length)
  const bad = rest.search(/[\0\r\n]/)
  if (bad >= 0) fail('bad-response', origin + match[0].length + bad, 'decode response: CR, LF or NUL in the text')
  const code = RESP_CODE.exec(rest)
  return code === null ? { status, code: undefined, text: rest } : { status, code: code[1]!, text: rest.slice(code[0].length) }
}

/**
 * The bytes of a status line, with CRLF.
 *
 * @throws {@link Pop3Error} `bad-response` for a status, code or text that may not be in one, `bad-value` for values of the wrong type
 */
export function encodeResponse(response: ResponseInit): Uint8Array {
  const { status, code, text } = fieldsOf(response, 'encode response')
  if (status !== '+OK' && status !== '-ERR') fail('bad-response', 0, 'encode response: the status is neither +OK nor -ERR')
  const words: string[] = [status]
  if (code !== undefined) {
    const levels = textOf(code, 'encode response')
    if (!RESP_LEVELS.test(levels)) fail('bad-response', 0, 'encode response: not a response code')
    words.push(`[${levels}]`)
  }
  if (text !== undefined && text !== '') words.push(lineOf(text, 'bad-response', 'encode response'))
  return encodeText(`${words.join(' ')}\r\n`, fail)
}
