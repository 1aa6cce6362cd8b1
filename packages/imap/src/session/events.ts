/** What passes between a connection and its caller: what a client sends and what responses become, and the same for a server. */
import type { ClosedEvent, ProtocolErrorEvent, SessionFacts, Tap, UpgradeEvent } from '@mailwire/bytes'
import type { Command, CommandBody, CommandInit } from '../command/command.js'
import type { ImapError } from '../error.js'
import type { ImapWarning } from '../grammar/reader.js'
import type { ImapLimits } from '../limits.js'
import type { BodyChunk, BodyEnd, BodyStart, Response, ResponseInit } from '../response/response.js'
import type { StatusResponse } from '../response/status.js'

/** A command with its tag. */
export type TaggedCommand = { readonly tag: string } & CommandBody

/** A status response as it was read. */
export type Status = StatusResponse & { readonly warnings: readonly ImapWarning[] }

export type ClientEvent =
  /** The server's first response: OK, PREAUTH, or BYE. */
  | { readonly type: 'greeting'; readonly response: Status }
  /** An untagged response, whoever asked for it. */
  | { readonly type: 'response'; readonly response: Response }
  /** A command is done. */
  | { readonly type: 'completed'; readonly command: TaggedCommand; readonly response: Status }
  /**
   * A command that is not completed. Not `sent`: what it depends on was refused (a login behind a refused STARTTLS, FETCH behind a refused
   * SELECT), or the session ended before. `sent`: the session ended instead.
   */
  | { readonly type: 'unanswered'; readonly command: TaggedCommand; readonly sent: boolean }
  /** AUTHENTICATE: the server wants an `auth-response`. */
  | { readonly type: 'challenge'; readonly data: Uint8Array }
  /** A large literal comes in pieces; the response it belongs to follows. */
  | BodyStart
  | BodyChunk
  | BodyEnd
  | UpgradeEvent
  | ClosedEvent
  | ProtocolErrorEvent<ImapError>

/** What a client may send: a command, or its part in an AUTHENTICATE exchange. */
export type ClientSend =
  | CommandInit
  | { readonly type: 'auth-response'; readonly data: Uint8Array }
  | { readonly type: 'auth-cancel' }

export interface ClientOptions {
  /** True where the session runs inside TLS from the start. */
  readonly tls?: boolean | undefined
  /** Accepts the grammar of RFC 3501 and RFC 9051 only. */
  readonly strict?: boolean | undefined
  readonly limits?: Partial<ImapLimits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}

/** What a server has to answer: a command, one that cannot be carried out, or the connection itself. */
export type ServerCommand =
  | Command
  /** The client connected: answered with an untagged OK, PREAUTH or BYE. */
  | { readonly verb: 'connect' }
  /**
   * A line that is not a command, or a command that may not be carried out in this state or before TLS, which is then in `command`:
   * nothing to act on. Only a tagged NO or BAD answers it; an untagged one where `tag` is `undefined`.
   */
  | {
      readonly verb: 'invalid'
      readonly tag: string | undefined
      readonly error: ImapError
      readonly command: Command | undefined
    }

/** What a server may send: responses, of which the tagged one completes the command; or a challenge. */
export type ServerSend = ResponseInit | readonly ResponseInit[] | { readonly type: 'challenge'; readonly data: Uint8Array }

export type ServerEvent =
  | { readonly type: 'command'; readonly command: ServerCommand; readonly suggestedReply: readonly ResponseInit[] }
  /** The client answers a challenge. */
  | {
      readonly type: 'auth-response'
      readonly tag: string
      readonly data: Uint8Array
      readonly suggestedReply: readonly ResponseInit[]
    }
  /** The client gives the exchange up, or what it sent is not base 64. */
  | { readonly type: 'auth-cancel'; readonly tag: string; readonly suggestedReply: readonly ResponseInit[] }
  | UpgradeEvent
  | ClosedEvent
  | ProtocolErrorEvent<ImapError>

export interface ServerOptions {
  /**
   * What is announced; a function is asked again once TLS is up or somebody is logged in. IMAP4rev1, LITERAL+ and SASL-IR by default.
   * While STARTTLS is among them and TLS is not up, LOGINDISABLED is announced and no AUTH mechanism is.
   */
  readonly capabilities?: readonly string[] | ((session: SessionFacts) => readonly string[]) | undefined
  /** Named in the greeting. */
  readonly hostname?: string | undefined
  /** True where the session runs inside TLS from the start, so that STARTTLS is not announced. */
  readonly tls?: boolean | undefined
  /** Takes LOGIN and AUTHENTICATE before TLS although STARTTLS is announced (RFC 9051 11.2 advises against it). */
  readonly allowCleartextCredentials?: boolean | undefined
  /** Accepts the grammar of RFC 3501 and RFC 9051 only. */
  readonly strict?: boolean | undefined
  readonly limits?: Partial<ImapLimits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}
