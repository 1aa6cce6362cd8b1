/**
 * What all connections share: unread input, pending output, the pause for another layer, and the end. A connection has an engine, and
 * tells it through `Steps` what its protocol does next.
 */
import type { ClosedEvent, Connection, ProtocolErrorEvent, Tap, UpgradeEvent, Waiting } from './connection.js'
import type { Fail, WireError } from './fail.js'
import { Input } from './input.js'
import { Queue } from './queue.js'
import { requireBytes } from './require-bytes.js'

/** The codes that {@link Engine} itself reports; each package's own union of codes contains them. */
export type EngineErrorCode =
  | 'invalid-state' // the caller's call is not valid in this state
  | 'input-overflow' // too many received bytes wait to be read
  | 'bad-value' // the caller's value is not of its type
  | 'unexpected-end' // the peer closed before the session was over
  | 'plaintext-after-upgrade' // bytes that were sent before TLS started

/** The events that an engine makes itself. */
export type EngineEvent<Failure> = UpgradeEvent | ClosedEvent | ProtocolErrorEvent<Failure>

/** The hooks of one connection: what its protocol does next. */
export interface Steps<Event, Failure extends WireError<string>> {
  /** The next event from what was received, or `undefined` when more is needed. */
  step(): Event | EngineEvent<Failure> | undefined
  /** True while nothing can go on before the caller sends. */
  owesAnswer(): boolean
  /** True where the peer may close without breaking the protocol. */
  atRest(): boolean
  /** Forgets what was learned before the layer (RFC 3207 4.2, RFC 2595 4, RFC 9051 6.2.1). */
  afterUpgrade(layer: UpgradeEvent['layer']): void
  /** Throws the package's error. If `step` throws one of the peer's, it is fatal; one of the caller's is passed on. */
  readonly failure: new (
    code: EngineErrorCode,
    offset: number,
    message: string,
  ) => Failure
  /** What a server writes before it closes on an error; a client writes nothing. */
  lastWords?(failure: Failure): Uint8Array | undefined
  /** The outcomes of what is still outstanding once the session is over; they come before its last event. */
  outcomes?(): readonly Event[]
}

/** The machinery of one connection. */
export class Engine<Event, Failure extends WireError<string>> implements Omit<Connection<Event | EngineEvent<Failure>>, 'state'> {
  /** What was received and not yet used. */
  input: Input = new Input()
  readonly #tap: Tap | undefined
  readonly #maxBuffered: number
  readonly #steps: Steps<Event, Failure>
  #output: Uint8Array[] = []
  readonly #events = new Queue<Event | EngineEvent<Failure>>()
  #layer: UpgradeEvent['layer'] | undefined
  #peerEnded = false
  #overflowed = false
  #closing = false
  #closed = false
  #telling = false
  #tapError: { readonly error: unknown } | undefined

  /** `maxBuffered`: how many unread bytes may wait when more arrive (a limit with a name in each package). */
  constructor(maxBuffered: number, tap: Tap | undefined, steps: Steps<Event, Failure>) {
    this.#maxBuffered = maxBuffered
    this.#tap = tap
    this.#steps = steps
  }

  get waiting(): Waiting {
    return this.#closed ? 'closed' : this.#layer !== undefined ? 'upgrade' : this.#steps.owesAnswer() ? 'reply' : 'input'
  }

  receive(chunk: Uint8Array): void {
    this.#assertIdle('receive')
    if (this.#closed || this.#peerEnded) this.#misuse('receive', 'the session has ended')
    if (this.#layer !== undefined) this.#misuse('receive', `call upgraded() first: the ${this.#layer} layer is not up`)
    requireBytes(chunk, this.#reject, 'bad-value', 'receive')
    if (this.input.unseen > this.#maxBuffered) this.#overflowed = true
    else this.input.push(chunk)
  }

  receiveEnd(): void {
    this.#peerEnded = true
  }

  nextEvent(): Event | EngineEvent<Failure> | undefined {
    this.#assertIdle('nextEvent')
    if (this.#tapError !== undefined) {
      const { error } = this.#tapError
      this.#tapError = undefined
      throw error
    }
    if (this.#events.length > 0) return this.#events.shift()
    if (this.#closed) return undefined
    const event = this.#next()
    // Queued events and the outcomes come before the last event.
    if (!this.#closed || event === undefined) return event
    for (const outcome of this.#steps.outcomes?.() ?? []) this.#events.push(outcome)
    this.#events.push(event)
    return this.#events.shift()
  }

  takeOutput(): Uint8Array[] {
    this.#assertIdle('takeOutput')
    const output = this.#output
    this.#output = []
    return output
  }

  upgraded(): Uint8Array {
    const layer = this.#layer
    if (layer === undefined || this.#closed) this.#misuse('upgraded', 'no upgrade event is pending')
    const rest = this.input.drain()
    this.input = new Input()
    this.#steps.afterUpgrade(layer) // if a function of the caller throws there, the session stays where it was
    this.#layer = undefined
    return rest
  }

  /** Queues an event that follows the one that is being made, before the next step. */
  follow(event: Event): void {
    this.#events.push(event)
  }

  /** Queues bytes; `visible` is what the tap sees where they hold a secret. */
  write(bytes: Uint8Array, visible?: Uint8Array): void {
    this.#output.push(bytes)
    if (this.#tap !== undefined) this.#tell('sent', visible ?? bytes.slice())
  }

  /** Shows the tap bytes that were consumed. */
  saw(visible: Uint8Array): void {
    this.#tell('received', visible)
  }

  /** Shows the tap a line that was consumed; it is kept without its CRLF. */
  sawLine(bytes: Uint8Array, start: number, end: number): void {
    if (this.#tap !== undefined) this.#tell('received', withCrlf(bytes, start, end))
  }

  /** True when there is a tap: without one nothing has to be masked. */
  get tapped(): boolean {
    return this.#tap !== undefined
  }

  /** Throws unless the caller may send now. */
  assertOpen(action: string): void {
    this.#assertIdle(action)
    if (this.#closed || this.#closing) this.#misuse(action, 'the session has ended')
    if (this.#layer !== undefined) this.#misuse(action, `call upgraded() first: the ${this.#layer} layer is not up`)
  }

  /** Ends the session after what was sent or read last: the next event is `closed`. */
  finish(): void {
    this.#closing = true
  }

  /** The event of an error after which nothing follows. */
  fatal(failure: Failure): ProtocolErrorEvent<Failure> {
    const last = this.#steps.lastWords?.(failure)
    if (last !== undefined) this.write(last)
    this.#closed = true
    this.input = new Input()
    return { type: 'protocol-error', error: failure, fatal: true }
  }

  /**
   * Pauses for another layer. Bytes that were received too early are fatal unless they `mayFollow`: with TLS they may be an attack (RFC 3207 4.1), and
   * on a server that does not inflate yet they are a mistake of the client (RFC 4978 3).
   */
  pauseFor(layer: UpgradeEvent['layer'], mayFollow = false): UpgradeEvent | ProtocolErrorEvent<Failure> {
    const { offset, length } = this.input
    if (!mayFollow && length > 0) {
      const name = layer === 'tls' ? 'TLS' : 'DEFLATE'
      return this.#fail('plaintext-after-upgrade', offset, `start ${name}: ${length} bytes arrived before ${name} was up`)
    }
    this.#layer = layer
    return { type: 'upgrade', layer }
  }

  /** What a tap throws is kept until the session is consistent again: the next `nextEvent()` throws it. */
  #tell(direction: 'sent' | 'received', bytes: Uint8Array): void {
    this.#telling = true
    try {
      this.#tap?.(direction, bytes)
    } catch (error) {
      this.#tapError ??= { error }
    } finally {
      this.#telling = false
    }
  }

  /** A tap observes; it must not call the connection. */
  #assertIdle(action: string): void {
    if (this.#telling) this.#misuse(action, 'a tap must not call the connection that it observes')
  }

  #next(): Event | EngineEvent<Failure> | undefined {
    // Without a peer TLS never starts; with DEFLATE all bytes of the peer may have been received already.
    if (this.#layer !== undefined) return this.#peerEnded && this.#layer === 'tls' ? this.#endedEarly() : undefined
    if (this.#closing) return this.#close()
    if (this.#overflowed)
      return this.#fail(
        'input-overflow',
        this.input.offset,
        `receive: more than ${this.#maxBuffered} bytes wait to be read; call nextEvent() until it returns undefined`,
      )
    const event = this.#step()
    if (event !== undefined) return event
    if (this.#closing) return this.#close()
    if (!this.#peerEnded || this.#steps.owesAnswer()) return undefined
    return this.#steps.atRest() && this.input.length === 0 ? this.#close() : this.#endedEarly()
  }

  #step(): Event | EngineEvent<Failure> | undefined {
    try {
      return this.#steps.step()
    } catch (error) {
      if (error instanceof this.#steps.failure && error.fault === 'remote') return this.fatal(error)
      throw error
    }
  }

  /** The peer closed where the protocol does not allow it. */
  #endedEarly(): ProtocolErrorEvent<Failure> {
    const { offset, length } = this.input
    return this.#fail('unexpected-end', offset + length, 'receive: the peer closed in the middle of a session')
  }

  #fail(code: EngineErrorCode, offset: number, message: string): ProtocolErrorEvent<Failure> {
    return this.fatal(new this.#steps.failure(code, offset, message))
  }

  #close(): ClosedEvent {
    this.#closed = true
    this.input = new Input()
    return { type: 'closed' }
  }

  #misuse(action: string, reason: string): never {
    return this.#reject('invalid-state', this.input.offset, `${action}: ${reason}`)
  }

  readonly #reject: Fail<EngineErrorCode> = (code, offset, message) => {
    throw new this.#steps.failure(code, offset, message)
  }
}

/** A copy of a line, with the CRLF that reading took off. */
export function withCrlf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const line = new Uint8Array(end - start + 2)
  line.set(bytes.subarray(start, end))
  line.set([13, 10], end - start)
  return line
}
