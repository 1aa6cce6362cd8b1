/** The numbers that bound memory and work (RFC 5321 4.5.3). Each limit can be given to a connection as `limits`. */
import { mergeLimits } from '@mailwire/bytes'
import { fail } from './error.js'
import { type GrammarLimits, grammarLimits } from './grammar/line.js'

/** The limits, in bytes unless stated otherwise. */
export interface SmtpLimits extends GrammarLimits {
  readonly commandLine: number
  readonly authLine: number
  readonly replyLine: number
  readonly replyLines: number
  readonly replySize: number
  readonly textLine: number
  readonly recipients: number
  readonly badCommands: number
  readonly badCommandsTotal: number
  readonly refusals: number
  readonly failedLogins: number
  readonly challenges: number
  readonly pipelined: number
  readonly skipped: number
  readonly buffered: number
}

export const defaultLimits: SmtpLimits = /* @__PURE__ */ (() => ({
  ...grammarLimits,
  /** A command line with its CRLF: RFC 5321 4.5.3.1.4 requires 512, extensions add more, RFC 3461 5.4 up to 1036 in all; with room for AUTH= (RFC 4954 3). */
  commandLine: 2048,
  /** A line of a SASL exchange, and an AUTH command with an initial response (RFC 4954 4). */
  authLine: 12_288,
  /** A reply line with its CRLF: RFC 5321 4.5.3.1.5 allows 512, and servers send more. */
  replyLine: 4096,
  /** Lines of one reply: a reply to EHLO has a few dozen. */
  replyLines: 1000,
  /** All lines of one reply together. */
  replySize: 65_536,
  /** A line of a message with its CRLF (RFC 5321 4.5.3.1.6). */
  textLine: 1000,
  /** Recipients of one message: RFC 5321 4.5.3.1.8 requires at least 100. */
  recipients: 1000,
  /** Unrecognized and misplaced commands in a row before a server ends the session; a good one resets the count. */
  badCommands: 20,
  /** The same in a whole session, never reset. */
  badCommandsTotal: 100,
  /** Refused commands of a session, not counting AUTH and recipients beyond the limit (RFC 5321 4.5.3.1.10 and 7.8). One message may have many bad recipients. */
  refusals: 1000,
  /** Failed AUTH commands of a session: at least three (RFC 4954 4), as a client may try each of its mechanisms. */
  failedLogins: 10,
  /** Challenges of one AUTH exchange that a client answers: mechanisms have two or three. */
  challenges: 50,
  /** Commands that a client sends ahead of their replies, so that the two sides cannot deadlock (RFC 2920 3.1). */
  pipelined: 100,
  /** Bytes skipped of an overlong line before the session ends. */
  skipped: 65_536,
  /** Unread input when more arrives. */
  buffered: 1_048_576,
}))()

/** The defaults, overridden by the given limits. @throws {@link SmtpError} `bad-number` for a limit that would bound nothing */
export const limitsOf = (given?: Partial<SmtpLimits>): SmtpLimits => mergeLimits(defaultLimits, given, fail, 'bad-number')

/** The sizes that every peer must accept (RFC 5321 4.5.3.1), in bytes: anything longer may be refused. */
export const guaranteed = {
  /** A line with its CRLF (RFC 5321 4.5.3.1.4 to 4.5.3.1.6). */
  commandLine: 512,
  replyLine: 512,
  textLine: 1000,
  /** A whole message (RFC 5321 4.5.3.1.7). */
  message: 65_536,
  /** The number of recipients of one message (RFC 5321 4.5.3.1.8). */
  recipients: 100,
} as const
