/** The hierarchy delimiter (RFC 9051 5.1.1, 9): what separates the levels of names. */
import { ImapError } from '../error.js'
import type { Reader } from '../grammar/reader.js'

const DQUOTE = 0x22

/** `DQUOTE QUOTED-CHAR DQUOTE / nil`: one character; `null` where there is one level only. */
export function hierarchyDelimiter(reader: Reader, response: string): string | null {
  const { bytes, pos: start, end } = reader
  const char = bytes[start + 1]!
  if (
    start + 2 < end &&
    bytes[start] === DQUOTE &&
    bytes[start + 2] === DQUOTE &&
    char > 0x1f &&
    char < 0x5c &&
    char !== DQUOTE
  ) {
    reader.pos = start + 3
    return String.fromCharCode(char)
  }
  const text = reader.nstring()
  if (text === null || (bytes[start] === DQUOTE && isDelimiter(text))) return text
  reader.warn('bad-delimiter', start)
  const error = new ImapError('bad-syntax', reader.offsetOf(start), 'parse: the hierarchy delimiter must be one character')
  reader.keepDamaged(response, 'delimiter', start, error)
  return null
}

/** One character that can be in quotes. */
export const isDelimiter = (text: string): boolean => /^[^\0\r\n]$/u.test(text)
