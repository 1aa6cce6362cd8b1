/**
 * The collation of SORT and THREAD, `i;unicode-casemap` (RFC 5051, RFC 5256 7), which SEARCH folds case by as well (RFC 5255 4.6): each character becomes its title
 * case, then the Normalization Form KD of that, and texts compare by their UTF-8 bytes. Three things depend on the runtime: the version of Unicode, the decomposition of
 * Hangul syllables, and the canonical order of marks on one letter, which makes canonically equivalent texts equal.
 */
import { isWellFormed, latin1 } from '@mailwire/bytes'
import { bytesOfText } from '../text/escape.js'
import { textOf } from '../values.js'

/** Characters whose `toUpperCase` may be another character than their one title case, or several. All others go by `toUpperCase`, run by run. */
const RUNS =
  /[\xdf\u0149\u01c4-\u01cc\u01f0-\u01f3\u0390\u03b0\u0587\u10d0-\u10ff\u1e96-\u1e9a\u1f50-\u1f57\u1f80-\u1fff\ufb00-\ufb17]|[^\xdf\u0149\u01c4-\u01cc\u01f0-\u01f3\u0390\u03b0\u0587\u10d0-\u10ff\u1e96-\u1e9a\u1f50-\u1f57\u1f80-\u1fff\ufb00-\ufb17]+/g

/** Marks that are put into one order at most; 30 are more than any language has on a letter (UAX 15 12.1). */
export const MOST_MARKS = 30

/** What is put into an order: the marks of Unicode, and the two of half width that become marks. */
const MARK = /^[\p{M}\uff9e\uff9f]/u
const MARKS = /[\p{M}\uff9e\uff9f]+/gu

/**
 * A text as `i;unicode-casemap` compares it (RFC 5051 2): two texts are equal, and one is in another, where these are. In time linear in the text.
 *
 * It maps each character to one: `ß` stays itself and is not `SS`. Folding what it gave may change it again, since compatibility forms decompose to small letters.
 *
 * The marks on one letter are put into one order 30 at a time, as in the Stream-Safe Text Format (UAX 15 13): to sort all of them would take square time. So texts that are
 * canonically equivalent, but have more marks in a row, may differ.
 *
 * @throws {@link ImapError} `bad-value` for what is not a text
 *
 * @example
 * casemap('Grüße') // => 'GRU\u0308ßE'
 */
export function casemap(text: string): string {
  // ASCII, as most texts are, has nothing to decompose.
  if (!/[^\0-\x7f]/.test(textOf(text, 'fold case'))) return text.toUpperCase()
  let folded = ''
  let from = 0
  for (const { index, 0: marks } of hasManyMarks(text) ? text.matchAll(MARKS) : []) {
    if (marks.length < MOST_MARKS) continue
    const behind = index + marks.length
    for (let end = index; end < behind; end = from) {
      for (let count = 0; count < MOST_MARKS && end < behind; count++) end += text.codePointAt(end)! > 0xffff ? 2 : 1
      folded += decomposed(text.slice(from, end))
      from = end
    }
  }
  return folded + decomposed(from === 0 ? text : text.slice(from))
}

/** True for more marks in a row than are reordered. Checks one character in each run of that length (a tenth of the time of checking each). */
function hasManyMarks(text: string): boolean {
  for (let at = MOST_MARKS - 1; at < text.length; at += MOST_MARKS) {
    if (text.charCodeAt(at) < 0x300) continue
    let start = isPairAt(text, at - 1) ? at - 1 : at
    let end = start
    while (isMarkAt(text, end)) end += isPairAt(text, end) ? 2 : 1
    if (end === start) continue
    for (let next = placeBefore(text, start); next >= 0 && isMarkAt(text, next); next = placeBefore(text, start)) start = next
    if (end - start >= MOST_MARKS) return true
  }
  return false
}

/** True where a character begins that is put into an order with those beside it. */
export const isMarkAt = (text: string, at: number): boolean => MARK.test(text.slice(at, at + 2))

/** Where the character in front of a place begins; negative where there is none. */
export const placeBefore = (text: string, at: number): number => (at > 1 && isPairAt(text, at - 2) ? at - 2 : at - 1)

export const isPairAt = (text: string, at: number): boolean =>
  (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00

const decomposed = (text: string): string =>
  text.replace(RUNS, run => (run.length === 1 ? titlecase(run) : run.toUpperCase())).normalize('NFKD')

/** The one character that is the title case of another; itself where there is none, or where it would be several. */
function titlecase(char: string): string {
  const code = char.charCodeAt(0)
  // The digraphs DŽ, LJ, NJ and DZ, each in capitals, in title case, and small.
  if (code >= 0x1c4 && code <= 0x1cc) return String.fromCharCode(code - ((code - 0x1c4) % 3) + 1)
  if (code >= 0x1f1 && code <= 0x1f3) return '\u01f2'
  // Small letters of Georgian have capitals, but are their own title case.
  if (code >= 0x10d0 && code <= 0x10ff) return char
  // Greek with an iota below: the letter with an iota beside it is one character.
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCharCode(code | 8)
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCharCode(code + 9)
  const upper = char.toUpperCase()
  return upper.length === 1 ? upper : char
}

/**
 * The key by which a text is ordered and grouped: `<` compares keys in the order of `i;unicode-casemap` (RFC 5051 2). A text with bytes that are not UTF-8 (U+DC80..U+DCFF in
 * this package) compares by its bytes, after all others (RFC 5255 4.6).
 */
export function collationKey(text: string): string {
  if (isWellFormed(text)) return inByteOrder(casemap(text))
  const bytes = bytesOfText(text)
  return INVALID + (bytes === undefined ? text : latin1(bytes, 0, bytes.length))
}

/** Begins no text that is well formed. */
const INVALID = '\uffff'

/** UTF-8 orders by code points, and `<` by UTF-16 code units: surrogates are moved up, above U+E000..U+FFFF, which are moved down. */
const inByteOrder = (text: string): string =>
  /[\ud800-\uffff]/.test(text)
    ? text.replace(/[\ud800-\uffff]/g, unit => {
        const code = unit.charCodeAt(0)
        return String.fromCharCode(code < 0xe000 ? code + 0x2000 : code - 0x800)
      })
    : text
