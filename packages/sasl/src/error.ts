/** The one error class of this package, and the one place where it is thrown. Messages never hold what is secret. */
import { type BytesErrorCode, type Fail, isErrorNamed, WireError } from '@mailwire/bytes'

/** Why a SASL exchange cannot go on. */
export type SaslErrorCode =
  | Extract<BytesErrorCode, 'bad-base64' | 'bad-text'>
  | 'bad-value' // the caller's value has the wrong JavaScript type
  | 'bad-mechanism' // not a mechanism name (RFC 4422 3.1)
  | 'bad-message' // a challenge or response that does not follow the mechanism's grammar
  | 'bad-credentials' // what the caller gave cannot be sent, or what the client sent is not accepted
  | 'bad-string' // text that SASLprep (RFC 4013) rejects
  | 'unexpected' // a challenge or response when the exchange was over, or before the last one was judged
  | 'too-long'

/** Thrown by encoders and decoders; a server mechanism gives it as a `failure` instead. */
export class SaslError extends WireError<SaslErrorCode> {
  override readonly name = 'SaslError'
}

/** True for a {@link SaslError}, also one that another copy of this package threw. */
export const isSaslError = (value: unknown): value is SaslError => isErrorNamed(value, 'SaslError')

/** The one place where this package throws. */
export const fail: Fail<SaslErrorCode> = (code, offset, message, fault) => {
  throw new SaslError(code, offset, message, fault)
}
