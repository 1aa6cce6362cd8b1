/**
 * The client's side of a POP3 session (RFC 1939). Commands go in by `send`; what the server says comes out as events, each with the
 * command it answers. Messages stream.
 */
import {
  asciiBytes,
  CR,
  DotDecoder,
  decodeBase64,
  decodeText,
  Endpoint,
  type EndpointErrorCode,
  encodeBase64,
  LF,
  SP,
} from '@mailwire/bytes'
import type { Capabilities } from './capability.js'
import type { ClientEvent, ClientOptions, ClientSend, Listing } from './client-events.js'
import type { Command } from './command.js'
import { checkCommand, encodeCommand } from './command-encoder.js'
import { fail, Pop3Error } from './error.js'
import { limitsOf, type Pop3Limits } from './limits.js'
import { ListingReader, listingInLine } from './listing-reader.js'
import { LineMask, maskedChallenge, maskedResponse } from './mask.js'
import { Queue } from './queue.js'
import { decodeResponse, greetingTimestamp, type Response } from './response.js'
import {
  afterHandshake,
  endsPipeline,
  framingOf,
  isAllowed,
  planAfter,
  type SessionVerb,
  type State,
  stateAfter,
  stateIfAccepted,
  verbOf,
} from './state.js'
import { bytesOf, fieldsOf, optionsOf } from './values.js'

/** A command between `send` and its response. */
interface Outstanding {
  readonly command: Command
  readonly bytes: Uint8Array
  /** What the next response answers. */
  verb: SessionVerb
  /** An initial response that its line had no room for, until the server asks for it (RFC 5034 4). */
  initialResponse: Uint8Array | undefined
}

const PLUS = 0x2b
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
export class ClientConnection extends Endpoint<ClientEvent, Pop3Error> {
  readonly #limits: Pop3Limits
  readonly #pipelining: boolean
  readonly #mask = new LineMask()
  #state: State = 'connecting'
  #secure = false
  #capabilities: Capabilities | undefined
  #timestamp: string | undefined
  /** Where the session is once everything that waits is answered with +OK. */
  #planned: State = 'authorization'
  readonly #waiting = new Queue<Outstanding>()
  readonly #sent = new Queue<Outstanding>()
  /** Events that come before the next step. */
  readonly #events = new Queue<ClientEvent>()
  #challenged = false
  #rows: ListingReader | undefined
  #body: DotDecoder | undefined
  /** Messages are marked as deleted, so that QUIT matters. */
  #deleting = false

  /** @throws {@link Pop3Error} `bad-number` for an invalid limit, `bad-value` for options of the wrong type */
  constructor(options: ClientOptions = {}) {
    optionsOf(options, 'new ClientConnection')
    const limits = limitsOf(options.limits)
    super(limits.buffered, options)
    this.#limits = limits
    this.#pipelining = options.pipelining ?? false
  }

  /** Where the session is, after what was received. */
  get state(): State {
    return this.#state
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
    this.assertOpen('send')
    const { type } = fieldsOf(input, 'send') as { type?: unknown }
    if (type !== undefined) this.#answerChallenge(type, input)
    else {
      const entry = this.#prepare(input as Command)
      this.#planned = planAfter(this.#planned, entry.verb)
      this.#waiting.push(entry)
      this.#release()
    }
  }

  #prepare(input: Command): Outstanding {
    const { command, bytes } = checkCommand(input)
    const { commandLine } = this.#limits
    let entry: Outstanding = { command, bytes, verb: verbOf(command), initialResponse: undefined }
    if (bytes.length > commandLine && command.verb === 'auth' && command.initialResponse !== undefined) {
      const alone: Command = { ...command, initialResponse: undefined }
      entry = { command, bytes: encodeCommand(alone), verb: verbOf(alone), initialResponse: command.initialResponse }
    }
    const { verb } = entry
    if (entry.bytes.length > commandLine)
      fail('line-too-long', this.input.offset, `send ${command.verb}: ${bytes.length} bytes, ${commandLine} allowed`)
    if (!isAllowed(this.#planned, verb, this.#secure))
      fail('invalid-state', this.input.offset, `send ${command.verb}: not allowed in the ${this.#planned} state`)
    if (verb === 'apop' && !this.#hasTimestamp())
      fail('invalid-state', this.input.offset, 'send apop: the greeting had no timestamp, or it was received before TLS')
    return entry
  }

  /** True where a timestamp is known, or may come with the greeting, and no STLS before APOP makes it void. */
  #hasTimestamp(): boolean {
    const upgrades = [...this.#sent.items(), ...this.#waiting.items()].some(({ verb }) => verb === 'stls')
    return !upgrades && (this.#state === 'connecting' || this.#timestamp !== undefined)
  }

  #answerChallenge(type: unknown, input: ClientSend): void {
    if (type !== 'auth-response' && type !== 'auth-cancel')
      fail('bad-value', 0, 'send: the type is neither auth-response nor auth-cancel')
    if (!this.#challenged) fail('invalid-state', this.input.offset, `send ${type}: no challenge is waiting`)
    const data = type === 'auth-cancel' ? undefined : bytesOf((input as { data?: unknown }).data, `send ${type}`)
    this.#challenged = false
    this.#respond(this.#sent.first!, data)
  }

  /** Answers the server inside an exchange; without data it is given up. */
  #respond(entry: Outstanding, data: Uint8Array | undefined): void {
    entry.verb = data === undefined ? 'auth-cancel' : 'auth-response'
    if (data === undefined) this.write(asciiBytes('*\r\n'))
    else this.write(asciiBytes(`${encodeBase64(data)}\r\n`), maskedResponse())
  }

  /** Writes as many waiting commands as may go now; none while TLS is being set up (RFC 2595 4). */
  #release(): void {
    if (this.#state === 'connecting' || this.#state === 'tls') return
    for (;;) {
      const entry = this.#waiting.first
      const before = this.#sent.last
      if (entry === undefined) return
      if (before !== undefined && (!this.#pipelining || this.#sent.length >= this.#limits.pipelined)) return
      if (before !== undefined && endsPipeline(before.command.verb)) return
      this.#waiting.shift()
      this.#sent.push(entry)
      this.write(entry.bytes, this.tapped ? this.#mask.show(entry.bytes.subarray(0, -2)) : undefined)
    }
  }

  /** What happened next. Commands that get no response are told of before the last event. */
  override nextEvent(): ClientEvent | undefined {
    const early = this.#events.shift()
    if (early !== undefined) return early
    const event = super.nextEvent()
    if (event === undefined || this.waiting !== 'closed') return event
    for (const { command } of this.#sent.drain()) this.#events.push({ type: 'unanswered', command, sent: true })
    for (const { command } of this.#waiting.drain()) this.#events.push({ type: 'unanswered', command, sent: false })
    this.#events.push(event)
    return this.#events.shift()
  }

  protected override step(): ClientEvent | undefined {
    if (this.#state === 'tls') return this.pauseFor('tls')
    for (;;) {
      if (this.#body !== undefined) return this.#bodyStep(this.#body)
      if (this.#challenged) return undefined
      const limit = this.#lineLimit()
      const status = this.input.readLine(limit)
      const { bytes, start, end, offset } = this.input.line
      if (status === undefined) return undefined
      if (status === 'bare-lf') return this.fatal(new Pop3Error('bare-lf', offset, 'receive: a line that ends in a bare LF'))
      if (status === 'too-long')
        return this.fatal(new Pop3Error('line-too-long', offset, `receive: a line of more than ${limit} bytes`))
      const line = bytes.subarray(start, end)
      try {
        const event = this.#rows === undefined ? this.#statusLine(line, offset) : this.#row(this.#rows, line, offset)
        if (event !== undefined) return event
      } catch (error) {
        if (error instanceof Pop3Error) return this.fatal(error)
        throw error
      }
    }
  }

  #lineLimit(): number {
    if (this.#rows !== undefined) return this.#limits.rowLine
    return this.#sent.first?.command.verb === 'auth' ? this.#limits.authLine : this.#limits.responseLine
  }

  #statusLine(line: Uint8Array, offset: number): ClientEvent | undefined {
    const entry = this.#sent.first
    if (entry !== undefined && isChallenge(entry.command, line)) return this.#challenge(entry, line, offset)
    if (this.tapped) this.saw(withCrlf(line))
    const response = decodeResponse(line, offset)
    if (this.#state === 'connecting') return this.#greeting(response)
    if (entry === undefined) {
      const { status, text } = response
      return this.fatal(new Pop3Error('unsolicited', offset, `receive: a response that nothing asked for: ${status} ${text}`))
    }
    const state = stateAfter(this.#state, entry.verb, response.status)
    if (state === undefined && response.status === '+OK')
      fail('bad-sequence', offset, `receive: +OK does not answer ${entry.verb} in the ${this.#state} state`)
    const framing = response.status === '+OK' ? framingOf(entry.command) : 'line'
    if (framing === 'rows') {
      this.#rows = new ListingReader(entry.command, response, this.#limits)
      return undefined
    }
    if (framing === 'body') this.#body = new DotDecoder(this.#limits.bodyLine)
    return this.#answered(response, response.status === '+OK' ? listingInLine(entry.command, response, offset) : undefined)
  }

  /** A challenge goes to the caller; one that cannot be read is answered with `*` (RFC 5034 4). */
  #challenge(entry: Outstanding, line: Uint8Array, offset: number): ClientEvent | undefined {
    if (this.tapped) this.saw(maskedChallenge(line.length <= 2))
    const state = stateAfter(this.#state, entry.verb, '+')
    if (state === undefined) return fail('bad-sequence', offset, 'receive: a challenge after AUTH was cancelled')
    this.#state = state
    const { initialResponse } = entry
    try {
      const data = decodeBase64(decodeText(line, Math.min(2, line.length)), fail, offset + 2)
      if (initialResponse === undefined) {
        this.#challenged = true
        return { type: 'challenge', data }
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
    if (this.#state === 'ended') this.finish()
    else this.#release()
    return { type: 'greeting', response, timestamp: this.#timestamp }
  }

  /** The first command is answered: the state follows, and the next may go. */
  #answered(response: Response, listing: Listing | undefined): ClientEvent {
    const { command, verb } = this.#sent.shift()!
    const { status } = response
    const expected = stateIfAccepted(this.#state, verb)
    this.#state = stateAfter(this.#state, verb, status) ?? this.#state
    if (status === '-ERR' && this.#state !== expected) this.#withdraw()
    if (listing?.type === 'capa') this.#capabilities = listing.capabilities
    if (status === '+OK' && (verb === 'dele' || verb === 'rset')) this.#deleting = verb === 'dele'
    if (this.#state === 'ended' || this.#state === 'update') this.finish()
    else this.#release()
    return { type: 'response', command, response, listing }
  }

  /**
   * What was refused would have led elsewhere (into TLS, or behind the login): nothing that was queued for there goes out, a password least of all.
   * Only QUIT still does.
   */
  #withdraw(): void {
    for (const entry of this.#waiting.drain()) {
      if (entry.verb === 'quit') this.#waiting.push(entry)
      else this.#events.push({ type: 'unanswered', command: entry.command, sent: false })
    }
    this.#planned = this.#state
    for (const { verb } of this.#sent.items()) this.#planned = planAfter(this.#planned, verb)
    if (this.#waiting.first !== undefined) this.#planned = planAfter(this.#planned, 'quit')
  }

  #row(reader: ListingReader, line: Uint8Array, offset: number): ClientEvent | undefined {
    if (this.tapped) this.saw(withCrlf(line))
    if (line.length === 1 && line[0] === DOT) {
      this.#rows = undefined
      return this.#answered(reader.response, reader.listing)
    }
    const bad = line.findIndex(byte => byte === 0 || byte === CR)
    if (bad >= 0) fail(line[bad] === 0 ? 'nul' : 'bare-cr', offset + bad, 'receive: CR or NUL in a listing')
    reader.add(decodeText(line, line[0] === DOT ? 1 : 0), line.length + 2, offset)
    return undefined
  }

  #bodyStep(body: DotDecoder): ClientEvent | undefined {
    const bytes = body.read(this.input, this.tapped ? seen => this.saw(seen) : undefined)
    if (bytes !== undefined) return { type: 'body-chunk', bytes }
    if (!body.done) return undefined
    this.#body = undefined
    return { type: 'body-end', violations: body.violations }
  }

  protected override owesAnswer(): boolean {
    return this.#challenged
  }

  /** QUIT may stay unanswered, as servers do, where nothing depends on it. */
  protected override atRest(): boolean {
    if (this.#body !== undefined || this.#state === 'connecting') return false
    const { first } = this.#sent
    return first === undefined ? this.#waiting.length === 0 : first.verb === 'quit' && !this.#deleting
  }

  protected override afterUpgrade(): void {
    this.#state = afterHandshake
    this.#secure = true
    this.#capabilities = undefined
    this.#timestamp = undefined
    this.#release()
  }

  protected override failure(code: EndpointErrorCode, offset: number, message: string): Pop3Error {
    return new Pop3Error(code, offset, message)
  }
}

/** A line of an exchange; anything else is a response. */
const isChallenge = (command: Command, line: Uint8Array): boolean =>
  command.verb === 'auth' && command.mechanism !== undefined && line[0] === PLUS && (line.length === 1 || line[1] === SP)

const withCrlf = (line: Uint8Array): Uint8Array => Uint8Array.from([...line, CR, LF])
