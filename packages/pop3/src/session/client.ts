/**
 * The client's side of a POP3 session (RFC 1939). Commands go in by `send`; what the server says comes out as events, each with the
 * command it answers. Messages stream.
 */
import { type Connection, DotDecoder, Engine, exchangeLine, type Waiting } from '@mailwire/bytes'
import type { Capabilities } from '../capability.js'
import type { Command } from '../command/command.js'
import { decodeContinuation, isContinuation } from '../continuation.js'
import { fail, Pop3Error } from '../error.js'
import { limitsOf, type Pop3Limits } from '../limits.js'
import { checkListing, type Listing, ListingReader, listingInLine } from '../listing-reader.js'
import { decodeResponse, greetingTimestamp, type Response } from '../response.js'
import { bytesOf, fieldsOf, optionsOf } from '../values.js'
import type { ClientEvent, ClientOptions, ClientSend } from './events.js'
import { LineMask, maskedChallenge, maskedResponse } from './mask.js'
import { type Outstanding, outstanding, Pipeline } from './pipeline.js'
import { afterHandshake, framingOf, isAllowed, isAuthenticated, type State, stateAfter, stateIfAccepted } from './state.js'

const MINUS = 0x2d
const DOT = 0x2e

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
  readonly #strict: boolean
  readonly #pipelining: boolean
  readonly #pipeline: Pipeline
  readonly #mask = new LineMask()
  #state: State = 'connecting'
  #secure: boolean
  #capabilities: Capabilities | undefined
  #timestamp: string | undefined
  #challenged = false
  #challenges = 0 // in this exchange
  #rows: ListingReader | undefined
  #body: DotDecoder | undefined
  /** Messages are marked as deleted, so that QUIT matters. */
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
    this.#secure = options.tls ?? false
    this.#strict = options.strict ?? false
    this.#pipelining = options.pipelining ?? false
    this.#pipeline = new Pipeline(this.#pipelining ? limits.pipelined : 1)
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

  /** Where the session is, after what was received. */
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

  /** What the server said it can do; `undefined` before CAPA and after TLS came up (RFC 2595 4). */
  get capabilities(): Capabilities | undefined {
    return this.#capabilities
  }

  /** What APOP needs of the greeting; `undefined` where it has none, and after TLS came up: it was received in the clear (RFC 2595 4). */
  get timestamp(): string | undefined {
    return this.#timestamp
  }

  /**
   * Queues a command, or answers a challenge. Without pipelining a command goes out when those before it are answered. An initial response
   * that makes AUTH's line too long goes out when the server asks for it (RFC 5034 4).
   *
   * @throws {@link Pop3Error} `invalid-state` where the protocol does not allow it, `bad-command`, `bad-number`, `bad-text` and `bad-value`
   * for what cannot be written, `line-too-long` for a command above `limits.commandLine`
   */
  send(input: ClientSend): void {
    this.#engine.assertOpen('send')
    const { type } = fieldsOf(input, 'send') as { type?: unknown }
    if (type !== undefined) this.#answerChallenge(type, input)
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
      fail('line-too-long', offset, `send ${command.verb}: ${bytes.length} bytes, ${commandLine} allowed`)
    if (!isAllowed(planned, verb, this.#secure))
      fail('invalid-state', offset, `send ${command.verb}: not allowed in the ${planned} state`)
    const mayHaveTimestamp = this.#state === 'connecting' || this.#timestamp !== undefined
    if (verb === 'apop' && (upgrades || !mayHaveTimestamp))
      fail('invalid-state', offset, 'send apop: the greeting had no timestamp, or it was received before TLS')
    return entry
  }

  #answerChallenge(type: unknown, input: ClientSend): void {
    if (type !== 'auth-response' && type !== 'auth-cancel')
      fail('bad-value', 0, 'send: the type is neither auth-response nor auth-cancel')
    if (!this.#challenged) fail('invalid-state', this.#engine.input.offset, `send ${type}: no challenge is waiting`)
    const data = type === 'auth-cancel' ? undefined : bytesOf((input as { data?: unknown }).data, `send ${type}`)
    this.#challenged = false
    this.#respond(this.#pipeline.first!, data)
  }

  /** Answers the server inside an exchange; without data it is given up. */
  #respond(entry: Outstanding, data: Uint8Array | undefined): void {
    entry.verb = data === undefined ? 'auth-cancel' : 'auth-response'
    this.#engine.write(exchangeLine(data), data === undefined ? undefined : maskedResponse())
  }

  /** Writes as many waiting commands as may go now; none while TLS is being set up (RFC 2595 4). */
  #release(): void {
    if (this.#state === 'connecting' || this.#state === 'tls' || (this.#body !== undefined && !this.#pipelining)) return
    for (let entry = this.#pipeline.release(); entry !== undefined; entry = this.#pipeline.release())
      this.#engine.write(entry.bytes, this.#engine.tapped ? this.#mask.show(entry.bytes.subarray(0, -2)) : undefined)
  }

  #step(): ClientEvent | undefined {
    if (this.#state === 'tls') return this.#engine.pauseFor('tls')
    for (;;) {
      if (this.#body !== undefined) return this.#bodyStep(this.#body)
      // While a challenge waits for its answer a server may end the exchange, and nothing else is read.
      if (this.#challenged && this.#engine.input.peek(1)?.[0] !== MINUS) return undefined
      const limit = this.#lineLimit()
      const status = this.#engine.input.readLine(limit)
      const { bytes, start, end, offset } = this.#engine.input.line
      if (status === undefined) return undefined
      if (status === 'bare-lf') fail('bare-lf', offset, 'receive: a line that ends in a bare LF')
      if (status === 'too-long') fail('line-too-long', offset, `receive: a line of more than ${limit} bytes`)
      const event =
        this.#rows === undefined
          ? this.#statusLine(bytes.subarray(start, end), offset)
          : this.#row(this.#rows, bytes, start, end, offset)
      if (event !== undefined) return event
    }
  }

  #lineLimit(): number {
    if (this.#rows !== undefined) return this.#limits.rowLine
    return this.#pipeline.first?.command.verb === 'auth' ? this.#limits.authLine : this.#limits.responseLine
  }

  #statusLine(line: Uint8Array, offset: number): ClientEvent | undefined {
    const entry = this.#pipeline.first
    if (entry !== undefined && isChallenge(entry.command, line)) return this.#challenge(entry, line, offset)
    this.#engine.sawLine(line, 0, line.length)
    const response = decodeResponse(line, { origin: offset, strict: this.#strict })
    if (this.#state === 'connecting') return this.#greeting(response)
    if (entry === undefined) {
      const { status, text } = response // its last words, which have no other way to the caller
      fail('unsolicited', offset, `receive: a response that nothing asked for: ${status} ${text}`)
    }
    const state = stateAfter(this.#state, entry.verb, response.status)
    if (state === undefined && response.status === '+OK')
      fail('bad-sequence', offset, `receive: +OK does not answer ${entry.verb} in the ${this.#state} state`)
    const framing = response.status === '+OK' ? framingOf(entry.command) : 'line'
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
    if (this.#engine.tapped) this.#engine.saw(maskedChallenge(line.length <= 2))
    const { challenges } = this.#limits
    if (++this.#challenges > challenges) fail('limit', offset, `receive: more than ${challenges} challenges in one exchange`)
    const state = stateAfter(this.#state, entry.verb, '+')
    if (state === undefined) return fail('bad-sequence', offset, 'receive: a challenge after AUTH was cancelled')
    this.#state = state
    const { initialResponse } = entry
    try {
      const { data, warnings } = decodeContinuation(line, { origin: offset, strict: this.#strict })
      if (initialResponse === undefined) {
        this.#challenged = true
        return { type: 'challenge', data, warnings }
      }
      if (data.length > 0) fail('bad-sequence', offset, 'receive: a challenge that is not empty before the initial response')
      entry.initialResponse = undefined
      this.#respond(entry, initialResponse)
      return undefined
    } catch (error) {
      if (!(error instanceof Pop3Error)) throw error
      this.#respond(entry, undefined)
      return { type: 'protocol-error', error, fatal: false }
    }
  }

  #greeting(response: Response): ClientEvent {
    const { status, text } = response
    this.#state = stateAfter('connecting', 'connect', status)!
    this.#timestamp = status === '+OK' ? greetingTimestamp(text) : undefined
    if (this.#state === 'ended') this.#engine.finish()
    else this.#release()
    return { type: 'greeting', response, timestamp: this.#timestamp }
  }

  /** The first command is answered: the state follows, and the next may go. */
  #answered(response: Response, listing: Listing | undefined): ClientEvent {
    if (this.#strict) checkListing(listing)
    const entry = this.#pipeline.answered()
    if (this.#challenged) entry.verb = 'auth-cancel'
    this.#challenged = false
    this.#challenges = 0
    const { command, verb } = entry
    const { status } = response
    const expected = stateIfAccepted(this.#state, verb)
    this.#state = stateAfter(this.#state, verb, status) ?? this.#state
    if (status === '-ERR' && this.#state !== expected)
      for (const withdrawn of this.#pipeline.withdraw(this.#state))
        this.#engine.follow({ type: 'unanswered', command: withdrawn, sent: false })
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
    return this.#challenged
  }

  /** QUIT may stay unanswered, as servers do, where nothing depends on it. */
  #atRest(): boolean {
    if (this.#body !== undefined || this.#state === 'connecting') return false
    const { first, isEmpty } = this.#pipeline
    return isEmpty || (first?.verb === 'quit' && !this.#deleting)
  }

  #afterUpgrade(): void {
    this.#state = afterHandshake
    this.#secure = true
    this.#capabilities = undefined
    this.#timestamp = undefined
    this.#release()
  }
}

/** A line of an exchange; anything else is a response. */
const isChallenge = (command: Command, line: Uint8Array): boolean =>
  command.verb === 'auth' && command.mechanism !== undefined && isContinuation(line)
