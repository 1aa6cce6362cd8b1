/** A Dovecot whose user `a` has mailboxes that were there before it started, over a connection without TLS. */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { connect, imap, Wire } from 'mailwire/node'
import { passwords, service, startDovecot, user } from '../dovecot.js'
import { UNANNOUNCED } from '../dovecot-imap/session.js'
import { isRoot, run, type Started } from '../programs.js'
import { messageText, type SortedMail } from './mailbox.js'

/** Writes the messages of each mailbox, each as a file whose name says its place and whose time is its INTERNALDATE, and starts it. */
export async function startWith(folder: string, mailboxes: Readonly<Record<string, readonly SortedMail[]>>): Promise<Started> {
  for (const [name, messages] of Object.entries(mailboxes))
    store(name === 'INBOX' ? `${folder}/home/a/Maildir` : `${folder}/home/a/Maildir/.${name}`, messages)
  if (isRoot) await run('chown', ['-R', '65534:65534', `${folder}/home/a`], { cwd: folder })
  return startDovecot(
    folder,
    user(folder, 'a', 'right'),
    `protocols = imap
ssl = no
auth_failure_delay = 0
${passwords(folder)}${service('imap-login', 'imap', 'PORT', 'imaps')}`,
  )
}

function store(maildir: string, messages: readonly SortedMail[]): void {
  for (const name of ['new', 'cur', 'tmp']) mkdirSync(`${maildir}/${name}`, { recursive: true })
  for (const message of messages) {
    const file = `${maildir}/cur/${1e9 + message.uid}.x.host:2,S`
    writeFileSync(file, messageText(message), 'latin1')
    utimesSync(file, message.internalDate / 1000, message.internalDate / 1000)
  }
}

/** A session with a mailbox open. */
export class SortSession {
  readonly #client: imap.ClientConnection
  readonly #wire: Wire<imap.ClientEvent>

  private constructor(client: imap.ClientConnection, wire: Wire<imap.ClientEvent>) {
    this.#client = client
    this.#wire = wire
  }

  static async open(server: Started, mailbox: string): Promise<SortSession> {
    const client = new imap.ClientConnection({
      strict: true,
      capabilities: announced => new Set([...announced, ...UNANNOUNCED]),
    })
    const session = new SortSession(client, new Wire<imap.ClientEvent>(client, await connect(server, 5000), { timeout: 30_000 }))
    await session.#wire.next()
    await session.responses({ verb: 'login', username: 'a', password: 'right' })
    await session.responses({ verb: 'examine', mailbox, parameters: undefined })
    return session
  }

  close(): Promise<void> {
    return this.#wire.close()
  }

  /** The untagged responses to a command. @throws where it does not succeed */
  async responses(command: imap.CommandInit): Promise<readonly imap.Response[]> {
    this.#client.send(command)
    const responses: imap.Response[] = []
    for (;;) {
      const event = await this.#wire.next()
      if (event?.type === 'response') responses.push(event.response)
      else if (event?.type === 'completed' && event.response.type === 'ok') return responses
      else if (event?.type !== 'upgrade') throw new Error(`${event?.type}: ${JSON.stringify(event)}`)
    }
  }
}
