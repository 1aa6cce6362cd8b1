/** The numbers that bound memory and work. Each can be given to a connection as `limits`. */
import { mergeLimits } from '@mailwire/bytes'
import { fail } from './error.js'

/** What is bounded, in bytes unless it says otherwise. */
export interface Pop3Limits {
  readonly commandLine: number
  readonly responseLine: number
  readonly authLine: number
  readonly rowLine: number
  readonly listing: number
  readonly listingRows: number
  readonly capabilityRows: number
  readonly malformedRows: number
  readonly warnings: number
  readonly bodyLine: number
  readonly badCommands: number
  readonly badCommandsTotal: number
  readonly failedLogins: number
  readonly challenges: number
  readonly pipelined: number
  readonly skipped: number
  readonly buffered: number
}

/**
 * The limits of a connection that is given no others, each with its reason.
 *
 * @example
 * defaultLimits.commandLine // => 255
 */
export const defaultLimits: Pop3Limits = {
  /** A command line with its CRLF (RFC 2449 4). A client sends none that is longer. */
  commandLine: 255,
  /** The first line of a response with its CRLF (RFC 2449 4). A server sends none that is longer. */
  responseLine: 512,
  /** A line of a SASL exchange, for which RFC 5034 4 lifts the limits: what RFC 4954 4 asks for. */
  authLine: 12_288,
  /** A row of a listing with its CRLF: longer ones than the RFCs allow are reported, not fatal. */
  rowLine: 12_288,
  /** All rows of one listing together: 500,000 messages with the longest unique-id. */
  listing: 40_000_000,
  /** Rows of one listing of messages: short ones cost more memory than their bytes. */
  listingRows: 1_000_000,
  /** Rows of any other response, such as CAPA's: servers have some dozens. */
  capabilityRows: 1000,
  /** Rows of one listing that cannot be read: each is kept with an error, which costs more than a row. */
  malformedRows: 10_000,
  /** Warnings of one listing: each row may have some, and a warning costs as much memory as a row. */
  warnings: 1_000_000,
  /** A line of a message, as far as it is reported: RFC 5322 2.1.1 allows 998 and CRLF. */
  bodyLine: 1000,
  /** Unrecognized commands in a row before a server closes the connection; Dovecot takes 20. */
  badCommands: 20,
  /** The same with good commands between them. */
  badCommandsTotal: 100,
  /** Failed logins before a server closes the connection. */
  failedLogins: 5,
  /** Challenges of one AUTH exchange that a client answers: mechanisms have two or three. */
  challenges: 50,
  /** Commands that a client sends ahead of their responses, so that neither side can wait for the other for ever. */
  pipelined: 100,
  /** A line that is over its limit, up to its CRLF; then the session ends. */
  skipped: 65_536,
  /** Unread bytes that may wait when more arrive. */
  buffered: 1_048_576,
}

/** The defaults, overridden by what the caller gives. @throws {@link Pop3Error} `bad-number` for a limit that would bound nothing */
export const limitsOf = (given?: Partial<Pop3Limits>): Pop3Limits => mergeLimits(defaultLimits, given, fail, 'bad-number')
