/**
 * The client's side of a POP3 session (RFC 1939). Commands go in by `send`; what the server says comes out as events, each with the
 * command it answers. Messages stream.
 */
import {
  asciiBytes,
  type ClosedEvent,
  CR,
  type DataViolation,
  DotDecoder,
  decodeBase64,
  decodeText,
  Endpoint,
  type EndpointErrorCode,
  encodeBase64,
  LF,
  type ProtocolErrorEvent,
  type Tap,
  type UpgradeEvent,
} from '@mailwire/bytes'
import { type Capabilities, parseCapabilities } from './capability.js'
import type { Command } from './command.js'
import { encodeCommand } from './command-encoder.js'
import { fail, Pop3Error } from './error.js'
import { defaultLimits, type Pop3Limits } from './limits.js'
import {
  type DropListing,
  parseDropListing,
  parseScanListing,
  parseUniqueIdListing,
  type ScanListing,
  type UniqueIdListing,
} from './listing.js'
import { decodeResponse, greetingTimestamp, type Response } from './response.js'
import { endsPipeline, type Framing, framingOf, isAllowed, type State, stateAfter, verbOf } from './state.js'

/** What a positive response says beyond its first line, by the command that asked. */
export type Listing =
  | { readonly type: 'stat'; readonly drop: DropListing }
  | { readonly type: 'list'; readonly rows: readonly ScanListing[] }
  | { readonly type: 'uidl'; readonly rows: readonly UniqueIdListing[] }
  | { readonly type: 'capa'; readonly capabilities: Capabilities; readonly rows: readonly string[] }
  /** LANG and AUTH without an argument. */
  | { readonly type: 'rows'; readonly rows: readonly string[] }
  /** Rows that do not follow their grammar, as they came. */
  | { readonly type: 'malformed'; readonly rows: readonly string[]; readonly error: Pop3Error }

export type ClientEvent =
  /** The server's first line; `timestamp` is what APOP needs. */
  | { readonly type: 'greeting'; readonly response: Response; readonly timestamp: string | undefined }
  /** The answer to a command. After RETR and TOP that went well the message follows as `body-chunk` events and a `body-end`. */
  | { readonly type: 'response'; readonly command: Command; readonly response: Response; readonly listing: Listing | undefined }
  /** A piece of the message, its dots unstuffed; it may be a view, good until the chunk it came in is used again. */
  | { readonly type: 'body-chunk'; readonly bytes: Uint8Array }
  /** The message is whole. `violations` are octets that do not belong in one. */
  | { readonly type: 'body-end'; readonly violations: readonly DataViolation[] }
  /** AUTH: the server wants an `auth-response`. */
  | { readonly type: 'challenge'; readonly data: Uint8Array }
  | UpgradeEvent
  | ClosedEvent
  | ProtocolErrorEvent<Pop3Error>

/** What a client may send: a command, or its part in an AUTH exchange. */
export type ClientSend =
  | Command
  | { readonly type: 'auth-response'; readonly data: Uint8Array }
  | { readonly type: 'auth-cancel' }

export interface ClientOptions {
  /** Sends commands ahead of their responses. Only for servers with the PIPELINING capability (RFC 2449 6.6). */
  readonly pipelining?: boolean | undefined
  readonly limits?: Partial<Pop3Limits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}

/** What a command waits for. */
interface Outstanding {
  readonly command: Command
  sent: boolean
}

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
  /** What the server said it can do; `undefined` before CAPA and after TLS came up (RFC 2595 4). */
  capabilities: Capabilities | undefined
  readonly #limits: Pop3Limits
  readonly #pipelining: boolean
  #state: State = 'connecting'
  #planned: State = 'authorization' // once everything that was sent is answered with +OK
  readonly #queue: Outstanding[] = []
  #challenged = false
  #rows: { response: Response; rows: string[]; octets: number } | undefined
  #body: DotDecoder | undefined

  constructor(options: ClientOptions = {}) {
    const limits = { ...defaultLimits, ...options.limits }
    super(limits.buffered, options)
    this.#limits = limits
    this.#pipelining = options.pipelining ?? false
  }

  /** Where the session is, after what was received. */
  get state(): State {
    return this.#state
  }

  /**
   * Queues a command, or answers a challenge. Without pipelining a command goes out when those before it are answered.
   *
   * @throws {@link Pop3Error} `invalid-state` where the protocol does not allow it, `bad-command` and `bad-number` for what cannot be written
   */
  send(input: ClientSend): void {
    this.assertOpen('send')
    if ('type' in input) this.#answerChallenge(input)
    else {
      encodeCommand(input)
      const verb = verbOf(input)
      if (!isAllowed(this.#planned, verb))
        fail('invalid-state', this.input.offset, `send ${verb}: not in the ${this.#planned} state`)
      this.#planned = planAfter(this.#planned, input)
      this.#queue.push({ command: input, sent: false })
      if (this.#state !== 'connecting') this.#release()
    }
  }

  #answerChallenge(input: Exclude<ClientSend, Command>): void {
    if (!this.#challenged) fail('invalid-state', this.input.offset, `send ${input.type}: no challenge is waiting`)
    this.#challenged = false
    this.write(
      asciiBytes(input.type === 'auth-cancel' ? '*\r\n' : `${encodeBase64(input.data)}\r\n`),
      input.type === 'auth-cancel' ? undefined : MASKED,
    )
  }

  /** Writes as many waiting commands as may go now; none while TLS is being set up (RFC 2595 4). */
  #release(): void {
    if (this.#state === 'tls') return
    for (let at = 0; at < this.#queue.length && at < this.#limits.pipelined; at++) {
      const entry = this.#queue[at]!
      if (at > 0 && (!this.#pipelining || endsPipeline(this.#queue[at - 1]!.command.verb))) return
      if (entry.sent) continue
      entry.sent = true
      this.write(encodeCommand(entry.command), this.tapped ? visible(entry.command) : undefined)
    }
  }

  protected override step(): ClientEvent | undefined {
    if (this.#state === 'tls') return this.pauseFor('tls')
    for (;;) {
      if (this.#body !== undefined) return this.#bodyStep(this.#body)
      const limit = this.#lineLimit()
      const status = this.input.readLine(limit)
      const { bytes, start, end, offset } = this.input.line
      if (status === undefined) return undefined
      if (status === 'bare-lf') return this.fatal(new Pop3Error('bare-lf', offset, 'receive: a line that ends in a bare LF'))
      if (status === 'too-long')
        return this.fatal(new Pop3Error('line-too-long', offset, `receive: a line of more than ${limit} octets`))
      const line = bytes.subarray(start, end)
      if (this.tapped) this.saw(withCrlf(line))
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
    return this.#rows !== undefined || this.#state === 'exchange' || this.#awaits('auth')
      ? this.#limits.authLine
      : this.#limits.responseLine
  }

  #awaits(verb: Command['verb']): boolean {
    return this.#queue[0]?.sent === true && this.#queue[0].command.verb === verb
  }

  #statusLine(line: Uint8Array, offset: number): ClientEvent | undefined {
    if (this.#state === 'connecting') return this.#greeting(decodeResponse(line, offset))
    const entry = this.#queue[0]
    if (entry === undefined || !entry.sent)
      return this.fatal(new Pop3Error('unsolicited', offset, 'receive: a response that nothing asked for'))
    const { command } = entry
    if (
      command.verb === 'auth' &&
      command.mechanism !== undefined &&
      line[0] === 0x2b &&
      (line.length === 1 || line[1] === 0x20)
    ) {
      this.#state = 'exchange'
      this.#challenged = true
      return { type: 'challenge', data: decodeBase64(decodeText(line, Math.min(2, line.length)), fail, offset + 2) }
    }
    const response = decodeResponse(line, offset)
    const framing: Framing = response.status === '+OK' ? framingOf(command) : 'line'
    if (framing === 'rows') {
      this.#rows = { response, rows: [], octets: 0 }
      return undefined
    }
    if (framing === 'body') this.#body = new DotDecoder(this.#limits.bodyLine)
    return this.#answered(command, response, response.status === '+OK' ? listingOf(command, [response.text], false) : undefined)
  }

  #greeting(response: Response): ClientEvent {
    this.#state = stateAfter('connecting', 'connect', response.status === '+OK')
    if (this.#state === 'ended') this.finish()
    else this.#release()
    return { type: 'greeting', response, timestamp: response.status === '+OK' ? greetingTimestamp(response.text) : undefined }
  }

  /** The first queued command is done: the state follows, and the next may go. */
  #answered(command: Command, response: Response, listing: Listing | undefined): ClientEvent {
    this.#queue.shift()
    const ok = response.status === '+OK'
    const verb = verbOf(command)
    this.#state = stateAfter(this.#state, verb, ok)
    if (this.#state === 'ended') this.finish()
    if (!ok || this.#queue.length === 0) this.#replan()
    if (listing?.type === 'capa') this.capabilities = listing.capabilities
    if (this.#state !== 'ended') this.#release()
    return { type: 'response', command, response, listing }
  }

  /** What was refused changes where the commands behind it will be answered. */
  #replan(): void {
    this.#planned = this.#state === 'tls' ? 'authorization' : this.#state
    for (const { command } of this.#queue) this.#planned = planAfter(this.#planned, command)
  }

  #row(
    pending: { response: Response; rows: string[]; octets: number },
    line: Uint8Array,
    offset: number,
  ): ClientEvent | undefined {
    const { command } = this.#queue[0]!
    if (line.length === 1 && line[0] === 0x2e) {
      this.#rows = undefined
      return this.#answered(command, pending.response, listingOf(command, pending.rows, true))
    }
    pending.octets += line.length + 2
    if (pending.octets > this.#limits.listing)
      fail('limit', offset, `receive: a listing of more than ${this.#limits.listing} octets`)
    const bad = line.findIndex(octet => octet === 0 || octet === CR)
    if (bad >= 0) fail(line[bad] === 0 ? 'nul' : 'bare-cr', offset + bad, 'receive: CR or NUL in a listing')
    pending.rows.push(decodeText(line, line[0] === 0x2e ? 1 : 0))
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

  protected override atRest(): boolean {
    return this.#queue.length === 0 && this.#body === undefined && this.#state !== 'connecting'
  }

  protected override afterUpgrade(): void {
    this.#state = 'authorization'
    this.capabilities = undefined
    this.#replan()
    this.#release()
  }

  protected override failure(code: EndpointErrorCode, offset: number, message: string): Pop3Error {
    return new Pop3Error(code, offset, message)
  }
}

/** Where a command leads if all goes well; what is queued behind STLS goes out when TLS is up. */
function planAfter(state: State, command: Command): State {
  const next = stateAfter(state, verbOf(command), true)
  return next === 'tls' ? 'authorization' : next
}

const MASKED: Uint8Array = /* @__PURE__ */ asciiBytes('***\r\n')

/** A command as the tap may see it. */
export function visible(command: Command): Uint8Array | undefined {
  if (command.verb === 'pass') return asciiBytes('PASS ***\r\n')
  if (command.verb === 'apop') return asciiBytes('APOP *** ***\r\n')
  return command.verb === 'auth' && command.initialResponse !== undefined
    ? asciiBytes(`AUTH ${command.mechanism} ***\r\n`)
    : undefined
}

const withCrlf = (line: Uint8Array): Uint8Array => Uint8Array.from([...line, CR, LF])

/** The rows of a positive response, typed by its command; `many` for rows up to a dot. */
function listingOf(command: Command, rows: readonly string[], many: boolean): Listing | undefined {
  try {
    switch (command.verb) {
      case 'stat':
        return { type: 'stat', drop: parseDropListing(rows[0]!) }
      case 'list':
        return { type: 'list', rows: rows.map(parseScanListing) }
      case 'uidl':
        return { type: 'uidl', rows: rows.map(parseUniqueIdListing) }
      case 'capa':
        return { type: 'capa', capabilities: parseCapabilities(rows), rows }
      default:
        return many ? { type: 'rows', rows } : undefined
    }
  } catch (error) {
    if (error instanceof Pop3Error) return { type: 'malformed', rows, error }
    throw error
  }
}
