/** What passes between a connection and its caller: what a client sends and what replies become, and the same for a server. */
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
  /** ATRN or TURN succeeded: this session is over, and the peer is the client of a new one, whose first bytes are `rest`. */
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
   * The message is whole. `size` counts its bytes; `violations` are bytes that do not belong in one. In LMTP there is one such event for
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
  /** ATRN or TURN was accepted: this session is over, and the peer is the server of a new one, whose first bytes are `rest`. */
  | { readonly type: 'turned'; readonly rest: Uint8Array }
  | UpgradeEvent
  | ClosedEvent
  | ProtocolErrorEvent<SmtpError>
