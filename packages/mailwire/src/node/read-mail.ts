/** Fetches a maildrop's messages, over POP3 or IMAP. */
import * as imap from '@mailwire/imap'
import * as pop3 from '@mailwire/pop3'
import { connect } from './connect.js'
import { NetworkError } from './errors.js'
import type { Endpoint } from './resolve.js'
import { type TlsSide, Wire } from './wire.js'

export interface ReadMailOptions {
  readonly name: string
  readonly password: string
  /** `'required'` fails where TLS is not offered, `'offered'` (the default) uses it where it is, `'never'` does not. */
  readonly tls?: 'required' | 'offered' | 'never' | undefined
  readonly servername?: string | undefined
  readonly ca?: string | undefined
  /** Milliseconds to wait for a connection, and for each answer. */
  readonly timeout?: number | undefined
  readonly tap?: pop3.Tap | undefined
}

/** A message as POP3 knows it. */
export interface Pop3Message {
  readonly uid: string
  readonly content: Uint8Array
}

/** A message as IMAP knows it. */
export interface ImapMessage {
  readonly uid: number | undefined
  readonly envelope: imap.Envelope | undefined
  readonly bodyStructure: imap.BodyStructure | undefined
  readonly content: Uint8Array
}

/**
 * Every message of a maildrop over POP3: CAPA, USER and PASS, UIDL, RETR.
 *
 * @throws {@link NetworkError} `unreachable`, `timeout`, `closed`, `refused`, `tls`
 */
export async function readPop3(server: Endpoint, options: ReadMailOptions): Promise<Pop3Message[]> {
  const client = new pop3.ClientConnection({ tap: options.tap })
  const wire = await wireTo<pop3.ClientEvent>(client, server, options)
  const ask = async (command: pop3.Command): Promise<pop3.Listing | undefined> => {
    client.send(command)
    return answerTo(wire, command.verb)
  }
  try {
    await ask({ verb: 'capa' })
    if (wantsTls(options, client.capabilities?.stls === true)) {
      await ask({ verb: 'stls' })
      await ask({ verb: 'capa' })
    }
    await ask({ verb: 'user', name: options.name })
    await ask({ verb: 'pass', password: options.password })
    const listing = await ask({ verb: 'uidl', message: undefined })
    const messages: Pop3Message[] = []
    for (const { message, uid } of listing?.type === 'uidl' ? listing.rows : []) {
      await ask({ verb: 'retr', message })
      messages.push({ uid, content: await bodyOf(wire) })
    }
    await ask({ verb: 'quit' })
    return messages
  } finally {
    await wire.close()
  }
}

async function answerTo(wire: Wire<pop3.ClientEvent>, what: string): Promise<pop3.Listing | undefined> {
  for (let event = await wire.next(); event !== undefined; event = await wire.next()) {
    if (event.type === 'protocol-error') throw new NetworkError('closed', event.error.message, event.error)
    if (event.type !== 'response' && event.type !== 'greeting') continue
    if (event.response.status === '-ERR') throw new NetworkError('refused', `${what.toUpperCase()}: ${event.response.text}`)
    if (event.type === 'response') return event.listing
  }
  throw new NetworkError('closed', 'the server hung up')
}

async function bodyOf(wire: Wire<pop3.ClientEvent>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (let event = await wire.next(); event !== undefined; event = await wire.next()) {
    if (event.type === 'protocol-error') throw new NetworkError('closed', event.error.message, event.error)
    if (event.type === 'body-chunk') parts.push(event.bytes.slice())
    if (event.type === 'body-end') return Uint8Array.from(Buffer.concat(parts))
  }
  throw new NetworkError('closed', 'the server hung up inside a message')
}

const WHOLE: imap.Section = { part: [], text: undefined, fields: [] }

/**
 * Every message of INBOX over IMAP: CAPABILITY, LOGIN, SELECT, FETCH of ENVELOPE, BODYSTRUCTURE and BODY[].
 *
 * @throws {@link NetworkError} `unreachable`, `timeout`, `closed`, `refused`, `tls`
 */
export async function readImap(server: Endpoint, options: ReadMailOptions): Promise<ImapMessage[]> {
  const client = new imap.ClientConnection({ tap: options.tap })
  const wire = await wireTo<imap.ClientEvent>(client, server, options)
  const ask = (command: imap.CommandBody): Promise<imap.Response[]> => {
    const tag = client.send(command)
    return completionOf(wire, tag!, command.verb)
  }
  try {
    await ask({ verb: 'capability' })
    if (wantsTls(options, client.capabilities?.has('STARTTLS') === true)) {
      await ask({ verb: 'starttls' })
      await ask({ verb: 'capability' })
    }
    await ask({ verb: 'login', username: options.name, password: options.password })
    const selected = await ask({ verb: 'select', mailbox: 'INBOX' })
    const count = selected.flatMap(response => (response.type === 'exists' ? [response.number] : [])).at(-1) ?? 0
    const messages: ImapMessage[] = []
    if (count > 0) {
      const items: imap.FetchItem[] = [
        { item: 'UID' },
        { item: 'ENVELOPE' },
        { item: 'BODYSTRUCTURE' },
        { item: 'BODY[]', section: WHOLE, peek: false, partial: undefined },
      ]
      for (const response of await ask({ verb: 'fetch', uid: false, set: [{ start: 1, end: '*' }], items }))
        if (response.type === 'fetch') messages.push(messageOf(response.items))
    }
    await ask({ verb: 'logout' })
    return messages
  } finally {
    await wire.close()
  }
}

function messageOf({ uid, envelope, bodyStructure, sections }: imap.FetchItems): ImapMessage {
  const data = sections.find(section => section.item === 'BODY')?.data
  return { uid, envelope, bodyStructure, content: data instanceof Uint8Array ? data : new Uint8Array(0) }
}

/** The untagged responses up to the completion of a command; streamed literals put back where they belong. */
async function completionOf(wire: Wire<imap.ClientEvent>, tag: string, what: string): Promise<imap.Response[]> {
  const responses: imap.Response[] = []
  let streamed: Uint8Array[] = []
  for (let event = await wire.next(); event !== undefined; event = await wire.next()) {
    if (event.type === 'protocol-error') throw new NetworkError('closed', event.error.message, event.error)
    if (event.type === 'literal-chunk') streamed.push(event.bytes.slice())
    if (event.type === 'response') {
      responses.push(
        streamed.length > 0 && event.response.type === 'fetch'
          ? withContent(event.response, Buffer.concat(streamed))
          : event.response,
      )
      streamed = []
    }
    if (event.type === 'greeting' && event.response.type === 'bye') throw new NetworkError('refused', event.response.text)
    if (event.type === 'completed' && event.command.tag === tag) {
      if (event.response.type !== 'ok') throw new NetworkError('refused', `${what.toUpperCase()}: ${event.response.text}`)
      // Behind the +OK to STARTTLS comes the handshake, which the wire does.
      if (what === 'starttls') await wire.next()
      return responses
    }
  }
  throw new NetworkError('closed', 'the server hung up')
}

const withContent = (response: imap.Response & imap.FetchResponse, content: Uint8Array): imap.Response => ({
  ...response,
  items: {
    ...response.items,
    sections: response.items.sections.map(section =>
      section.data !== null && 'streamed' in section.data ? { ...section, data: Uint8Array.from(content) } : section,
    ),
  },
})

function wantsTls({ tls = 'offered' }: ReadMailOptions, offered: boolean): boolean {
  if (tls === 'required' && !offered) throw new NetworkError('tls', 'the server does not offer TLS')
  return offered && tls !== 'never'
}

async function wireTo<Event extends { readonly type: string }>(
  connection: ConstructorParameters<typeof Wire<Event>>[0],
  server: Endpoint,
  options: ReadMailOptions,
): Promise<Wire<Event>> {
  const tls: TlsSide = { side: 'client', servername: options.servername ?? server.host, ca: options.ca }
  return new Wire<Event>(connection, await connect(server, options.timeout), { tls, timeout: options.timeout })
}
