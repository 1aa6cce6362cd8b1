/** A POP3 server over maildrops in memory (RFC 1939, RFC 2449). */
import type { Socket } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import {
  type Capabilities,
  type Command,
  formatDropListing,
  formatScanListing,
  formatUniqueIdListing,
  type Reply,
  ServerConnection,
  type ServerEvent,
  type Tap,
} from '@mailwire/pop3'
import { plainServer } from '@mailwire/sasl'
import { type Listener, type ListenOptions, listen } from './listen.js'
import { findUser, type Maildrop, type StoredMessage, type User } from './maildrop.js'
import { Wire } from './wire.js'

export interface MailboxServerOptions extends ListenOptions {
  readonly hostname: string
  readonly users: readonly User[]
  /** With a certificate STLS or STARTTLS is offered. */
  readonly credentials?: SecureContextOptions | undefined
  /** Milliseconds without a word from the client; 10 minutes by default (RFC 1939 3), 30 for IMAP (RFC 9051 5.4). */
  readonly timeout?: number | undefined
  readonly tap?: Tap | undefined
  readonly onError?: ((error: unknown) => void) | undefined
}

/** Starts a server. @throws the system's error when it cannot listen */
export const startPop3Server = (options: MailboxServerOptions): Promise<Listener> =>
  listen(options, socket => serve(socket, options), options.onError)

async function serve(socket: Socket, options: MailboxServerOptions): Promise<void> {
  const { credentials, timeout = 600_000, hostname, tap } = options
  const capabilities: Capabilities = {
    top: true,
    user: true,
    uidl: true,
    pipelining: true,
    'resp-codes': true,
    'auth-resp-code': true,
    sasl: ['PLAIN'],
    implementation: 'mailwire',
    ...(credentials === undefined ? {} : { stls: true }),
  }
  const connection = new ServerConnection({ hostname, capabilities, normalize: true, tap })
  const session = new Pop3Session(connection, options)
  const wire = new Wire<ServerEvent>(connection, socket, {
    timeout,
    ...(credentials === undefined ? {} : { tls: { side: 'server', credentials } }),
  })
  for (let event = await wire.next(); event !== undefined; event = await wire.next()) await session.handle(event)
}

const NO_SUCH: Reply = { status: '-ERR', text: 'no such message' }

/** One session: who logged in, and the maildrop as it was then (RFC 1939 4). */
class Pop3Session {
  readonly #connection: ServerConnection
  readonly #options: MailboxServerOptions
  #name = ''
  #maildrop: Maildrop | undefined
  #messages: readonly StoredMessage[] = []
  readonly #deleted = new Set<number>()

  constructor(connection: ServerConnection, options: MailboxServerOptions) {
    this.#connection = connection
    this.#options = options
  }

  async handle(event: ServerEvent): Promise<void> {
    if (event.type === 'command') await this.#command(event)
    else if (event.type === 'auth-response') await this.#authenticate(event.data, event.suggestedReply)
    else if (event.type === 'auth-cancel') this.#connection.send(event.suggestedReply)
  }

  async #command({ command, suggestedReply }: Extract<ServerEvent, { type: 'command' }>): Promise<void> {
    if (command.verb === 'auth' && command.mechanism === 'PLAIN') {
      if (command.initialResponse === undefined) this.#connection.send({ type: 'challenge', data: new Uint8Array(0) })
      else await this.#authenticate(command.initialResponse, suggestedReply)
    } else if (command.verb === 'retr') this.#retrieve(command.message)
    else if (command.verb === 'top') this.#retrieve(command.message, command.lines)
    else
      this.#connection.send(
        command.verb === 'connect' || command.verb === 'invalid' ? suggestedReply : (this.#answer(command) ?? suggestedReply),
      )
  }

  #answer(command: Command): Reply | undefined {
    switch (command.verb) {
      case 'user':
        this.#name = command.name
        return undefined
      case 'pass':
        return this.#open(findUser(this.#options.users, this.#name, command.password))
      case 'stat': {
        const left = this.#messages.filter(message => !this.#deleted.has(message.uid))
        return {
          status: '+OK',
          text: formatDropListing({ count: left.length, octets: left.reduce((sum, { content }) => sum + content.length, 0) }),
        }
      }
      case 'list':
        return this.#listing(command.message, (message, { content }) => formatScanListing({ message, octets: content.length }))
      case 'uidl':
        return this.#listing(command.message, (message, { uid }) =>
          formatUniqueIdListing({ message, uid: `${this.#maildrop?.uidValidity}-${uid}` }),
        )
      case 'dele': {
        const found = this.#find(command.message)
        if (found === undefined) return NO_SUCH
        this.#deleted.add(found.uid)
        return { status: '+OK', text: 'marked as deleted' }
      }
      case 'rset':
        this.#deleted.clear()
        return undefined
      case 'quit':
        this.#maildrop?.remove(this.#deleted)
        return undefined
      default:
        return undefined
    }
  }

  async #authenticate(response: Uint8Array, failed: Reply): Promise<void> {
    let user: User | undefined
    const step = await plainServer(({ authenticationId, password }) => {
      user = findUser(this.#options.users, authenticationId, password)
      return user !== undefined
    }).respond(response)
    this.#connection.send(step.type === 'success' ? (this.#open(user) ?? failed) : failed)
  }

  /** Opens the maildrop; nothing for somebody unknown. */
  #open(user: User | undefined): Reply | undefined {
    if (user === undefined) return undefined
    this.#maildrop = user.maildrop
    this.#messages = user.maildrop.messages
    return { status: '+OK', text: `${this.#messages.length} messages` }
  }

  #find(number: number): StoredMessage | undefined {
    const found = this.#messages[number - 1]
    return found === undefined || this.#deleted.has(found.uid) ? undefined : found
  }

  #listing(number: number | undefined, row: (number: number, message: StoredMessage) => string): Reply {
    if (number !== undefined) {
      const found = this.#find(number)
      return found === undefined ? NO_SUCH : { status: '+OK', text: row(number, found) }
    }
    const rows = this.#messages.flatMap((message, at) => (this.#deleted.has(message.uid) ? [] : [row(at + 1, message)]))
    return { status: '+OK', text: `${rows.length} messages`, rows }
  }

  /** A message, or its header and so many lines. */
  #retrieve(number: number, lines?: number): void {
    const found = this.#find(number)
    if (found === undefined) {
      this.#connection.send(NO_SUCH)
      return
    }
    const { content } = found
    this.#connection.send({ status: '+OK', text: `${content.length} octets` })
    this.#connection.send({ type: 'body-chunk', bytes: lines === undefined ? content : firstLines(found, lines) })
    this.#connection.send({ type: 'body-end' })
  }
}

/** The header, the empty line, and so many lines of the body (RFC 1939 7, TOP). */
function firstLines({ content, structure }: StoredMessage, lines: number): Uint8Array {
  let end = structure.bodyStart
  for (let line = 0; line < lines && end < content.length; line++) {
    const lf = content.indexOf(0x0a, end)
    end = lf < 0 ? content.length : lf + 1
  }
  return content.subarray(0, end)
}
