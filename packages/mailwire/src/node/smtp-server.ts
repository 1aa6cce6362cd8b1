/**
 * An SMTP server: submission with AUTH, or mail exchange without (RFC 5321, RFC 6409); or an LMTP server, for the last hop (RFC 2033). What
 * it accepts it hands to the caller.
 */
import {
  type Command,
  type Extensions,
  type Mailbox,
  type ReplyInit,
  type ServerCommand,
  ServerConnection,
  type ServerEvent,
  type ServerSend,
} from '@mailwire/smtp'
import { timeouts } from '@mailwire/smtp/timeouts'
import { Gathered } from './gathered.js'
import { type Listener, listen } from './listen.js'
import { type LoginAnswers, ServerLogin } from './server-login.js'
import { judgesLogins, type LoginMethods } from './server-mechanisms.js'
import { checkFunction, checkLoginMethods, checkOffer, checkServerOptions, refuseOption } from './server-options.js'
import {
  type Goodbye,
  guardedTap,
  LOGIN_TIMEOUT,
  type MailServerOptions,
  needCredentials,
  report,
  runSession,
  type SessionPeer,
  type SessionPolicy,
  takesCredentials,
} from './server-session.js'

/** A completely received message, with its envelope. */
export interface IncomingMessage {
  readonly sender: Mailbox | null
  readonly recipients: readonly Mailbox[]
  readonly content: Uint8Array
  /** It came over LMTP. */
  readonly lmtp: boolean
  /** What the client called itself in EHLO. */
  readonly helo: string
  /** Where it came from. */
  readonly remoteAddress: string
  readonly secure: boolean
  /** It came with SMTPUTF8: its addresses and its header may be non-ASCII (RFC 6531). */
  readonly smtputf8: boolean
  /** Who logged in, if anybody did. */
  readonly user: string | undefined
}

/** With a way to judge logins AUTH is offered, and MAIL needs it. */
export interface SmtpServerOptions extends MailServerOptions, LoginMethods {
  /** Bytes of the largest message; 25 MiB by default, and 0 for no limit (RFC 1870 4). */
  readonly size?: number | undefined
  /** The reply that refuses a recipient, or `undefined` to accept. */
  readonly refuseRecipient?: ((recipient: Mailbox) => ReplyInit | undefined) | undefined
  /** Speaks LMTP: `onMessage` is called for each recipient that was accepted, alone. */
  readonly lmtp?: boolean | undefined
  /**
   * Takes the message; its reply is the client's. Only a reply of 2yz says that the message is stored. One that cannot be sent (CR in its
   * text, an enhanced code of another class) is replaced by one of the same code, or 250; what is not a reply, or a 354, and what is thrown,
   * is answered with 451. `onError` hears of all of these.
   */
  readonly onMessage: (message: IncomingMessage) => ReplyInit | Promise<ReplyInit>
  /** Milliseconds for each step of the client; 5 minutes by default (RFC 5321 4.5.3.2.7). */
  readonly timeout?: number | undefined
}

/**
 * Starts a server. Closing it sends 421 to its clients.
 *
 * @throws {@link NetworkError} `bad-option` for an option that is missing or can never work, `tls` for implicit TLS without credentials; the system's error
 * (`EADDRINUSE`, `EACCES`, ...) when it cannot listen
 */
export async function startSmtpServer(options: SmtpServerOptions): Promise<Listener> {
  checkServerOptions(options)
  const { hostname, implicitTls, size = 0, timeout = timeouts.command, loginTimeout = LOGIN_TIMEOUT } = options
  checkFunction('onMessage', options.onMessage)
  checkLoginMethods(options)
  checkOffer(options)
  if (!(Number.isSafeInteger(size) && size >= 0)) refuseOption('size', `a whole number of bytes from 0 expected: found ${size}`)
  needCredentials(options)
  const times = { timeout, greetingTimeout: options.greetingTimeout ?? timeout, loginTimeout }
  return listen(
    options,
    (socket, visit) => runSession(socket, visit, new SmtpSession(options, socket.remoteAddress ?? 'unknown'), options, times),
    error => report(options, error),
    implicitTls === true ? undefined : `421 4.3.2 ${hostname} has too many connections; try again later\r\n`,
  )
}

/** Failed logins of a session before it ends, against guessing; three at least (RFC 4954 9). */
const LOGINS = 5

const GOODBYES: Readonly<Record<Goodbye, (hostname: string) => ReplyInit>> = {
  timeout: () => ({ code: 421, enhanced: '4.4.2', lines: ['no command for too long'] }),
  shutdown: hostname => ({ code: 421, enhanced: '4.3.2', lines: [`${hostname} is shutting down`] }),
}

const RECIPIENT_LATER: ReplyInit = {
  code: 451,
  enhanced: '4.3.0',
  lines: ['the recipient could not be checked; try again later'],
}
const NOT_STORED: ReplyInit = { code: 451, enhanced: '4.3.0', lines: ['the message could not be stored; try again later'] }

/** The policy of one session. */
class SmtpSession implements SessionPolicy<ServerEvent> {
  readonly connection: ServerConnection
  readonly #options: SmtpServerOptions
  readonly #remoteAddress: string
  readonly #login: ServerLogin<ReplyInit>
  readonly #needsLogin: boolean
  #helo = ''
  #user: string | undefined
  #failedLogins = 0
  #content = new Gathered()
  #whole: Uint8Array | undefined // the same for all recipients of LMTP

  constructor(options: SmtpServerOptions, remoteAddress: string) {
    this.#options = options
    this.#remoteAddress = remoteAddress
    this.#login = new ServerLogin({
      methods: options,
      hostname: options.hostname,
      isSecure: () => this.connection.secure,
      isOver: () => this.#isOver,
      send: output => this.connection.send(output),
      report: error => report(options, error),
    })
    this.#needsLogin = judgesLogins(options)
    this.connection = new ServerConnection({
      hostname: options.hostname,
      lmtp: options.lmtp,
      tls: options.implicitTls,
      extensions: ({ secure }) => this.#extensions(secure),
      tap: guardedTap(options),
    })
  }

  get wantsCertificate(): boolean {
    return this.#login.wantsCertificate
  }

  get isLoggedIn(): boolean {
    return !this.#needsLogin || this.#user !== undefined
  }

  get keepsPlace(): boolean {
    return this.#user !== undefined || this.connection.envelope !== undefined
  }

  end(): void {}

  #mayLogIn(secure: boolean): boolean {
    return this.#needsLogin && takesCredentials(this.#options, secure)
  }

  #extensions(secure: boolean): Extensions {
    const { size = 26_214_400, credentials } = this.#options
    return {
      size,
      pipelining: true,
      '8bitmime': true,
      smtputf8: true,
      chunking: true,
      ...(credentials === undefined ? {} : { starttls: true }),
      ...(this.#mayLogIn(secure) ? { auth: this.#login.offers(secure) } : {}),
    }
  }

  async handle(event: ServerEvent, peer: SessionPeer): Promise<void> {
    const { connection } = this
    switch (event.type) {
      case 'command':
        return this.#command(event, peer)
      case 'body-chunk': {
        // Beyond the limit nothing is kept.
        const most = connection.extensions.size || Number.POSITIVE_INFINITY
        if (this.#content.size + event.bytes.length <= most) this.#content.add(event.bytes)
        break
      }
      case 'body-end':
        await this.#deliver(event)
        if (connection.envelope === undefined) this.#begin()
        break
      case 'auth-response':
        return this.#login.respond(event.data, this.#answers(event.suggestedReply), peer)
      case 'auth-cancel':
        connection.send(event.suggestedReply)
        break
      case 'upgrade':
        // Whatever was learned before TLS is void (RFC 3207 4.2).
        this.#helo = ''
        this.#user = undefined
        break
      default:
    }
  }

  /** Ends the session from here: the client hears of it in whatever state it is (RFC 5321 3.8). */
  sayGoodbye(reason: Goodbye): void {
    this.#send(GOODBYES[reason](this.#options.hostname))
  }

  get #isOver(): boolean {
    const { waiting, state } = this.connection
    return waiting === 'closed' || waiting === 'upgrade' || state === 'ended'
  }

  /** What took its time may come too late. */
  #send(reply: ServerSend): void {
    if (!this.#isOver) this.connection.send(reply)
  }

  /**
   * Sends a reply of the caller's. It may hold anything; its code still says what was decided, and the client must learn that and nothing
   * else: `otherwise` is for a reply without a code that answers here.
   */
  #sendOwn(reply: ReplyInit, otherwise: ReplyInit): void {
    try {
      const { lines = [''] } = reply
      if (!Array.isArray(lines) || !lines.every(line => typeof line === 'string'))
        throw new TypeError('send reply: lines: a list of strings expected')
      this.#send({ ...reply, lines })
      return
    } catch (error) {
      report(this.#options, error)
    }
    const code = codeOf(reply)
    const substitute: ReplyInit | undefined =
      code >= 200 && code < 300
        ? { code: 250, enhanced: '2.0.0', lines: ['message accepted'] }
        : code >= 400 && code < 600
          ? { code, lines: ['not accepted'] }
          : undefined
    this.#send(substitute ?? otherwise)
  }

  async #command({ command, suggestedReply }: Extract<ServerEvent, { type: 'command' }>, peer: SessionPeer): Promise<void> {
    const { connection } = this
    const mayBegin = command.verb === 'auth' && suggestedReply.code === 535
    if (mayBegin && (await this.#login.start(command, this.#answers(suggestedReply), peer))) return
    if (command.verb === 'rcpt' && suggestedReply.code === 250) this.#recipient(command, suggestedReply)
    else connection.send(this.#refusal(command) ?? suggestedReply)
    if (command.verb === 'ehlo' || command.verb === 'helo' || command.verb === 'lhlo') this.#helo = command.domain
    // Chunks may begin without DATA, and RSET may abandon them.
    if (command.verb === 'mail' && connection.state === 'mail') this.#begin()
  }

  #recipient({ forwardPath }: Command & { readonly verb: 'rcpt' }, accepted: ReplyInit): void {
    try {
      const refusal = this.#options.refuseRecipient?.(forwardPath)
      if (refusal === undefined) this.connection.send(accepted)
      else this.#sendOwn(refusal, RECIPIENT_LATER)
    } catch (error) {
      report(this.#options, error)
      this.#send(RECIPIENT_LATER)
    }
  }

  #begin(): void {
    this.#content = new Gathered()
    this.#whole = undefined
  }

  /** What this server's policy has against a command: credentials, and mail that needs them, wait for TLS (RFC 4954 4 and 6, RFC 3207 4). */
  #refusal({ verb }: ServerCommand): ReplyInit | undefined {
    if (!this.#needsLogin) return undefined
    const { secure } = this.connection
    if (verb === 'auth' && !this.#mayLogIn(secure))
      return { code: 538, enhanced: '5.7.11', lines: ['AUTH is accepted over TLS only; send STARTTLS first'] }
    if (verb !== 'mail' || this.#user !== undefined) return undefined
    return this.#mayLogIn(secure)
      ? { code: 530, enhanced: '5.7.0', lines: ['authentication is required'] }
      : { code: 530, enhanced: '5.7.0', lines: ['send STARTTLS first; then authentication is required'] }
  }

  async #deliver({ envelope, recipient, suggestedReply }: Extract<ServerEvent, { type: 'body-end' }>): Promise<void> {
    if (suggestedReply.code !== 250) return this.#send(suggestedReply)
    const { reversePath, recipients, parameters } = envelope
    this.#whole ??= this.#content.bytes()
    const message: IncomingMessage = {
      sender: reversePath && mailboxOf(reversePath),
      recipients: (recipient === undefined ? recipients : [recipient]).map(({ forwardPath }) => mailboxOf(forwardPath)),
      content: this.#whole,
      lmtp: this.#options.lmtp ?? false,
      helo: this.#helo,
      remoteAddress: this.#remoteAddress,
      secure: this.connection.secure,
      smtputf8: parameters.smtputf8 === true,
      user: this.#user,
    }
    let reply: ReplyInit
    try {
      reply = await this.#options.onMessage(message)
    } catch (error) {
      report(this.#options, error)
      return this.#send(NOT_STORED)
    }
    this.#sendOwn(reply, NOT_STORED)
  }

  #answers(failed: ReplyInit): LoginAnswers<ReplyInit> {
    return {
      accepted: ({ authorizationId }) => {
        this.#user = authorizationId
        return { code: 235, enhanced: '2.7.0', lines: ['welcome'] }
      },
      refused: () =>
        ++this.#failedLogins < LOGINS ? failed : { code: 421, enhanced: '4.7.0', lines: ['too many failed logins'] },
      // RFC 4954 6
      unavailable: { code: 454, enhanced: '4.7.0', lines: ['authentication is temporarily unavailable'] },
    }
  }
}

/** The code of what should be a reply; NaN where there is none. */
function codeOf(reply: unknown): number {
  try {
    return typeof reply === 'object' && reply !== null && 'code' in reply ? Math.trunc(Number(reply.code)) : Number.NaN
  } catch {
    return Number.NaN
  }
}

/** Without its source route: that is not relayed (RFC 5321 4.1.1.3). */
const mailboxOf = ({ localPart, domain }: Mailbox): Mailbox => ({ localPart, domain })
