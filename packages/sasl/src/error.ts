/** The error class of this package, and the only function that throws it. Messages never contain secrets. */
import { type BytesErrorCode, type Fail, isErrorNamed, WireError } from '@mailwire/bytes'

/** Why a SASL exchange cannot go on. */
export type SaslErrorCode =
  | Extract<BytesErrorCode, 'bad-base64' | 'bad-text'>
  | 'bad-value' // the caller's value has the wrong JavaScript type
  | 'bad-mechanism' // not a mechanism name (RFC 4422 3.1)
  | 'bad-message' // a challenge or response that does not follow the mechanism's grammar
  | 'bad-credentials' // what the caller gave cannot be sent, or what the client sent is not accepted
  | 'bad-string' // text that SASLprep rejects (RFC 4013)
  | 'bad-channel-binding' // a channel binding that this TLS does not have, or that is not the other side's (RFC 5056)
  | 'bad-nonce' // a nonce that does not begin with ours, or adds nothing to it (RFC 5802 5.1)
  | 'bad-signature' // the server did not prove that it has the password
  | 'too-weak' // fewer iterations than `minimumIterations` (RFC 7677 4)
  | 'limit' // a number above a named limit
  | 'rejected' // the other side refused, with a reason inside the exchange; see `rejection`
  | 'no-crypto' // no Web Crypto in this runtime, or no MD5 function was given
  | 'unexpected' // a challenge or response when the exchange was over, or before the last one was judged
  | 'too-long'

/** The reason that the other side gave for its refusal, with a {@link SaslError} of code `rejected`. Absent is `undefined`. */
export interface Rejection {
  /** SCRAM's `server-error-value` (RFC 5802 7), or the status of OAuth's error result (RFC 7628 3.2.2), such as `invalid_token` or `401`. */
  readonly status: string
  /** The OAuth scope to ask a token for. */
  readonly scope: string | undefined
  /** Where the OpenID provider's configuration is: an untrusted URL. */
  readonly openidConfiguration: string | undefined
  /** The authentication schemes that XOAUTH2's error result names, such as `bearer`. */
  readonly schemes?: string | undefined
}

/** Thrown by encoders and decoders; a server mechanism gives it as a `failure` instead. */
export class SaslError extends WireError<SaslErrorCode> {
  override readonly name = 'SaslError'
  /** With `rejected`: the other side's own words. */
  readonly rejection: Rejection | undefined

  constructor(code: SaslErrorCode, offset: number, message: string, fault?: 'local' | 'remote', rejection?: Rejection) {
    super(code, offset, message, fault)
    this.rejection = rejection
  }

  override toJSON(): Record<string, unknown> {
    return this.rejection === undefined ? super.toJSON() : { ...super.toJSON(), rejection: this.rejection }
  }
}

/** True for a {@link SaslError}, also one that another copy of this package threw. */
export const isSaslError = (value: unknown): value is SaslError => isErrorNamed(value, 'SaslError')

/** Throws an error; nothing else in this package does. */
export const fail: Fail<SaslErrorCode> = (code, offset, message, fault) => {
  throw new SaslError(code, offset, message, fault)
}
