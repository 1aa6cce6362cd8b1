/** What framing gives: whole commands and responses, markers of literals, and pieces of those that stream. */

/** A literal whose bytes went by as pieces. */
export interface StreamedPlace {
  readonly size: number
  /** True when a NUL was among them. */
  hasNul: boolean
}

/** From a place in the bytes of a message on, how much further on in the stream it is: behind a literal that streamed, and behind a bare LF. */
export interface Shift {
  readonly at: number
  readonly by: number
}

/** A whole command or response, without its last CRLF; valid until the next read. */
export interface Frame {
  readonly type: 'frame'
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  /** Bytes from the start of the stream. */
  readonly offset: number
  /** Where the first line of it ended in a bare LF, in bytes from the start of the stream; `undefined` where none did. */
  readonly bareLf?: number | undefined
  /** The streamed literals, by the place of their `{` in `bytes`. */
  readonly streamed: ReadonlyMap<number, StreamedPlace>
  /** In order; `undefined` where there are none. */
  readonly shifts?: readonly Shift[] | undefined
}

/** A literal's marker was read. */
export interface LiteralMarker {
  readonly type: 'literal'
  readonly size: number
  /** True when the sender goes on without being told to (RFC 7888). */
  readonly nonSynchronizing: boolean
  /** True when its bytes come as pieces. */
  readonly streamed: boolean
  /** True for the first one of its message. */
  readonly first: boolean
  /** All that was read of the message, in `bytes` from `start`: up to the `{` at `end`, and with the marker and its CRLF to `markerEnd`. */
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  readonly markerEnd: number
  /** Where the message starts, in bytes from the start of the stream. */
  readonly offset: number
  /** The streamed literals before it, by the place of their `{` in `bytes`. */
  readonly streamedBefore: ReadonlyMap<number, StreamedPlace>
}

/** A piece of a streamed literal: a view on the caller's chunk. */
export interface LiteralPiece {
  readonly type: 'piece'
  readonly bytes: Uint8Array
  readonly last: boolean
}

/** Where a message may hold literals: everywhere, inside the brackets of a response code, or nowhere. */
export type LiteralPlaces = 'anywhere' | 'in-code' | 'nowhere'
