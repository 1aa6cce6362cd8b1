/** The error class of this package, and the only function that throws it. Messages never contain mail content. */
import { type BytesErrorCode, type EngineErrorCode, type Fail, isErrorNamed, WireError } from '@mailwire/bytes'

/** Why an IMAP command or response cannot be read or written, or a session cannot go on. */
export type ImapErrorCode =
  | Extract<BytesErrorCode, 'bad-base64' | 'bad-text' | 'bad-number' | 'nul' | 'truncated'>
  | EngineErrorCode
  | 'bare-lf' // in strict mode: a line that ends in a bare LF
  | 'line-too-long'
  | 'literal-too-large'
  | 'message-too-large' // an APPEND of more than the APPENDLIMIT that is announced
  | 'bad-syntax' // a command or response that does not follow its grammar
  | 'bad-value' // a value that cannot be written
  | 'too-deep' // lists in lists beyond the limit
  | 'bad-sequence' // a command that is not allowed in the state of the session
  | 'unexpected-tag' // a completion of a command that was not given
  | 'unexpected-continuation' // a `+` without a command that waits for it
  | 'not-offered' // a capability that the server did not announce
  | 'discarded' // the server's caller discarded a literal of the command
  | 'tls-required' // LOGIN or AUTHENTICATE before TLS, where STARTTLS is announced
  | 'too-many-errors' // more bad commands or failed logins than the limits allow
  | 'limit' // another limit of this package was reached

/**
 * Thrown by codecs and by `send`; what a peer sends to a connection comes as an event instead. It has a `code`, an `offset` in bytes, and a `fault`:
 * `local` for the caller's own value or call, `remote` for what the peer sent.
 *
 * @example
 * try {
 *   decodeCommand(bytes)
 * } catch (error) {
 *   if (error instanceof ImapError && error.code === 'bad-syntax') console.log(error.offset, error.message)
 * }
 */
export class ImapError extends WireError<ImapErrorCode> {
  override readonly name = 'ImapError'
}

/**
 * True for an {@link ImapError}, also one that another copy of this package threw. It throws nothing.
 *
 * @example
 * isImapError(new Error('no')) // => false
 */
export const isImapError = (value: unknown): value is ImapError => isErrorNamed(value, 'ImapError')

/** Throws an error; nothing else in this package does. */
export const fail: Fail<ImapErrorCode> = (code, offset, message, fault) => {
  throw new ImapError(code, offset, message, fault)
}

/** What V8 has of stacks. */
interface Stacks {
  stackTraceLimit?: number
  captureStackTrace?: (error: object) => void
}

/**
 * Makes an error that has no stack: the bytes are at fault and not the code, a stack takes most of the time of a damaged item (three quarters of
 * 20,000 of them in V8), and while it is not read it keeps alive what its frames held.
 */
export function withoutStack(make: () => ImapError): ImapError {
  const stacks = Error as Stacks
  const { stackTraceLimit } = stacks
  if (stackTraceLimit === undefined) return make()
  stacks.stackTraceLimit = 0
  try {
    return make()
  } finally {
    stacks.stackTraceLimit = stackTraceLimit
  }
}

/** Gives such an error the stack of who asked, where it is thrown to them. */
export function traced(error: unknown): unknown {
  if (error instanceof ImapError) (Error as Stacks).captureStackTrace?.(error)
  return error
}
