/** An IMAP server with one user, and clients that are logged in to it. */
import { type Listener, type MailboxServerOptions, Maildrop, startImapServer } from '../src/node.js'
import { asBytes, converse, type Talk } from './peers.js'

/** A client that waits for each command's completion. */
export interface ImapPeer {
  readonly talk: Talk
  /** What the server said from the command to its completion, that included. */
  ask(command: string): Promise<string>
  /** What came since the last answer, once it holds the text. */
  heard(text: string): Promise<string>
}

export interface ImapHost {
  readonly server: Listener
  readonly maildrop: Maildrop
  readonly errors: unknown[]
  /** A client that is logged in and, unless told otherwise, has INBOX selected. */
  peer(command?: string): Promise<ImapPeer>
  close(): Promise<void>
}

export async function imapHost(maildrop = new Maildrop(), options: Partial<MailboxServerOptions> = {}): Promise<ImapHost> {
  const errors: unknown[] = []
  const server = await startImapServer({
    hostname: 'x',
    users: [{ name: 'u', password: 'p', maildrop }],
    allowCleartextCredentials: true,
    onError: error => errors.push(error),
    ...options,
  })
  const peer = async (command = 'SELECT INBOX'): Promise<ImapPeer> => {
    const one = peerOf(await converse(server))
    await one.ask('LOGIN u p')
    if (command !== '') await one.ask(command)
    return one
  }
  return { server, maildrop, errors, peer, close: () => server.close() }
}

let tags = 0

function peerOf(talk: Talk): ImapPeer {
  let from = 0
  const heard = async (text: string): Promise<string> => {
    // The line end before a tag may be that of the answer before.
    const all = await talk.until(text, Math.max(0, from - 2))
    const said = all.slice(from)
    from = all.length
    return said
  }
  return {
    talk,
    heard,
    ask: command => {
      const tag = `t${++tags}.`
      talk.write(`${tag} ${command}\r\n`)
      return heard(`\r\n${tag} `).then(said => said.replaceAll(`${tag} `, ''))
    },
  }
}

/** A maildrop with these messages. */
export function holding(...contents: string[]): Maildrop {
  const maildrop = new Maildrop()
  for (const content of contents) maildrop.deliver(asBytes(content))
  return maildrop
}
