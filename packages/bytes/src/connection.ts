/**
 * The one contract of every connection (docs/architecture.md), and the part of it that is the same for all of them: what was
 * received and not yet used, what is to be written, the pause for another layer, and the end.
 *
 * Always: what the peer sends never throws, it becomes an event; what the caller does wrongly throws, before an octet is
 * produced; exactly one event is the last, `closed` or a fatal `protocol-error`, and nothing follows it.
 */
import { Input } from './input.js'

/** What a connection needs before it can go on. */
export type Waiting =
  | 'input' // octets from the peer
  | 'reply' // a `send()` by the caller
  | 'upgrade' // the layer that an `upgrade` event announced, then `upgraded()`
  | 'closed' // nothing: it is over

/** One side of one session, without I/O. */
export interface Connection<Event> {
  /** Takes octets from the peer. They must stay as they are until `nextEvent()` gives `undefined` while `waiting` is `'input'`. */
  receive(chunk: Uint8Array): void
  /** The peer closed its side. */
  receiveEnd(): void
  /** What happened next, or `undefined`: `waiting` says what is needed. */
  nextEvent(): Event | undefined
  /** The octets to write now, in order; drains them. */
  takeOutput(): Uint8Array[]
  /** Says that the layer of an `upgrade` event is up; gives the octets that already belong to it. */
  upgraded(): Uint8Array
  readonly waiting: Waiting
  readonly state: string
}

/** A layer that goes below the protocol from here on. */
export interface UpgradeEvent {
  readonly type: 'upgrade'
  readonly layer: 'tls' | 'deflate'
}

/** The peer broke the protocol. After a fatal one the connection is over. */
export interface ProtocolErrorEvent<Failure> {
  readonly type: 'protocol-error'
  readonly error: Failure
  readonly fatal: boolean
}

/** The session ended as it should. The last event. */
export interface ClosedEvent {
  readonly type: 'closed'
}

/** Sees the octets of a session as they are on the wire, with secrets masked. */
export type Tap = (direction: 'sent' | 'received', bytes: Uint8Array) => void

/** The codes that {@link Endpoint} itself reports; each package's own union of codes contains them. */
export type EndpointErrorCode =
  | 'invalid-state' // the caller did what cannot be done now
  | 'input-overflow' // more was received than is used
  | 'unexpected-end' // the peer closed in the middle of something
  | 'plaintext-after-upgrade' // octets that were sent before the TLS they should be in

export interface EndpointOptions {
  readonly tap?: Tap | undefined
}

/** Base of the six connections. A subclass says what the next step is; this does the rest. */
export abstract class Endpoint<Event extends { readonly type: string }, Failure extends Error>
  implements Connection<Event | UpgradeEvent | ClosedEvent | ProtocolErrorEvent<Failure>>
{
  abstract readonly state: string
  protected input: Input = new Input()
  readonly #tap: Tap | undefined
  readonly #maxBuffered: number
  #output: Uint8Array[] = []
  #layer: UpgradeEvent['layer'] | undefined
  #peerEnded = false
  #overflowed = false
  #closing = false
  #closed = false

  /** `maxBuffered`: the octets that may lie unused when more arrive (a limit with a name in each package). */
  constructor(maxBuffered: number, options: EndpointOptions) {
    this.#maxBuffered = maxBuffered
    this.#tap = options.tap
  }

  get waiting(): Waiting {
    return this.#closed ? 'closed' : this.#layer !== undefined ? 'upgrade' : this.owesAnswer() ? 'reply' : 'input'
  }

  receive(chunk: Uint8Array): void {
    if (this.#closed || this.#peerEnded) this.#misuse('receive', 'the session has ended')
    if (this.#layer !== undefined) this.#misuse('receive', `call upgraded() first: the ${this.#layer} layer is not up`)
    if (!(chunk instanceof Uint8Array)) this.#misuse('receive', 'the chunk is not a Uint8Array')
    if (this.input.length > this.#maxBuffered) this.#overflowed = true
    else this.input.push(chunk)
  }

  receiveEnd(): void {
    this.#peerEnded = true
  }

  nextEvent(): Event | UpgradeEvent | ClosedEvent | ProtocolErrorEvent<Failure> | undefined {
    if (this.#closed) return undefined
    // Without a peer TLS never comes up; for DEFLATE all its bytes may be here already.
    if (this.#layer !== undefined) return this.#peerEnded && this.#layer === 'tls' ? this.#endedEarly() : undefined
    if (this.#closing) return this.#close()
    if (this.#overflowed)
      return this.fatal(
        this.failure('input-overflow', this.input.offset, `receive: more than ${this.#maxBuffered} octets lie unused`),
      )
    const event = this.step()
    if (event !== undefined) return event
    if (this.#closing) return this.#close()
    if (!this.#peerEnded || this.owesAnswer()) return undefined
    return this.atRest() && this.input.length === 0 ? this.#close() : this.#endedEarly()
  }

  takeOutput(): Uint8Array[] {
    const output = this.#output
    this.#output = []
    return output
  }

  upgraded(): Uint8Array {
    const layer = this.#layer
    if (layer === undefined) this.#misuse('upgraded', 'no upgrade event is pending')
    this.#layer = undefined
    const rest = this.input.drain()
    this.input = new Input()
    this.afterUpgrade(layer)
    return rest
  }

  /** The next event from `input`, or `undefined` when more is needed. An error of the package that it throws is fatal. */
  protected abstract step(): Event | UpgradeEvent | ProtocolErrorEvent<Failure> | undefined
  /** True while nothing can go on before the caller sends. */
  protected abstract owesAnswer(): boolean
  /** True where the peer may close without breaking the protocol. */
  protected abstract atRest(): boolean
  /** Forgets what was learned before the layer (RFC 3207 4.2, RFC 2595 4, RFC 9051 6.2.1). */
  protected abstract afterUpgrade(layer: UpgradeEvent['layer']): void
  /** The package's error. */
  protected abstract failure(code: EndpointErrorCode, offset: number, message: string): Failure
  /** What a server writes before it hangs up on an error; a client writes nothing. */
  protected lastWords(_failure: Failure): Uint8Array | undefined {
    return undefined
  }

  /** Queues octets; `visible` is what the tap sees where they hold a secret. */
  protected write(bytes: Uint8Array, visible: Uint8Array = bytes): void {
    this.#output.push(bytes)
    this.#tap?.('sent', visible)
  }

  /** Tells the tap of octets that were used. */
  protected saw(visible: Uint8Array): void {
    this.#tap?.('received', visible)
  }

  /** True when a tap listens: spares the work of masking for nobody. */
  protected get tapped(): boolean {
    return this.#tap !== undefined
  }

  /** Throws unless the caller may send now. */
  protected assertOpen(action: string): void {
    if (this.#closed || this.#closing) this.#misuse(action, 'the session has ended')
    if (this.#layer !== undefined) this.#misuse(action, `call upgraded() first: the ${this.#layer} layer is not up`)
  }

  /** The session is over after what was sent or read last: the next event is `closed`. */
  protected finish(): void {
    this.#closing = true
  }

  /** The event of an error after which nothing follows. */
  protected fatal(failure: Failure): ProtocolErrorEvent<Failure> {
    const last = this.lastWords(failure)
    if (last !== undefined) this.write(last)
    this.#closed = true
    this.input = new Input()
    return { type: 'protocol-error', error: failure, fatal: true }
  }

  /** Pauses for another layer. Octets that came too early for TLS are an attack (RFC 3207 4.1): fatal. */
  protected pauseFor(layer: UpgradeEvent['layer']): UpgradeEvent | ProtocolErrorEvent<Failure> {
    if (layer === 'tls' && this.input.length > 0) {
      return this.fatal(
        this.failure(
          'plaintext-after-upgrade',
          this.input.offset,
          `start TLS: ${this.input.length} octets were sent in the clear`,
        ),
      )
    }
    this.#layer = layer
    return { type: 'upgrade', layer }
  }

  /** The peer closed where the protocol does not let it. */
  #endedEarly(): ProtocolErrorEvent<Failure> {
    const { offset, length } = this.input
    return this.fatal(this.failure('unexpected-end', offset + length, 'receive: the peer closed in the middle of a session'))
  }

  #close(): ClosedEvent {
    this.#closed = true
    this.input = new Input()
    return { type: 'closed' }
  }

  #misuse(action: string, reason: string): never {
    throw this.failure('invalid-state', this.input.offset, `${action}: ${reason}`)
  }
}
