/** The steps and states of a `Watch`. */
import type { ClientSend } from '../session/events.js'

/** What to do now. */
export type WatchStep =
  /** Pass this to `ClientConnection.send`, and call `next` again. */
  | { readonly type: 'send'; readonly output: ClientSend }
  /** Nothing; call `next` again after each event, and at this time at the latest, by the caller's clock. `undefined`: only after an event, or `resume`. */
  | { readonly type: 'wait'; readonly until: number | undefined }
  /** Changes may have been missed: resynchronize the watched mailboxes, including the selected one, and call `next` again. Given once. */
  | { readonly type: 'resync' }
  /**
   * Close the connection and open another one. `silence`: nothing was received for `stall` ms while an answer was due. `timeout`: the server keeps
   * sending, but not the answer. `overflow`: it no longer sends changes (RFC 5465 5.8).
   */
  | { readonly type: 'reconnect'; readonly reason: 'silence' | 'timeout' | 'overflow' }

/**
 * The state of a watch. `ready`: no command is open; `starting`: IDLE was given, and `+` was not received yet; `idling`; `ending`: DONE was given;
 * `asking`: NOTIFY, NOOP, STATUS or LIST was given; `paused`: no command until `resume`; `closing`: the server sent BYE, or the caller has to close;
 * `closed`.
 */
export type WatchState = 'ready' | 'starting' | 'idling' | 'ending' | 'asking' | 'paused' | 'closing' | 'closed'
