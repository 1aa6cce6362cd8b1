/** What a client's lines become for a server, and what it answers. */
import type { ClosedEvent, ProtocolErrorEvent, Tap, UpgradeEvent } from '@mailwire/bytes'
import type { Capabilities } from './capability.js'
import type { Command } from './command.js'
import type { Pop3Error } from './error.js'
import type { Pop3Limits } from './limits.js'
import type { ResponseInit } from './response.js'

/** What a server has to answer: a command, one that cannot be read, or the connection itself. */
export type ServerCommand =
  | Command
  /** The client connected: answered with the greeting. */
  | { readonly verb: 'connect' }
  /** A line that is no command, or a command that is not for this state, which is then in `command`: answered with `-ERR` only. */
  | { readonly verb: 'invalid'; readonly error: Pop3Error; readonly command: Command | undefined }

/** What a server sends to answer a command. */
export type Reply = ResponseInit & {
  /** The rows of a listing; only with `+OK` to a command that asks for rows. */
  readonly rows?: readonly string[] | undefined
}

/** What a server may send: a reply, the pieces of a message after `+OK` to RETR or TOP, or a challenge. */
export type ServerSend =
  | Reply
  | { readonly type: 'body-chunk'; readonly bytes: Uint8Array }
  | { readonly type: 'body-end' }
  | { readonly type: 'challenge'; readonly data: Uint8Array }

export type ServerEvent =
  | { readonly type: 'command'; readonly command: ServerCommand; readonly suggestedReply: Reply }
  /** The client answers a challenge. */
  | { readonly type: 'auth-response'; readonly data: Uint8Array; readonly suggestedReply: Reply }
  /** The client gives the exchange up, or what it sent is not base 64: answered with `-ERR` only. */
  | { readonly type: 'auth-cancel'; readonly suggestedReply: Reply }
  | UpgradeEvent
  | ClosedEvent
  | ProtocolErrorEvent<Pop3Error>

export interface ServerOptions {
  /** What CAPA says. */
  readonly capabilities?: Capabilities | undefined
  /** Named in the greeting. */
  readonly hostname?: string | undefined
  /** A `msg-id` for APOP, put into the greeting; another for each session. */
  readonly timestamp?: string | undefined
  /** True where the session runs inside TLS from the start, so that STLS is refused. */
  readonly tls?: boolean | undefined
  /** Keywords of the caller's own, in upper case: commands that may get `+OK`, as no other unknown command may. */
  readonly verbs?: readonly string[] | undefined
  /** Turns bare CR and LF in messages into CRLF; without it `send` refuses them. */
  readonly normalize?: boolean | undefined
  readonly limits?: Partial<Pop3Limits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}
