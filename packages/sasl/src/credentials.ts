/** What a client proves itself with, and the names and passwords that mechanisms carry as text. */
import { decodeText, encodeText, isWellFormed } from '@mailwire/bytes'
import { fail } from './error.js'
import { textOf } from './values.js'

/** A name and a password. */
export interface PasswordCredentials {
  readonly authenticationId: string
  readonly password: string
  /** The identity to act as; `authenticationId` by default. */
  readonly authorizationId?: string | undefined
}

/** A name and an OAuth 2.0 access token (RFC 6750). */
export interface TokenCredentials {
  /** The account, as an address: Gmail and Office 365 want it. */
  readonly authenticationId: string
  /** Without `Bearer `. */
  readonly token: string
}

/** What was proved already, as by a TLS client certificate (RFC 4422 appendix A). */
export interface ExternalCredentials {
  readonly external: true
  /** The identity to act as; by default the one in the certificate. */
  readonly authorizationId?: string | undefined
}

/** Anonymous access (RFC 4505). */
export interface AnonymousCredentials {
  /** Sent to the server for its log: an address, a token without `@`, or empty. */
  readonly anonymous: string
}

/** What a client can prove itself with. {@link chooseMechanism} finds the mechanisms that carry it. */
export type Credentials = PasswordCredentials | TokenCredentials | ExternalCredentials | AnonymousCredentials

/** The most bytes of a name or a password: RFC 4616 2 lets each be up to 255 characters of at most four bytes. */
export const MAX_PART = 1020

/** The bytes of text, of which there are at most `most`. @throws {@link SaslError} `too-long` */
export function boundedBytes(text: string, most: number, action: string): Uint8Array {
  const bytes = encodeText(text, fail)
  return bytes.length > most ? fail('too-long', 0, `${action}: ${bytes.length} bytes, at most ${most} allowed`) : bytes
}

/** A name or a password that is sent as it is. @throws {@link SaslError} `bad-credentials`, `bad-value` */
export function checkedPart(value: unknown, action: string): string {
  const text = textOf(value, action)
  if (text === '') fail('bad-credentials', 0, `${action}: the authentication identity or the password is empty`)
  return checkedText(text, action)
}

/** The same for one that may be left out. */
export const optionalPart = (value: unknown, action: string): string =>
  value === undefined || value === '' ? '' : checkedPart(value, action)

/** For a mechanism that cannot carry another identity: without this check the login would succeed as another identity than the caller asked for. @throws {@link SaslError} `bad-credentials`, `bad-value` */
export function refuseAnother(authorizationId: unknown, name: string, action: string): void {
  const other = optionalPart(authorizationId, action)
  if (other !== '' && other !== name)
    fail('bad-credentials', 0, `${action}: the mechanism cannot carry an authorizationId other than the authenticationId`)
}

/** Text of the caller's that UTF-8 and every mechanism can carry. */
function checkedText(text: string, action: string): string {
  if (text.includes('\0')) fail('bad-credentials', 0, `${action}: the credentials contain NUL`)
  if (!isWellFormed(text)) fail('bad-credentials', 0, `${action}: the credentials contain a lone surrogate`)
  return text
}

/** Text that a client sent. @throws {@link SaslError} `bad-message` */
export function decodedText(bytes: Uint8Array, action: string): string {
  const text = decodeText(bytes)
  return isWellFormed(text) ? text : fail('bad-message', 0, `${action}: the text is not UTF-8`)
}

/** A name or a password that a client sent. @throws {@link SaslError} `bad-message` */
export function decodedPart(bytes: Uint8Array, action: string): string {
  const text = decodedText(bytes, action)
  if (text === '') fail('bad-message', 0, `${action}: the name or the password is empty`)
  return text.includes('\0') ? fail('bad-message', 0, `${action}: the name or the password contains NUL`) : text
}
