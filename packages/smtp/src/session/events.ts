/** What passes between a connection and its caller: input and events of a client, and of a server. */
import type { ClosedEvent, DataViolation, ProtocolErrorEvent, UpgradeEvent } from '@mailwire/bytes'
import type { Command, CommandInit } from '../command/command.js'
import type { SmtpError } from '../error.js'
import type { Mailbox, Path } from '../grammar/path.js'
import type { MailParameters, RcptParameters } from '../parameters/registry.js'
import type { Reply, ReplyInit } from '../reply/reply.js'

/** What a reply answers: a command, or the end of the message. */
export type Answered = CommandInit | { readonly verb: 'body-end' }

export type ClientEvent =
  /** The server's first reply: 220, or a refusal. */
  | { readonly type: 'greeting'; readonly reply: Reply }
  /**
   * A reply. `command` is `undefined` for a 421 that answers no command; in LMTP, `recipient` is the one that a reply to the end of a
   * message is for. After 354 `waiting` is `'reply'`: send the message.
   */
  | {
      readonly type: 'reply'
      readonly command: Answered | undefined
      readonly reply: Reply
      readonly recipient?: Path | Mailbox | undefined
    }
  /**
   * A command that gets no reply. If not `sent`: an earlier STARTTLS, XCLIENT or AUTH was refused, DATA was answered with neither 354 nor a
   * refusal, or the session ended first. If `sent`: the session ended before the reply.
   */
  | { readonly type: 'unanswered'; readonly command: Answered; readonly sent: boolean }
  /** AUTH: the server expects an `auth-response`. */
  | { readonly type: 'challenge'; readonly data: Uint8Array }
  /** ATRN or TURN succeeded: this session is over, and the peer is the client of a new one, whose first bytes are `rest`. */
  | { readonly type: 'turned'; readonly rest: Uint8Array }
  | UpgradeEvent
  | ClosedEvent
  | ProtocolErrorEvent<SmtpError>

/**
 * What a client may send: a command, a piece of the message or its end, or its part in an AUTH exchange. A message is sent after the 354 to
 * DATA, or, if the server offers CHUNKING, without DATA after RCPT: pieces that can be sent together, up to the next
 * `takeOutput()`, are one BDAT, and those queued after a refused one are dropped.
 */
export type ClientSend =
  | CommandInit
  | { readonly type: 'body-chunk'; readonly bytes: Uint8Array }
  | { readonly type: 'body-end' }
  | { readonly type: 'auth-response'; readonly data: Uint8Array }
  | { readonly type: 'auth-cancel' }

/** The sender of a message, and its recipients so far. */
export interface ServerEnvelope {
  /** `null` is the empty path, the sender of bounces. */
  readonly reversePath: Path | null
  readonly parameters: MailParameters
  /** The accepted recipients, in order. */
  readonly recipients: readonly { readonly forwardPath: Path; readonly parameters: RcptParameters }[]
}

/** What a server has to answer: a command, an invalid one, or the connection itself. */
export type ServerCommand =
  | Command
  /** The client connected: answered with the greeting (RFC 5321 4.3.2). */
  | { readonly verb: 'connect' }
  /** A line that is not a command, or a command not allowed in this state, which is then in `command`: only refuse it. */
  | { readonly verb: 'invalid'; readonly error: SmtpError; readonly command: Command | undefined }

/** What a server may send: a reply, or a challenge in an AUTH exchange (334). */
export type ServerSend = ReplyInit | { readonly type: 'challenge'; readonly data: Uint8Array }

export type ServerEvent =
  /** A command. BDAT comes after its bytes, which are `body-chunk`s; the last BDAT is a `body-end` instead. */
  | { readonly type: 'command'; readonly command: ServerCommand; readonly suggestedReply: ReplyInit }
  /** A message begins: 354 was sent, or the bytes of the first BDAT follow. An abandoned message (RSET, a refused BDAT) has no `body-end`. */
  | { readonly type: 'body-start'; readonly envelope: ServerEnvelope }
  /** A piece of the message, dots unstuffed; it may be a view, valid until its input chunk is reused. */
  | { readonly type: 'body-chunk'; readonly bytes: Uint8Array }
  /**
   * The message is complete. `size` is its length in bytes; `violations` are bytes and lines not allowed in a message. In LMTP there is one
   * such event for each accepted recipient, `recipient`, and each needs its own reply (RFC 2033 4.2).
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
  /** The client cancels the exchange, or its response is not base64. */
  | { readonly type: 'auth-cancel'; readonly suggestedReply: ReplyInit }
  /** ATRN or TURN was accepted: this session is over, and the peer is the server of a new one, whose first bytes are `rest`. */
  | { readonly type: 'turned'; readonly rest: Uint8Array }
  | UpgradeEvent
  | ClosedEvent
  | ProtocolErrorEvent<SmtpError>
