/**
 * Splits zone text into entries of tokens (RFC 1035 5.1): comments are removed, parentheses joined, places kept. Escapes stay in a token's
 * text until its field resolves them.
 *
 * Always: each character is scanned once, however the text is split, and only an unfinished entry is kept. After an error, scanning
 * continues with the next line.
 */
import { byteClass } from '@mailwire/bytes'
import type { DnsErrorCode } from '../error.js'
import { defaultZoneLimits } from './limits.js'
import { type Place, refuse, type Token } from './token.js'

/** One record or control line. */
export interface ZoneTokens {
  readonly tokens: readonly Token[]
  /** True if the line began with a blank: the owner is that of the previous record. */
  readonly indented: boolean
  /** The number of characters in its tokens. */
  readonly size: number
}

type Mode = 'between' | 'word' | 'quoted' | 'comment'

const TAB = 0x09
const LF = 0x0a
const CR = 0x0d
const SP = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c

/** The characters that end a run of ordinary characters in a word, and in a quoted string. */
const WORD_STOPS: Uint8Array = /* @__PURE__ */ byteClass(char => '\0\t\n\r ";()\\'.includes(String.fromCharCode(char)))
const QUOTED_STOPS: Uint8Array = /* @__PURE__ */ byteClass(char => '\0\n"\\'.includes(String.fromCharCode(char)))

/** `push` text, call `next` until it gives `undefined`, and `end` at the end of the text. */
export class ZoneTokenizer {
  readonly #maxEntry: number
  #pieces: string[] = []
  #head = 0 // index of the first piece not begun
  #piece = ''
  #at = 0 // position in the piece
  #base = 0 // characters before the piece
  #ended = false

  #line = 1
  #lineStart = 0 // characters before the current line

  #mode: Mode = 'between'
  #escaped = false // the previous character was a backslash
  #afterCr = false
  #text = '' // text of the unfinished token
  #start: Place = { offset: 0, line: 1, column: 1 } // start of the unfinished token

  #tokens: Token[] = []
  #depth = 0
  #opened: Place = { offset: 0, line: 1, column: 1 } // place of the last ( at the outermost level
  #indented = false
  #entryStart = true
  #size = 0

  constructor(maxEntry: number = defaultZoneLimits.entry) {
    this.#maxEntry = maxEntry
  }

  push(text: string): void {
    if (text !== '') this.#pieces.push(text)
  }

  end(): void {
    this.#ended = true
  }

  /** The next entry that has tokens. @throws {@link DnsError} `bad-syntax`, `limit` with line and column */
  next(): ZoneTokens | undefined {
    for (;;) {
      if (this.#at >= this.#piece.length && !this.#nextPiece()) return this.#ended ? this.#last() : undefined
      if (this.#mode === 'comment') this.#comment()
      else if (this.#mode !== 'between') this.#token()
      else if (this.#between()) {
        const entry = this.#entry()
        if (entry !== undefined) return entry
      }
    }
  }

  #nextPiece(): boolean {
    this.#base += this.#piece.length
    this.#at = 0
    this.#piece = this.#pieces[this.#head++] ?? ''
    if (this.#piece !== '') return true
    this.#pieces = []
    this.#head = 0
    return false
  }

  /** Handles one character outside any token; true if it ends an entry. */
  #between(): boolean {
    const char = this.#piece.charCodeAt(this.#at)
    if (this.#afterCr && char !== LF) this.#refuse('bad-syntax', 'CR without LF')
    this.#afterCr = char === CR
    if (char === LF) {
      this.#newLine(++this.#at)
      return this.#depth === 0
    }
    if (char === SP || char === TAB || char === CR) {
      if (this.#entryStart) this.#indented = true
      this.#at++
      return false
    }
    if (char === 0x3b) {
      this.#mode = 'comment'
      return false
    }
    this.#entryStart = false
    if (char === 0x28 || char === 0x29) {
      if (char === 0x28 && this.#depth++ === 0) this.#opened = this.#here()
      if (char === 0x29 && this.#depth-- === 0) this.#refuse('bad-syntax', ') without (')
      this.#at++
      return false
    }
    this.#start = this.#here()
    this.#text = ''
    this.#mode = char === QUOTE ? 'quoted' : 'word'
    if (char === QUOTE) this.#at++
    return false
  }

  /** Continues a token to its end, or to the end of the piece. A quoted string may contain line ends (RFC 1035 5.1). */
  #token(): void {
    const piece = this.#piece
    const quoted = this.#mode === 'quoted'
    const stops = quoted ? QUOTED_STOPS : WORD_STOPS
    const from = this.#at
    let at = from
    for (; at < piece.length; at++) {
      const char = piece.charCodeAt(at)
      if (this.#escaped) {
        // In quotes a line end is an ordinary character, escaped or not; outside it ends the record.
        if (!quoted && (char === LF || char === CR)) this.#refuse('bad-syntax', '\\ at the end of a line', this.#start, at)
        if (char === LF) this.#newLine(at + 1)
        if (char === 0) this.#refuse('bad-syntax', 'NUL character', this.#start, at)
        this.#escaped = false
      } else if (char < 256 && stops[char] === 1) {
        if (char === BACKSLASH) this.#escaped = true
        else if (char === 0) this.#refuse('bad-syntax', 'NUL character', this.#start, at)
        else if (quoted && char === LF) this.#newLine(at + 1)
        else break
      }
    }
    this.#size += at - from
    if (this.#size > this.#maxEntry) this.#refuse('limit', `entry of more than ${this.#maxEntry} characters`, this.#start, at)
    this.#text += piece.slice(from, at)
    this.#at = at
    if (at === piece.length) return
    if (quoted) this.#at++
    this.#finishToken(quoted)
  }

  #finishToken(quoted: boolean): void {
    // Count the token itself as well, since each takes memory.
    this.#size++
    this.#tokens.push({ text: this.#text, quoted, ...this.#start })
    this.#text = ''
    this.#mode = 'between'
  }

  /** Starts a line at `at` in the piece. */
  #newLine(at: number): void {
    this.#line++
    this.#lineStart = this.#base + at
  }

  /** Skips to the line feed, but not over it. */
  #comment(): void {
    const stop = this.#piece.indexOf('\n', this.#at)
    this.#at = stop < 0 ? this.#piece.length : stop
    if (stop >= 0) this.#mode = 'between'
  }

  #entry(): ZoneTokens | undefined {
    const entry = { tokens: this.#tokens, indented: this.#indented, size: this.#size }
    this.#forget()
    return entry.tokens.length === 0 ? undefined : entry
  }

  /** The last entry, ended by the end of the text. */
  #last(): ZoneTokens | undefined {
    if (this.#mode === 'quoted') this.#refuse('bad-syntax', 'quoted string without closing "', this.#start)
    if (this.#escaped) this.#refuse('bad-syntax', '\\ at the end of a line', this.#start)
    if (this.#mode === 'word') this.#finishToken(false)
    if (this.#afterCr) this.#refuse('bad-syntax', 'CR without LF')
    if (this.#depth > 0) this.#refuse('bad-syntax', '( without )', this.#opened)
    return this.#entry()
  }

  #forget(): void {
    this.#tokens = []
    this.#text = ''
    this.#escaped = false
    this.#afterCr = false
    this.#indented = false
    this.#entryStart = true
    this.#depth = 0
    this.#size = 0
  }

  #here(): Place {
    const offset = this.#base + this.#at
    return { offset, line: this.#line, column: offset - this.#lineStart + 1 }
  }

  /** Throws an error, and skips the rest of the line. */
  #refuse(code: DnsErrorCode, reason: string, place = this.#here(), at = this.#at): never {
    this.#at = at
    this.#forget()
    this.#mode = 'comment'
    return refuse(code, reason, place)
  }
}
