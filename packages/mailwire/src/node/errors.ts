/** What goes wrong on the way rather than in the bytes: no route, nobody listening, nobody answering. */

/** Why a network operation failed; the protocol packages have codes of their own for what is on the wire. */
export type NetworkErrorCode =
  | 'unreachable' // refused, reset, no route: nobody takes connections there
  | 'timeout' // nobody answered in time: often a blocked port
  | 'closed' // the peer hung up in the middle
  | 'no-answer' // a name server did not answer, or not with an answer
  | 'no-route' // the domain takes no mail
  | 'refused' // the peer answered, and said no
  | 'tls' // TLS could not be set up, or is wanted and not offered
  | 'limit' // the peer sent more than a named limit allows

/** An error of `mailwire/node`, with a code to switch on and the cause where there is one. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  readonly code: NetworkErrorCode
  /** What a delivery report says of it (RFC 3463), where that is certain. */
  readonly status: string | undefined
  /**
   * True where a message was sent whole and no reply to it came: it may have been taken, and sending it again may double it (RFC 1047,
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

/** The system's code of a failed call (`ECONNREFUSED`, ...), or `undefined`. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
