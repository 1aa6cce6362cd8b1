/**
 * The server's side of an SMTP or LMTP session (RFC 5321, RFC 2033, RFC 2920, RFC 3030, RFC 3207, RFC 4954). It hands out one command at a
 * time, each with the reply that the protocol suggests; who may send, and to whom, is the caller's.
 */
import { type Connection, Engine, encodeBase64, readExchangeLine, Tally, type Waiting } from '@mailwire/bytes'
import { type Command, decodeCommandLine } from '../command/command.js'
import { type Chunk, Incoming } from '../data/incoming.js'
import { fail, SmtpError } from '../error.js'
import type { Extensions } from '../extensions/extensions.js'
import { offeredBy, offers } from '../extensions/offers.js'
import { checkedOptions } from '../grammar/line.js'
import { openWith, type SmtpLimits } from '../limits.js'
import { encodeReply, isTooManyRecipients, type ReplyInit, replyClass } from '../reply/reply.js'
import { assertBytes, assertObject, assertString } from '../values.js'
import { EnvelopeKeeper } from './envelope.js'
import type { ServerCommand, ServerEnvelope, ServerEvent, ServerOptions, ServerSend } from './events.js'
import { isHttp, isOfBdat, notSmtp, readClientLine } from './lines.js'
import { CommandMask, MASKED, visibleReply } from './mask.js'
import {
  afterHandshake,
  effectOf,
  endsMessage,
  endsPipeline,
  inputMode,
  inTransaction,
  isAllowed,
  isForbidden,
  mayAnswer,
  type ServerFacts,
  type SessionVerb,
  type State,
  stateAfter,
  verbOf,
} from './state.js'
import {
  greeting,
  reasonAgainst,
  type Situation,
  suggestChunkReply,
  suggestLoginReply,
  suggestMessageReply,
  suggestRefusal,
  suggestReply,
} from './suggest.js'

/** What `send` is to answer. */
interface Pending {
  readonly verb: SessionVerb
  readonly command?: ServerCommand | undefined
  /** The exchange was given up: it cannot end well any more. */
  readonly cancelled?: boolean | undefined
}

/** What a 421 answers that was not waited for. */
const GOODBYE: Pending = { verb: 'invalid' }

/**
 * An SMTP session from the server's side, without I/O.
 *
 * @example
 * const session = new ServerConnection({ hostname: 'mx.example', extensions: { size: 26_214_400, pipelining: true } })
 * session.receive(chunk)
 * for (let event; (event = session.nextEvent()); ) {
 *   switch (event.type) {
 *     case 'command':    session.send(policy(event.command) ?? event.suggestedReply); break
 *     case 'body-chunk': store.write(event.bytes); break
 *     case 'body-end':   session.send(event.violations.length > 0 ? event.suggestedReply : { code: 250, enhanced: '2.0.0', lines: ['queued'] }); break
 *   }
 * }
 * for (const bytes of session.takeOutput()) socket.write(bytes)
 *
 * @throws {@link SmtpError} `bad-path` for a hostname beyond ASCII, when it is made
 */
export class ServerConnection implements Connection<ServerEvent> {
  readonly #engine: Engine<ServerEvent, SmtpError>
  #earlyTalker = false
  #authenticated = false
  readonly #options: ServerOptions
  readonly #limits: SmtpLimits
  #state: State = 'connecting'
  #secure: boolean
  #extensions: Extensions
  #started = false
  #first = true
  #pending: Pending | undefined
  readonly #keeper = new EnvelopeKeeper()
  #chunk: Chunk | undefined
  #message: Incoming | undefined
  #end: 'body-end' | 'bdat-last' | undefined // the message is whole, and this is what its replies answer
  #answered = 0 // of them that were sent: in LMTP there may be several
  #hangUp = false // after the reply that is due
  readonly #tally: Tally
  readonly #mask = new CommandMask()

  constructor(options: ServerOptions) {
    const limits = openWith(options)
    this.#engine = new Engine(limits.buffered, options.tap, {
      step: () => this.#step(),
      owesAnswer: () => this.#owesAnswer(),
      atRest: () => this.#atRest(),
      afterUpgrade: () => this.#afterUpgrade(),
      failure: SmtpError,
      lastWords: error => this.#lastWords(error),
    })
    checkedOptions(options, 'open session')
    assertString(options.hostname, 'open session')
    if (/[^ -~]/.test(options.hostname)) fail('bad-path', 0, 'open session: a hostname that is not ASCII, or not A-labels')
    this.#options = options
    this.#limits = limits
    this.#tally = new Tally(limits)
    this.#secure = options.tls ?? false
    this.#extensions = offeredBy(options, { secure: this.#secure, authenticated: false })
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

  nextEvent(): ServerEvent | undefined {
    return this.#engine.nextEvent()
  }

  takeOutput(): Uint8Array[] {
    return this.#engine.takeOutput()
  }

  upgraded(): Uint8Array {
    return this.#engine.upgraded()
  }

  /** Where the session is, after what was sent. */
  get state(): State {
    return this.#state
  }

  /** True below TLS. */
  get secure(): boolean {
    return this.#secure
  }

  /** True once AUTH went well. */
  get authenticated(): boolean {
    return this.#authenticated
  }

  /** True when the client spoke before it was greeted, or ahead of a reply that it had to wait for (RFC 2920 3.1): spam senders do. */
  get earlyTalker(): boolean {
    return this.#earlyTalker
  }

  /** The message under way, as far as it was accepted. */
  get envelope(): ServerEnvelope | undefined {
    return this.#keeper.envelope
  }

  /** What EHLO offers now. */
  get extensions(): Extensions {
    return this.#extensions
  }

  /**
   * Answers the command, the message or the response that was handed out. The state follows the answer. A 421 may be sent at any time, and
   * ends the session (RFC 5321 3.8).
   *
   * @throws {@link SmtpError} `invalid-state` when nothing waits for it; `bad-reply` for what cannot be written, and for a code that does not
   * answer what waits, before a byte is written
   */
  send(output: ServerSend): void {
    this.#engine.assertOpen('send')
    assertObject(output, 'send')
    if ('type' in output) {
      if (output.type !== 'challenge') fail('bad-value', 0, 'send: a type that is not known')
      this.#challenge(output.data)
    } else {
      const { code, enhanced, lines } = output // each is read once
      const pending =
        this.#pending ??
        (code === 421 ? GOODBYE : fail('invalid-state', this.#engine.input.offset, 'send: nothing waits for a reply'))
      this.#answer(pending, { code, enhanced, lines })
    }
  }

  #challenge(data: Uint8Array): void {
    assertBytes(data, 'send challenge')
    if (this.#pending?.verb !== 'auth')
      fail('invalid-state', this.#engine.input.offset, 'send challenge: no AUTH exchange is under way')
    this.#answer(this.#pending, { code: 334, lines: [encodeBase64(data)] })
  }

  #answer({ verb, command, cancelled }: Pending, reply: ReplyInit): void {
    const bytes = encodeReply(reply)
    if (!mayAnswer(this.#state, cancelled === true ? 'invalid' : verb, reply.code))
      fail('bad-reply', this.#engine.input.offset, `send: ${reply.code} does not answer ${verb} in the ${this.#state} state`)
    this.#engine.write(bytes, this.#engine.tapped ? visibleReply(bytes, 0, bytes.length - 2) : undefined)
    this.#pending = undefined
    const kind = replyClass(reply.code)
    if (kind === 'negative') this.#refused(verb, reply)
    if (this.#engine.input.length > 0 && (verb === 'connect' || endsPipeline(verb) || this.#extensions.pipelining !== true))
      this.#earlyTalker = true
    if (endsMessage(verb) && reply.code !== 421 && ++this.#answered < this.#replies) return
    this.#state = stateAfter(this.#state, verb, reply.code, kind)
    const effect = effectOf(verb, kind)
    this.#keeper.apply(effect, command)
    if (effect === 'authenticated') this.#authenticated = true
    else if (effect === 'forget') this.#authenticated = false
    if (this.#hangUp) this.#state = 'ended'
    if (this.#state === 'ended') this.#engine.finish()
    if (!inTransaction(this.#state)) this.#keeper.envelope = undefined
    if (inputMode(this.#state) === 'message') this.#message = new Incoming('lines', this.#limits.textLine)
    else if (this.#state !== 'bdat') this.#message = undefined
    this.#end = undefined
    this.#answered = 0
  }

  /** How many replies the end of the message gets. */
  get #replies(): number {
    return this.#options.lmtp === true ? (this.envelope?.recipients.length ?? 1) : 1
  }

  get #facts(): ServerFacts {
    return {
      lmtp: this.#options.lmtp ?? false,
      secure: this.#secure,
      authenticated: this.authenticated,
      binary: this.envelope?.parameters.body === 'BINARYMIME',
    }
  }

  get #situation(): Situation {
    return {
      hostname: this.#options.hostname,
      extensions: this.#extensions,
      limits: this.#limits,
      facts: this.#facts,
      envelope: this.envelope,
      domains: this.#keeper.domains,
      mails: this.#keeper.mails,
    }
  }

  #step(): ServerEvent | undefined {
    if (!this.#started) {
      this.#started = true
      return this.#hand({ verb: 'connect' }, greeting(this.#situation))
    }
    if (this.#state === 'tls') return this.#engine.pauseFor('tls')
    if (this.#state === 'turned') {
      this.#engine.finish()
      return { type: 'turned', rest: this.#engine.input.drain() }
    }
    if (this.#owesAnswer()) return undefined
    this.#endExcess()
    if (this.#end !== undefined) return this.#messageEnd(this.#end)
    if (this.#chunk !== undefined) return this.#readChunk(this.#chunk)
    if (this.#message !== undefined && inputMode(this.#state) === 'message') return this.#readMessage(this.#message)
    // A TLS client's first octets hold no line end: look before waiting for one.
    if (this.#first && this.#engine.input.peek(1)?.[0] === 0x16) return this.#engine.fatal(notSmtp())
    return this.#readLine(inputMode(this.#state) === 'response')
  }

  #readLine(inExchange: boolean): ServerEvent | undefined {
    const authMayCome = this.#state === 'ready' && offers(this.#extensions, 'auth')
    const read = readClientLine(this.#engine.input, this.#limits, inExchange, authMayCome)
    if (read === undefined) return undefined
    const { bytes, start, end, offset } = this.#engine.input.line
    if (read === 'line')
      return inExchange ? this.#exchangeLine(bytes.subarray(start, end)) : this.#commandLine(bytes, start, end, offset)
    // Octets may follow a BDAT, and nobody can tell how many.
    if (!inExchange) this.#hangUp = isOfBdat(bytes, start, end)
    if (this.#engine.tapped) this.#engine.saw(this.#mask.broken(bytes, start, end, inExchange))
    return this.#invalid(read)
  }

  #commandLine(bytes: Uint8Array, start: number, end: number, origin: number): ServerEvent | undefined {
    const first = this.#first
    this.#first = false
    let command: Command
    try {
      command = decodeCommandLine(bytes, start, end, this.#options, origin, this.#limits)
    } catch (error) {
      if (!(error instanceof SmtpError)) throw error
      if (this.#engine.tapped) this.#engine.saw(this.#mask.broken(bytes, start, end, false))
      this.#hangUp = isOfBdat(bytes, start, end)
      return this.#invalid(error)
    }
    if (this.#engine.tapped) this.#engine.saw(this.#mask.show(command, bytes, start, end))
    if (first && isHttp(command)) return this.#engine.fatal(notSmtp())
    const facts = this.#facts
    const verb = verbOf(command)
    if (!isAllowed(this.#state, verb) || isForbidden(verb, facts)) {
      const error = new SmtpError('bad-sequence', origin, `receive: ${reasonAgainst(command, this.#state, facts)}`)
      return this.#unless(command, () => this.#invalid(error, command))
    }
    const suggestedReply = suggestReply(command, this.#situation)
    if (command.verb === 'unknown') return this.#bad(command, suggestedReply)
    this.#tally.good()
    if (command.verb === 'bdat' && offers(this.#extensions, 'chunking')) {
      this.#message ??= new Incoming(facts.binary ? 'binary' : 'text', this.#limits.textLine)
      this.#chunk = { command, refuse: undefined, left: command.size }
      return this.#readChunk(this.#chunk)
    }
    return this.#unless(command, () => this.#hand(command, suggestedReply))
  }

  /** The event of a command that is not carried out: of BDAT once its octets are thrown away (RFC 3030 2). */
  #unless(command: Command, refuse: () => ServerEvent): ServerEvent | undefined {
    if (command.verb !== 'bdat') return refuse()
    this.#chunk = { command, refuse, left: command.size }
    return this.#readChunk(this.#chunk)
  }

  #readChunk(chunk: Chunk): ServerEvent | undefined {
    const { command, refuse } = chunk
    while (chunk.left > 0) {
      const bytes = this.#engine.input.peek(chunk.left)
      if (bytes === undefined) return undefined
      chunk.left -= bytes.length
      this.#engine.input.consume(bytes.length)
      if (this.#engine.tapped) this.#engine.saw(bytes.slice())
      if (refuse !== undefined) continue
      this.#message!.count(bytes)
      return { type: 'body-chunk', bytes }
    }
    this.#chunk = undefined
    if (refuse !== undefined) return refuse()
    if (command.last) return this.#messageEnd('bdat-last')
    return this.#hand(command, suggestChunkReply(command, this.#message!.size, this.#situation))
  }

  #readMessage(message: Incoming): ServerEvent | undefined {
    const bytes = message.readLines(this.#engine.input, this.#engine.tapped ? seen => this.#engine.saw(seen) : undefined)
    if (bytes !== undefined) return { type: 'body-chunk', bytes }
    return message.done ? this.#messageEnd('body-end') : undefined
  }

  #messageEnd(verb: 'body-end' | 'bdat-last'): ServerEvent {
    const { size, violations } = this.#message!
    const envelope = this.envelope!
    if (violations.length > 0 && this.#options.closeOnViolation === true) this.#hangUp = true
    this.#end = verb
    this.#pending = { verb }
    const suggestedReply = suggestMessageReply(size, violations, this.#situation)
    const recipient = this.#options.lmtp === true ? envelope.recipients[this.#answered] : undefined
    return { type: 'body-end', size, violations, envelope, recipient, suggestedReply }
  }

  #exchangeLine(line: Uint8Array): ServerEvent {
    if (this.#engine.tapped) this.#engine.saw(MASKED)
    const found = readExchangeLine(line)
    this.#pending = { verb: 'auth', cancelled: found.type !== 'response' }
    return found.type === 'response'
      ? { type: 'auth-response', data: found.data, suggestedReply: suggestLoginReply(found.type) }
      : { type: 'auth-cancel', suggestedReply: suggestLoginReply(found.type) }
  }

  /** Counts a refusal. Recipients that are too many and messages that are refused are none: they say nothing of the client (RFC 5321 4.5.3.1.10). */
  #refused(verb: SessionVerb, reply: ReplyInit): void {
    if (verb === 'auth') this.#tally.failedLogin()
    else if (!endsMessage(verb) && verb !== 'connect' && !(verb === 'rcpt' && isTooManyRecipients(reply))) this.#tally.refused()
  }

  /** Guessing and talking nonsense end (RFC 4954 9). */
  #endExcess(): void {
    const { excess } = this.#tally
    if (excess !== undefined) fail('too-many-errors', this.#engine.input.line.offset, `receive: ${excess}`)
  }

  #invalid(error: SmtpError, command?: Command): ServerEvent {
    this.#first = false
    if (inputMode(this.#state) === 'response') {
      this.#pending = { verb: 'auth', cancelled: true }
      return { type: 'auth-cancel', suggestedReply: error.suggestedReply }
    }
    const suggestedReply = command === undefined ? error.suggestedReply : suggestRefusal(command, this.#situation, error)
    return this.#bad({ verb: 'invalid', error, command }, suggestedReply)
  }

  #bad(command: ServerCommand, suggestedReply: ReplyInit): ServerEvent {
    // Chunks that were under way when one was refused are no fault of the client's (RFC 3030 2).
    if (this.#state !== 'failed') {
      this.#tally.bad()
      this.#endExcess()
    }
    return this.#hand(command, suggestedReply)
  }

  #hand(command: ServerCommand, suggestedReply: ReplyInit): ServerEvent {
    this.#pending = {
      verb: command.verb === 'invalid' || command.verb === 'connect' ? command.verb : verbOf(command),
      command,
    }
    return { type: 'command', command, suggestedReply }
  }

  #lastWords(error: SmtpError): Uint8Array | undefined {
    return error.code === 'unexpected-end' ? undefined : encodeReply({ ...error.suggestedReply, code: 421, enhanced: '4.7.0' })
  }

  #owesAnswer(): boolean {
    return this.#pending !== undefined
  }

  #atRest(): boolean {
    return this.#message === undefined && this.#chunk === undefined && inputMode(this.#state) !== 'response'
  }

  #afterUpgrade(): void {
    this.#secure = true
    this.#extensions = offeredBy(this.#options, { secure: true, authenticated: false })
    this.#state = afterHandshake
  }
}
