/** The error class of this package, and the only function that throws it. */
import { type BytesErrorCode, type EngineErrorCode, type Fail, isErrorNamed, WireError } from '@mailwire/bytes'

/** Why a POP3 line cannot be read or written, or a session cannot go on. */
export type Pop3ErrorCode =
  | Extract<BytesErrorCode, 'bad-base64' | 'bad-text' | 'bad-number' | 'bare-cr' | 'bare-lf' | 'nul'>
  | EngineErrorCode
  | 'line-too-long'
  | 'bad-command' // a command line that does not follow its grammar
  | 'bad-sequence' // a command, or an answer to one, that is not allowed in the state the session is in
  | 'bad-response' // a status line that starts with neither +OK nor -ERR, or holds what it may not
  | 'bad-listing' // a row of a listing, or the text of STAT or LAST, that does not follow its grammar
  | 'unsolicited' // a response without a command
  | 'not-offered' // a capability that the server did not announce
  | 'not-pop3' // the peer speaks another protocol
  | 'too-many-errors' // more bad commands or failed logins than the limits allow
  | 'limit' // another limit of this package was reached

/** Thrown by codecs and by `send`; what a peer sends comes as a `protocol-error` event instead. */
export class Pop3Error extends WireError<Pop3ErrorCode> {
  override readonly name = 'Pop3Error'
}

/**
 * True for a {@link Pop3Error}, also one that another copy of this package threw.
 *
 * @example
 * isPop3Error(new Error('another')) // => false
 */
export const isPop3Error = (value: unknown): value is Pop3Error => isErrorNamed(value, 'Pop3Error')

/** Throws an error; nothing else in this package does. */
export const fail: Fail<Pop3ErrorCode> = (code, offset, message, fault) => {
  throw new Pop3Error(code, offset, message, fault)
}
