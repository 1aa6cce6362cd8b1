/** An IMAP server over maildrops in memory (RFC 9051, RFC 3501). */
import type { ServerEvent } from '@mailwire/imap'
import { ImapSession } from './imap-session.js'
import type { Listener } from './listen.js'
import { type MailboxServerOptions, startMailboxServer } from './mailbox-server.js'

/**
 * Starts a server. Closing it sends BYE to its clients.
 *
 * @throws {@link NetworkError} `bad-option` for an option that is missing or can never work, `tls` for implicit TLS without credentials; the system's error
 * (`EADDRINUSE`, `EACCES`, ...) when it cannot listen
 */
export const startImapServer = (options: MailboxServerOptions): Promise<Listener> =>
  startMailboxServer<ServerEvent>(options, {
    session: (options, methods) => new ImapSession(options, methods),
    timeout: 1_800_000,
    refusal: '* BYE [UNAVAILABLE] too many connections; try again later\r\n',
  })
