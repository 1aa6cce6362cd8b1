/** Sends a message over SMTP: to a submission server, or to the mail hosts of a domain one after another (RFC 5321 3.3 and 5.1, RFC 6409). */

import type { ClientMechanism } from '@mailwire/sasl'
import {
  ClientConnection,
  type ClientEvent,
  formatReply,
  isTemporary,
  type Mailbox,
  type Reply,
  replyClass,
  type Tap,
  Transaction,
  type TransactionResult,
} from '@mailwire/smtp'
import { connect } from './connect.js'
import { NetworkError } from './errors.js'
import type { Endpoint } from './resolve.js'
import { type TlsSide, Wire } from './wire.js'

/** Who a message is from, who it goes to, and its octets: header, empty line, content, lines ended by CRLF. */
export interface OutgoingMessage {
  readonly sender: Mailbox | null
  readonly recipients: readonly Mailbox[]
  readonly content: Uint8Array
}

export interface SendMailOptions {
  /** What to call oneself in EHLO. */
  readonly hostname: string
  /**
   * `'required'` fails where STARTTLS is not offered, `'offered'` (the default) uses it where it is, `'never'` does not. With `'offered'` a
   * certificate is still checked: pass `ca` where it is one of your own.
   */
  readonly tls?: 'required' | 'offered' | 'never' | undefined
  /** The name that the certificate must be for, and the roots to trust. */
  readonly servername?: string | undefined
  readonly ca?: string | undefined
  /** A mechanism, made anew for each session. */
  readonly authenticate?: (() => ClientMechanism) | undefined
  /** Milliseconds to wait for a connection, and for each reply. */
  readonly timeout?: number | undefined
  readonly tap?: Tap | undefined
}

/** One host that was tried. */
export interface Attempt {
  readonly host: string
  readonly address: string
  readonly port: number
  /** What went wrong; `undefined` for the one that took the message. */
  readonly error: Error | undefined
}

/** Where a host of a route listens; for tests and tunnels, where it is not port 25 of its address. */
export type Dial = (host: string, address: string) => Endpoint

/**
 * One message over one session.
 *
 * @throws {@link NetworkError} `unreachable`, `timeout`, `closed`, `tls`, `refused`; a message that some recipients refused does not throw
 */
export async function sendMail(server: Endpoint, message: OutgoingMessage, options: SendMailOptions): Promise<TransactionResult> {
  const { timeout } = options
  const tls: TlsSide = { side: 'client', servername: options.servername ?? server.host, ca: options.ca }
  const client = new ClientConnection({ tap: options.tap })
  const wire = new Wire<ClientEvent>(client, await connect(server, timeout), { tls, timeout })
  try {
    await ready(client, wire, options)
    const result = await transact(client, wire, message)
    client.send({ verb: 'quit' })
    for (let event = await wire.next(); event !== undefined; event = await wire.next());
    return result
  } finally {
    await wire.close()
  }
}

/**
 * One message to the first host of a route that takes it. A host that cannot be reached, or that says "later", is passed over; one that
 * refuses for good ends it (RFC 5321 5.1).
 *
 * @throws {@link NetworkError} as {@link sendMail}; the last host's error when none took it
 */
export async function relayMail(
  targets: readonly { readonly host: string; readonly addresses: readonly string[] }[],
  message: OutgoingMessage,
  options: SendMailOptions & { readonly dial?: Dial | undefined; readonly onAttempt?: ((attempt: Attempt) => void) | undefined },
): Promise<{ readonly result: TransactionResult; readonly attempts: readonly Attempt[] }> {
  const dial: Dial = options.dial ?? ((_host, address) => ({ host: address, port: 25 }))
  const attempts: Attempt[] = []
  let last: unknown = new NetworkError('no-route', 'no host to send to')
  for (const { host, addresses } of targets) {
    for (const address of addresses) {
      const server = dial(host, address)
      const note = (error: Error | undefined): void => {
        attempts.push({ host, address, port: server.port, error })
        options.onAttempt?.(attempts.at(-1)!)
      }
      try {
        const result = await sendMail(server, message, { servername: host, ...options })
        if (!result.delivered && isTemporary(result.reply.code))
          throw new NetworkError('refused', `${host}: ${formatReply(result.reply)}`)
        note(undefined)
        return { result, attempts }
      } catch (error) {
        if (!(error instanceof Error)) throw error
        note(error)
        last = error
        if (!(error instanceof NetworkError)) throw error
      }
    }
  }
  throw last
}

/** Waits for a reply to what was sent last. */
async function reply(wire: Wire<ClientEvent>): Promise<Extract<ClientEvent, { type: 'reply' | 'greeting' | 'challenge' }>> {
  for (let event = await wire.next(); event !== undefined; event = await wire.next()) {
    if (event.type === 'protocol-error') throw new NetworkError('closed', event.error.message, event.error)
    if (event.type === 'reply' || event.type === 'greeting' || event.type === 'challenge') return event
  }
  throw new NetworkError('closed', 'the server hung up')
}

async function positive(wire: Wire<ClientEvent>, what: string): Promise<Reply> {
  const event = await reply(wire)
  if (event.type === 'challenge') throw new NetworkError('refused', `${what}: a challenge out of place`)
  if (replyClass(event.reply.code) !== 'positive') throw new NetworkError('refused', `${what}: ${formatReply(event.reply)}`)
  return event.reply
}

/** Greeting, EHLO, STARTTLS and EHLO again, AUTH. */
async function ready(client: ClientConnection, wire: Wire<ClientEvent>, options: SendMailOptions): Promise<void> {
  const { hostname, tls = 'offered', authenticate } = options
  const greet = async (): Promise<void> => {
    client.send({ verb: 'ehlo', domain: hostname })
    await positive(wire, 'EHLO')
  }
  await positive(wire, 'greeting')
  await greet()
  if (tls !== 'never' && client.extensions?.starttls === true) {
    client.send({ verb: 'starttls' })
    await positive(wire, 'STARTTLS')
    await greet()
  } else if (tls === 'required') throw new NetworkError('tls', 'the server does not offer STARTTLS')
  if (authenticate !== undefined) await authenticateWith(client, wire, authenticate())
}

async function authenticateWith(client: ClientConnection, wire: Wire<ClientEvent>, mechanism: ClientMechanism): Promise<void> {
  const initialResponse = mechanism.clientFirst ? await mechanism.respond(new Uint8Array(0)) : undefined
  client.send({ verb: 'auth', mechanism: mechanism.name, initialResponse })
  for (;;) {
    const event = await reply(wire)
    if (event.type === 'challenge') client.send({ type: 'auth-response', data: await mechanism.respond(event.data) })
    else if (replyClass(event.reply.code) === 'positive') return
    else throw new NetworkError('refused', `AUTH ${mechanism.name}: ${formatReply(event.reply)}`)
  }
}

async function transact(client: ClientConnection, wire: Wire<ClientEvent>, message: OutgoingMessage): Promise<TransactionResult> {
  const size = client.extensions?.size === undefined ? {} : { size: message.content.length }
  const body =
    client.extensions?.['8bitmime'] === true && message.content.some(octet => octet > 0x7f) ? { body: '8BITMIME' as const } : {}
  const transaction = new Transaction(client, { ...message, mailParameters: { ...size, ...body } })
  for (;;) {
    const step = transaction.handle(await reply(wire))
    if (step.type === 'done') return step.result
    if (step.type === 'content') {
      client.send({ type: 'data-chunk', bytes: message.content })
      client.send({ type: 'data-end' })
    }
  }
}
