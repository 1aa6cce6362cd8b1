/** Fetches the messages of INBOX over IMAP (RFC 9051). */
import * as imap from '@mailwire/imap'
import { NetworkError } from './errors.js'
import { type ReadMailOptions, wantsTls, wireTo } from './read-mail.js'
import type { Endpoint } from './resolve.js'
import type { Wire } from './wire.js'

/** A message as IMAP knows it. */
export interface ImapMessage {
  readonly uid: number | undefined
  readonly envelope: imap.Envelope | undefined
  readonly bodyStructure: imap.BodyStructure | undefined
  readonly content: Uint8Array
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
