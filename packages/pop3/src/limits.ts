/** The numbers that bound memory and work. Each can be given to a connection as `limits`. */

/** What is bounded, in octets unless it says otherwise. */
export interface Pop3Limits {
  readonly commandLine: number
  readonly responseLine: number
  readonly authLine: number
  readonly listing: number
  readonly bodyLine: number
  readonly badCommands: number
  readonly pipelined: number
  readonly skipped: number
  readonly buffered: number
}

export const defaultLimits: Pop3Limits = {
  /** A command line with its CRLF (RFC 2449 4). */
  commandLine: 255,
  /** The first line of a response with its CRLF (RFC 2449 4). */
  responseLine: 512,
  /** A line of a SASL exchange, for which RFC 5034 4 lifts the limits: what RFC 4954 4 asks for. */
  authLine: 12_288,
  /** All rows of one listing together: 500,000 messages with the longest unique-id. */
  listing: 40_000_000,
  /** A line of a message, as far as it is reported: RFC 5322 2.1.1 allows 998 and CRLF. */
  bodyLine: 1000,
  /** Commands that make no sense before a server hangs up; Dovecot takes 20. */
  badCommands: 20,
  /** Commands that a client sends ahead of their responses, so that neither side can wait for the other for ever. */
  pipelined: 100,
  /** A line that is over its limit, up to its CRLF; then the session ends. */
  skipped: 65_536,
  /** What may lie unused when more arrives. */
  buffered: 1_048_576,
}
