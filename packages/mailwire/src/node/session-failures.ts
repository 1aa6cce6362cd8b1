/** Failures of a client's session: as error messages that say where to look, and as SMTP replies. */
import { type ClientConnection, isSmtpError, type Mailbox, type Reply, type SessionVerb } from '@mailwire/smtp'
import { formatReply, isTemporary } from '@mailwire/smtp/replies'
import type { TransactionResult } from '@mailwire/smtp/transaction'
import { NetworkError, reworded } from './errors.js'

/** A reply that refuses `what`, with the status for a delivery report (RFC 3464 2.3.4). */
export const refusal = (what: string, reply: Reply, hint = ''): NetworkError =>
  new NetworkError('refused', `${what}: ${formatReply(reply)}${hint}`, undefined, statusOf(reply))

/** The enhanced status of a reply; a general one where the server has none (RFC 3463 3.1). */
export const statusOf = ({ code, enhanced }: Reply): string => enhanced ?? `${Math.floor(code / 100)}.0.0`

/** True where the connection is gone. */
export const isLost = (error: unknown): error is NetworkError =>
  error instanceof NetworkError && (error.code === 'closed' || error.code === 'timeout' || error.code === 'unreachable')

/** A session that broke off: how far it had come tells whether the message may have been accepted, and where to look. */
export function explained(error: unknown, { awaiting, secure }: ClientConnection): unknown {
  if (!isLost(error) || awaiting === undefined) return error
  const hint = error.code === 'timeout' && !secure ? "; a port that starts with TLS (465) needs tls: 'implicit'" : ''
  const due = awaiting === 'connect' ? `no greeting came${hint}` : `the reply to ${nameOf(awaiting)} was due`
  return reworded(error, `${error.message}; ${due}`)
}

/** A session that broke off after the whole message and before its reply: `cause` says how. */
export const unconfirmed = (error: NetworkError): NetworkError =>
  new NetworkError(error.code, `${error.message}; the message may have been accepted`, error, error.status, true)

/** The same of a host that was one among others. */
export const ofHost = (host: string, error: NetworkError): NetworkError =>
  error.message.startsWith(`${host}: `) ? error : reworded(error, `${host}: ${error.message}`)

export const brokenOff = ({ message }: NetworkError): Reply => ({ code: 451, enhanced: '4.4.2', lines: [message] })

/**
 * What a session that ended too early says to those who are left: MAILMAX was reached (RFC 9422 4), or it broke off, or something on this
 * side failed. Others have the message by then, so that it never throws.
 */
export function endOf(error: unknown): Reply {
  if (isSmtpError(error) && error.code === 'limit') return { code: 452, enhanced: '4.5.3', lines: [error.message] }
  if (error instanceof NetworkError) return brokenOff(error)
  return { code: 451, enhanced: '4.3.0', lines: [error instanceof Error ? error.message : String(error)] }
}

export const refused = (recipients: readonly Mailbox[], reply: Reply): TransactionResult => ({
  delivered: false,
  accepted: [],
  rejected: recipients.map(recipient => ({ recipient, reply, temporary: isTemporary(reply.code) })),
  reply,
})

/** What a reply answers, in words. */
const nameOf = (verb: SessionVerb): string =>
  verb === 'body-end' || verb === 'bdat-last' ? 'the end of the message' : verb.toUpperCase()
