/** The lines of a SASL exchange, the same in the three protocols: base 64 of one challenge or response each, or `*` (RFC 4422 3). */
import { asciiBytes, upperAscii } from './ascii.js'
import { decodeBase64, encodeBase64 } from './base64.js'
import type { Fail } from './fail.js'
import { decodeText } from './text.js'

/** Cancels an exchange (RFC 4422 3.5). */
const CANCEL = '*'

/** What a client's line is: a response, `*`, or neither. */
export type ExchangeLine =
  | { readonly type: 'response'; readonly data: Uint8Array }
  | { readonly type: 'cancel' }
  | { readonly type: 'not-base64' }

/** Reads a line of a client, without its CRLF. */
export function readExchangeLine(line: Uint8Array): ExchangeLine {
  const text = decodeText(line)
  if (text === CANCEL) return { type: 'cancel' }
  try {
    return { type: 'response', data: decodeBase64(text, notBase64, 0) }
  } catch (error) {
    if (error === NOT_BASE64) return { type: 'not-base64' }
    throw error
  }
}

const NOT_BASE64: object = {}
const notBase64: Fail = () => {
  throw NOT_BASE64
}

/** What a client says in an exchange, as a line: a response, or `*`. */
export const exchangeLine = (data: Uint8Array | undefined): Uint8Array =>
  asciiBytes(`${data === undefined ? CANCEL : encodeBase64(data)}\r\n`)

const KNOWN: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'PLAIN',
  'LOGIN',
  'EXTERNAL',
  'ANONYMOUS',
  'CRAM-MD5',
  'DIGEST-MD5',
  'XOAUTH2',
  'OAUTHBEARER',
  'GSSAPI',
  'NTLM',
  'SCRAM-SHA-1',
  'SCRAM-SHA-1-PLUS',
  'SCRAM-SHA-256',
  'SCRAM-SHA-256-PLUS',
  'SCRAM-SHA-512',
  'SCRAM-SHA-512-PLUS',
])

/** True for the name of a mechanism that is in use, in any case. In any other word where a name is expected there may be a password. */
export const isKnownMechanism = (name: string): boolean => KNOWN.has(upperAscii(name))
