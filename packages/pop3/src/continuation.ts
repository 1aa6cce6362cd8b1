/** Continuations (RFC 5034 5): the challenges of a server inside AUTH. They answer AUTH and the client's responses in it, and no other command. */
import { asciiBytes, decodeBase64, decodeText, encodeBase64, SP } from '@mailwire/bytes'
import { fail } from './error.js'
import type { DecodeOptions, Pop3Warning } from './quirks.js'
import { bytesOf, decodeOptionsOf, unterminated } from './values.js'

const PLUS = 0x2b

/** A challenge of a server. */
export interface Continuation {
  readonly data: Uint8Array
  /** What was read although the grammar does not allow it. */
  readonly warnings: readonly Pop3Warning[]
}

/** True for a line that is a continuation and not a status line: `+` alone, or followed by a space. */
export const isContinuation = (line: Uint8Array): boolean => line[0] === PLUS && (line.length === 1 || line[1] === SP)

/**
 * A challenge from its line, with or without CRLF: `"+" SP [base64]` (RFC 5034 5).
 *
 * @throws {@link Pop3Error} `bad-response` for a line that is not a continuation, `bad-base64` for data that is not canonical base 64, `bad-value` for
 * anything but a `Uint8Array`
 *
 * @example
 * decodeContinuation(new TextEncoder().encode('+ aGk=\r\n')).data // => Uint8Array.of(0x68, 0x69)
 */
export function decodeContinuation(bytes: Uint8Array, options: DecodeOptions = {}): Continuation {
  const line = unterminated(bytesOf(bytes, 'decode continuation'))
  const { strict, origin } = decodeOptionsOf(options, 'decode continuation')
  if (!isContinuation(line)) fail('bad-response', origin, 'decode continuation: + and a space expected')
  const isBare = line.length === 1
  if (isBare && strict) fail('bad-response', origin, 'decode continuation: + without a space')
  const data = decodeBase64(decodeText(line, Math.min(2, line.length)), fail, origin + 2)
  return { data, warnings: isBare ? [{ code: 'bare-plus', offset: origin }] : [] }
}

/**
 * The line of a challenge, with CRLF (RFC 5034 5).
 *
 * @throws {@link Pop3Error} `bad-value` for anything but a `Uint8Array`
 *
 * @example
 * new TextDecoder().decode(encodeContinuation(new Uint8Array(0))) // => '+ \r\n'
 */
export const encodeContinuation = (data: Uint8Array): Uint8Array =>
  asciiBytes(`+ ${encodeBase64(bytesOf(data, 'encode continuation'))}\r\n`)
