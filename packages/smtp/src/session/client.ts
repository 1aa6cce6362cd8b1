/**
 * The client side of an SMTP or LMTP session (RFC 5321, RFC 2033, RFC 2920, RFC 3030, RFC 3207, RFC 4954). Commands are queued by `send`;
 * replies are events, each with the command it answers.
 */
import { type Connection, Engine, type ProtocolErrorEvent, type UpgradeEvent, type Waiting } from '@mailwire/bytes'
import { type CommandInit, encodeCommand } from '../command/command.js'
import { fail, SmtpError } from '../error.js'
import type { Extensions } from '../extensions/extensions.js'
import { type EncodeOptions, outgoingRules } from '../grammar/line.js'
import type { SmtpLimits } from '../limits.js'
import { type Reply, replyClass } from '../reply/reply.js'
import { ReplyReader } from '../reply/reply-decoder.js'
import { assertBytes, assertObject } from '../values.js'
import type { ClientEvent, ClientSend } from './events.js'
import { ClientExchange } from './exchange.js'
import { Known } from './known.js'
import { MASKED, tellReply, visible } from './mask.js'
import { MessageOut } from './message-out.js'
import { type ClientOptions, openWith } from './options.js'
import { Pipeline } from './pipeline.js'
import { type PlanFacts, planCommand } from './plan.js'
import {
  afterHandshake,
  answersVerb,
  effectOf,
  forgets,
  gates,
  inputModes,
  inTransaction,
  isAllowed,
  planAfter,
  type SessionVerb,
  type State,
  stateAfter,
} from './state.js'

/**
 * The client side of an SMTP session, without I/O.
 *
 * @example
 * const session = new ClientConnection()
 * session.receive(chunk)
 * for (let event; (event = session.nextEvent()); ) {
 *   if (event.type === 'greeting') session.send({ verb: 'ehlo', domain: 'client.example' })
 * }
 */
export class ClientConnection implements Connection<ClientEvent> {
  readonly #engine: Engine<ClientEvent, SmtpError>
  readonly #limits: SmtpLimits
  readonly #options: ClientOptions
  readonly #writing: EncodeOptions
  readonly #known: Known
  #replies: ReplyReader
  #state: State = 'connecting'
  readonly #pipeline = new Pipeline()
  readonly #exchange = new ClientExchange()
  readonly #message: MessageOut
  #isMixed = false // RSET was refused during a transaction

  constructor(options: ClientOptions = {}) {
    const limits = openWith(options, 'client')
    this.#engine = new Engine(limits.buffered, options.tap, {
      step: () => this.#step(),
      owesAnswer: () => this.#owesAnswer,
      atRest: () => this.#atRest(),
      afterUpgrade: () => this.#afterUpgrade(),
      failure: SmtpError,
      outcomes: () => this.#pipeline.all().map(({ command, sent }) => ({ type: 'unanswered', command, sent })),
    })
    this.#limits = limits
    this.#options = { ...options }
    const { accept } = options
    outgoingRules(undefined, accept, 'open session')
    this.#writing = { accept }
    this.#message = new MessageOut(options.lmtp ?? false, options.normalize ?? false)
    this.#known = new Known(options.lmtp ?? false, options.tls ?? false)
    this.#replies = new ReplyReader(options, this.#engine.input)
  }

  get waiting(): Waiting {
    return this.#engine.waiting
  }

  receive(chunk: Uint8Array): void {
    this.#engine.receive(chunk)
  }

  receiveEnd(): void {
    this.#engine.receiveEnd()
  }

  upgraded(): Uint8Array {
    return this.#engine.upgraded()
  }

  /** The session's state, after everything received so far. */
  get state(): State {
    return this.#state
  }

  /** True inside TLS. */
  get secure(): boolean {
    return this.#known.isSecure
  }

  /** True once AUTH succeeded. */
  get authenticated(): boolean {
    return this.#known.isAuthenticated
  }

  /** What the server offered; `undefined` before EHLO, and again once TLS or XCLIENT was accepted (RFC 3207 4.2). */
  get extensions(): Extensions | undefined {
    return this.#known.extensions
  }

  /** True if commands are sent in groups (RFC 2920). */
  get pipelining(): boolean {
    return (this.#options.pipelining ?? true) && this.extensions?.pipelining === true
  }

  /** What the next reply answers, for a caller that keeps time (see `timeoutFor`); `undefined` if no reply is due. */
  get awaiting(): SessionVerb | undefined {
    return this.#state === 'connecting' ? 'connect' : this.#pipeline.first?.sent === true ? this.#pipeline.first.verb : undefined
  }

  /**
   * Queues a command, sends a piece of the message, or answers a challenge.
   *
   * @throws {@link SmtpError} `invalid-state` if the protocol does not allow it now; `not-offered` for an extension that the server did not
   * offer, `limit` above the server's limits; `bad-command`, `bad-path`, `bad-parameter` for what cannot be encoded; `bare-cr`, `bare-lf`,
   * `nul` for bytes not allowed in a message
   */
  send(input: ClientSend): void {
    this.#engine.assertOpen('send')
    assertObject(input, 'send')
    if (!('type' in input)) this.#command(input)
    else if (input.type === 'body-chunk' || input.type === 'body-end') this.#content(input)
    else {
      const isResponse = input.type === 'auth-response'
      this.#engine.write(this.#exchange.respond(input, this.#engine.input.offset), isResponse ? MASKED : undefined)
    }
  }

  /**
   * Throws what `send` would throw for a sequence of commands, and sends nothing. Every reply is assumed to be positive.
   *
   * @throws {@link SmtpError} as `send` does
   */
  check(...commands: readonly (CommandInit | readonly CommandInit[])[]): void {
    this.#engine.assertOpen('check')
    const plan = this.#pipeline.branch(this.#from)
    for (const command of commands.flat()) {
      encodeCommand(command, this.#writing)
      planCommand(plan, command, this.#facts)
    }
  }

  /** The next event. Withdrawn commands are reported as `unanswered` after the reply that stopped them, and commands still without a reply before the last event. */
  nextEvent(): ClientEvent | undefined {
    return this.#engine.nextEvent()
  }

  /**
   * The bytes to write now. A command counts as sent once it is part of the output, taken or not, so that replies and output may be pumped in
   * any order; a reply to a command still in the queue is `unsolicited`, and fatal.
   */
  takeOutput(): Uint8Array[] {
    if (this.waiting !== 'closed') this.#release(true)
    return this.#engine.takeOutput()
  }

  #command(command: CommandInit): void {
    const own = { ...command } // each field is read once, and the caller may wipe its object before the command is sent
    const line = encodeCommand(own, this.#writing)
    if (own.verb === 'bdat') fail('invalid-state', this.#engine.input.offset, 'send bdat: send body-chunk and body-end instead')
    const shown = this.#engine.tapped ? visible(own) : undefined
    this.#pipeline.add(own, { command, line, shown }, this.#from, this.#facts)
    this.#release(false)
  }

  get #facts(): PlanFacts {
    return this.#known.facts(this.#engine.input.offset)
  }

  /** The state in which the outstanding commands begin. */
  get #from(): State {
    return this.#state === 'tls' ? afterHandshake : this.#message.isOpen ? 'ready' : this.#state
  }

  #content(input: Extract<ClientSend, { type: 'body-chunk' | 'body-end' }>): void {
    const bytes = input.type === 'body-chunk' ? input.bytes : undefined // read once
    if (input.type === 'body-chunk') assertBytes(bytes, 'send body-chunk')
    if (!this.#message.isOpen) {
      this.#pipeline.addChunk(bytes, this.#options.normalize ?? false, this.#from, this.#facts)
      this.#release(false)
    } else if (bytes === undefined) this.#endLines()
    else for (const part of this.#message.encode(bytes)) this.#engine.write(part)
  }

  #endLines(): void {
    this.#engine.write(this.#message.end())
    this.#pipeline.addDataEnd()
    this.#release(false)
  }

  /** Writes as many queued commands as may be sent now. */
  #release(taken: boolean): void {
    if (this.#state === 'connecting' || this.#message.isOpen || inputModes[this.#state] === 'none') return
    for (;;) {
      const entry = this.#pipeline.next(this.#from, this.pipelining, this.#limits.pipelined, taken)
      if (entry === undefined || entry.command.verb === 'body-end') break
      const { command, line, shown, content = [] } = entry
      this.#engine.write(line ?? encodeCommand(command as CommandInit), shown)
      for (const part of content.splice(0)) this.#engine.write(part)
    }
    if (taken) this.#pipeline.own()
  }

  #step(): ClientEvent | UpgradeEvent | ProtocolErrorEvent<SmtpError> | undefined {
    if (this.#state === 'tls') return this.#engine.pauseFor('tls')
    if (this.#state === 'turned') {
      this.#engine.finish()
      return { type: 'turned', rest: this.#engine.input.drain() }
    }
    const reply = this.#replies.next(this.#engine.tapped ? tellReply(this.#engine) : undefined, this.#state === 'connecting')
    return reply === undefined ? undefined : this.#reply(reply)
  }

  /** A challenge that cannot be decoded is answered with `*`, and the server's reply to that ends the exchange (RFC 4954 4). */
  #challenge(reply: Reply, offset: number): ClientEvent {
    const found = this.#exchange.challenge(reply, offset, this.#limits.challenges)
    if (!(found instanceof SmtpError)) return { type: 'challenge', data: found }
    this.#engine.write(this.#exchange.answer(undefined))
    return { type: 'protocol-error', error: found, fatal: false }
  }

  #reply(reply: Reply): ClientEvent {
    const { code } = reply
    const { offset } = this.#engine.input.line
    const kind = replyClass(code)
    if (this.#state === 'connecting') {
      if (!answersVerb('connect', code)) return this.#outOfStep('connect', code, offset)
      this.#state = stateAfter('connecting', 'connect', code, kind)
      this.#pipeline.replan()
      this.#settle()
      return { type: 'greeting', reply }
    }
    const entry = this.#pipeline.first
    if (entry === undefined || !entry.sent || this.#owesAnswer) {
      if (this.#message.isOpen && kind === 'negative' && code !== 421) return this.#cutShort(reply)
      if (code !== 421) fail('unsolicited', offset, `receive: unsolicited reply ${code}`)
      this.#state = 'ended'
      this.#settle()
      return { type: 'reply', command: undefined, reply }
    }
    const { command, verb } = entry
    if (!answersVerb(verb, code) && !(verb === 'quit' && kind === 'positive')) {
      if (verb !== 'data' || kind !== 'positive') return this.#outOfStep(verb, code, offset)
      // The server expects no message, or its replies lag behind, and the lines of a message would run as commands. QUIT is safe in both cases;
      // RSET is not, as its reply might be a late 354.
      this.#state = 'refused'
      this.#pipeline.shift()
      this.#withdraw()
      this.#settle()
      return { type: 'reply', command, reply }
    }
    if (kind === 'intermediate' && verb === 'auth') {
      this.#state = stateAfter(this.#state, verb, code, kind)
      return this.#challenge(reply, offset)
    }
    const { recipient, more } = this.#message.replyTo(verb, this.#state, entry.replies++)
    if (more && code !== 421) return { type: 'reply', command, reply, recipient }
    // After a refused RSET the old transaction goes on, and commands meant for a new message may have joined it.
    if (verb === 'rset' && kind === 'negative' && inTransaction(this.#state)) this.#isMixed = true
    else if (kind === 'positive' && (verb === 'rset' || verb === 'mail')) this.#isMixed = false
    if (verb === 'data' && kind === 'intermediate' && this.#isMixed) return this.#outOfStep(verb, code, offset)
    if (kind === 'positive' && forgets(verb) && !isAllowed(this.#state, verb)) return this.#outOfStep(verb, code, offset)
    if (kind === 'intermediate') {
      const isWanted = this.#message.start(this.#state, offset)
      this.#pipeline.shift()
      this.#state = 'data'
      if (!isWanted) this.#endLines()
      return { type: 'reply', command, reply }
    }
    this.#pipeline.shift()
    if (verb === 'auth') this.#exchange.end()
    const expected = planAfter(this.#state, verb)
    this.#state = stateAfter(this.#state, verb, code, kind)
    const effect = effectOf(verb, kind)
    this.#message.follow(effect, command)
    this.#known.follow(effect, command, reply)
    if (this.#state !== expected) this.#pipeline.replan()
    if (forgets(verb)) this.#pipeline.offersAnew()
    if (kind === 'negative' && (gates(verb) || (verb === 'rset' && this.#isMixed))) this.#withdraw()
    this.#settle()
    return { type: 'reply', command, reply, recipient }
  }

  /** A refusal while the message is being sent, such as 552 for lack of space: the server still expects the rest, so the session ends. */
  #cutShort(reply: Reply): ClientEvent {
    this.#message.giveUp()
    this.#state = 'ended'
    this.#settle()
    return { type: 'reply', command: { verb: 'body-end' }, reply }
  }

  /** Withdraws every queued command except QUIT. */
  #withdraw(): void {
    for (const command of this.#pipeline.withdraw()) this.#engine.follow({ type: 'unanswered', command, sent: false })
  }

  /** Handles a reply that cannot answer the command, so that later replies cannot be matched either. A server that expects a command gets QUIT. */
  #outOfStep(verb: SessionVerb, code: number, offset: number): ClientEvent {
    if (replyClass(code) === 'positive') this.#engine.write(encodeCommand({ verb: 'quit' }))
    return this.#engine.fatal(new SmtpError('bad-reply', offset, `receive: ${code} is not a valid reply to ${verb}`))
  }

  #settle(): void {
    if (this.#state === 'ended') this.#engine.finish()
    else this.#release(false)
  }

  get #owesAnswer(): boolean {
    return this.#exchange.challenged || this.#message.isOpen
  }

  #atRest(): boolean {
    // After QUIT only a 221 is missing, which carries no information.
    const quitting = this.#pipeline.length === 1 && this.awaiting === 'quit'
    return (this.#pipeline.length === 0 || quitting) && this.#state !== 'connecting' && !this.#replies.partial
  }

  #afterUpgrade(): void {
    this.#known.secured()
    this.#state = afterHandshake
    this.#replies = new ReplyReader(this.#options, this.#engine.input) // the engine's input is a new one
    this.#pipeline.replan()
    this.#release(false)
  }
}
