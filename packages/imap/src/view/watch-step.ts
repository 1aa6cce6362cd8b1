/** What a `Watch` says: what to do now, and what it is at. */
import type { ClientSend } from '../session/events.js'

/** What to do now. */
export type WatchStep =
  /** Give this to `ClientConnection.send`, and ask again. */
  | { readonly type: 'send'; readonly output: ClientSend }
  /** Nothing; ask again after each event, and at this time at the latest, by the caller's clock. `undefined`: only after an event, or `resume`. */
  | { readonly type: 'wait'; readonly until: number | undefined }
  /** The server told less than happened: compare the watched mailboxes with it, the selected one included, and ask again. Said once. */
  | { readonly type: 'resync' }
  /**
   * Close the connection and open another one. `silence`: the server owes an answer, and nothing came for `stall` ms. `timeout`: it keeps talking,
   * but not of that. `overflow`: it tells of nothing any more (RFC 5465 5.8).
   */
  | { readonly type: 'reconnect'; readonly reason: 'silence' | 'timeout' | 'overflow' }

/**
 * What a watch is at. `ready`: nothing is under way; `starting`: IDLE was given, and the server has not said `+`; `idling`; `ending`: DONE was given;
 * `asking`: NOTIFY, NOOP, STATUS or LIST was given; `paused`: nothing is under way until `resume`; `closing`: the server said BYE, or
 * the caller is to close; `closed`.
 */
export type WatchState = 'ready' | 'starting' | 'idling' | 'ending' | 'asking' | 'paused' | 'closing' | 'closed'
