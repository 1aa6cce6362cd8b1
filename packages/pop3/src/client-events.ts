/** What a client sends, and what a server's answers become. */
import type { ClosedEvent, DataViolation, ProtocolErrorEvent, Tap, UpgradeEvent } from '@mailwire/bytes'
import type { Capabilities } from './capability.js'
import type { Command } from './command.js'
import type { Pop3Error } from './error.js'
import type { Pop3Limits } from './limits.js'
import type { DropListing, ScanListing, UniqueIdListing } from './listing.js'
import type { Response } from './response.js'

/** A row of LIST or UIDL that does not follow its grammar, or names a message for the second time. It costs only itself. */
export interface MalformedRow {
  readonly row: string
  /** The message that it starts with, where that can be read. */
  readonly message: number | undefined
  /** What is wrong with it; `offset` is where the row starts in the stream. */
  readonly error: Pop3Error
}

/** What a positive response says beyond its first line, by the command that asked. */
export type Listing =
  | { readonly type: 'stat'; readonly drop: DropListing }
  | { readonly type: 'list'; readonly rows: readonly ScanListing[]; readonly malformed: readonly MalformedRow[] }
  | { readonly type: 'uidl'; readonly rows: readonly UniqueIdListing[]; readonly malformed: readonly MalformedRow[] }
  | { readonly type: 'capa'; readonly capabilities: Capabilities; readonly rows: readonly string[] }
  /** LANG and AUTH without an argument. */
  | { readonly type: 'rows'; readonly rows: readonly string[] }
  /** The one line that answers STAT, or LIST or UIDL with a number, where it does not follow its grammar or is about another message. */
  | { readonly type: 'malformed'; readonly rows: readonly string[]; readonly error: Pop3Error }

export type ClientEvent =
  /** The server's first line; `timestamp` is what APOP needs. */
  | { readonly type: 'greeting'; readonly response: Response; readonly timestamp: string | undefined }
  /** The answer to a command. After a positive one to RETR and TOP the message follows as `body-chunk` events and a `body-end`. */
  | { readonly type: 'response'; readonly command: Command; readonly response: Response; readonly listing: Listing | undefined }
  /**
   * A command that gets no response. Not `sent`: what it depends on was refused (a login behind a refused STLS, PASS behind a refused
   * USER), or the session ended before. `sent`: the session ended instead of the response.
   */
  | { readonly type: 'unanswered'; readonly command: Command; readonly sent: boolean }
  /** A piece of the message, its dots unstuffed; it may be a view, valid until the chunk it came in is used again. */
  | { readonly type: 'body-chunk'; readonly bytes: Uint8Array }
  /** The message is whole. `violations` are bytes that do not belong in one. */
  | { readonly type: 'body-end'; readonly violations: readonly DataViolation[] }
  /** AUTH: the server wants an `auth-response`. */
  | { readonly type: 'challenge'; readonly data: Uint8Array }
  | UpgradeEvent
  | ClosedEvent
  /** Fatal, except for a challenge that cannot be read: the exchange is then cancelled, and AUTH's response follows. */
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
