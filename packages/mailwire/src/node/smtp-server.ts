/**
 * An SMTP server: submission with AUTH, or mail exchange without (RFC 5321, RFC 6409); or an LMTP server, for the last hop (RFC 2033). What
 * it accepts it hands to the caller.
 */
import type { Socket } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import { plainServer, type VerifyPlain } from '@mailwire/sasl'
import {
  type Command,
  type Extensions,
  type Mailbox,
  type ReplyInit,
  ServerConnection,
  type ServerEvent,
  type ServerOptions,
  type Tap,
} from '@mailwire/smtp'
import { NetworkError } from './errors.js'
import { Gathered } from './gathered.js'
import { type Listener, type ListenOptions, listen } from './listen.js'
import { Wire } from './wire.js'

/** A message that came in whole, with its envelope. */
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
  /** It came with SMTPUTF8: its addresses and its header may be beyond ASCII (RFC 6531). */
  readonly smtputf8: boolean
  /** Who logged in, if anybody did. */
  readonly user: string | undefined
}

export interface SmtpServerOptions extends ListenOptions {
  readonly hostname: string
  /** Octets of the largest message; 25 MiB by default, and 0 for no limit (RFC 1870 4). */
  readonly size?: number | undefined
  /** With a certificate STARTTLS is offered. */
  readonly credentials?: SecureContextOptions | undefined
  /** Begins each session with TLS, as port 465 has it (RFC 8314 3.3); needs `credentials`. */
  readonly implicitTls?: boolean | undefined
  /** With a verifier AUTH PLAIN is offered, below TLS only where there is a certificate, and MAIL needs it. */
  readonly verify?: VerifyPlain | undefined
  /** The reply that refuses a recipient, or `undefined` to accept. */
  readonly refuseRecipient?: ((recipient: Mailbox) => ReplyInit | undefined) | undefined
  /** Speaks LMTP: `onMessage` is called for each recipient that was accepted, alone. */
  readonly lmtp?: boolean | undefined
  /** Takes the message; its reply is the client's. What it throws is answered with 451. */
  readonly onMessage: (message: IncomingMessage) => ReplyInit | Promise<ReplyInit>
  /** Milliseconds without a word from the client; 5 minutes by default (RFC 5321 4.5.3.2.7). */
  readonly timeout?: number | undefined
  readonly tap?: Tap | undefined
  readonly onError?: ((error: unknown) => void) | undefined
}

/**
 * Starts a server. When it is closed, its clients are told so (421).
 *
 * @throws the system's error when it cannot listen; {@link NetworkError} `tls` for implicit TLS without credentials
 */
export async function startSmtpServer(options: SmtpServerOptions): Promise<Listener> {
  if (options.implicitTls === true && options.credentials === undefined)
    throw new NetworkError('tls', 'implicit TLS needs credentials: a key and its certificate')
  return listen(options, (socket, closing) => serve(socket, options, closing), options.onError)
}

async function serve(socket: Socket, options: SmtpServerOptions, closing: AbortSignal): Promise<void> {
  const { credentials, timeout, implicitTls } = options
  const session = new SmtpSession(options, socket.remoteAddress ?? 'unknown')
  const wire = new Wire<ServerEvent>(session.connection, socket, {
    timeout,
    onTimeout: () => session.sayGoodbye('4.4.2', 'nothing came for too long'),
    implicitTls,
    ...(credentials === undefined ? {} : { tls: { side: 'server', credentials } }),
  })
  const leave = (): void => {
    session.sayGoodbye('4.3.2', `${options.hostname} is shutting down`)
    wire.close().catch(() => {})
  }
  closing.addEventListener('abort', leave)
  try {
    for (let event = await wire.next(); event !== undefined; event = await wire.next()) await session.handle(event)
  } finally {
    closing.removeEventListener('abort', leave)
  }
}

/** Failed logins of a session before it ends, against guessing; three at least (RFC 4954 9). */
const LOGINS = 5

/** The policy of one session. */
class SmtpSession {
  readonly connection: ServerConnection
  readonly #options: SmtpServerOptions
  readonly #remoteAddress: string
  #helo = ''
  #user: string | undefined
  #failedLogins = 0
  #content = new Gathered()
  #whole: Uint8Array | undefined // the same for all recipients of LMTP

  constructor(options: SmtpServerOptions, remoteAddress: string) {
    this.#options = options
    this.#remoteAddress = remoteAddress
    const serverOptions: ServerOptions = {
      hostname: options.hostname,
      lmtp: options.lmtp,
      tls: options.implicitTls,
      extensions: secure => this.#extensions(secure),
      tap: options.tap,
    }
    this.connection = new ServerConnection(serverOptions)
  }

  #extensions(secure: boolean): Extensions {
    const { size = 26_214_400, credentials, verify } = this.#options
    const mayLogIn = verify !== undefined && (secure || credentials === undefined)
    return {
      size,
      pipelining: true,
      '8bitmime': true,
      smtputf8: true,
      chunking: true,
      ...(credentials === undefined ? {} : { starttls: true }),
      ...(mayLogIn ? { auth: ['PLAIN'] } : {}),
    }
  }

  async handle(event: ServerEvent): Promise<void> {
    const { connection } = this
    switch (event.type) {
      case 'command':
        return this.#command(event)
      case 'data-chunk': {
        // Beyond the limit nothing is kept.
        const most = connection.extensions.size || Number.POSITIVE_INFINITY
        if (this.#content.size + event.bytes.length <= most) this.#content.add(event.bytes)
        break
      }
      case 'data-end':
        this.#send(event.suggestedReply.code === 250 ? await this.#deliver(event) : event.suggestedReply)
        if (connection.envelope === undefined) this.#begin()
        break
      case 'auth-response':
        return this.#authenticate(event.data, event.suggestedReply)
      case 'auth-cancel':
        connection.send(event.suggestedReply)
        break
      default:
    }
  }

  /** Ends the session from here: the client hears of it in whatever state it is (RFC 5321 3.8). */
  sayGoodbye(enhanced: string, reason: string): void {
    this.#send({ code: 421, enhanced, lines: [reason] })
  }

  /** What took its time may come too late. */
  #send(reply: ReplyInit): void {
    const { waiting, state } = this.connection
    if (waiting !== 'closed' && waiting !== 'upgrade' && state !== 'ended') this.connection.send(reply)
  }

  async #command({ command, suggestedReply }: Extract<ServerEvent, { type: 'command' }>): Promise<void> {
    const { connection } = this
    if (command.verb === 'auth' && suggestedReply.code === 535) {
      if (command.initialResponse === undefined) connection.send({ type: 'challenge', data: new Uint8Array(0) })
      else await this.#authenticate(command.initialResponse, suggestedReply)
      return
    }
    connection.send(
      command.verb === 'connect' || command.verb === 'invalid' ? suggestedReply : (this.#refusal(command) ?? suggestedReply),
    )
    if (command.verb === 'ehlo' || command.verb === 'helo' || command.verb === 'lhlo') this.#helo = command.domain
    // Chunks may begin without DATA, and be given up by RSET.
    if (command.verb === 'mail' && connection.state === 'mail') this.#begin()
  }

  #begin(): void {
    this.#content = new Gathered()
    this.#whole = undefined
  }

  /** What this server's policy has against a command. */
  #refusal(command: Command): ReplyInit | undefined {
    if (command.verb === 'mail' && this.#options.verify !== undefined && this.#user === undefined)
      return { code: 530, enhanced: '5.7.0', lines: ['authentication is required'] }
    return command.verb === 'rcpt' ? this.#options.refuseRecipient?.(command.forwardPath) : undefined
  }

  async #deliver({ envelope, recipient }: Extract<ServerEvent, { type: 'data-end' }>): Promise<ReplyInit> {
    const { reversePath, recipients, parameters } = envelope
    this.#whole ??= this.#content.octets()
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
    try {
      return await this.#options.onMessage(message)
    } catch (error) {
      this.#options.onError?.(error)
      return { code: 451, enhanced: '4.3.0', lines: ['the message could not be taken; try again later'] }
    }
  }

  async #authenticate(response: Uint8Array, failed: ReplyInit): Promise<void> {
    const { verify } = this.#options
    const step = verify === undefined ? undefined : await plainServer(verify).respond(response)
    if (step?.type === 'success') {
      this.#user = step.identity.authorizationId
      this.#send({ code: 235, enhanced: '2.7.0', lines: ['welcome'] })
    } else if (++this.#failedLogins < LOGINS) this.#send(failed)
    else this.#send({ code: 421, enhanced: '4.7.0', lines: ['too many failed logins'] })
  }
}

/** Without its source route: that is not relayed (RFC 5321 4.1.1.3). */
const mailboxOf = ({ localPart, domain }: Mailbox): Mailbox => ({ localPart, domain })
