/**
 * The client's side of a POP3 session (RFC 1939). `send` takes commands; the server's responses are events, each with the command that it
 * answers. Messages stream.
 */
import { type Connection, DOT, DotDecoder, Engine, LF, type Waiting } from '@mailwire/bytes'
import type { Capabilities } from '../capability.js'
import type { Command } from '../command/command.js'
import { fail, Pop3Error } from '../error.js'
import { limitsOf, type Pop3Limits } from '../limits.js'
import type { Listing } from '../listing-kinds.js'
import { checkListing, ListingReader, listingInLine } from '../listing-reader.js'
import { decodeResponse, type Response } from '../response.js'
import { fieldsOf, optionsOf } from '../values.js'
import type { ClientEvent, ClientOptions, ClientSend } from './events.js'
import { ClientExchange, isChallenge } from './exchange.js'
import { isBlankLine, readGreeting } from './greeting.js'
import { LineMask, maskedChallenge, maskedResponse } from './mask.js'
import { missingFor } from './offered.js'
import { type Outstanding, outstanding, Pipeline } from './pipeline.js'
import { afterHandshake, forbiddenIn, framingOf, isAuthenticated, type State, stateAfter, stateIfAccepted } from './state.js'

const MINUS = 0x2d

/**
 * A POP3 session from the client's side, without I/O.
 *
 * @example
 * const session = new ClientConnection()
 * session.receive(chunk)
 * for (let event; (event = session.nextEvent()); ) {
 *   if (event.type === 'greeting') session.send({ verb: 'user', name: 'tim' })
 *   if (event.type === 'body-chunk') file.write(event.bytes)
 * }
 */
export class ClientConnection implements Connection<ClientEvent> {
  readonly #engine: Engine<ClientEvent, Pop3Error>
  readonly #limits: Pop3Limits
  readonly #options: ClientOptions
  readonly #strict: boolean
  readonly #pipeline = new Pipeline()
  readonly #exchange: ClientExchange
  readonly #mask = new LineMask()
  #state: State = 'connecting'
  #secure: boolean
  #capabilities: Capabilities | undefined
  #timestamp: string | undefined
  #rows: ListingReader | undefined
  #body: DotDecoder | undefined
  /** Messages are marked as deleted: only the answer to QUIT says whether they were removed. */
  #deleting = false

  /** @throws {@link Pop3Error} `bad-number` for an invalid limit, `bad-value` for options of the wrong type */
  constructor(options: ClientOptions = {}) {
    optionsOf(options, 'new ClientConnection')
    const limits = limitsOf(options.limits)
    this.#engine = new Engine(limits.buffered, options.tap, {
      step: () => this.#step(),
      owesAnswer: () => this.#owesAnswer(),
      atRest: () => this.#atRest(),
      afterUpgrade: () => this.#afterUpgrade(),
      failure: Pop3Error,
      outcomes: () => this.#pipeline.drain().map(entry => ({ type: 'unanswered', ...entry })),
    })
    this.#limits = limits
    this.#options = { ...options }
    this.#strict = options.strict ?? false
    this.#exchange = new ClientExchange(this.#strict, limits.challenges)
    this.#secure = options.tls ?? false
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

  nextEvent(): ClientEvent | undefined {
    return this.#engine.nextEvent()
  }

  takeOutput(): Uint8Array[] {
    return this.#engine.takeOutput()
  }

  upgraded(): Uint8Array {
    return this.#engine.upgraded()
  }

  /** The state of the session, after what was received. */
  get state(): State {
    return this.#state
  }

  /** True inside TLS. */
  get secure(): boolean {
    return this.#secure
  }

  /** True once the login succeeded. */
  get authenticated(): boolean {
    return isAuthenticated(this.#state)
  }

  /** The capabilities of the server; `undefined` before CAPA, and again after TLS starts (RFC 2595 4). */
  get capabilities(): Capabilities | undefined {
    return this.#capabilities
  }

  /**
   * The timestamp of the greeting, which APOP needs; `undefined` without one, and after TLS starts, since it was received in the clear (RFC 2595 4). See
   * `anyTimestamp`.
   */
  get timestamp(): string | undefined {
    return this.#timestamp
  }

  /** True when commands are sent without waiting for responses (RFC 2449 6.6). */
  get pipelining(): boolean {
    return this.#options.pipelining ?? this.#capabilities?.pipelining === true
  }

  /**
   * Queues a command, or answers a challenge. Without pipelining a command is sent when those before it are answered. An initial response
   * that makes AUTH's line too long is sent when the server asks for it (RFC 5034 4).
   *
   * @throws {@link Pop3Error} `invalid-state` where the protocol does not allow it, `not-offered` for what the server did not announce, where
   * it was asked (RFC 2449 5); `bad-command`, `bad-number`, `bad-text` and `bad-value` for what cannot be written, `line-too-long` for a
   * command above `limits.commandLine`
   */
  send(input: ClientSend): void {
    this.#engine.assertOpen('send')
    const { type } = fieldsOf(input, 'send') as { type?: unknown }
    if (type !== undefined)
      this.#respond(this.#exchange.answerOf(type, (input as { data?: unknown }).data, this.#engine.input.offset))
    else {
      this.#pipeline.push(this.#prepare(input as Command))
      this.#release()
    }
  }

  #prepare(input: Command): Outstanding {
    const { commandLine } = this.#limits
    const { planned, upgrades } = this.#pipeline
    const { offset } = this.#engine.input
    const entry = outstanding(input, commandLine)
    const { verb, bytes, command } = entry
    if (bytes.length > commandLine)
      fail('line-too-long', offset, `send ${command.verb}: the line has ${bytes.length} bytes, at most ${commandLine} allowed`)
    const layers = { secure: this.#secure || upgrades, utf8: verb === 'stls' && this.#pipeline.utf8 }
    const place = forbiddenIn(planned, verb, layers)
    if (place !== undefined) {
      const after = planned === this.#state ? '' : ' after the commands already queued'
      fail('invalid-state', offset, `send ${command.verb}: not allowed in ${place}${after}`)
    }
    const missing = this.#missing(command, upgrades)
    if (missing !== undefined) fail('not-offered', offset, `send ${command.verb}: the server did not offer ${missing}`)
    return entry
  }

  /** What the command needs and the server is known to lack. `upgrades`: TLS starts before the command is sent, and the capabilities are unknown then. */
  #missing(command: Command, upgrades: boolean): string | undefined {
    const lostByTls = upgrades && this.#options.anyTimestamp !== true
    if (command.verb === 'apop' && (lostByTls || (this.#state !== 'connecting' && this.#timestamp === undefined)))
      return 'a timestamp for APOP: its greeting has none, or it was received before TLS'
    return this.#capabilities === undefined || upgrades ? undefined : missingFor(command, this.#capabilities)
  }

  /** Answers the server inside an exchange; without data the exchange is cancelled. */
  #respond(data: Uint8Array | undefined): void {
    this.#engine.write(this.#exchange.answer(data), data === undefined ? undefined : maskedResponse())
  }

  /** Writes the queued commands that may be sent now; none while TLS is being set up (RFC 2595 4). */
  #release(): void {
    const { pipelining } = this
    if (this.#state === 'connecting' || this.#state === 'tls' || (this.#body !== undefined && !pipelining)) return
    const window = pipelining ? this.#limits.pipelined : 1
    for (let entry = this.#pipeline.next(window); entry !== undefined; entry = this.#pipeline.next(window)) {
      // Checked again: the capabilities may not have been known yet when the command was queued.
      if (this.#missing(entry.command, false) === undefined) this.#write(entry)
      else this.#withdraw()
    }
  }

  #write(entry: Outstanding): void {
    this.#pipeline.release()
    this.#engine.write(entry.bytes, this.#engine.tapped ? this.#mask.show(entry.bytes.subarray(0, -2)) : undefined)
  }

  /** Takes back everything that was queued except QUIT. */
  #withdraw(): void {
    for (const command of this.#pipeline.withdraw(this.#state)) this.#engine.follow({ type: 'unanswered', command, sent: false })
  }

  #step(): ClientEvent | undefined {
    if (this.#state === 'tls') return this.#engine.pauseFor('tls')
    if (this.#state === 'connecting') this.#skipBlankLine()
    for (;;) {
      if (this.#body !== undefined) return this.#bodyStep(this.#body)
      // While a challenge waits for its answer a server may end the exchange, and nothing else is read.
      if (this.#exchange.challenged && this.#engine.input.peek(1)?.[0] !== MINUS) return undefined
      // A tap is shown each line, so that rows are read one by one.
      if (!this.#engine.tapped) this.#rows?.addPlain(this.#engine.input)
      const limit = this.#lineLimit()
      const status = this.#engine.input.readLine(limit)
      const { bytes, start, end, offset } = this.#engine.input.line
      if (status === undefined) return undefined
      if (status === 'bare-lf') fail('bare-lf', offset, 'receive: the line ends in a bare LF; lines end in CRLF')
      if (status === 'too-long') fail('line-too-long', offset, `receive: line of more than ${limit} bytes`)
      const event =
        this.#rows === undefined
          ? this.#statusLine(bytes.subarray(start, end), offset)
          : this.#row(this.#rows, bytes, start, end, offset)
      if (event !== undefined) return event
    }
  }

  /** A blank line before the greeting, which is accepted only with the option for such servers. */
  #skipBlankLine(): void {
    if (!isBlankLine(this.#engine.input, this.#options)) return
    this.#engine.saw(Uint8Array.of(LF))
    this.#engine.input.consume(1)
  }

  #lineLimit(): number {
    if (this.#rows !== undefined) return this.#limits.rowLine
    return this.#pipeline.first?.command.verb === 'auth' ? this.#limits.authLine : this.#limits.responseLine
  }

  #statusLine(line: Uint8Array, offset: number): ClientEvent | undefined {
    const entry = this.#pipeline.first
    if (entry !== undefined && isChallenge(entry, line)) return this.#challenge(entry, line, offset)
    this.#engine.sawLine(line, 0, line.length)
    if (this.#state === 'connecting') return this.#greeting(line, offset)
    const response = decodeResponse(line, { origin: offset, strict: this.#strict })
    if (entry === undefined) {
      const { status, code, text } = response // the server's last words, which reach the caller only in this error
      const words = code === undefined ? text : `[${code}] ${text}`
      fail('unsolicited', offset, `receive: response without a command: ${status} ${words}`)
    }
    const verb = this.#exchange.verbOf(entry)
    const state = stateAfter(this.#state, verb, response.status)
    if (state === undefined && response.status === '+OK')
      fail('bad-sequence', offset, `receive: +OK is not a valid answer to ${verb} in the ${this.#state} state`)
    const framing = response.status === '+OK' ? framingOf(entry.command) : undefined
    if (framing === 'rows') {
      this.#rows = new ListingReader(entry.command, response, this.#limits, this.#strict)
      return undefined
    }
    if (framing === 'body') {
      this.#body = new DotDecoder(this.#limits.bodyLine)
      this.#engine.follow({ type: 'body-start', command: entry.command })
    }
    const end = offset + line.length
    return this.#answered(
      response,
      response.status === '+OK' ? listingInLine(entry.command, response, end, this.#strict) : undefined,
    )
  }

  /** A challenge goes to the caller; one that cannot be read is answered with `*` (RFC 5034 4). */
  #challenge(entry: Outstanding, line: Uint8Array, offset: number): ClientEvent | undefined {
    this.#engine.saw(maskedChallenge(line.length <= 2))
    const state = stateAfter(this.#state, this.#exchange.verbOf(entry), '+')
    if (state === undefined) return fail('bad-sequence', offset, 'receive: challenge after AUTH was cancelled')
    this.#state = state
    const found = this.#exchange.challenge(entry, line, offset)
    if (found !== undefined && 'data' in found) return { type: 'challenge', ...found }
    this.#respond(found === undefined ? entry.initialResponse : undefined)
    return found && { type: 'protocol-error', error: found, fatal: false }
  }

  #greeting(line: Uint8Array, offset: number): ClientEvent {
    const greeting = readGreeting(line, offset, this.#options)
    this.#state = stateAfter('connecting', 'connect', greeting.response.status)!
    this.#timestamp = greeting.timestamp
    if (this.#state === 'ended') this.#engine.finish()
    else this.#release()
    return { type: 'greeting', ...greeting }
  }

  /** The first command is answered: the state follows, and the next may go. */
  #answered(response: Response, listing: Listing | undefined): ClientEvent {
    if (this.#strict) checkListing(listing)
    const entry = this.#pipeline.answered()
    const { command } = entry
    const verb = this.#exchange.verbOf(entry)
    this.#exchange.end()
    const { status } = response
    const expected = stateIfAccepted(this.#state, verb)
    this.#state = stateAfter(this.#state, verb, status) ?? this.#state
    if (this.#state !== expected) this.#withdraw()
    if (listing?.type === 'capa') this.#capabilities = listing.capabilities
    if (status === '+OK' && (verb === 'dele' || verb === 'rset')) this.#deleting = verb === 'dele'
    if (this.#state === 'ended' || this.#state === 'update') this.#engine.finish()
    else this.#release()
    return { type: 'response', command, response, listing }
  }

  #row(reader: ListingReader, bytes: Uint8Array, start: number, end: number, offset: number): ClientEvent | undefined {
    this.#engine.sawLine(bytes, start, end)
    if (end - start === 1 && bytes[start] === DOT) {
      this.#rows = undefined
      return this.#answered(reader.response, reader.listing)
    }
    reader.add(bytes, start, end, offset)
    return undefined
  }

  #bodyStep(body: DotDecoder): ClientEvent | undefined {
    const bytes = body.read(this.#engine.input, this.#engine.tapped ? seen => this.#engine.saw(seen) : undefined)
    if (bytes !== undefined) return { type: 'body-chunk', bytes }
    if (!body.done) return undefined
    this.#body = undefined
    this.#release()
    return { type: 'body-end', violations: body.violations }
  }

  #owesAnswer(): boolean {
    return this.#exchange.challenged
  }

  /** A server may close without an answer to QUIT, where nothing depends on that answer. */
  #atRest(): boolean {
    if (this.#body !== undefined || this.#state === 'connecting') return false
    const { first } = this.#pipeline
    return !this.#deleting && (first === undefined || first.verb === 'quit')
  }

  #afterUpgrade(): void {
    this.#state = afterHandshake
    this.#secure = true
    this.#capabilities = undefined
    if (this.#options.anyTimestamp !== true) this.#timestamp = undefined
    this.#release()
  }
}
