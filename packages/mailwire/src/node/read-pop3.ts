/** Fetches a maildrop's messages over POP3 (RFC 1939). */
import * as pop3 from '@mailwire/pop3'
import { NetworkError } from './errors.js'
import { type ReadMailOptions, wantsTls, wireTo } from './read-mail.js'
import type { Endpoint } from './resolve.js'
import type { Wire } from './wire.js'

/** A message as POP3 knows it. */
export interface Pop3Message {
  readonly uid: string
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
