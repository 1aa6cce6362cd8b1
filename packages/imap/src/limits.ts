/** The numbers that bound memory and work. Each can be given to a decoder or connection as `limits`. */
import { mergeLimits } from '@mailwire/bytes'
import { fail } from './error.js'

/** What is bounded, in bytes unless it says otherwise. */
export interface ImapLimits {
  /** One line with its CRLF; what is longer ends the session. */
  readonly line: number
  /** Literals up to this size are part of the value of their command or response; larger ones stream. */
  readonly inlineLiteral: number
  /** The largest literal of a response: above it the session ends. Of a command: above it, and for every literal of APPEND and REPLACE, the caller is asked first. */
  readonly literal: number
  /** One response or command with its inline literals. A message that is appended is not part of it. */
  readonly message: number
  /** How deep lists may be nested, such as multiparts in a body structure, or keys in a search: 1000 at most. */
  readonly depth: number
  /** How deep threads may be nested, a level for each message with more than one answer: 1000 at most. */
  readonly threadDepth: number
  /** Members of all lists of one response or command: flags, fields of addresses, parameters, FETCH items. */
  readonly items: number
  /** Deviations that are reported of one response or command; what has more of them is an error. */
  readonly warnings: number
  /** Damaged items of one response that are skipped; with more the whole response is an error. */
  readonly damaged: number
  /** Names in one list of capabilities; a longer list is an error. */
  readonly capabilities: number
  /** Untagged responses that a client takes between two completions; with more of them the session ends. */
  readonly untagged: number
  /** Commands answered BAD in a row before a server ends the session. */
  readonly badCommands: number
  /** The same in the whole session, whatever is between them. */
  readonly badCommandsTotal: number
  /** LOGIN and AUTHENTICATE that did not succeed before a server ends the session. */
  readonly failedLogins: number
  /** Input that was not read when more arrives, as while a server owes an answer; beyond it the session ends. */
  readonly buffered: number
}

/** The largest `depth` and `threadDepth`: reading, writing and walking through a thread take stack for each level. */
export const maxDepth = 1000

/** For what a server sends. */
export const defaultLimits: ImapLimits = {
  // A SEARCH response is on one line, and a mailbox may hold a million messages.
  line: 16_777_216,
  inlineLiteral: 65_536,
  literal: 0xffffffff,
  message: 67_108_864,
  depth: 100,
  threadDepth: 1000,
  items: 1_000_000,
  // Each is an object: a long line may have one at every byte.
  warnings: 100_000,
  // Each is kept as an error with its bytes.
  damaged: 20_000,
  // Servers announce some dozens.
  capabilities: 1000,
  // One command may fetch a mailbox of millions.
  untagged: 10_000_000,
  // Dovecot takes 20.
  badCommands: 20,
  badCommandsTotal: 100,
  failedLogins: 5,
  buffered: 1_048_576,
}

/** For what a client sends: much less. */
export const defaultServerLimits: ImapLimits = {
  ...defaultLimits,
  // RFC 7162 4 asks for 8,192 at least, long sequence sets included.
  line: 65_536,
  // Names, passwords and mailboxes.
  literal: 65_536,
  message: 262_144,
}

/** The defaults with what the caller gives instead. @throws {@link ImapError} `bad-number` for a limit that would bound nothing */
export function limitsOf(defaults: ImapLimits, given?: Partial<ImapLimits>): ImapLimits {
  const limits = mergeLimits(defaults, given, fail, 'bad-number')
  for (const key of ['depth', 'threadDepth'] as const)
    if (limits[key] > maxDepth) fail('bad-number', 0, `check limits: ${key}: at most ${maxDepth} allowed`)
  return limits
}
