/**
 * LIST patterns (RFC 9051 6.3.9). They come from the peer, so they are matched with a table and never become a regular expression: the
 * work is the pattern's length plus at most twice the square of the name's length.
 */
import { upperAscii } from '@mailwire/bytes'
import { textOf } from '../values.js'

/**
 * True if a mailbox name matches a LIST pattern: `*` matches any characters, `%` any except the hierarchy delimiter, and every other
 * character itself. INBOX is case-insensitive, alone and as the parent of other names (RFC 9051 5.1). For LIST, concatenate its reference
 * and its pattern.
 *
 * @param mailbox the decoded name, as from `decodeMailboxName`
 * @param pattern the decoded pattern, as in a `ListCommand`
 * @param delimiter the separator of hierarchy levels; `null` if there is only one level
 * @throws {@link ImapError} `bad-value` for anything but a string
 *
 * @example
 * matchesMailboxPattern('lists/imap/2026', 'lists/*', '/') // => true
 * matchesMailboxPattern('lists/imap/2026', 'lists/%', '/') // => false
 */
export function matchesMailboxPattern(mailbox: string, pattern: string, delimiter: string | null): boolean {
  textOf(mailbox, 'match mailbox')
  if (delimiter !== null) textOf(delimiter, 'match mailbox: delimiter')
  const wanted = compact(textOf(pattern, 'match mailbox: pattern'))
  const literals = wanted.replaceAll('*', '').replaceAll('%', '').length
  if (literals > mailbox.length) return false
  const inbox = isUnderInbox(mailbox, delimiter) ? 'INBOX'.length : 0
  // reached[n]: the first n characters of the pattern match the name so far.
  const reached = new Uint8Array(wanted.length + 1)
  reached[0] = 1
  for (let at = 0; at < wanted.length && isWildcard(wanted[at]!); at++) reached[at + 1] = 1
  for (let read = 0; read < mailbox.length; read++) {
    const char = mailbox[read]!
    let before = reached[0]!
    reached[0] = 0
    for (let at = 0; at < wanted.length; at++) {
      const here = reached[at + 1]!
      const one = wanted[at]!
      if (one === '*' || (one === '%' && char !== delimiter)) reached[at + 1] = reached[at]! | here
      else if (one === '%') reached[at + 1] = reached[at]!
      else reached[at + 1] = before & (one === char || (read < inbox && upperAscii(one) === upperAscii(char)) ? 1 : 0)
      before = here
    }
  }
  return reached[wanted.length] === 1
}

const isWildcard = (char: string): boolean => char === '*' || char === '%'

/** Merges adjacent wildcards into one: `*` if any of them is. */
function compact(pattern: string): string {
  let found = ''
  for (let at = 0; at < pattern.length; ) {
    let star = false
    const start = at
    for (; at < pattern.length && isWildcard(pattern[at]!); at++) star ||= pattern[at] === '*'
    found += at > start ? (star ? '*' : '%') : pattern[at++]!
  }
  return found
}

/** INBOX itself, or a name below it. */
const isUnderInbox = (mailbox: string, delimiter: string | null): boolean =>
  upperAscii(mailbox.slice(0, 5)) === 'INBOX' && (mailbox.length === 5 || mailbox[5] === delimiter)
