/** What a client's session says and takes: its events, what it sends, its options. */
import type { ClosedEvent, ProtocolErrorEvent, Tap, UpgradeEvent } from '@mailwire/bytes'
import type { CommandInit } from '../command/command.js'
import type { SmtpError } from '../error.js'
import type { OutgoingLiberty } from '../grammar/line.js'
import type { Mailbox, Path } from '../grammar/path.js'
import type { SmtpLimits } from '../limits.js'
import type { Reply } from '../reply/reply.js'

/** What a reply answers: a command, or the end of the message. */
export type Answered = CommandInit | { readonly verb: 'data-end' }

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
  /** ATRN or TURN went well: this session is over, and the peer is the client of a new one, whose first octets are `rest`. */
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
  | { readonly type: 'data-chunk'; readonly bytes: Uint8Array }
  | { readonly type: 'data-end' }
  | { readonly type: 'auth-response'; readonly data: Uint8Array }
  | { readonly type: 'auth-cancel' }

export interface ClientOptions {
  /** Sends groups of commands ahead of their replies where the server offers PIPELINING; on unless set to false. */
  readonly pipelining?: boolean | undefined
  /** Speaks LMTP (RFC 2033): LHLO instead of EHLO, and a reply for each recipient at the end of a message. */
  readonly lmtp?: boolean | undefined
  /** True where the session runs below TLS from the start (RFC 8314 3.3). */
  readonly tls?: boolean | undefined
  /** Turns bare CR and LF in the message into CRLF; without it `send` refuses them. */
  readonly normalize?: boolean | undefined
  /** Takes a bare LF for the end of a reply's line, as few servers still send; without it one is fatal. */
  readonly acceptBareLf?: boolean | undefined
  /** Accepts reply codes of RFC 5321 4.2 only. */
  readonly strict?: boolean | undefined
  /** What commands may hold though RFC 5321 has no room for it: `domain-underscore`. */
  readonly liberties?: readonly OutgoingLiberty[] | undefined
  readonly limits?: Partial<SmtpLimits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}
