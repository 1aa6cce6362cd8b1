/**
 * How SMTP, POP3 and IMAP write challenges and responses: base 64, and `=` for an empty initial response
 * (RFC 4954 4, RFC 5034 4, RFC 4959 3).
 */
import { decodeBase64, encodeBase64 } from '@mailwire/bytes'
import { fail } from './error.js'
import { bytesOf, textOf } from './values.js'

/** The text of an initial response. @throws {@link SaslError} `bad-value` for anything but a `Uint8Array` */
export const encodeInitialResponse = (response: Uint8Array): string =>
  bytesOf(response, 'encode initial response').length === 0 ? '=' : encodeBase64(response)

/** The bytes of an initial response. @throws {@link SaslError} `bad-base64`, `bad-value` for anything but a string */
export const decodeInitialResponse = (text: string): Uint8Array =>
  textOf(text, 'decode initial response') === '=' ? new Uint8Array(0) : decodeBase64(text, fail)
