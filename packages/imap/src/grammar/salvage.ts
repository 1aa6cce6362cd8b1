/**
 * Finds the end of a damaged value, so that values after it can still be read. Structure decides, not the parity of quotes: a value ends
 * where its parentheses are closed and something follows that may come after it. If even that is damaged, reading continues at the next
 * known item.
 */
import { CR, LF, SP } from '@mailwire/bytes'
import { classes, DIGIT, ITEM } from './classes.js'
import { MAX_LOST, type Reader } from './reader.js'

const LPAREN = 0x28
const RPAREN = 0x29
const DQUOTE = 0x22
const LBRACE = 0x7b

/** The length of a scan after too many scans without a result: see {@link MAX_LOST}. */
const NEAR = 128

/**
 * Skips one value of any form, including its literals: an atom, a string, a list (RFC 9051 9, `tagged-ext-val`). If the value has no end,
 * returns false and stays.
 */
export function skipValue(reader: Reader): boolean {
  const { bytes, end, pos: start } = reader
  const stop = reader.lost < MAX_LOST ? end : Math.min(end, start + NEAR)
  let depth = 0
  let at = start
  // A quote begins a string only where a value may begin; elsewhere it is an ordinary character.
  let isOpen = true
  while (at < stop) {
    const byte = bytes[at]!
    const behind = byte === LPAREN ? reader.ends?.get(at) : undefined
    if (behind !== undefined) at = behind - 1
    else if (byte === LPAREN) depth++
    else if (byte === RPAREN) {
      if (depth === 0) break
      depth--
    } else if (byte === SP) {
      if (depth === 0) break
    } else if (byte === DQUOTE && isOpen) {
      const close = closingQuote(bytes, at + 1, stop, end)
      if (close < 0) break
      at = close
    } else if (byte === LBRACE) at = Math.min(end, behindLiteral(reader, at)) - 1
    else if (byte === CR) break
    isOpen = byte === LPAREN || byte === RPAREN || byte === SP
    at++
    // A list ends where it is closed, whatever follows.
    if (depth === 0 && (behind !== undefined || byte === RPAREN || (byte === DQUOTE && mayEndAt(bytes, at, end)))) break
  }
  if (at > start && depth === 0 && (bytes[at - 1] === RPAREN || mayEndAt(bytes, at, end))) {
    reader.pos = at
    return true
  }
  reader.lost++
  return false
}

/** The quote that ends a string: one before a space, a parenthesis or the end. It is before `stop`. */
function closingQuote(bytes: Uint8Array, from: number, stop: number, end: number): number {
  for (let at = from; at < stop; at++) {
    const byte = bytes[at]!
    if (byte === 0x5c) at++
    else if (byte === DQUOTE && (mayEndAt(bytes, at + 1, end) || bytes[at + 1] === LPAREN)) return at
    else if (byte === CR || byte === LF || byte === 0) return -1
  }
  return -1
}

const mayEndAt = (bytes: Uint8Array, at: number, end: number): boolean =>
  at >= end || bytes[at] === SP || bytes[at] === RPAREN || bytes[at] === CR

/** The position after the literal whose `{` is at `brace`, which may be past the end; after the `{` if it is not a literal. */
export function literalEnd(bytes: Uint8Array, brace: number, end: number): number {
  let at = brace + 1
  let size = 0
  for (; at < end && (classes[bytes[at]!]! & DIGIT) !== 0; at++) size = size * 10 + (bytes[at]! - 0x30)
  if (at === brace + 1) return at
  if (bytes[at] === 0x2b) at++
  if (bytes[at] !== 0x7d || bytes[at + 1] !== CR || bytes[at + 2] !== LF) return brace + 1
  return at + 3 + size
}

/** The same in a message, where only the marker of a streamed literal is present. */
export function behindLiteral(reader: Reader, brace: number): number {
  const { bytes, end, frame } = reader
  const behind = literalEnd(bytes, brace, end)
  return behind === brace + 1 || !frame.streamed.has(brace) ? behind : bytes.indexOf(LF, brace) + 1
}

/** The positions in one FETCH response at which reading may continue after a damaged item. */
export class Resync {
  readonly #reader: Reader
  /** Places before known items, in order. */
  readonly #places: number[] = []
  #next = 0
  /** The last parenthesis of the response, before optional spaces; the end if there is none. */
  #last: number

  /** Scans the rest of the response once, skipping its literals. `isItem` is true at the name of a known item and the beginning of its value. */
  constructor(reader: Reader, isItem: () => boolean) {
    const { bytes, end, pos } = reader
    this.#reader = reader
    this.#last = end
    for (let at = pos; at < end; ) {
      const byte = bytes[at]!
      if (byte === LBRACE) {
        at = behindLiteral(reader, at)
        this.#last = end
        continue
      }
      if (byte === RPAREN) this.#last = at
      else if (byte !== SP) this.#last = end
      else {
        reader.pos = at + 1
        if (isItem()) this.#places.push(at)
      }
      at++
    }
    reader.pos = pos
  }

  /** Skips the value here: to the end of its structure, to the space before the next known item, or to the last parenthesis. */
  skip(): void {
    const reader = this.#reader
    const start = reader.pos
    if (skipValue(reader) && this.#goesOn()) return
    reader.pos = this.#placeBehind(start)
  }

  /** True if the list continues with an item, or ends together with the response. */
  #goesOn(): boolean {
    const { bytes, pos, end } = this.#reader
    if (bytes[pos] === SP)
      return pos + 1 < end && ((classes[bytes[pos + 1]!]! & ITEM) !== 0 || bytes[pos + 1] === LPAREN || bytes[pos + 1] === SP)
    return this.#last === pos
  }

  #placeBehind(pos: number): number {
    while (this.#next < this.#places.length && this.#places[this.#next]! < pos) this.#next++
    return this.#places[this.#next] ?? Math.max(pos, this.#last)
  }
}
