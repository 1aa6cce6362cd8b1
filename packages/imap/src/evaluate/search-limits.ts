/** What bounds the work of one search: a client decides what is looked for, and a server how much of it. */
import { mergeLimits } from '@mailwire/bytes'
import { fail } from '../error.js'

/** What of one search is bounded; what has more of it is refused with LIMIT (RFC 5530 3). */
export interface SearchLimits {
  /** Keys, those in other keys and in filters included. Each is work for every message. */
  readonly keys: number
  /** Keys that may look through whole messages: TEXT and BODY. */
  readonly textKeys: number
  /** Characters of fields and texts that are looked through, counted once for each key that looks. */
  readonly characters: number
}

/** Searches that people make have some dozens of keys. */
export const defaultSearchLimits: SearchLimits = {
  keys: 1000,
  textKeys: 10,
  // A few seconds.
  characters: 4_294_967_296,
}

/** The defaults with what the caller gives instead. @throws {@link ImapError} `bad-number` for what is not a limit */
export const searchLimitsOf = (given: Partial<SearchLimits> | undefined): SearchLimits =>
  mergeLimits(defaultSearchLimits, given, fail, 'bad-number')
