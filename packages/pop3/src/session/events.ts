/** The events of a connection and the arguments of `send`, for both sides. */
import type { ClosedEvent, DataViolation, ProtocolErrorEvent, SessionFacts, Tap, UpgradeEvent } from '@mailwire/bytes'
import type { Capabilities } from '../capability.js'
import type { Command } from '../command/command.js'
import type { Continuation } from '../continuation.js'
import type { Pop3Error } from '../error.js'
import type { Pop3Limits } from '../limits.js'
import type { Listing } from '../listing-kinds.js'
import type { Response, ResponseInit } from '../response.js'

export type ClientEvent =
  /** The server's first line; `timestamp` is what APOP needs. */
  | { readonly type: 'greeting'; readonly response: Response; readonly timestamp: string | undefined }
  /** The answer to a command. After a positive one to RETR and TOP the message follows: a `body-start`, `body-chunk` events and a `body-end`. */
  | { readonly type: 'response'; readonly command: Command; readonly response: Response; readonly listing: Listing | undefined }
  /**
   * A command that gets no response. Not `sent`: what it depends on was refused (a login after a refused STLS, PASS after a refused
   * USER), the server turned out not to offer it or a command before it, or the session ended first. `sent`: the session ended instead of the
   * response.
   */
  | { readonly type: 'unanswered'; readonly command: Command; readonly sent: boolean }
  /** The message that RETR or TOP asked for begins. */
  | { readonly type: 'body-start'; readonly command: Command }
  /** A piece of the message, its dots unstuffed; it may be a view, valid until the caller reuses the chunk that it came in. */
  | { readonly type: 'body-chunk'; readonly bytes: Uint8Array }
  /** The message is complete. `violations` are bytes that do not belong in one. */
  | { readonly type: 'body-end'; readonly violations: readonly DataViolation[] }
  /** AUTH: the server wants an `auth-response`. */
  | ({ readonly type: 'challenge' } & Continuation)
  | UpgradeEvent
  | ClosedEvent
  /** Fatal, except for a challenge that cannot be read: the exchange is then cancelled, and AUTH's response follows. */
  | ProtocolErrorEvent<Pop3Error>

/** What a client may send: a command, or a line of an AUTH exchange. */
export type ClientSend =
  | Command
  | { readonly type: 'auth-response'; readonly data: Uint8Array }
  | { readonly type: 'auth-cancel' }

export interface ClientOptions {
  /** True where the session runs inside TLS from the start, so that STLS may not be sent. */
  readonly tls?: boolean | undefined
  /**
   * Sends commands ahead of their responses. By default where CAPA has PIPELINING (RFC 2449 6.6); `false` turns it off, and `true` turns it on
   * for a server that was not asked and is known to support it.
   */
  readonly pipelining?: boolean | undefined
  /**
   * Takes any timestamp of the greeting for APOP: also one that is not a `msg-id` or holds 8-bit bytes, and one that was received before TLS. A
   * man in the middle who chooses it can work out the password (CVE-2007-1558).
   */
  readonly anyTimestamp?: boolean | undefined
  /** Skips a bare LF before the greeting, as some servers send it. */
  readonly skipBlankLine?: boolean | undefined
  /** Accepts the grammar of the RFCs only: see `quirks`. A row of a listing that does not follow it ends the session, instead of being in `malformed`. */
  readonly strict?: boolean | undefined
  readonly limits?: Partial<Pop3Limits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}

/** What a server has to answer: a command, a malformed command, or the connection itself. */
export type ServerCommand =
  | Command
  /** The client connected: answered with the greeting. */
  | { readonly verb: 'connect' }
  /**
   * A malformed line; or a command that is not allowed in this state or is about a message marked as deleted, which is then in `command`: answered with `-ERR` only.
   */
  | { readonly verb: 'invalid'; readonly error: Pop3Error; readonly command: Command | undefined }

/** What a server sends to answer a command. */
export type ServerResponse = ResponseInit & {
  /** The rows of a listing; only with `+OK` to a command that asks for rows. */
  readonly rows?: readonly string[] | undefined
}

/** What a server may send: a response, the pieces of a message after `+OK` to RETR or TOP, or a challenge. */
export type ServerSend =
  | ServerResponse
  | { readonly type: 'body-chunk'; readonly bytes: Uint8Array }
  | { readonly type: 'body-end' }
  | { readonly type: 'challenge'; readonly data: Uint8Array }

export type ServerEvent =
  | { readonly type: 'command'; readonly command: ServerCommand; readonly suggestedReply: ServerResponse }
  /**
   * QUIT of a client that is logged in, answered as a command: now, and at no other time, the messages that are marked as deleted are removed
   * (RFC 1939 6). `deleted` are their numbers, ascending. A session that ends without this event removes nothing.
   */
  | { readonly type: 'update'; readonly deleted: readonly number[]; readonly suggestedReply: ServerResponse }
  /** The client answers a challenge. */
  | { readonly type: 'auth-response'; readonly data: Uint8Array; readonly suggestedReply: ServerResponse }
  /** The client cancels the exchange, or sent something that is not base 64: answered with `-ERR` only. */
  | { readonly type: 'auth-cancel'; readonly suggestedReply: ServerResponse }
  | UpgradeEvent
  | ClosedEvent
  | ProtocolErrorEvent<Pop3Error>

export interface ServerOptions {
  /**
   * What CAPA says; USER alone by default. A function is called at the start, after TLS starts and after the login, as capabilities may differ
   * there (RFC 2449 5).
   */
  readonly capabilities?: Capabilities | ((session: SessionFacts) => Capabilities) | undefined
  /** Named in the greeting; it holds no `<`, and does not begin with `[` (RFC 2449 3). */
  readonly hostname?: string | undefined
  /** A `msg-id` for APOP, put into the greeting; a different one for each session. */
  readonly timestamp?: string | undefined
  /** True where the session runs inside TLS from the start, so that STLS is refused. */
  readonly tls?: boolean | undefined
  /** Keywords of the caller's own, in upper case. They may be answered with `+OK`, which no other unknown command may. */
  readonly verbs?: readonly string[] | undefined
  /** Accepts the grammar of the RFCs only: see `quirks`. */
  readonly strict?: boolean | undefined
  /** Turns bare CR and LF in messages into CRLF; without it `send` refuses them. */
  readonly normalize?: boolean | undefined
  readonly limits?: Partial<Pop3Limits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}
