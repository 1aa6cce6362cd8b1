/** What a POP3 and an IMAP server share: everything but the session, how long a step may take, and how one says that there is no room. */
import { type Listener, listen } from './listen.js'
import { Maildrop } from './maildrop.js'
import type { LoginMethods } from './server-mechanisms.js'
import { checkLoginMethods, checkOffer, checkServerOptions, checkUsers, refuseOption } from './server-options.js'
import {
  LOGIN_TIMEOUT,
  type MailServerOptions,
  needCredentials,
  report,
  runSession,
  type SessionPolicy,
} from './server-session.js'
import { loginsOf, type User, type UserLoginOptions } from './users.js'

/** Whose maildrops a POP3 or IMAP server opens, and how. */
export interface MailboxServerOptions extends MailServerOptions, UserLoginOptions {
  /** Who may log in, each with a maildrop; their names differ in more than case. */
  readonly users: readonly User[]
  /** Milliseconds for each step of the client; by default 10 minutes for POP3 (RFC 1939 3), and 30 for IMAP (RFC 9051 5.4). */
  readonly timeout?: number | undefined
}

/** What makes the difference. */
interface MailboxProtocol<Event> {
  readonly session: (options: MailboxServerOptions, methods: LoginMethods) => SessionPolicy<Event>
  /** Milliseconds for each step, unless the caller gives another time. */
  readonly timeout: number
  /** The line for a client that finds all places taken. */
  readonly refusal: string
}

/** Milliseconds for the first command of a reader, which comes at once. */
const GREETING_TIMEOUT = 60_000

/** @throws {@link NetworkError} `bad-option`, `tls`; the system's error when it cannot listen */
export async function startMailboxServer<Event extends { readonly type: string }>(
  options: MailboxServerOptions,
  protocol: MailboxProtocol<Event>,
): Promise<Listener> {
  checkServerOptions(options)
  checkUsers(options.users)
  for (const { name, maildrop } of options.users)
    if (!(maildrop instanceof Maildrop))
      refuseOption('users', `${JSON.stringify(name)}: maildrop: a Maildrop expected, such as new Maildrop()`)
  checkLoginMethods(options)
  needCredentials(options)
  const { timeout = protocol.timeout, greetingTimeout = GREETING_TIMEOUT, loginTimeout = LOGIN_TIMEOUT } = options
  // Users may be added and removed while the server runs.
  const methods = (): LoginMethods => loginsOf(options.users, options)
  if (options.users.length > 0) checkOffer(methods())
  return listen(
    options,
    (socket, visit) =>
      runSession(socket, visit, protocol.session(options, methods()), options, { timeout, greetingTimeout, loginTimeout }),
    error => report(options, error),
    options.implicitTls === true ? undefined : protocol.refusal,
  )
}
