/** The results of framing: complete commands and responses, literal markers, and pieces of streamed literals. */

/** A literal whose bytes were streamed in pieces. */
export interface StreamedPlace {
  readonly size: number
  /** True if its bytes contain a NUL. */
  hasNul: boolean
}

/** A position in a message from which its offset in the stream is larger: after a streamed literal, and after a bare LF. */
export interface Shift {
  readonly at: number
  readonly by: number
}

/** A complete command or response, without its last CRLF; valid until the next read. */
export interface Frame {
  readonly type: 'frame'
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  /** The offset in bytes from the start of the stream. */
  readonly offset: number
  /** The offset in the stream of the first bare LF that ends one of its lines; `undefined` if there is none. */
  readonly bareLf?: number | undefined
  /** The streamed literals, by the position of their `{` in `bytes`. */
  readonly streamed: ReadonlyMap<number, StreamedPlace>
  /** In order; `undefined` if there are none. */
  readonly shifts?: readonly Shift[] | undefined
}

/** A literal's marker was read. */
export interface LiteralMarker {
  readonly type: 'literal'
  readonly size: number
  /** True if the sender does not wait for a continuation (RFC 7888). */
  readonly nonSynchronizing: boolean
  /** True if its bytes are streamed in pieces. */
  readonly streamed: boolean
  /** True for the first one of its message. */
  readonly first: boolean
  /** The message so far, in `bytes` from `start`: up to the `{` at `end`, and including the marker and its CRLF to `markerEnd`. */
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  readonly markerEnd: number
  /** The offset of the message in the stream. */
  readonly offset: number
  /** The streamed literals before it, by the position of their `{` in `bytes`. */
  readonly streamedBefore: ReadonlyMap<number, StreamedPlace>
}

/** A piece of a streamed literal: a view on the caller's chunk. */
export interface LiteralPiece {
  readonly type: 'piece'
  readonly bytes: Uint8Array
  readonly last: boolean
}

/** Where a message may contain literals: anywhere, inside the brackets of a response code, or nowhere. */
export type LiteralPlaces = 'anywhere' | 'in-code' | 'nowhere'
