/** An IMAP server over maildrops in memory (RFC 9051, RFC 3501): INBOX, and what there is to read in it. */
import {
  type Command,
  type FetchCommand,
  isImapError,
  type ListCommand,
  type LsubCommand,
  matchesMailboxPattern,
  type Namespace,
  type PlainCodeName,
  type ResponseInit,
  type SelectCommand,
  ServerConnection,
  type ServerEvent,
  type ServerSend,
  type StatusItems,
  type StoreFlagsCommand,
} from '@mailwire/imap'
import { MAX_FETCH_ITEMS } from './imap-fetch.js'
import { MAX_FLAGS, SelectedMailbox } from './imap-mailbox.js'
import { refusalOf } from './imap-unsupported.js'
import type { Listener } from './listen.js'
import { type MailboxServerOptions, startMailboxServer } from './mailbox-server.js'
import { type LoginAnswers, ServerLogin } from './server-login.js'
import type { LoginMethods } from './server-mechanisms.js'
import { type Goodbye, guardedTap, report, type SessionPeer, type SessionPolicy, takesCredentials } from './server-session.js'
import { findUser, type User, userNamed } from './users.js'

/**
 * Starts a server. When it is closed, its clients are told so (BYE).
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

/** All names are the user's own (RFC 9051 7.3.3). */
const ROOT: Namespace = { prefix: '', wirePrefix: '', delimiter: '/', extensions: [] }

const FLAGS = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft']

/** Responses that are written together. */
const BATCH = 64

const GOODBYES: Readonly<Record<Goodbye, string>> = {
  timeout: 'nothing came for too long',
  shutdown: 'the server is shutting down',
}

/** One session: who logged in, and the mailbox as the client sees it. */
class ImapSession implements SessionPolicy<ServerEvent> {
  readonly connection: ServerConnection
  readonly #options: MailboxServerOptions
  readonly #login: ServerLogin<ServerSend>
  #isOver = false
  #user: User | undefined
  #mailbox: SelectedMailbox | undefined

  constructor(options: MailboxServerOptions, methods: LoginMethods) {
    const { hostname, implicitTls, credentials, allowCleartextCredentials } = options
    this.#options = options
    this.connection = new ServerConnection({
      hostname,
      tls: implicitTls,
      allowCleartextCredentials,
      tap: guardedTap(options),
      capabilities: ({ secure, authenticated: isOpen }) => {
        return [
          'IMAP4rev1',
          'LITERAL+',
          'SASL-IR',
          ...(isOpen
            ? ['UNSELECT', 'NAMESPACE', 'ENABLE']
            : takesCredentials(options, secure)
              ? this.#login.offers(secure).map(name => `AUTH=${name}`)
              : []),
          ...(isOpen || (takesCredentials(options, secure) && this.#login.takesPasswords) ? [] : ['LOGINDISABLED']),
          ...(credentials === undefined || secure || isOpen ? [] : ['STARTTLS']),
        ]
      },
    })
    this.#login = new ServerLogin({
      methods,
      hostname,
      isSecure: () => this.connection.secure,
      isOver: () => this.#isOver,
      send: output => this.connection.send(output),
      report: error => report(options, error),
    })
  }

  get wantsCertificate(): boolean {
    return this.#login.wantsCertificate
  }

  get isLoggedIn(): boolean {
    return this.#user !== undefined
  }

  get keepsPlace(): boolean {
    return this.isLoggedIn
  }

  end(): void {
    this.#isOver = true
  }

  sayGoodbye(reason: Goodbye): void {
    const { waiting, state } = this.connection
    if (this.#isOver || waiting === 'closed' || waiting === 'upgrade' || state === 'logout') return
    this.#isOver = true
    this.connection.send({ type: 'bye', tag: undefined, code: undefined, text: GOODBYES[reason] })
  }

  async handle(event: ServerEvent, peer: SessionPeer): Promise<void> {
    if (event.type === 'auth-response') await this.#login.respond(event.data, this.#answers(event), peer)
    else if (event.type === 'auth-cancel' || event.type === 'literal' || event.type === 'idle-done')
      this.connection.send(event.suggestedReply)
    else if (event.type === 'command') {
      const { command, suggestedReply } = event
      if (command.verb === 'connect' || command.verb === 'invalid') this.connection.send(suggestedReply)
      else if (
        (command.verb === 'login' || command.verb === 'authenticate') &&
        !takesCredentials(this.#options, this.connection.secure)
      )
        this.connection.send(no(command, 'PRIVACYREQUIRED', 'credentials go over TLS only; send STARTTLS first')) // RFC 5530 3
      else if (command.verb === 'login' && !this.#login.takesPasswords)
        this.connection.send(no(command, 'CANNOT', 'passwords go by AUTHENTICATE only')) // RFC 5530 3
      else if (
        command.verb === 'authenticate' &&
        (await this.#login.start(command, this.#answers({ tag: command.tag, suggestedReply }), peer))
      )
        return
      else await this.#answer(command, suggestedReply, peer)
    }
  }

  /** What cannot be written is refused, and costs the session nothing else. */
  async #answer(
    command: Command & { readonly tag: string },
    suggestedReply: readonly ResponseInit[],
    peer: SessionPeer,
  ): Promise<void> {
    try {
      const refusal = refusalOf(command)
      if (refusal !== undefined) this.connection.send(refusal)
      else if (command.verb === 'fetch' || (command.verb === 'store' && command.item === 'FLAGS'))
        await this.#forEach(command, peer)
      else if (command.verb === 'login') await this.#logIn(command, suggestedReply, peer)
      else this.connection.send(this.#reply(command) ?? suggestedReply)
    } catch (error) {
      if (this.#isOver || !isImapError(error)) throw error
      report(this.#options, error)
      this.connection.send(no(command, 'SERVERBUG', 'the answer cannot be written'))
    }
  }

  /** A client that left in the meantime is not let in. */
  async #logIn(
    command: Extract<Command, { verb: 'login' }> & { readonly tag: string },
    refused: readonly ResponseInit[],
    peer: SessionPeer,
  ): Promise<void> {
    const user = await findUser(this.#options.users, command.username, command.password)
    if (!(await peer.written()) || this.#isOver) return
    this.#user = user
    this.connection.send(user === undefined ? refused : [ok(command, 'welcome')])
  }

  #reply(command: Command & { readonly tag: string }): ServerSend | undefined {
    switch (command.verb) {
      case 'select':
      case 'examine':
        this.#mailbox = undefined
        return isInbox(command.mailbox) ? this.#select(command) : undefined
      case 'status':
        return isInbox(command.mailbox)
          ? [{ type: 'status', mailbox: command.mailbox, items: this.#status(command.items) }, ok(command, 'STATUS done')]
          : undefined
      case 'list':
      case 'lsub':
        return [...list(command), ok(command, `${command.verb.toUpperCase()} done`)]
      case 'noop':
      case 'check':
        return [...(this.#mailbox?.news() ?? []), ok(command, 'done')]
      case 'namespace':
        return [{ type: 'namespace', personal: [ROOT], otherUsers: null, shared: null }, ok(command, 'NAMESPACE done')]
      case 'expunge':
        return [...(this.#mailbox?.expunge() ?? []), ok(command, 'EXPUNGE done')]
      case 'close':
        this.#mailbox?.expunge()
        this.#mailbox = undefined
        return [ok(command, 'CLOSE done')]
      case 'unselect':
        this.#mailbox = undefined
        return undefined
      default:
        return undefined
    }
  }

  #answers({ tag, suggestedReply }: { readonly tag: string; readonly suggestedReply: ServerSend }): LoginAnswers<ServerSend> {
    return {
      accepted: ({ authorizationId }) => {
        this.#user = userNamed(this.#options.users, authorizationId)
        return this.#user === undefined ? suggestedReply : ok({ tag }, 'welcome')
      },
      refused: () => suggestedReply,
      unavailable: no({ tag }, 'UNAVAILABLE', 'authentication does not work at the moment'), // RFC 5530 3
    }
  }

  #select(command: SelectCommand & { readonly tag: string }): ServerSend {
    const { maildrop } = this.#user!
    const isReadOnly = command.verb === 'examine'
    const mailbox = new SelectedMailbox(maildrop, isReadOnly)
    this.#mailbox = mailbox
    const unseen = mailbox.messages.findIndex(message => !message.flags.has('\\Seen'))
    const told = (name: 'UIDNEXT' | 'UIDVALIDITY' | 'UNSEEN', value: number): ResponseInit => ({
      type: 'ok',
      tag: undefined,
      code: { name, value },
      text: 'as of now',
    })
    return [
      { type: 'flags', flags: FLAGS },
      { type: 'exists', number: mailbox.messages.length },
      { type: 'recent', number: 0 },
      ...(unseen < 0 ? [] : [told('UNSEEN', unseen + 1)]),
      told('UIDVALIDITY', maildrop.uidValidity),
      told('UIDNEXT', maildrop.uidNext),
      { type: 'ok', tag: undefined, code: { name: 'PERMANENTFLAGS', flags: isReadOnly ? [] : FLAGS }, text: 'what is kept' },
      ok(command, `${command.verb.toUpperCase()} done`, isReadOnly ? 'READ-ONLY' : 'READ-WRITE'),
    ]
  }

  #status(items: readonly string[]): Partial<StatusItems> {
    const { messages, uidNext, uidValidity } = this.#user!.maildrop
    const all = {
      MESSAGES: { messages: messages.length },
      RECENT: { recent: 0 },
      UIDNEXT: { uidNext },
      UIDVALIDITY: { uidValidity },
      UNSEEN: { unseen: messages.filter(message => !message.flags.has('\\Seen')).length },
    }
    return Object.assign({}, ...items.map(item => (Object.hasOwn(all, item) ? all[item as keyof typeof all] : {})))
  }

  /** FETCH and STORE: a response for each message, a batch at a time, as long as the client is there to read them. */
  async #forEach(
    command: (FetchCommand | StoreFlagsCommand) & { readonly tag: string },
    { written }: SessionPeer,
  ): Promise<void> {
    const refusal = this.#refusal(command)
    if (refusal !== undefined) return this.connection.send(refusal)
    const mailbox = this.#mailbox!
    let batch = 0
    for (const at of mailbox.named(command)) {
      const response = command.verb === 'fetch' ? mailbox.fetch(at, command) : mailbox.store(at, command)
      if (response !== undefined) this.connection.send(response)
      // A body is written before the next one is looked up.
      batch = response?.items.sections !== undefined && response.items.sections.length > 0 ? BATCH : batch + 1
      if (batch < BATCH) continue
      batch = 0
      if (!(await written()) || this.#isOver) return
    }
    this.connection.send(ok(command, `${command.verb.toUpperCase()} done`))
  }

  /** RFC 5530 3: LIMIT. */
  #refusal(command: (FetchCommand | StoreFlagsCommand) & { readonly tag: string }): ResponseInit | undefined {
    if (command.verb === 'fetch')
      return command.items.length > MAX_FETCH_ITEMS && typeof command.items !== 'string'
        ? no(command, 'LIMIT', `at most ${MAX_FETCH_ITEMS} items at a time`)
        : undefined
    if (this.#mailbox!.isReadOnly) return no(command, 'READ-ONLY', 'the mailbox was examined, not selected')
    return command.flags.length > MAX_FLAGS ? no(command, 'LIMIT', `at most ${MAX_FLAGS} flags`) : undefined
  }
}

const ok = ({ tag }: { readonly tag: string }, text: string, name?: PlainCodeName): ResponseInit => ({
  type: 'ok',
  tag,
  code: name === undefined ? undefined : { name },
  text,
})

const no = ({ tag }: { readonly tag: string }, name: PlainCodeName, text: string): ResponseInit => ({
  type: 'no',
  tag,
  code: { name },
  text,
})

const isInbox = (mailbox: string): boolean => mailbox.toUpperCase() === 'INBOX'

/** An empty pattern asks for the delimiter (RFC 9051 6.3.9). */
function list(command: ListCommand | LsubCommand): ResponseInit[] {
  const { verb, reference } = command
  const pattern = command.verb === 'list' ? command.patterns[0]! : command.pattern
  if (pattern === '') return [{ type: verb, attributes: ['\\Noselect'], delimiter: '/', mailbox: '' }]
  return matchesMailboxPattern('INBOX', `${reference}${pattern}`, '/')
    ? [{ type: verb, attributes: ['\\HasNoChildren'], delimiter: '/', mailbox: 'INBOX' }]
    : []
}
