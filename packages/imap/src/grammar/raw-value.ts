/**
 * Values of any form, kept as they are on the wire: an atom, a string, a list of such (RFC 9051 9, `tagged-ext-val`; RFC 3501 7,
 * extensions). They hold what has no type here, and what does not follow the grammar of its type.
 */
import { encodeText, octetClass } from '@mailwire/bytes'
import { fail, ImapError } from '../error.js'
import { defaultLimits } from '../limits.js'
import { Cursor } from './reader.js'

/** The name of an item, up to its section or value. */
export const ITEM: Uint8Array = /* @__PURE__ */ octetClass(
  octet => octet > 0x20 && octet < 0x7f && !'()[]<>{"'.includes(String.fromCharCode(octet)),
)

/**
 * One value, up to the space or parenthesis behind it. A quoted string begins where a value may, and ends where one may: in
 * `"a"b")` the quotes are damaged, and where the value ends cannot be told from them.
 */
export function rawValue(cursor: Cursor): string {
  const start = cursor.pos
  const warnings = cursor.warnings.length
  let depth = 0
  do {
    const octet = cursor.peek()
    if (octet === 0x28) {
      depth++
      cursor.pos++
    } else if (octet === 0x29) {
      if (depth === 0) break
      depth--
      cursor.pos++
    } else if (octet === 0x22) quoted(cursor, start)
    else if (octet === 0x7b) cursor.stringBytes()
    else if (octet === 0x20) {
      if (depth === 0) break
      cursor.pos++
    } else if (cursor.run(ITEM) === '') {
      if (cursor.atEnd) break
      cursor.pos++
    }
  } while (depth > 0 || !isBoundary(cursor.peek()))
  if (cursor.pos === start || depth > 0) cursor.refuse('a value')
  // What is kept as it came is not read otherwise than it was written.
  cursor.warnings.length = warnings
  return cursor.slice(start)
}

/** A value that was read inside a list: one that took the parenthesis of the list itself had too few of its own. */
export const inList = <Value>(cursor: Cursor, value: Value): Value => (cursor.atEnd ? cursor.refuse('the end of a list') : value)

/** True for what may be behind a value: a space, a parenthesis, the end. */
const isBoundary = (octet: number): boolean => octet === 0x20 || octet === 0x29 || octet === -1

function quoted(cursor: Cursor, start: number): void {
  const before = cursor.bytes[cursor.pos - 1]!
  if (cursor.pos > start && before !== 0x20 && before !== 0x28 && before !== 0x29)
    cursor.refuse('a value that has no quotes inside')
  cursor.stringBytes()
  if (cursor.peek() !== 0x28 && !isBoundary(cursor.peek())) cursor.refuse('a space or a parenthesis behind a quoted string')
}

/** True for text that is read as one value again. */
export function isRawValue(text: string): boolean {
  const bytes = encodeText(text, fail)
  const cursor = new Cursor({ bytes, start: 0, end: bytes.length, offset: 0, streamed: new Map() }, false, defaultLimits)
  try {
    rawValue(cursor)
    return cursor.atEnd
  } catch (error) {
    if (error instanceof ImapError) return false
    throw error
  }
}

/** How often one response may lose its way: behind that, what is left of it is one damaged value, so that the work stays linear. */
const MAX_LOST = 16

/** What may be behind a value that cannot be read: a known item with the begin of its value. */
const KNOWN_ITEM =
  /^ (?:(?:UID|RFC822\.SIZE|BINARY\.SIZE\[[0-9.]*\]) \d|(?:FLAGS|ENVELOPE|BODYSTRUCTURE|BODY|MODSEQ|X-GM-LABELS) \(|(?:BODY|BINARY)\[|INTERNALDATE "|(?:RFC822(?:\.HEADER|\.TEXT)?) (?:"|\{|NIL[ )]))/i
const KNOWN_ITEM_LENGTH = 40

/** True for an item behind which a reader finds its way again. */
export const isKnownItem = (name: string, value: string): boolean => KNOWN_ITEM.test(` ${name} ${value}`)

/** Finds where values that cannot be read end, in one response. */
export class Salvage {
  #lost = 0

  /**
   * A value that could not be read: up to its end where its parentheses and quotes tell it, up to the next known item or the end of the
   * response where they do not.
   */
  damagedValue(cursor: Cursor): string {
    const from = cursor.mark()
    if (cursor.peek() === 0x29) cursor.refuse('a value')
    if (this.#lost <= MAX_LOST) {
      try {
        return inList(cursor, rawValue(cursor))
      } catch (error) {
        if (!(error instanceof ImapError)) throw error
        this.#lost++
        cursor.backTo(from)
      }
    }
    const end = this.#end(cursor)
    cursor.backTo(from)
    if (end === cursor.pos) cursor.refuse('a value')
    cursor.pos = end
    return cursor.slice(from.pos)
  }

  /** The place of the next known item, or of the last parenthesis. */
  #end(cursor: Cursor): number {
    const last = cursor.bytes[cursor.end - 1] === 0x29 ? cursor.end - 1 : cursor.end
    if (this.#lost > MAX_LOST) return last
    while (cursor.pos < last) {
      if (cursor.peek() === 0x20 && KNOWN_ITEM.test(latin1Ahead(cursor))) return cursor.pos
      if (!(cursor.peek() === 0x7b && cursor.skipLiteral())) cursor.pos++
    }
    return last
  }
}

const latin1Ahead = ({ bytes, pos, end }: Cursor): string =>
  String.fromCharCode(...bytes.subarray(pos, Math.min(end, pos + KNOWN_ITEM_LENGTH)))
