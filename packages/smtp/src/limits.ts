/** The numbers that bound memory and work (RFC 5321 4.5.3). Each limit can be given to a connection as `limits`. */
import { mergeLimits } from '@mailwire/bytes'
import { fail } from './error.js'
import { type GrammarLimits, grammarLimits } from './grammar/line.js'

/** What is bounded, in bytes unless it says otherwise. */
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
  /** A command line with its CRLF: RFC 5321 4.5.3.1.4 asks for 512, extensions for more, RFC 3461 5.4 for 1036 in all; with room for AUTH= (RFC 4954 3). */
  commandLine: 2048,
  /** A line of a SASL exchange, and one of AUTH that brings its first (RFC 4954 4). */
  authLine: 12_288,
  /** A reply line with its CRLF: RFC 5321 4.5.3.1.5 says 512, and servers say more. */
  replyLine: 4096,
  /** Lines of one reply: EHLO has some dozens. */
  replyLines: 1000,
  /** All lines of one reply together. */
  replySize: 65_536,
  /** A line of a message with its CRLF (RFC 5321 4.5.3.1.6). */
  textLine: 1000,
  /** Recipients of one message: RFC 5321 4.5.3.1.8 asks for 100 at least. */
  recipients: 1000,
  /** Unrecognized and misplaced commands in a row before a server ends the session; a good one in between starts the count anew. */
  badCommands: 20,
  /** The same in a whole session, whatever is in between. */
  badCommandsTotal: 100,
  /** Commands of a session that are refused; not those to AUTH, nor recipients that are only too many (RFC 5321 4.5.3.1.10). One message may have many bad recipients. */
  refusals: 1000,
  /** AUTH commands of a session that fail: three at least (RFC 4954 4), and a client may try each of its mechanisms. */
  failedLogins: 10,
  /** Challenges of one AUTH exchange that a client answers: mechanisms have two or three. */
  challenges: 50,
  /** Commands that a client sends ahead of their replies, so that neither side can wait for the other for ever (RFC 2920 3.1). */
  pipelined: 100,
  /** A line that is over its limit, up to its CRLF; then the session ends. */
  skipped: 65_536,
  /** What may lie unused when more arrives. */
  buffered: 1_048_576,
}))()

/** The defaults with what the caller gives instead. @throws {@link SmtpError} `bad-number` for a limit that would bound nothing */
export const limitsOf = (given?: Partial<SmtpLimits>): SmtpLimits => mergeLimits(defaultLimits, given, fail, 'bad-number')

/** What every peer takes (RFC 5321 4.5.3.1), in bytes: what is longer may be refused, what is not may not. */
export const guaranteed = {
  /** A line with its CRLF. */
  commandLine: 512,
  replyLine: 512,
  textLine: 1000,
  /** A whole message, and that is a low bound. */
  message: 65_536,
  /** How many, for one message. */
  recipients: 100,
} as const
