/**
 * How SMTP, POP3 and IMAP write challenges and responses: base 64, and `=` for an initial response that is there and empty
 * (RFC 4954 4, RFC 5034 4, RFC 4959 3).
 */
import { decodeBase64, encodeBase64 } from '@mailwire/bytes'
import { fail } from './error.js'

/** The text of an initial response. */
export const encodeInitialResponse = (response: Uint8Array): string => (response.length === 0 ? '=' : encodeBase64(response))

/** The octets of an initial response. @throws {@link SaslError} `bad-base64` */
export const decodeInitialResponse = (text: string): Uint8Array => (text === '=' ? new Uint8Array(0) : decodeBase64(text, fail))
