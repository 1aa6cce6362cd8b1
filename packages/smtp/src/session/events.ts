/** What passes between a connection and its caller: what a client sends and what replies become, and the same for a server. */
import type { ClosedEvent, DataViolation, ProtocolErrorEvent, SessionFacts, Tap, UpgradeEvent } from '@mailwire/bytes'
import type { Command, CommandInit } from '../command/command.js'
import type { SmtpError } from '../error.js'
import type { Extensions } from '../extensions/extensions.js'
import type { Mailbox, Path } from '../grammar/path.js'
import type { SmtpLimits } from '../limits.js'
import type { MailParameters, RcptParameters } from '../parameters/parameters.js'
import type { OutgoingQuirk, SmtpQuirk } from '../quirks.js'
import type { Reply, ReplyInit } from '../reply/reply.js'

/** What a reply answers: a command, or the end of the message. */
export type Answered = CommandInit | { readonly verb: 'body-end' }

export type ClientEvent =
  /** The server's first reply: 220, or a refusal. */
  | { readonly type: 'greeting'; readonly reply: Reply }
  /**
   * A reply. `command` is `undefined` for a 421 that answers nothing; `recipient` says whom a reply to the end of a message is for, in
   * LMTP. After 354 `waiting` is `'reply'`: send the message.
   */
  | {
      readonly type: 'reply'
      readonly command: Answered | undefined
      readonly reply: Reply
      readonly recipient?: Path | Mailbox | undefined
    }
  /**
   * A command that gets no reply. Not `sent`: STARTTLS, XCLIENT or AUTH before it was refused, DATA was answered with neither 354 nor a
   * refusal, or the session ended before. `sent`: the session ended instead of the reply.
   */
  | { readonly type: 'unanswered'; readonly command: Answered; readonly sent: boolean }
  /** AUTH: the server wants an `auth-response`. */
  | { readonly type: 'challenge'; readonly data: Uint8Array }
  /** ATRN or TURN succeeded: this session is over, and the peer is the client of a new one, whose first octets are `rest`. */
  | { readonly type: 'turned'; readonly rest: Uint8Array }
  | UpgradeEvent
  | ClosedEvent
  | ProtocolErrorEvent<SmtpError>

/**
 * What a client may send: a command, a piece of the message or its end, or its part in an AUTH exchange. A message goes behind DATA's
 * 354; where the server offers CHUNKING it may go without DATA, behind RCPT: each piece is then a BDAT, and those that wait behind a
 * refused one are dropped.
 */
export type ClientSend =
  | CommandInit
  | { readonly type: 'body-chunk'; readonly bytes: Uint8Array }
  | { readonly type: 'body-end' }
  | { readonly type: 'auth-response'; readonly data: Uint8Array }
  | { readonly type: 'auth-cancel' }

export interface ClientOptions {
  /** Sends groups of commands ahead of their replies where the server offers PIPELINING; on unless set to false. */
  readonly pipelining?: boolean | undefined
  /** Speaks LMTP (RFC 2033): LHLO instead of EHLO, and a reply for each recipient at the end of a message. */
  readonly lmtp?: boolean | undefined
  /** True where the session runs inside TLS from the start (RFC 8314 3.3). */
  readonly tls?: boolean | undefined
  /** Turns bare CR and LF in the message into CRLF; without it `send` refuses them. */
  readonly normalize?: boolean | undefined
  /** Takes a bare LF for the end of a reply's line, as few servers still send; without it one is fatal. */
  readonly acceptBareLf?: boolean | undefined
  /** Accepts reply codes of RFC 5321 4.2 only. */
  readonly strict?: boolean | undefined
  /** The quirks that commands may have: `domain-underscore`. */
  readonly accept?: readonly OutgoingQuirk[] | undefined
  readonly limits?: Partial<SmtpLimits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}

/** Who a message is from, and who it goes to so far. */
export interface ServerEnvelope {
  /** `null` is the empty path, from which bounces come. */
  readonly reversePath: Path | null
  readonly parameters: MailParameters
  /** Those that were accepted, in their order. */
  readonly recipients: readonly { readonly forwardPath: Path; readonly parameters: RcptParameters }[]
}

/** What a server has to answer: a command, one that cannot be carried out, or the connection itself. */
export type ServerCommand =
  | Command
  /** The client connected: answered with the greeting (RFC 5321 4.3.2). */
  | { readonly verb: 'connect' }
  /** A line that is no command, or a command that is not for this state, which is then in `command`: nothing to act on. */
  | { readonly verb: 'invalid'; readonly error: SmtpError; readonly command: Command | undefined }

/** What a server may send: a reply, or a challenge in an AUTH exchange (334). */
export type ServerSend = ReplyInit | { readonly type: 'challenge'; readonly data: Uint8Array }

export type ServerEvent =
  /** A command. BDAT comes behind its bytes, which are `body-chunk`s; the last one comes as `body-end`. */
  | { readonly type: 'command'; readonly command: ServerCommand; readonly suggestedReply: ReplyInit }
  /** A message begins: 354 was sent, or the bytes of the first BDAT follow. One that is given up (RSET, a refused BDAT) has no `body-end`. */
  | { readonly type: 'body-start'; readonly envelope: ServerEnvelope }
  /** A piece of the message, its dots unstuffed; it may be a view, valid until the chunk it came in is used again. */
  | { readonly type: 'body-chunk'; readonly bytes: Uint8Array }
  /**
   * The message is whole. `size` counts its octets; `violations` are octets that do not belong in one. In LMTP there is one such event for
   * each recipient that was accepted, `recipient`, and each has a reply of its own (RFC 2033 4.2).
   */
  | {
      readonly type: 'body-end'
      readonly size: number
      readonly violations: readonly DataViolation[]
      readonly envelope: ServerEnvelope
      readonly recipient: ServerEnvelope['recipients'][number] | undefined
      readonly suggestedReply: ReplyInit
    }
  /** The client answers a challenge. */
  | { readonly type: 'auth-response'; readonly data: Uint8Array; readonly suggestedReply: ReplyInit }
  /** The client gives the exchange up, or what it sent is not base 64. */
  | { readonly type: 'auth-cancel'; readonly suggestedReply: ReplyInit }
  /** ATRN or TURN was accepted: this session is over, and the peer is the server of a new one, whose first octets are `rest`. */
  | { readonly type: 'turned'; readonly rest: Uint8Array }
  | UpgradeEvent
  | ClosedEvent
  | ProtocolErrorEvent<SmtpError>

export interface ServerOptions {
  /** What the server calls itself, in the greeting and in its reply to EHLO: a name in ASCII (RFC 6531 3.7.1). */
  readonly hostname: string
  /**
   * What EHLO offers; a function is asked again once TLS is up, and after AUTH. ENHANCEDSTATUSCODES is offered unless set to `undefined`; STARTTLS never
   * inside TLS, and REQUIRETLS only there (RFC 8689 2). SMTPUTF8 brings 8BITMIME along (RFC 6531 3.1), and BINARYMIME brings CHUNKING.
   */
  readonly extensions?: Extensions | ((session: SessionFacts) => Extensions) | undefined
  /** Speaks LMTP (RFC 2033), which offers PIPELINING and ENHANCEDSTATUSCODES whatever `extensions` says. */
  readonly lmtp?: boolean | undefined
  /** True where the session runs inside TLS from the start, so that STARTTLS is not offered. */
  readonly tls?: boolean | undefined
  /** Accepts the grammar of RFC 5321 only. */
  readonly strict?: boolean | undefined
  /** The quirks to accept in command lines, instead of those that are accepted by default: see `quirks`. Not together with `strict`. */
  readonly accept?: readonly SmtpQuirk[] | undefined
  /** Hangs up once a message with a bare CR, a bare LF, a NUL or a line that is too long was answered: it may be an attempt at smuggling. */
  readonly closeOnViolation?: boolean | undefined
  readonly limits?: Partial<SmtpLimits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}
