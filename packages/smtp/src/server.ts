/**
 * The server's side of an SMTP session (RFC 5321, RFC 3207, RFC 4954). It hands out one command at a time, each with the reply that the
 * protocol suggests; who may send, and to whom, is the caller's.
 */
import {
  asciiBytes,
  type ClosedEvent,
  type DataViolation,
  DotDecoder,
  decodeBase64,
  decodeText,
  Endpoint,
  type EndpointErrorCode,
  encodeBase64,
  type ProtocolErrorEvent,
  type Tap,
  type UpgradeEvent,
} from '@mailwire/bytes'
import { visible } from './client.js'
import { type Command, decodeCommandLine } from './command.js'
import { fail, SmtpError } from './error.js'
import { type Extensions, formatExtensions } from './extensions.js'
import { defaultLimits, type SmtpLimits } from './limits.js'
import { needsUtf8 } from './path.js'
import { encodeReply, type ReplyInit, replyClass } from './reply.js'
import { isAllowed, type SessionVerb, type State, stateAfter } from './state.js'

/** What a server has to answer: a command, one that cannot be carried out, or the connection itself. */
export type ServerCommand =
  | Command
  /** The client connected: answered with the greeting (RFC 5321 4.3.2). */
  | { readonly verb: 'connect' }
  /** A line that is no command, or a command that is not for this state, which is then in `command`: nothing to act on. */
  | { readonly verb: 'invalid'; readonly error: SmtpError; readonly command: Command | undefined }

/** What a server may send: a reply, or a challenge in an AUTH exchange (334). */
export type ServerSend = ReplyInit | { readonly type: 'challenge'; readonly data: Uint8Array }

export type ServerEvent =
  | { readonly type: 'command'; readonly command: ServerCommand; readonly suggestedReply: ReplyInit }
  /** A piece of the message, its dots unstuffed: a view, good until the chunk it came in is used again. */
  | { readonly type: 'data-chunk'; readonly bytes: Uint8Array }
  /** The message is whole. `size` counts its octets; `violations` are octets that do not belong in one. */
  | {
      readonly type: 'data-end'
      readonly size: number
      readonly violations: readonly DataViolation[]
      readonly suggestedReply: ReplyInit
    }
  /** The client answers a challenge. */
  | { readonly type: 'auth-response'; readonly data: Uint8Array; readonly suggestedReply: ReplyInit }
  /** The client gives the exchange up, or what it sent is not base 64. */
  | { readonly type: 'auth-cancel'; readonly suggestedReply: ReplyInit }
  | UpgradeEvent
  | ClosedEvent
  | ProtocolErrorEvent<SmtpError>

export interface ServerOptions {
  /** What the server calls itself, in the greeting and in its reply to EHLO. */
  readonly hostname: string
  /** What EHLO offers; a function is asked again once TLS is up. ENHANCEDSTATUSCODES is offered unless set to `undefined`. */
  readonly extensions?: Extensions | ((secure: boolean) => Extensions) | undefined
  /** True where the session runs below TLS from the start, so that STARTTLS is not offered. */
  readonly tls?: boolean | undefined
  /** Accepts the grammar of RFC 5321 only. */
  readonly strict?: boolean | undefined
  readonly limits?: Partial<SmtpLimits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}

/**
 * An SMTP session from the server's side, without I/O.
 *
 * @example
 * const session = new ServerConnection({ hostname: 'mx.example', extensions: { size: 26_214_400, pipelining: true } })
 * session.receive(chunk)
 * for (let event; (event = session.nextEvent()); ) {
 *   switch (event.type) {
 *     case 'command':    session.send(policy(event.command) ?? event.suggestedReply); break
 *     case 'data-chunk': store.write(event.bytes); break
 *     case 'data-end':   session.send(event.violations.length > 0 ? event.suggestedReply : { code: 250, enhanced: '2.0.0', lines: ['queued'] }); break
 *   }
 * }
 * for (const bytes of session.takeOutput()) socket.write(bytes)
 */
export class ServerConnection extends Endpoint<ServerEvent, SmtpError> {
  /** True when the client spoke before it was greeted, or ahead of a reply that it had to wait for: spam senders do. */
  earlyTalker = false
  /** True once AUTH went well. */
  authenticated = false
  readonly #options: ServerOptions
  readonly #limits: SmtpLimits
  #state: State = 'connecting'
  #secure: boolean
  #started = false
  #first = true
  /** What `send` is to answer. */
  #pending: ServerCommand | 'data-end' | 'response' | undefined
  #data: DotDecoder | undefined
  #size = 0
  #utf8 = false
  #recipients = 0
  #badCommands = 0

  constructor(options: ServerOptions) {
    const limits = { ...defaultLimits, ...options.limits }
    super(limits.buffered, options)
    this.#options = options
    this.#limits = limits
    this.#secure = options.tls ?? false
  }

  /** Where the session is, after what was sent. */
  get state(): State {
    return this.#state
  }

  /** True below TLS. */
  get secure(): boolean {
    return this.#secure
  }

  /** What EHLO offers now. */
  get extensions(): Extensions {
    const { extensions = {} } = this.#options
    const offered: Extensions = {
      enhancedstatuscodes: true,
      ...(typeof extensions === 'function' ? extensions(this.#secure) : extensions),
    }
    return this.#secure ? { ...offered, starttls: undefined } : offered
  }

  /**
   * Answers the command, the message or the response that was handed out. The state follows the answer.
   *
   * @throws {@link SmtpError} `invalid-state` when nothing waits for it, `bad-reply` for what cannot be written
   */
  send(output: ServerSend): void {
    this.assertOpen('send')
    const pending = this.#pending ?? fail('invalid-state', this.input.offset, 'send: nothing waits for a reply')
    if ('type' in output) {
      const inExchange = pending === 'response' || (typeof pending === 'object' && pending.verb === 'auth')
      if (!inExchange) fail('invalid-state', this.input.offset, 'send challenge: no AUTH exchange is under way')
      this.#answered('auth', { code: 334, lines: [encodeBase64(output.data)] })
      return
    }
    const verb: SessionVerb =
      typeof pending === 'string'
        ? pending === 'response'
          ? 'auth'
          : pending
        : pending.verb === 'invalid'
          ? 'unknown'
          : pending.verb
    if (output.code >= 300 && output.code < 400 && verb !== 'data')
      fail('bad-reply', this.input.offset, `send: ${output.code} does not answer ${verb}`)
    this.#answered(verb, output, typeof pending === 'object' ? pending : undefined)
  }

  #answered(verb: SessionVerb, reply: ReplyInit, command?: ServerCommand): void {
    this.write(encodeReply(reply))
    this.#pending = undefined
    const kind = replyClass(reply.code)
    if (verb === 'connect' && this.input.length > 0) this.earlyTalker = true
    this.#state = stateAfter(this.#state, verb, reply.code, kind)
    if (this.#state === 'ended') this.finish()
    if (kind === 'positive' && verb === 'auth') this.authenticated = true
    if (kind === 'positive' && verb === 'rcpt') this.#recipients++
    if (kind === 'positive' && command?.verb === 'mail') {
      this.#utf8 = command.parameters.smtputf8 === true
      this.#recipients = 0
    }
    if (this.#state === 'data' && verb === 'data') {
      this.#data = new DotDecoder(this.#limits.textLine)
      this.#size = 0
    }
  }

  protected override step(): ServerEvent | undefined {
    if (!this.#started) {
      this.#started = true
      return this.#hand({ verb: 'connect' }, { code: 220, lines: [`${this.#options.hostname} ESMTP ready`] })
    }
    if (this.#state === 'tls') return this.pauseFor('tls')
    if (this.owesAnswer()) return undefined
    if (this.#data !== undefined) return this.#content(this.#data)
    // A TLS client's first octets hold no line end: look before waiting for one.
    if (this.#first && this.input.peek(1)?.[0] === 0x16) return this.#notSmtp()
    const inExchange = this.#state === 'exchange'
    const limit = inExchange ? this.#limits.authLine : this.#limits.commandLine
    const status = this.input.readLine(limit)
    const { bytes, start, end, offset } = this.input.line
    if (this.input.skipped > this.#limits.skipped)
      return this.fatal(new SmtpError('line-too-long', offset, `receive: a line of more than ${this.#limits.skipped} octets`))
    switch (status) {
      case undefined:
        return undefined
      case 'bare-lf':
        return this.#invalid(new SmtpError('bare-lf', offset, 'receive: the line ends in a bare LF; lines end in CRLF'))
      case 'too-long':
        return this.#invalid(new SmtpError('line-too-long', offset, `receive: a line of more than ${limit} octets`))
      default:
        return inExchange ? this.#exchangeLine(bytes.subarray(start, end), offset) : this.#commandLine(bytes, start, end, offset)
    }
  }

  #commandLine(bytes: Uint8Array, start: number, end: number, origin: number): ServerEvent {
    const first = this.#first
    this.#first = false
    let command: Command
    try {
      command = decodeCommandLine(bytes, start, end, { strict: this.#options.strict }, origin, this.#limits)
    } catch (error) {
      if (!(error instanceof SmtpError)) throw error
      if (this.tapped) this.saw(asciiBytes('(a line that is no command)\r\n'))
      return this.#invalid(error)
    }
    if (this.tapped) this.saw(visible(command) ?? Uint8Array.from([...bytes.subarray(start, end), 13, 10]))
    if (
      first &&
      command.verb === 'unknown' &&
      /^(?:GET|POST|PUT|HEAD|CONNECT|OPTIONS)$/.test(command.name) &&
      /HTTP\/\d/.test(command.argument ?? '')
    )
      return this.#notSmtp()
    if (!isAllowed(this.#state, command.verb) || (command.verb === 'auth' && this.authenticated)) {
      return this.#invalid(new SmtpError('bad-sequence', origin, `receive: ${this.#reasonAgainst(command)}`), command)
    }
    if (command.verb === 'unknown') return this.#bad(command, { code: 500, enhanced: '5.5.1', lines: ['unknown command'] })
    this.#badCommands = 0
    return this.#hand(command, this.#suggest(command))
  }

  #reasonAgainst({ verb }: Command): string {
    if (verb === 'auth' && this.authenticated) return 'AUTH went well already'
    if (verb === 'starttls' && this.#secure) return 'TLS is up already'
    const needs: Partial<Record<State, string>> = {
      refused: 'no service here',
      connected: 'send EHLO first',
      ready: 'send MAIL first',
      mail: verb === 'data' ? 'no valid recipients' : 'a message is under way',
      rcpt: 'a message is under way',
    }
    return `${verb.toUpperCase()} cannot come now: ${needs[this.#state] ?? 'out of order'}`
  }

  /** The reply that the protocol alone can give. */
  #suggest(command: Command): ReplyInit {
    const { extensions } = this
    const { hostname } = this.#options
    switch (command.verb) {
      case 'ehlo':
        return { code: 250, lines: [`${hostname} greets you`, ...formatExtensions(extensions)] }
      case 'helo':
        return { code: 250, lines: [`${hostname} greets you`] }
      case 'mail':
        return this.#suggestMail(command, extensions)
      case 'rcpt':
        if ((command.parameters.unknown ?? []).length > 0) return { code: 555, enhanced: '5.5.4', lines: ['unknown parameter'] }
        if (!this.#utf8 && needsUtf8(command.forwardPath))
          return { code: 553, enhanced: '5.6.7', lines: ['the address needs SMTPUTF8'] }
        if (this.#recipients >= this.#limits.recipients) return { code: 452, enhanced: '4.5.3', lines: ['too many recipients'] }
        return { code: 250, enhanced: '2.1.5', lines: ['recipient ok'] }
      case 'data':
        return { code: 354, lines: ['end the message with a dot on a line of its own'] }
      case 'quit':
        return { code: 221, enhanced: '2.0.0', lines: [`${hostname} says goodbye`] }
      case 'vrfy':
        return { code: 252, enhanced: '2.5.0', lines: ['send a message and see'] }
      case 'help':
        return { code: 214, enhanced: '2.0.0', lines: ['see RFC 5321'] }
      case 'starttls':
        if (this.#secure) return { code: 503, enhanced: '5.5.1', lines: ['TLS is up already'] }
        return extensions.starttls === true
          ? { code: 220, enhanced: '2.0.0', lines: ['start TLS now'] }
          : { code: 502, enhanced: '5.5.1', lines: ['STARTTLS is not offered'] }
      case 'auth':
        if (extensions.auth === undefined) return { code: 502, enhanced: '5.5.1', lines: ['AUTH is not offered'] }
        return extensions.auth.includes(command.mechanism)
          ? { code: 535, enhanced: '5.7.8', lines: ['authentication failed'] }
          : { code: 504, enhanced: '5.5.4', lines: ['no such mechanism'] }
      case 'expn':
        return { code: 502, enhanced: '5.5.1', lines: ['EXPN is not offered'] }
      default:
        return { code: 250, enhanced: '2.0.0', lines: ['ok'] }
    }
  }

  #suggestMail({ parameters, reversePath }: Command & { verb: 'mail' }, extensions: Extensions): ReplyInit {
    const { size, body, auth, smtputf8, unknown = [] } = parameters
    const offered =
      unknown.length === 0 &&
      (size === undefined || extensions.size !== undefined) &&
      (body === undefined || body === '7BIT' || (body === '8BITMIME' && extensions['8bitmime'] === true)) &&
      (auth === undefined || extensions.auth !== undefined) &&
      (smtputf8 === undefined || extensions.smtputf8 === true)
    if (!offered) return { code: 555, enhanced: '5.5.4', lines: ['unknown parameter'] }
    if (smtputf8 === undefined && reversePath !== null && needsUtf8(reversePath))
      return { code: 550, enhanced: '5.6.7', lines: ['the address needs SMTPUTF8'] }
    if (size !== undefined && extensions.size !== undefined && extensions.size > 0 && size > extensions.size)
      return { code: 552, enhanced: '5.3.4', lines: ['the message is too large'] }
    return { code: 250, enhanced: '2.1.0', lines: ['sender ok'] }
  }

  #content(data: DotDecoder): ServerEvent | undefined {
    for (let chunk = this.input.peek(); chunk !== undefined; chunk = this.input.peek()) {
      data.push(chunk)
      const bytes = data.next()
      if (this.tapped && data.position > 0) this.saw(chunk.slice(0, data.position))
      this.input.consume(data.position)
      if (bytes !== undefined) {
        this.#size += bytes.length
        return { type: 'data-chunk', bytes }
      }
      if (!data.done) continue
      this.#data = undefined
      this.#pending = 'data-end'
      const { violations } = data
      return { type: 'data-end', size: this.#size, violations, suggestedReply: this.#suggestDataEnd(violations) }
    }
    return undefined
  }

  #suggestDataEnd(violations: readonly DataViolation[]): ReplyInit {
    const { size = 0 } = this.extensions
    if (violations.length > 0)
      return {
        code: 550,
        enhanced: '5.6.0',
        lines: [`the message holds ${violations.map(seen => VIOLATIONS[seen.kind]).join(', ')}`],
      }
    if (size > 0 && this.#size > size) return { code: 552, enhanced: '5.3.4', lines: ['the message is too large'] }
    return { code: 250, enhanced: '2.0.0', lines: ['message accepted'] }
  }

  #exchangeLine(line: Uint8Array, offset: number): ServerEvent {
    if (this.tapped) this.saw(asciiBytes('***\r\n'))
    this.#pending = 'response'
    if (line.length === 1 && line[0] === 0x2a)
      return { type: 'auth-cancel', suggestedReply: { code: 501, enhanced: '5.7.0', lines: ['authentication was given up'] } }
    try {
      return {
        type: 'auth-response',
        data: decodeBase64(decodeText(line), fail, offset),
        suggestedReply: { code: 535, enhanced: '5.7.8', lines: ['authentication failed'] },
      }
    } catch (error) {
      if (error instanceof SmtpError)
        return { type: 'auth-cancel', suggestedReply: { code: 501, enhanced: '5.5.2', lines: ['that is not base 64'] } }
      throw error
    }
  }

  #invalid(error: SmtpError, command?: Command): ServerEvent {
    this.#first = false
    if (this.#state === 'exchange') {
      this.#pending = 'response'
      return { type: 'auth-cancel', suggestedReply: error.suggestedReply }
    }
    return this.#bad({ verb: 'invalid', error, command }, error.suggestedReply)
  }

  #bad(command: ServerCommand, suggestedReply: ReplyInit): ServerEvent {
    if (++this.#badCommands > this.#limits.badCommands) {
      return this.fatal(
        new SmtpError(
          'too-many-errors',
          this.input.offset,
          `receive: more than ${this.#limits.badCommands} commands that make no sense`,
        ),
      )
    }
    return this.#hand(command, suggestedReply)
  }

  #hand(command: ServerCommand, suggestedReply: ReplyInit): ServerEvent {
    this.#pending = command
    return { type: 'command', command, suggestedReply }
  }

  #notSmtp(): ServerEvent {
    return this.fatal(new SmtpError('not-smtp', 0, 'receive: this is an SMTP server'))
  }

  protected override lastWords(error: SmtpError): Uint8Array | undefined {
    return error.code === 'unexpected-end' ? undefined : encodeReply({ ...error.suggestedReply, code: 421, enhanced: '4.7.0' })
  }

  protected override owesAnswer(): boolean {
    return this.#pending !== undefined
  }

  protected override atRest(): boolean {
    return this.#data === undefined && this.#state !== 'exchange'
  }

  protected override afterUpgrade(): void {
    this.#secure = true
    this.#state = 'connected'
    this.authenticated = false
  }

  protected override failure(code: EndpointErrorCode, offset: number, message: string): SmtpError {
    return new SmtpError(code, offset, message)
  }
}

const VIOLATIONS = {
  'bare-cr': 'a bare CR',
  'bare-lf': 'a bare LF',
  nul: 'a NUL',
  'line-too-long': 'a line that is too long',
} as const
