/** One IMAP session of the mail host: its login, what it announces, and when it tells what other sessions did. */
import { type Command, isImapError, type ResponseInit, ServerConnection, type ServerEvent, type ServerSend } from '@mailwire/imap'
import { IncomingAppend } from './imap-append.js'
import { ImapMailboxes } from './imap-commands.js'
import { EXTENSIONS } from './imap-extensions.js'
import { no, ok, type Tagged } from './imap-replies.js'
import { refusalOf } from './imap-unsupported.js'
import type { MailboxServerOptions } from './mailbox-server.js'
import { type LoginAnswers, ServerLogin } from './server-login.js'
import type { LoginMethods } from './server-mechanisms.js'
import { type Goodbye, guardedTap, report, type SessionPeer, type SessionPolicy, takesCredentials } from './server-session.js'
import { findUser, type User, userNamed } from './users.js'

const GOODBYES: Readonly<Record<Goodbye, string>> = {
  timeout: 'no command for too long',
  shutdown: 'the server is shutting down',
}

/** One session: who logged in, and their mailboxes. */
export class ImapSession implements SessionPolicy<ServerEvent> {
  readonly connection: ServerConnection
  readonly #options: MailboxServerOptions
  readonly #login: ServerLogin<ServerSend>
  readonly #append = new IncomingAppend()
  #isOver = false
  #mailboxes: ImapMailboxes | undefined

  constructor(options: MailboxServerOptions, methods: LoginMethods) {
    const { hostname, implicitTls, allowCleartextCredentials } = options
    this.#options = options
    this.connection = new ServerConnection({
      hostname,
      tls: implicitTls,
      allowCleartextCredentials,
      tap: guardedTap(options),
      capabilities: ({ secure, authenticated }) => this.#capabilities(secure, authenticated),
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
    return this.#mailboxes !== undefined
  }

  get keepsPlace(): boolean {
    return this.isLoggedIn
  }

  end(): void {
    this.#isOver = true
    this.#mailboxes?.close()
  }

  sayGoodbye(reason: Goodbye): void {
    const { waiting, state } = this.connection
    if (this.#isOver || waiting === 'closed' || waiting === 'upgrade' || state === 'logout') return
    this.#isOver = true
    this.connection.send({ type: 'bye', tag: undefined, code: undefined, text: GOODBYES[reason] })
  }

  /** The mailbox changed: sends the news if an IDLE is open (RFC 9051 6.3.13). */
  woken(): void {
    if (!this.#isOver && this.connection.mode === 'idle') this.#tellNews(this.connection.mayExpunge)
  }

  async handle(event: ServerEvent, peer: SessionPeer): Promise<void> {
    switch (event.type) {
      case 'auth-response':
        return this.#login.respond(event.data, this.#answers(event), peer)
      case 'auth-cancel':
        return this.connection.send(event.suggestedReply)
      case 'literal':
        return this.connection.send(this.#append.announce(event, this.#mailboxes?.tree))
      case 'body-chunk':
        return this.#append.take(event.bytes)
      case 'idle-done':
        this.#tellNews(this.connection.mayExpunge)
        return this.connection.send(event.suggestedReply)
      case 'command':
        return this.#command(event, peer)
    }
  }

  async #command({ command, suggestedReply }: Extract<ServerEvent, { type: 'command' }>, peer: SessionPeer): Promise<void> {
    if (command.verb === 'connect' || command.verb === 'invalid') {
      this.#append.drop()
      return this.connection.send(suggestedReply)
    }
    const isLogin = command.verb === 'login' || command.verb === 'authenticate'
    if (isLogin && !takesCredentials(this.#options, this.connection.secure))
      this.connection.send(no(command, 'PRIVACYREQUIRED', 'credentials are accepted over TLS only; send STARTTLS first')) // RFC 5530 3
    else if (command.verb === 'login' && !this.#login.takesPasswords)
      this.connection.send(no(command, 'CANNOT', 'passwords are accepted by AUTHENTICATE only')) // RFC 5530 3
    else if (
      command.verb === 'authenticate' &&
      (await this.#login.start(command, this.#answers({ tag: command.tag, suggestedReply }), peer))
    )
      return
    else await this.#answer(command, suggestedReply, peer)
  }

  /** What cannot be written is refused, and costs the session nothing else. */
  async #answer(command: Command, suggestedReply: readonly ResponseInit[], peer: SessionPeer): Promise<void> {
    try {
      const refusal = refusalOf(command)
      if (refusal !== undefined) this.connection.send([...(this.#mailboxes?.leave(command) ?? []), refusal])
      else if (command.verb === 'login') await this.#logIn(command, suggestedReply, peer)
      else await this.#carryOut(command, suggestedReply, peer)
    } catch (error) {
      if (this.#isOver || !isImapError(error)) throw error
      report(this.#options, error)
      this.#mailboxes?.leave(command)
      this.connection.send(no(command, 'SERVERBUG', 'the response cannot be encoded'))
    }
  }

  async #carryOut(command: Command, suggestedReply: readonly ResponseInit[], peer: SessionPeer): Promise<void> {
    const mailboxes = this.#mailboxes
    if (mailboxes === undefined || command.verb === 'logout' || command.verb === 'capability')
      return this.connection.send(command.verb === 'id' ? identified(command) : suggestedReply)
    const answer = await this.#answerOf(command, mailboxes, {
      send: response => this.connection.send(response),
      written: async () => (await peer.written()) && !this.#isOver,
    })
    if (answer === 'gone') return
    const responses = answer === 'suggested' ? suggestedReply : answer
    this.connection.send(responses.slice(0, -1))
    // During SELECT the responses already count the messages of the new mailbox, so no expunge may follow.
    const isSelecting = command.verb === 'select' || command.verb === 'examine'
    this.#tellNews(!isSelecting && this.connection.mayExpunge)
    this.connection.send(responses.slice(-1))
    if (command.verb === 'idle' && mailboxes.selected !== undefined) mailboxes.selected.onChange = () => peer.wake()
  }

  async #answerOf(...[command, mailboxes, peer]: [Command, ImapMailboxes, Parameters<ImapMailboxes['answer']>[1]]) {
    if (command.verb === 'append') return [this.#append.finish(command, mailboxes.tree)]
    return command.verb === 'id' ? identified(command) : mailboxes.answer(command, peer)
  }

  /** What others did to the selected mailbox. What cannot be written is left out: the numbers of the rest must be right. */
  #tellNews(mayExpunge: boolean): void {
    for (const response of this.#mailboxes?.selected?.news(mayExpunge) ?? []) {
      try {
        this.connection.send(response)
      } catch (error) {
        if (this.#isOver || !isImapError(error)) throw error
        report(this.#options, error)
      }
    }
  }

  /** A client that left in the meantime is not let in. */
  async #logIn(command: Extract<Command, { verb: 'login' }>, refused: readonly ResponseInit[], peer: SessionPeer): Promise<void> {
    const user = await findUser(this.#options.users, command.username, command.password)
    if (!(await peer.written()) || this.#isOver) return
    this.connection.send(user === undefined ? refused : this.#welcome(command, user))
  }

  #answers({ tag, suggestedReply }: Tagged & { readonly suggestedReply: ServerSend }): LoginAnswers<ServerSend> {
    return {
      accepted: ({ authorizationId }) => {
        const user = userNamed(this.#options.users, authorizationId)
        return user === undefined ? suggestedReply : this.#welcome({ tag }, user)
      },
      refused: () => suggestedReply,
      unavailable: no({ tag }, 'UNAVAILABLE', 'authentication is temporarily unavailable'), // RFC 5530 3
    }
  }

  #welcome(command: Tagged, user: User): ResponseInit {
    this.#mailboxes = new ImapMailboxes(user.maildrop.mailboxes)
    return ok(command, 'welcome')
  }

  /** If no login is possible, no mechanism is announced (RFC 9051 6.2.3). */
  #capabilities(secure: boolean, isOpen: boolean): readonly string[] {
    const mayLogIn = takesCredentials(this.#options, secure)
    const mechanisms = mayLogIn && !isOpen ? this.#login.offers(secure).map(name => `AUTH=${name}`) : []
    return [
      ...['IMAP4rev1', 'LITERAL+', 'SASL-IR', 'ID'],
      ...(isOpen ? EXTENSIONS : mechanisms),
      ...(isOpen || (mayLogIn && this.#login.takesPasswords) ? [] : ['LOGINDISABLED']),
      ...(this.#options.credentials === undefined || secure || isOpen ? [] : ['STARTTLS']),
    ]
  }
}

/** RFC 2971 3.2. */
const identified = (command: Tagged): readonly ResponseInit[] => [
  { type: 'id', fields: [{ name: 'name', value: 'mailwire' }] },
  ok(command, 'ID done'),
]
