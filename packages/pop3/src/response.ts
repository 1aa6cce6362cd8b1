/**
 * Status lines (RFC 1939 3, RFC 2449 3 and 8): `+OK` or `-ERR`, a response code in brackets, and text for people. RFC 2449's ABNF
 * allows no spaces in the text, though all its examples have them; here the text is anything that a line may hold, as in RFC 1939. Challenges are in `continuation.ts`.
 */
import { CR, decodeText, encodeText, LF, notUtf8At } from '@mailwire/bytes'
import { fail } from './error.js'
import type { DecodeOptions, Pop3Quirk, Pop3Warning } from './quirks.js'
import { bytesOf, decodeOptionsOf, fieldsOf, lineOf, textOf, unterminated } from './values.js'

/** The first line of a response. */
export interface Response {
  readonly status: '+OK' | '-ERR'
  /** A response code without its brackets, such as `IN-USE`, `AUTH` or `SYS/TEMP`, as it was sent: see {@link registeredCode}. */
  readonly code: string | undefined
  readonly text: string
  /** What was read although the grammar does not allow it; `encodeResponse` ignores it. */
  readonly warnings?: readonly Pop3Warning[] | undefined
}

/** A {@link Response} as `encodeResponse` takes it. */
export interface ResponseInit {
  readonly status: '+OK' | '-ERR'
  readonly code?: string | undefined
  readonly text?: string | undefined
}

/** `resp-code = "[" resp-level *("/" resp-level) "]"`, and text may follow at once (RFC 2449 3) */
const RESP_CODE = /^\[([!-.0-\\^-~]+(?:\/[!-.0-\\^-~]+)*)\] ?/
/** The same without its brackets, and nothing else. */
const RESP_LEVELS = /^[!-.0-\\^-~]+(?:\/[!-.0-\\^-~]+)*$/

/**
 * A status line from its bytes, with or without CRLF.
 *
 * @throws {@link Pop3Error} `bad-response` for anything else, such as `+ERR`, and with `strict` for each row of `quirks`; `bad-value` for anything but a
 * `Uint8Array`
 *
 * @example
 * decodeResponse(new TextEncoder().encode('-ERR [IN-USE] locked\r\n')) // => { status: '-ERR', code: 'IN-USE', text: 'locked', warnings: [] }
 */
export function decodeResponse(bytes: Uint8Array, options: DecodeOptions = {}): Response {
  const line = unterminated(bytesOf(bytes, 'decode response'))
  const { strict, origin } = decodeOptionsOf(options, 'decode response')
  const warnings: Pop3Warning[] = []
  const departs = (code: Pop3Quirk, at: number): void => {
    if (strict) fail('bad-response', origin + at, `decode response: ${code} is not allowed in strict mode`)
    warnings.push({ code, offset: origin + at })
  }
  const whole = decodeText(line)
  // A bracket may follow at once, but no letter or digit: +OKAY is another word.
  const found = /^(?:\+ok|-err)(?![a-z0-9])/i.exec(whole)?.[0]
  if (found === undefined) return fail('bad-response', origin, 'decode response: +OK or -ERR expected')
  const status = found.toUpperCase() as Response['status']
  if (status !== found) departs('status-case', 0)
  const { length } = found
  const isSpaced = whole[length] === ' '
  if (!isSpaced && whole.length > length) departs('glued-status', length)
  const rest = whole.slice(isSpaced ? length + 1 : length)
  const bad = line.findIndex(isForbidden)
  if (bad !== -1) fail('bad-response', origin + bad, 'decode response: the text contains CR, LF or NUL')
  const foreign = notUtf8At(line)
  if (foreign !== -1) departs('not-utf8', foreign)
  const code = RESP_CODE.exec(rest)
  return { status, code: code?.[1], text: code === null ? rest : rest.slice(code[0].length), warnings }
}

const isForbidden = (byte: number): boolean => byte === 0 || byte === LF || byte === CR

/**
 * The bytes of a status line, with CRLF (RFC 2449 3).
 *
 * @throws {@link Pop3Error} `bad-response` for an invalid status, code or text, `bad-text` for a lone surrogate that does not represent a byte,
 * `bad-value` for values of the wrong type
 *
 * @example
 * new TextDecoder().decode(encodeResponse({ status: '-ERR', code: 'IN-USE', text: 'locked' })) // => '-ERR [IN-USE] locked\r\n'
 */
export function encodeResponse(response: ResponseInit): Uint8Array {
  const { status, code, text } = fieldsOf(response, 'encode response')
  if (status !== '+OK' && status !== '-ERR') fail('bad-response', 0, 'encode response: status must be +OK or -ERR')
  const words: string[] = [status]
  if (code !== undefined) {
    const levels = textOf(code, 'encode response')
    if (!RESP_LEVELS.test(levels))
      fail('bad-response', 0, 'encode response: code must be a response code without brackets, such as SYS/TEMP')
    words.push(`[${levels}]`)
  }
  if (text !== undefined && text !== '') words.push(lineOf(text, 'bad-response', 'encode response'))
  return encodeText(`${words.join(' ')}\r\n`, fail)
}
