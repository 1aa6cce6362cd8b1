/** What passes between a connection and its caller: what a client sends and what responses become, and the same for a server. */
import type { ClosedEvent, ProtocolErrorEvent, SessionFacts, Tap, UpgradeEvent } from '@mailwire/bytes'
import type { AppendedMessage } from '../command/append.js'
import type { Command, CommandBodyInit, CommandInit } from '../command/command.js'
import type { ImapError } from '../error.js'
import type { Strictness } from '../grammar/reader.js'
import type { ImapLimits } from '../limits.js'
import type { ImapWarning } from '../quirks.js'
import type { Response, ResponseInit } from '../response/response.js'
import type { BodyChunk, BodyEnd, BodyStart } from '../response/response-decoder.js'
import type { Report } from '../response/rule.js'
import type { StatusResponse } from '../response/status.js'

/** A command as it was given, with its tag. */
export type TaggedCommand = { readonly tag: string } & CommandBodyInit

/** A status response as it was read. */
export type Status = StatusResponse & Report

/** A command is done. */
export interface CompletedEvent {
  readonly type: 'completed'
  readonly command: TaggedCommand
  readonly response: Status
  /** Which command of the session it was, from 1, as they were sent. */
  readonly order: number
  /** The `order` of the command that was sent last: those up to it may have been carried out before this answer was written, or after it. */
  readonly begun: number
  /** How many of those are not done. */
  readonly outstanding: number
}

/** What happened in a client's session, by its `type`. */
export type ClientEvent =
  /** The server's first response: OK, PREAUTH, or BYE. */
  | { readonly type: 'greeting'; readonly response: Status }
  /** An untagged response; `command` is the one under way that it answers, as far as that can be told: `undefined` for news. */
  | { readonly type: 'response'; readonly response: Response; readonly command: TaggedCommand | undefined }
  | CompletedEvent
  /**
   * A command that is not completed. Not `sent`: what it depends on was refused (a login behind a refused STARTTLS, FETCH behind a refused
   * SELECT), or the session ended before. `sent`: the session ended instead.
   */
  | { readonly type: 'unanswered'; readonly command: TaggedCommand; readonly sent: boolean }
  /** AUTHENTICATE: the server wants an `auth-response`. */
  | { readonly type: 'challenge'; readonly data: Uint8Array }
  /**
   * The server is idling, and `done` ends it; or the message of an APPEND may go now, as `body-chunk`s. `text` is what the server says to that;
   * `undefined` where the message need not wait for it.
   */
  | { readonly type: 'continuation'; readonly command: TaggedCommand; readonly text: string | undefined }
  /** A large literal comes in pieces; the response it belongs to follows. */
  | BodyStart
  | BodyChunk
  | BodyEnd
  | UpgradeEvent
  | ClosedEvent
  /** `bytes` is the line that it is about, without its CRLF, where one came: a response that cannot be read, or that is no greeting. */
  | (ProtocolErrorEvent<ImapError> & { readonly bytes?: Uint8Array | undefined })

/** What a client says that is not a command. */
export type ClientWord =
  | { readonly type: 'auth-response'; readonly data: Uint8Array }
  | { readonly type: 'auth-cancel' }
  /** Ends IDLE, once the server is idling. */
  | { readonly type: 'done' }
  /** A piece of the last message of the APPEND or REPLACE that was sent last, without `bytes`; it is copied. */
  | { readonly type: 'body-chunk'; readonly bytes: Uint8Array }
  /** The end of the message, which has as many bytes as `size` said. */
  | { readonly type: 'body-end' }

/** What a client may send: a command, its part in an AUTHENTICATE exchange, the end of an IDLE, or the message of an APPEND. */
export type ClientSend = CommandInit | ClientWord

/** What a client's session may be told. */
export interface ClientOptions {
  /** True where the session runs inside TLS from the start. */
  readonly tls?: boolean | undefined
  /** Accepts the grammar and nothing else: that of RFC 3501 and RFC 9051 together, or of one of them. */
  readonly strict?: Strictness | undefined
  readonly limits?: Partial<ImapLimits> | undefined
  /** What to go by in place of what is announced, in upper case: some servers announce what they cannot do. */
  readonly capabilities?: ((announced: ReadonlySet<string>) => ReadonlySet<string>) | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}

/** What a server has to answer: a command, one that cannot be carried out, or the connection itself. */
export type ServerCommand =
  | Command
  /** The client connected: answered with an untagged OK, PREAUTH or BYE. */
  | { readonly verb: 'connect' }
  /**
   * A line that is not a command, or a command that may not be carried out in this state, before TLS, or because a literal of it was
   * discarded or holds NUL, which is then in `command`: nothing to act on. Also a line in the place of the DONE of an IDLE, which is over then. Only a tagged NO or BAD answers it; an untagged one where `tag` is `undefined`.
   */
  | {
      readonly verb: 'invalid'
      readonly tag: string | undefined
      readonly error: ImapError
      readonly command: Command | undefined
    }

/**
 * What a server may send: responses, of which the tagged one completes the command. A `continuation` answers IDLE, and accepts a `literal`,
 * whether or not the client waits for it; a challenge answers AUTHENTICATE.
 */
export type ServerOutput =
  | ResponseInit
  | { readonly type: 'challenge'; readonly data: Uint8Array }
  /** Reads the announced literal and throws it away; the command comes as `invalid` at its end, and is refused then. */
  | { readonly type: 'discard' }

/** One of them, or several at once. */
export type ServerSend = ServerOutput | readonly ServerOutput[]

/** What happened in a server's session, by its `type`; what has a `suggestedReply` waits for `send`. */
export type ServerEvent =
  | { readonly type: 'command'; readonly command: ServerCommand; readonly suggestedReply: readonly ResponseInit[] }
  /** The client answers a challenge. */
  | {
      readonly type: 'auth-response'
      readonly tag: string
      readonly data: Uint8Array
      readonly warnings: readonly ImapWarning[]
      readonly suggestedReply: readonly ResponseInit[]
    }
  /** The client gives the exchange up, or what it sent is not base 64. */
  | {
      readonly type: 'auth-cancel'
      readonly tag: string
      readonly warnings: readonly ImapWarning[]
      readonly suggestedReply: readonly ResponseInit[]
    }
  /**
   * A literal above `limits.literal`, or any literal of APPEND or REPLACE, is announced (RFC 9051 4.3, RFC 7888). A `continuation` accepts it: a message,
   * and what is large, comes as `body-start`, `body-chunk`s and `body-end`, and then the command. A tagged NO or BAD refuses it: the
   * command is over, and what a client that does not wait sends all the same is skipped. `discard` refuses it at the command's end.
   *
   * `suggestedReply` refuses a message, since only the caller knows the mailbox: send `{ type: 'continuation', text: 'go on' }` to take it.
   */
  | {
      readonly type: 'literal'
      readonly tag: string | undefined
      /** The command's name in upper case, as far as it was read. */
      readonly name: string | undefined
      /** In bytes. */
      readonly size: number
      /** True when the client sends it without waiting for the answer. */
      readonly nonSynchronizing: boolean
      /** The message of an APPEND or REPLACE, if the literal is one; `undefined` for its mailbox, parts of CATENATE, and other commands. */
      readonly append: AppendedMessage | undefined
      /** Why it may not be accepted; `undefined` when it may. */
      readonly error: ImapError | undefined
      readonly suggestedReply: readonly ResponseInit[]
    }
  /** The content of a literal that was accepted begins; the command it belongs to comes behind it. */
  | {
      readonly type: 'body-start'
      readonly tag: string | undefined
      readonly name: string | undefined
      readonly size: number
      readonly append: AppendedMessage | undefined
    }
  | BodyChunk
  | BodyEnd
  /** The client ends its IDLE. */
  | {
      readonly type: 'idle-done'
      readonly tag: string
      readonly warnings: readonly ImapWarning[]
      readonly suggestedReply: readonly ResponseInit[]
    }
  | UpgradeEvent
  | ClosedEvent
  | ProtocolErrorEvent<ImapError>

/** What a server's session may be told. */
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
  /** Accepts the grammar and nothing else: that of RFC 3501 and RFC 9051 together, or of one of them. */
  readonly strict?: Strictness | undefined
  readonly limits?: Partial<ImapLimits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}
