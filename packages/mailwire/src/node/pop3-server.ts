/** A POP3 server over maildrops in memory (RFC 1939, RFC 2449). */
import {
  type Capabilities,
  type Command,
  formatDropListing,
  formatScanListing,
  formatUniqueIdListing,
  ServerConnection,
  type ServerEvent,
  type ServerResponse,
} from '@mailwire/pop3'
import type { Listener } from './listen.js'
import { type MailboxServerOptions, startMailboxServer } from './mailbox-server.js'
import type { Maildrop } from './maildrop.js'
import { bodyStartOf } from './mime.js'
import { type LoginAnswers, ServerLogin } from './server-login.js'
import type { LoginMethods } from './server-mechanisms.js'
import { type Goodbye, guardedTap, report, type SessionPeer, type SessionPolicy, takesCredentials } from './server-session.js'
import type { StoredMessage } from './stored-mailbox.js'
import { findUser, type User, userNamed } from './users.js'

/**
 * Starts a server.
 *
 * @throws {@link NetworkError} `bad-option` for an option that is missing or can never work, `tls` for implicit TLS without credentials; the system's error
 * (`EADDRINUSE`, `EACCES`, ...) when it cannot listen
 */
export const startPop3Server = (options: MailboxServerOptions): Promise<Listener> =>
  startMailboxServer<ServerEvent>(options, {
    session: (options, methods) => new Pop3Session(options, methods),
    timeout: 600_000,
    refusal: '-ERR [SYS/TEMP] too many connections; try again later\r\n',
  })

const NO_SUCH: ServerResponse = { status: '-ERR', text: 'no such message' }
const IN_USE: ServerResponse = { status: '-ERR', code: 'IN-USE', text: 'another session has this maildrop open' } // RFC 2449 8.1.2
const NEEDS_TLS: ServerResponse = {
  status: '-ERR',
  code: 'SYS/PERM',
  text: 'credentials are accepted over TLS only; send STLS first',
} // RFC 2595 2.1
const NEEDS_AUTH: ServerResponse = { status: '-ERR', text: 'passwords are accepted by AUTH only; CAPA lists the mechanisms' } // RFC 2449 6.2

/** Bytes of a message that are encoded at a time. */
const PIECE = 65_536

/** One session: who logged in, and the maildrop as it was then (RFC 1939 4). */
class Pop3Session implements SessionPolicy<ServerEvent> {
  readonly connection: ServerConnection
  readonly #options: MailboxServerOptions
  readonly #login: ServerLogin<ServerResponse>
  #name = ''
  #maildrop: Maildrop | undefined
  #unlock: (() => void) | undefined
  #messages: readonly StoredMessage[] = []
  /** What STAT says, until something is marked or unmarked: some clients ask often. */
  #drop: string | undefined

  constructor(options: MailboxServerOptions, methods: LoginMethods) {
    const { hostname, implicitTls } = options
    this.#options = options
    this.#login = new ServerLogin({
      methods,
      hostname,
      isSecure: () => this.connection.secure,
      isOver: () => this.connection.state === 'ended',
      send: output => this.connection.send(output),
      report: error => report(options, error),
    })
    this.connection = new ServerConnection({
      hostname,
      tls: implicitTls,
      capabilities: ({ secure }) => this.#capabilities(secure),
      normalize: true,
      tap: guardedTap(options),
    })
  }

  get wantsCertificate(): boolean {
    return this.#login.wantsCertificate
  }

  get isLoggedIn(): boolean {
    return this.#maildrop !== undefined
  }

  get keepsPlace(): boolean {
    return this.isLoggedIn
  }

  /** There is no way to tell a client that did not ask (RFC 1939 3). */
  sayGoodbye(_reason: Goodbye): void {}

  /** Without QUIT nothing is removed (RFC 1939 6). */
  end(): void {
    this.#unlock?.()
  }

  async handle(event: ServerEvent, peer: SessionPeer): Promise<void> {
    if (event.type === 'command') await this.#command(event, peer)
    else if (event.type === 'update') this.#update(event)
    else if (event.type === 'auth-response') await this.#login.respond(event.data, this.#answers(event.suggestedReply), peer)
    else if (event.type === 'auth-cancel') this.connection.send(event.suggestedReply)
    else if (event.type === 'upgrade') this.#name = ''
  }

  async #command({ command, suggestedReply }: Extract<ServerEvent, { type: 'command' }>, peer: SessionPeer): Promise<void> {
    const { verb } = command
    const isLogin = verb === 'user' || verb === 'pass' || verb === 'apop' || verb === 'auth'
    if (verb === 'connect' || verb === 'invalid') this.connection.send(suggestedReply)
    else if (isLogin && !takesCredentials(this.#options, this.connection.secure)) this.connection.send(NEEDS_TLS)
    else if ((verb === 'user' || verb === 'pass') && !this.#login.takesPasswords) this.connection.send(NEEDS_AUTH)
    else if (verb === 'auth' && (await this.#login.start(command, this.#answers(suggestedReply), peer))) return
    else if (verb === 'pass') await this.#logIn(command.password, suggestedReply, peer)
    else if (verb === 'retr') await this.#retrieve(command.message, undefined, peer)
    else if (verb === 'top') await this.#retrieve(command.message, command.lines, peer)
    else this.connection.send(this.#answer(command) ?? suggestedReply)
  }

  /** If no login is possible, no mechanism is announced (RFC 2595 2.3 and 4). */
  #capabilities(secure: boolean): Capabilities {
    return {
      top: true,
      uidl: true,
      pipelining: true,
      'resp-codes': true,
      'auth-resp-code': true,
      utf8: ['USER'],
      implementation: 'mailwire',
      ...(takesCredentials(this.#options, secure) ? { sasl: this.#login.offers(secure) } : {}),
      ...(takesCredentials(this.#options, secure) && this.#login.takesPasswords ? { user: true } : {}),
      ...(this.#options.credentials === undefined ? {} : { stls: true }),
    }
  }

  #answer(command: Command): ServerResponse | undefined {
    switch (command.verb) {
      case 'user':
        this.#name = command.name
        return undefined
      case 'stat':
        this.#drop ??= this.#dropListing()
        return { status: '+OK', text: this.#drop }
      case 'list':
        return this.#listing(command.message, (message, { content }) =>
          formatScanListing({ message, octets: sizeOnWire(content) }),
        )
      case 'uidl':
        return this.#listing(command.message, (message, { uid }) =>
          formatUniqueIdListing({ message, uid: `${this.#maildrop?.uidValidity}-${uid}` }),
        )
      case 'rset':
        this.#drop = undefined
        return undefined
      case 'dele':
        this.#drop = undefined
        return this.#find(command.message) === undefined ? NO_SUCH : { status: '+OK', text: 'marked as deleted' }
      default:
        return undefined
    }
  }

  /** A client that left in the meantime is not let in. */
  async #logIn(password: string, failed: ServerResponse, { written }: SessionPeer): Promise<void> {
    const user = await findUser(this.#options.users, this.#name, password)
    if (await written()) this.connection.send(this.#open(user) ?? failed)
  }

  #answers(failed: ServerResponse): LoginAnswers<ServerResponse> {
    return {
      accepted: ({ authorizationId }) => this.#open(userNamed(this.#options.users, authorizationId)) ?? failed,
      refused: () => failed,
      unavailable: { status: '-ERR', code: 'SYS/TEMP', text: 'authentication is temporarily unavailable' }, // RFC 3206 4
    }
  }

  #open(user: User | undefined): ServerResponse | undefined {
    if (user === undefined) return undefined
    this.#unlock = user.maildrop.lock()
    if (this.#unlock === undefined) return IN_USE
    this.#maildrop = user.maildrop
    this.#messages = [...user.maildrop.messages]
    return { status: '+OK', text: `${this.#messages.length} messages` }
  }

  /** The only place where messages are removed (RFC 1939 6). */
  #update({ deleted, suggestedReply }: Extract<ServerEvent, { type: 'update' }>): void {
    this.#maildrop?.remove(new Set(deleted.flatMap(number => this.#find(number)?.uid ?? [])))
    this.#unlock?.()
    this.connection.send(suggestedReply)
  }

  #find(number: number): StoredMessage | undefined {
    return this.#messages[number - 1]
  }

  /** What is not marked as deleted, with its number. */
  get #left(): readonly (StoredMessage & { readonly number: number })[] {
    return this.#messages.flatMap((message, at) => (this.connection.isDeleted(at + 1) ? [] : [{ ...message, number: at + 1 }]))
  }

  #dropListing(): string {
    const left = this.#left
    return formatDropListing({ count: left.length, octets: left.reduce((sum, { content }) => sum + sizeOnWire(content), 0) })
  }

  #listing(number: number | undefined, row: (number: number, message: StoredMessage) => string): ServerResponse {
    if (number !== undefined) {
      const found = this.#find(number)
      return found === undefined ? NO_SUCH : { status: '+OK', text: row(number, found) }
    }
    const rows = this.#left.map(message => row(message.number, message))
    return { status: '+OK', text: `${rows.length} messages`, rows }
  }

  /** A message, or its header and so many lines, a piece at a time. */
  async #retrieve(number: number, lines: number | undefined, { written }: SessionPeer): Promise<void> {
    const { connection } = this
    const found = this.#find(number)
    if (found === undefined) return connection.send(NO_SUCH)
    const { content } = found
    // After the +OK there is no way to say that it cannot be sent.
    if (content.includes(0)) return connection.send({ status: '-ERR', code: 'SYS/PERM', text: 'the message contains NUL' })
    connection.send({ status: '+OK', text: `${sizeOnWire(content)} octets` })
    const end = lines === undefined ? content.length : endOfLines(content, lines)
    for (let at = 0; at < end; at += PIECE) {
      connection.send({ type: 'body-chunk', bytes: content.subarray(at, Math.min(at + PIECE, end)) })
      if (!(await written())) return
    }
    connection.send({ type: 'body-end' })
  }
}

/** Sizes that were counted, so that STAT and LIST do not scan every message again: a stored message never changes. */
const sizes = new WeakMap<Uint8Array, number>()

/** The bytes that RETR gives a client: each line ends in CRLF, the last one too (RFC 1939 11). */
function sizeOnWire(content: Uint8Array): number {
  let size = sizes.get(content)
  if (size === undefined) {
    size = content.length
    for (let at = 0; at < content.length; at++) {
      const isCr = content[at] === CR
      if (isCr && content[at + 1] === LF) at++
      else if (isCr || content[at] === LF) size++
    }
    const last = content.at(-1)
    if (last !== undefined && last !== CR && last !== LF) size += 2
    sizes.set(content, size)
  }
  return size
}

const CR = 0x0d
const LF = 0x0a

/** Where the header, the empty line, and so many lines of the body end (RFC 1939 7, TOP). */
function endOfLines(content: Uint8Array, lines: number): number {
  let end = bodyStartOf(content)
  for (let line = 0; line < lines && end < content.length; line++) {
    while (end < content.length && content[end] !== CR && content[end] !== LF) end++
    end += content[end] === CR && content[end + 1] === LF ? 2 : 1
  }
  return Math.min(end, content.length)
}
