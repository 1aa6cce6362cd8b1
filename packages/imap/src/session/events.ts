/** What passes between a connection and its caller: input and events of a client, and of a server. */
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

/** A command as given, with its tag. */
export type TaggedCommand = { readonly tag: string } & CommandBodyInit

/** A decoded status response. */
export type Status = StatusResponse & Report

/** A command was completed. */
export interface CompletedEvent {
  readonly type: 'completed'
  readonly command: TaggedCommand
  readonly response: Status
  /** The position of the command in sending order, from 1. */
  readonly order: number
  /** The `order` of the last command sent: the server may have executed any command up to it before or after it wrote this response. */
  readonly begun: number
  /** How many of those are not completed. */
  readonly outstanding: number
}

/** An event of a client's session; `type` narrows it. */
export type ClientEvent =
  /** The server's first response: OK, PREAUTH, or BYE. */
  | { readonly type: 'greeting'; readonly response: Status }
  /** An untagged response; `command` is the open command that it answers, as far as can be determined: `undefined` for unsolicited data. */
  | { readonly type: 'response'; readonly response: Response; readonly command: TaggedCommand | undefined }
  | CompletedEvent
  /**
   * A command that is not completed. If not `sent`: a command that it depends on was refused (a login after a refused STARTTLS, FETCH after a
   * refused SELECT), or the session ended first. If `sent`: the session ended before its completion.
   */
  | { readonly type: 'unanswered'; readonly command: TaggedCommand; readonly sent: boolean }
  /** AUTHENTICATE: the server expects an `auth-response`. */
  | { readonly type: 'challenge'; readonly data: Uint8Array }
  /**
   * The server is idling, and `done` ends that; or the message of an APPEND may be sent now, as `body-chunk`s. `text` is the text of the continuation;
   * `undefined` if the message need not wait for one.
   */
  | { readonly type: 'continuation'; readonly command: TaggedCommand; readonly text: string | undefined }
  /** A large literal arrives in pieces; its response follows. */
  | BodyStart
  | BodyChunk
  | BodyEnd
  | UpgradeEvent
  | ClosedEvent
  /** `bytes` is the line at fault without its CRLF, if there is one: an invalid response, or one that is not a greeting. */
  | (ProtocolErrorEvent<ImapError> & { readonly bytes?: Uint8Array | undefined })

/** Input of a client that is not a command. */
export type ClientWord =
  | { readonly type: 'auth-response'; readonly data: Uint8Array }
  | { readonly type: 'auth-cancel' }
  /** Ends IDLE, once the server is idling. */
  | { readonly type: 'done' }
  /** A piece of the last message, given without `bytes`, of the last APPEND or REPLACE; it is copied. */
  | { readonly type: 'body-chunk'; readonly bytes: Uint8Array }
  /** The end of the message, which must have exactly `size` bytes. */
  | { readonly type: 'body-end' }

/** What a client may send: a command, its part in an AUTHENTICATE exchange, the end of an IDLE, or the message of an APPEND. */
export type ClientSend = CommandInit | ClientWord

/** The options of a client's session. */
export interface ClientOptions {
  /** True if the session runs inside TLS from the start. */
  readonly tls?: boolean | undefined
  /** Accepts only the grammar: that of RFC 3501 and RFC 9051 together, or of one of them. */
  readonly strict?: Strictness | undefined
  readonly limits?: Partial<ImapLimits> | undefined
  /** Replaces the announced capabilities, in upper case: some servers announce what they do not support. */
  readonly capabilities?: ((announced: ReadonlySet<string>) => ReadonlySet<string>) | undefined
  /** Sees the bytes on the wire, with secrets masked: `A1 LOGIN *** {***}` is a LOGIN whose password follows as a literal, once the server allows it. */
  readonly tap?: Tap | undefined
}

/** What a server has to answer: a command, an invalid one, or the connection itself. */
export type ServerCommand =
  | Command
  /** The client connected: answered with an untagged OK, PREAUTH or BYE. */
  | { readonly verb: 'connect' }
  /**
   * A line that is not a command, or a command, then in `command`, that is not allowed in this state or before TLS, or of which a literal was
   * discarded or contains NUL: only refuse it. Also a line in place of DONE, which ends the IDLE. Only a tagged NO or BAD answers it, or an untagged
   * one if `tag` is `undefined`.
   */
  | {
      readonly verb: 'invalid'
      readonly tag: string | undefined
      readonly error: ImapError
      readonly command: Command | undefined
    }

/**
 * What a server may send: responses, of which the tagged one completes the command. A `continuation` answers IDLE and accepts a `literal`, even if the
 * client does not wait for it; a challenge answers AUTHENTICATE.
 */
export type ServerOutput =
  | ResponseInit
  | { readonly type: 'challenge'; readonly data: Uint8Array }
  /** Reads and discards the announced literal; the command is then `invalid` at its end, and has to be refused. */
  | { readonly type: 'discard' }

/** One output, or several at once. */
export type ServerSend = ServerOutput | readonly ServerOutput[]

/** An event of a server's session; `type` narrows it. An event with a `suggestedReply` waits for `send`. */
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
  /** The client cancels the exchange, or its response is not base64. */
  | {
      readonly type: 'auth-cancel'
      readonly tag: string
      readonly warnings: readonly ImapWarning[]
      readonly suggestedReply: readonly ResponseInit[]
    }
  /**
   * A literal above `limits.literal`, or any literal of APPEND or REPLACE, is announced (RFC 9051 4.3, RFC 7888). A `continuation` accepts it: a message or
   * a large literal arrives as `body-start`, `body-chunk`s and `body-end`, followed by the command. A tagged NO or BAD refuses it: the command is
   * over, and the bytes of a client that does not wait are skipped. `discard` refuses it at the end of the command.
   *
   * `suggestedReply` refuses a message, since only the caller knows the mailbox: send `{ type: 'continuation', text: 'go on' }` to accept it.
   */
  | {
      readonly type: 'literal'
      readonly tag: string | undefined
      /** The command's name in upper case, if known so far. */
      readonly name: string | undefined
      /** In bytes. */
      readonly size: number
      /** True if the client sends it without waiting for an answer. */
      readonly nonSynchronizing: boolean
      /** The message of an APPEND or REPLACE, if the literal is one; `undefined` for its mailbox, parts of CATENATE, and other commands. */
      readonly append: AppendedMessage | undefined
      /** Why it may not be accepted; `undefined` if it may. */
      readonly error: ImapError | undefined
      readonly suggestedReply: readonly ResponseInit[]
    }
  /** The content of an accepted literal begins; its command follows. */
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

/** The options of a server's session. */
export interface ServerOptions {
  /**
   * The announced capabilities; a function is called again after TLS starts and after login. IMAP4rev1, LITERAL+ and SASL-IR by default.
   * If STARTTLS is included, LOGINDISABLED replaces the AUTH mechanisms until TLS is active.
   */
  readonly capabilities?: readonly string[] | ((session: SessionFacts) => readonly string[]) | undefined
  /** The name in the greeting. */
  readonly hostname?: string | undefined
  /** True if the session runs inside TLS from the start, so that STARTTLS is not announced. */
  readonly tls?: boolean | undefined
  /** Accepts LOGIN and AUTHENTICATE before TLS although STARTTLS is announced (RFC 9051 11.2 advises against it). */
  readonly allowCleartextCredentials?: boolean | undefined
  /** Accepts only the grammar: that of RFC 3501 and RFC 9051 together, or of one of them. */
  readonly strict?: Strictness | undefined
  readonly limits?: Partial<ImapLimits> | undefined
  /** Sees the bytes on the wire, with secrets masked. A command with literals is shown when it is complete. */
  readonly tap?: Tap | undefined
}
