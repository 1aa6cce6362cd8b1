/**
 * The client's side of an SMTP session (RFC 5321, RFC 2920, RFC 3207, RFC 4954). Commands go in by `send`, replies come out as events,
 * each with the command it answers.
 */
import {
  asciiBytes,
  type ClosedEvent,
  DotEncoder,
  decodeBase64,
  Endpoint,
  type EndpointErrorCode,
  encodeBase64,
  type ProtocolErrorEvent,
  type Tap,
  type UpgradeEvent,
} from '@mailwire/bytes'
import { type CommandInit, encodeCommand } from './command.js'
import { fail, SmtpError } from './error.js'
import { type Extensions, parseExtensions } from './extensions.js'
import { defaultLimits, type SmtpLimits } from './limits.js'
import { needsUtf8 } from './path.js'
import { type Reply, ReplyDecoder, replyClass } from './reply.js'
import { endsPipeline, isAllowed, type State, stateAfter } from './state.js'

/** What a reply answers: a command, or the end of the message. */
export type Answered = CommandInit | { readonly verb: 'data-end' }

export type ClientEvent =
  /** The server's first reply: 220, or a refusal. */
  | { readonly type: 'greeting'; readonly reply: Reply }
  /** A reply. `command` is `undefined` for a 421 that answers nothing. After 354 `waiting` is `'reply'`: send the message. */
  | { readonly type: 'reply'; readonly command: Answered | undefined; readonly reply: Reply }
  /** AUTH: the server wants an `auth-response`. */
  | { readonly type: 'challenge'; readonly data: Uint8Array }
  | UpgradeEvent
  | ClosedEvent
  | ProtocolErrorEvent<SmtpError>

/** What a client may send: a command, a piece of the message or its end after 354, or its part in an AUTH exchange. */
export type ClientSend =
  | CommandInit
  | { readonly type: 'data-chunk'; readonly bytes: Uint8Array }
  | { readonly type: 'data-end' }
  | { readonly type: 'auth-response'; readonly data: Uint8Array }
  | { readonly type: 'auth-cancel' }

export interface ClientOptions {
  /** Sends groups of commands ahead of their replies where the server offers PIPELINING; on unless set to false. */
  readonly pipelining?: boolean | undefined
  /** Turns bare CR and LF in the message into CRLF; without it `send` refuses them. */
  readonly normalize?: boolean | undefined
  /** Accepts reply codes of RFC 5321 4.2 only. */
  readonly strict?: boolean | undefined
  readonly limits?: Partial<SmtpLimits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}

interface Outstanding {
  readonly command: Answered
  sent: boolean
}

/**
 * An SMTP session from the client's side, without I/O.
 *
 * @example
 * const session = new ClientConnection()
 * session.receive(chunk)
 * for (let event; (event = session.nextEvent()); ) {
 *   if (event.type === 'greeting') session.send({ verb: 'ehlo', domain: 'client.example' })
 * }
 */
export class ClientConnection extends Endpoint<ClientEvent, SmtpError> {
  /** What the server offered; `undefined` before EHLO and after TLS came up (RFC 3207 4.2). */
  extensions: Extensions | undefined
  readonly #limits: SmtpLimits
  readonly #options: ClientOptions
  #replies: ReplyDecoder
  #state: State = 'connecting'
  #planned: State = 'connected' // once everything that was sent is answered as hoped
  readonly #queue: Outstanding[] = []
  #challenged = false
  #data: DotEncoder | undefined

  constructor(options: ClientOptions = {}) {
    const limits = { ...defaultLimits, ...options.limits }
    super(limits.buffered, options)
    this.#limits = limits
    this.#options = options
    this.#replies = this.#decoder()
  }

  /** Where the session is, after what was received. */
  get state(): State {
    return this.#state
  }

  /** True when commands go out in groups (RFC 2920). */
  get pipelining(): boolean {
    return (this.#options.pipelining ?? true) && this.extensions?.pipelining === true
  }

  /**
   * Queues a command, or sends a piece of the message, or answers a challenge.
   *
   * @throws {@link SmtpError} `invalid-state` where the protocol does not allow it; `not-offered` for what the server did not offer;
   * `bad-command`, `bad-path`, `bad-parameter` for what cannot be written; `bare-cr`, `bare-lf`, `nul` for what may not stand in a message
   */
  send(input: ClientSend): void {
    this.assertOpen('send')
    if (!('type' in input)) this.#command(input)
    else if (input.type === 'data-chunk' || input.type === 'data-end') this.#content(input)
    else this.#answerChallenge(input)
  }

  #command(command: CommandInit): void {
    encodeCommand(command)
    if (!isAllowed(this.#planned, command.verb))
      fail('invalid-state', this.input.offset, `send ${command.verb}: not in the ${this.#planned} state`)
    this.#checkOffered(command)
    this.#planned = planAfter(this.#planned, command)
    this.#queue.push({ command, sent: false })
    if (this.#state !== 'connecting') this.#release()
  }

  #content(input: Extract<ClientSend, { type: 'data-chunk' | 'data-end' }>): void {
    const data = this.#data ?? fail('invalid-state', this.input.offset, `send ${input.type}: no 354 was received`)
    if (input.type === 'data-chunk') for (const part of data.encode(input.bytes)) this.write(part)
    else this.#endData(data.end())
  }

  #endData(end: Uint8Array): void {
    this.write(end)
    this.#data = undefined
    this.#queue.unshift({ command: { verb: 'data-end' }, sent: true })
  }

  #answerChallenge(input: Extract<ClientSend, { type: 'auth-response' | 'auth-cancel' }>): void {
    if (!this.#challenged) fail('invalid-state', this.input.offset, `send ${input.type}: no challenge is waiting`)
    this.#challenged = false
    if (input.type === 'auth-cancel') this.write(asciiBytes('*\r\n'))
    else this.write(asciiBytes(`${encodeBase64(input.data)}\r\n`), MASKED)
  }

  /** What was not offered is not used (RFC 5321 2.2.1). */
  #checkOffered(command: CommandInit): void {
    const { extensions } = this
    const needs = (offered: boolean, what: string): void => {
      if (!offered) fail('not-offered', this.input.offset, `send ${command.verb}: the server did not offer ${what}`)
    }
    if (command.verb === 'starttls') needs(extensions?.starttls === true, 'STARTTLS')
    if (command.verb === 'auth')
      needs(extensions?.auth?.includes(command.mechanism.toUpperCase()) === true, `AUTH ${command.mechanism}`)
    if (command.verb === 'rcpt' && needsUtf8(command.forwardPath)) needs(extensions?.smtputf8 === true, 'SMTPUTF8')
    if (command.verb !== 'mail') return
    const { size, body, auth, smtputf8 } = command.parameters ?? {}
    if (size !== undefined) {
      needs(extensions?.size !== undefined, 'SIZE')
      if (extensions!.size !== 0 && size > extensions!.size!)
        fail('limit', this.input.offset, `send mail: ${size} octets, the server takes ${extensions!.size}`)
    }
    if (body === '8BITMIME') needs(extensions?.['8bitmime'] === true, '8BITMIME')
    if (body === 'BINARYMIME') needs(extensions?.binarymime === true, 'BINARYMIME')
    if (auth !== undefined) needs(extensions?.auth !== undefined, 'AUTH')
    if (smtputf8 === true) needs(extensions?.smtputf8 === true, 'SMTPUTF8')
    else if (command.reversePath !== null && needsUtf8(command.reversePath))
      fail('not-offered', this.input.offset, 'send mail: an address beyond ASCII needs the SMTPUTF8 parameter')
  }

  /** Writes as many waiting commands as may go now. */
  #release(): void {
    if (this.#data !== undefined || this.#state === 'tls') return
    for (let at = 0; at < this.#queue.length && at < this.#limits.pipelined; at++) {
      const entry = this.#queue[at]!
      if (at > 0 && (!this.pipelining || endsPipeline(this.#queue[at - 1]!.command.verb))) return
      if (entry.sent || entry.command.verb === 'data-end') continue
      entry.sent = true
      this.write(encodeCommand(entry.command), this.tapped ? visible(entry.command) : undefined)
    }
  }

  protected override step(): ClientEvent | undefined {
    if (this.#state === 'tls') return this.pauseFor('tls')
    try {
      const reply = this.#replies.next(
        (bytes, start, end) => this.tapped && this.saw(Uint8Array.from([...bytes.subarray(start, end), 13, 10])),
      )
      return reply === undefined ? undefined : this.#reply(reply)
    } catch (error) {
      if (error instanceof SmtpError) return this.fatal(error)
      throw error
    }
  }

  #reply(reply: Reply): ClientEvent {
    const { code } = reply
    const kind = replyClass(code)
    if (this.#state === 'connecting') {
      if (kind === 'intermediate') fail('bad-reply', this.input.line.offset, `receive: a greeting of ${code}`)
      this.#state = stateAfter('connecting', 'connect', code, kind)
      this.#replan()
      this.#settle()
      return { type: 'greeting', reply }
    }
    const entry = this.#queue[0]
    if (entry === undefined || !entry.sent) {
      if (code !== 421)
        return this.fatal(
          new SmtpError('unsolicited', this.input.line.offset, `receive: a reply of ${code} that nothing asked for`),
        )
      this.#state = 'ended'
      this.#settle()
      return { type: 'reply', command: undefined, reply }
    }
    const { command } = entry
    if (kind === 'intermediate' && !(command.verb === 'data' || command.verb === 'auth'))
      fail('bad-reply', this.input.line.offset, `receive: a reply of ${code} to ${command.verb}`)
    if (kind === 'intermediate' && command.verb === 'auth') {
      this.#state = 'exchange'
      this.#challenged = true
      return { type: 'challenge', data: decodeBase64(reply.lines.join(''), fail, this.input.line.offset) }
    }
    this.#queue.shift()
    if (kind === 'intermediate') return this.#startData(command, reply)
    this.#state = stateAfter(this.#state, command.verb, code, kind)
    if (kind === 'positive' && command.verb === 'ehlo') this.extensions = parseExtensions(reply.lines.slice(1))
    if (kind === 'positive' && command.verb === 'helo') this.extensions = {}
    if (kind === 'negative' || this.#queue.length === 0) this.#replan()
    this.#settle()
    return { type: 'reply', command, reply }
  }

  /** 354. Where no recipient was accepted there is nothing to send: the message is ended at once (RFC 2920 3.1). */
  #startData(command: Answered, reply: Reply): ClientEvent {
    const wanted = isAllowed(this.#state, 'data')
    this.#state = 'data'
    this.#data = new DotEncoder(fail, { normalize: this.#options.normalize ?? false })
    if (!wanted) this.#endData(this.#data.end())
    return { type: 'reply', command, reply }
  }

  #settle(): void {
    if (this.#state === 'ended') this.finish()
    else this.#release()
  }

  /** What was refused changes where the commands behind it will be answered. */
  #replan(): void {
    this.#planned = this.#state === 'tls' ? 'connected' : this.#state
    for (const { command } of this.#queue) this.#planned = planAfter(this.#planned, command)
  }

  protected override owesAnswer(): boolean {
    return this.#challenged || this.#data !== undefined
  }

  protected override atRest(): boolean {
    return this.#queue.length === 0 && this.#state !== 'connecting' && !this.#replies.partial
  }

  protected override afterUpgrade(): void {
    this.#state = 'connected'
    this.extensions = undefined
    this.#replies = this.#decoder()
    this.#replan()
    this.#release()
  }

  /** Replies are read from whatever input there is: TLS starts with a new one. */
  #decoder(): ReplyDecoder {
    return new ReplyDecoder({ strict: this.#options.strict, limits: this.#options.limits }, this.input)
  }

  protected override failure(code: EndpointErrorCode, offset: number, message: string): SmtpError {
    return new SmtpError(code, offset, message)
  }
}

const MASKED: Uint8Array = /* @__PURE__ */ asciiBytes('***\r\n')

/** A command as the tap may see it. */
export function visible(command: Answered): Uint8Array | undefined {
  return command.verb === 'auth' && command.initialResponse !== undefined
    ? asciiBytes(`AUTH ${command.mechanism} ***\r\n`)
    : undefined
}

/** Where a command leads if all goes well; what is queued behind STARTTLS goes out when TLS is up, and behind DATA when the message is sent. */
function planAfter(state: State, command: Answered): State {
  const after = stateAfter(state, command.verb, 250, 'positive')
  return after === 'tls' ? 'connected' : command.verb === 'data' ? 'ready' : after
}
