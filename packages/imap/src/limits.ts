/** The numbers that bound memory and work. Each can be given to a decoder or connection as `limits`. */
import { mergeLimits } from '@mailwire/bytes'
import { fail } from './error.js'

/** What is bounded, in octets unless it says otherwise. */
export interface ImapLimits {
  readonly line: number
  readonly inlineLiteral: number
  readonly literal: number
  readonly message: number
  readonly depth: number
  readonly threadDepth: number
  readonly items: number
  readonly capabilities: number
  readonly untagged: number
  readonly badCommands: number
  readonly badCommandsTotal: number
  readonly failedLogins: number
  readonly buffered: number
}

/** The largest `depth` and `threadDepth`: reading and writing take stack for each level, and so does whoever walks through a thread. */
export const maxDepth = 1000

/** For what a server sends. */
export const defaultLimits: ImapLimits = {
  /** One line with its CRLF: a SEARCH response is all on one, and a mailbox may hold a million messages. */
  line: 16_777_216,
  /** Literals up to this size stand in the response's value; above it they stream. */
  inlineLiteral: 65_536,
  /** The largest literal that is taken at all; above it the session ends. */
  literal: 0xffffffff,
  /** One response or command with its inline literals. */
  message: 67_108_864,
  /** Lists in lists: bodies in bodies, above all. 1000 at most. */
  depth: 100,
  /** Threads in threads: a level for each message that more than one answers. 1000 at most. */
  threadDepth: 1000,
  /** Members of the lists of one message, all together: flags, fields of addresses, parameters, FETCH items. */
  items: 1_000_000,
  /** Names in one list of capabilities; servers announce some dozens. */
  capabilities: 1000,
  /** Untagged responses between two completions: a client may fetch a mailbox of millions by one command, but not without end. */
  untagged: 10_000_000,
  /** Commands answered BAD in a row before a server ends the session; Dovecot takes 20. */
  badCommands: 20,
  /** The same in the whole session, whatever is between them. */
  badCommandsTotal: 100,
  /** LOGIN and AUTHENTICATE that did not succeed before a server ends the session. */
  failedLogins: 5,
  /** What may lie unused when more arrives. */
  buffered: 1_048_576,
}

/** For what a client sends: much less. */
export const defaultServerLimits: ImapLimits = {
  ...defaultLimits,
  /** A command line: RFC 7162 4 asks for 8,192 at least, long sequence sets included. */
  line: 65_536,
  /** Names, passwords and mailboxes. Of a larger literal, and of every one of APPEND, a server connection asks its caller first. */
  literal: 65_536,
  message: 262_144,
}

/** The defaults with what the caller gives instead. @throws {@link ImapError} `bad-number` for a limit that would bound nothing */
export function limitsOf(defaults: ImapLimits, given?: Partial<ImapLimits>): ImapLimits {
  const limits = mergeLimits(defaults, given, fail, 'bad-number')
  for (const key of ['depth', 'threadDepth'] as const)
    if (limits[key] > maxDepth) fail('bad-number', 0, `check limits: ${key}: ${maxDepth} at most`)
  return limits
}
