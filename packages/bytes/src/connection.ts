/**
 * The one contract of every connection (docs/architecture.md).
 *
 * Always: what the peer sends never throws, it becomes an event; what the caller does wrongly throws, before a byte is produced; exactly
 * one event is the last, `closed` or a fatal `protocol-error`, and nothing follows it.
 */

/** What a connection needs before it can go on. */
export type Waiting =
  | 'input' // bytes from the peer
  | 'reply' // a `send()` by the caller
  | 'upgrade' // the layer that an `upgrade` event announced, then `upgraded()`
  | 'closed' // nothing: it is over, except for events that are still queued

/** One side of one session, without I/O. */
export interface Connection<Event> {
  /** Takes bytes from the peer. They must stay as they are until `nextEvent()` gives `undefined` while `waiting` is `'input'`. */
  receive(chunk: Uint8Array): void
  /** The peer closed its side. */
  receiveEnd(): void
  /** What happened next, or `undefined`: `waiting` says what is needed. */
  nextEvent(): Event | undefined
  /** The bytes to write now, in order; drains them. */
  takeOutput(): Uint8Array[]
  /** Says that the layer of an `upgrade` event is up; gives the bytes that already belong to it. */
  upgraded(): Uint8Array
  /** What is needed before it can go on. */
  readonly waiting: Waiting
  /** Where the session is, in the words of its protocol. */
  readonly state: string
}

/** From here on the protocol runs over another layer. */
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

/** What a server's offers may depend on. */
export interface SessionFacts {
  /** Inside TLS. */
  readonly secure: boolean
  /** Somebody is logged in. */
  readonly authenticated: boolean
}

/**
 * Sees the bytes of a session as they are on the wire, with secrets masked. It only looks on: it may not call the session, and what it throws
 * comes out of the next `nextEvent()`.
 */
export type Tap = (direction: 'sent' | 'received', bytes: Uint8Array) => void
