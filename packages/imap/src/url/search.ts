/** The search of an IMAP URL, as it follows SEARCH in a command (RFC 5092 5): it may not break out of the command's line. */
import { CR, encodeText, LF } from '@mailwire/bytes'
import { fail } from '../error.js'

const DQUOTE = 0x22
const BACKSLASH = 0x5c
const LBRACE = 0x7b

/**
 * The problem of a search, if any: a line may end only after the announcement of a non-synchronizing literal and inside such a literal, and quoted
 * strings and literals must be complete. Its keys are not checked.
 */
export function searchProblem(search: string): string | undefined {
  const bytes = encodeText(search, fail)
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === DQUOTE) {
      at = closingQuote(bytes, at)
      if (at < 0) return 'a quoted string is not closed in its line'
    } else if (byte === LBRACE) {
      at = literalEnd(bytes, at)
      if (at < 0) return 'only a complete non-synchronizing literal may follow {'
    } else if (byte === CR || byte === LF) return 'a line ends outside of a literal'
  }
  return undefined
}

/** Where a quoted string ends; -1 where it does not. */
function closingQuote(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === DQUOTE) return at
    if (byte === CR || byte === LF) return -1
    if (byte === BACKSLASH && (bytes[at + 1] === DQUOTE || bytes[at + 1] === BACKSLASH)) at++
    else if (byte === BACKSLASH) return -1
  }
  return -1
}

/** The last byte of `"{" number "+}" CRLF *CHAR8` (RFC 7888 8); -1 for anything else. */
function literalEnd(bytes: Uint8Array, start: number): number {
  let at = start + 1
  let size = 0
  for (; bytes[at]! >= 0x30 && bytes[at]! <= 0x39; at++) size = size * 10 + bytes[at]! - 0x30
  const isMarked = at > start + 1 && MARK_END.every((byte, next) => bytes[at + next] === byte)
  const end = at + MARK_END.length - 1 + size
  return isMarked && end < bytes.length ? end : -1
}

/** `+}` and CRLF */
const MARK_END: readonly number[] = [0x2b, 0x7d, CR, LF]
