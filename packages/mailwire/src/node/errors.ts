/** Failures of the network rather than of the bytes: no route, no listener, no answer. */

/** Why a network operation failed; the protocol packages have codes of their own for what is on the wire. */
export type NetworkErrorCode =
  | 'unreachable' // refused, reset, no such host, no route to it; `cause` is the system's error
  | 'timeout' // no answer in time: often a blocked port
  | 'closed' // the peer closed the connection in the middle, or broke the protocol; `cause` is then the package's error
  | 'no-answer' // a name server did not answer, or with something else: `cause` says what
  | 'no-route' // the domain takes no mail
  | 'refused' // the peer answered with a refusal: of a login, above all
  | 'auth-required' // the server accepts mail after a login only, and no credentials were given
  | 'tls' // TLS could not be set up, its certificate is not trusted, or it is required and not offered
  | 'limit' // the peer sent more than a named limit allows
  | 'bad-option' // the caller's: an option is missing, or can never work; the message names it

/** An error of `mailwire/node`, with a code to switch on and the cause where there is one. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  readonly code: NetworkErrorCode
  /** The status for a delivery report (RFC 3463), where it is certain. */
  readonly status: string | undefined
  /**
   * True where a message was sent whole and no reply to it came: it may have been accepted, and sending it again may double it (RFC 1047,
   * RFC 5321 4.5.3.2.6).
   */
  readonly unconfirmed: boolean

  constructor(code: NetworkErrorCode, message: string, cause?: unknown, status?: string, unconfirmed = false) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.status = status
    this.unconfirmed = unconfirmed
  }
}

/** The session is over, or cannot go on. */
export const closed = (reason: string, cause?: unknown): NetworkError => new NetworkError('closed', reason, cause)

/** @throws {@link NetworkError} `bad-option` that names the option */
export function badOption(action: string, option: string, reason: string): never {
  throw new NetworkError('bad-option', `${action}: ${option}: ${reason}`)
}

/** The system's code of a failed call (`ECONNREFUSED`, ...), or `undefined`. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** The system's error codes in words, for a caller who gave a host and a port. */
const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused; no server listens there',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the host name cannot be looked up at the moment; try again later',
  ETIMEDOUT: 'no answer; the port may be blocked',
  ENETUNREACH: 'no network reaches that address',
  EHOSTUNREACH: 'no route to that host',
}

/** A failed call as an error of this package, with the system's own as its `cause`. */
export function systemError(what: string, error: unknown): NetworkError {
  const code = systemCode(error)
  const said = error instanceof Error ? error.message : String(error)
  const reason = code === undefined ? said : `${SYSTEM_REASONS[code] ?? said} (${code})`
  return new NetworkError(code === 'ETIMEDOUT' ? 'timeout' : 'unreachable', `${what}: ${reason}`, error)
}

/** The same error in other words, and with the same cause. */
export const reworded = (error: NetworkError, message: string): NetworkError =>
  new NetworkError(error.code, message, error.cause ?? error, error.status, error.unconfirmed)

/** The same error, saying which server it is about. */
export function atServer({ host, port }: { readonly host: string; readonly port: number }, error: unknown): unknown {
  const where = `${host} port ${port}: `
  return error instanceof NetworkError && !error.message.startsWith(where) ? reworded(error, where + error.message) : error
}
