/** Strings and literals (RFC 9051 4.3, 4.3.1, 9): text that may contain any byte, or a copy of the bytes. */
import { CR, decodeText, encodeText, flatLatin1, indexOfByte, LF, lowerAscii, notUtf8At, SP } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ASTRING, classes, QUOTED_STOP } from './classes.js'
import { MAX_LOST, type StreamedLiteral } from './cursor.js'
import { Tokens } from './tokens.js'
import { Interned, REV2 } from './words.js'

const LPAREN = 0x28
const RPAREN = 0x29
const DQUOTE = 0x22
const BACKSLASH = 0x5c
const LBRACE = 0x7b
const RBRACE = 0x7d
const TILDE = 0x7e

export class Strings extends Tokens {
  readonly #lowerWords = new Interned(lowerAscii)

  /** `string = quoted / literal`, as text that may contain any byte. */
  string(): string {
    return this.anyString(undefined)
  }

  /** `quoted`, where the grammar has no literal. */
  quoted(): string {
    return this.peek() === DQUOTE ? this.quotedString(undefined) : this.refuse('a string in quotes')
  }

  /** The same for a frequently repeated string, unchanged or in lower case. */
  commonString(): string {
    return this.anyString(this.interned)
  }

  lowerString(): string {
    return this.anyString(this.#lowerWords)
  }

  /** `nstring = string / nil` */
  nstring(): string | null {
    if (this.pos < this.end && this.bytes[this.pos] === DQUOTE) return this.quotedString(undefined)
    return this.nil() ? null : this.anyString(undefined)
  }

  /** Fast path for `SP nil` before another member or the end of a list: a third of all members of structures and addresses. */
  spaceNil(): boolean {
    const { bytes, pos } = this
    if (bytes[pos + 1] !== 0x4e || bytes[pos + 2] !== 0x49 || bytes[pos + 3] !== 0x4c || bytes[pos] !== SP) return false
    const behind = bytes[pos + 4]
    if ((behind !== SP && behind !== RPAREN) || pos + 4 >= this.end) return false
    this.pos = pos + 4
    return true
  }

  /** `astring = 1*ASTRING-CHAR / string` */
  astring(): string {
    const byte = this.peek()
    return byte === DQUOTE || byte === LBRACE ? this.anyString(undefined) : this.run(ASTRING) || this.refuse('a name or a string')
  }

  /** `nil = "NIL"` (RFC 9051 4.5), if it is the whole word. */
  nil(): boolean {
    const { bytes, pos, end } = this
    if (pos + 3 > end || (bytes[pos]! | 0x20) !== 0x6e) return false
    if ((bytes[pos + 1]! | 0x20) !== 0x69 || (bytes[pos + 2]! | 0x20) !== 0x6c) return false
    if (pos + 3 < end && (classes[bytes[pos + 3]!]! & ASTRING) !== 0) return false
    this.pos = pos + 3
    return true
  }

  /** NIL in place of a string, as some servers send it. */
  nilForString(): boolean {
    const at = this.pos
    if (!this.nil()) return false
    this.warn('nil-for-string', at)
    return true
  }

  private anyString(kept: Interned | undefined): string {
    if (this.pos >= this.end) this.refuse('a string')
    const byte = this.bytes[this.pos]!
    if (byte === DQUOTE) return this.quotedString(kept)
    if (byte !== LBRACE && !this.#isLiteral8(byte)) this.refuse('a string')
    const at = this.pos
    const start = this.literal()
    if (typeof start !== 'number')
      return this.fail('literal-too-large', 'parse: text expected, a literal larger than limits.literal found', at)
    const text = decodeText(this.bytes, start, this.pos)
    return kept === this.#lowerWords ? lowerAscii(text) : text
  }

  /** `quoted = DQUOTE *QUOTED-CHAR DQUOTE` */
  private quotedString(kept: Interned | undefined): string {
    const { bytes, end } = this
    const start = this.pos + 1
    let at = start
    // Four at a time: half of the time of a string is spent here.
    while (
      at + 4 <= end &&
      ((classes[bytes[at]!]! | classes[bytes[at + 1]!]! | classes[bytes[at + 2]!]! | classes[bytes[at + 3]!]!) & QUOTED_STOP) ===
        0
    )
      at += 4
    while (at < end && (classes[bytes[at]!]! & QUOTED_STOP) === 0) at++
    if (
      at < end &&
      bytes[at] === DQUOTE &&
      (bytes[at + 1] === SP || bytes[at + 1] === RPAREN || this.strict || closesQuotes(bytes, at + 1, end))
    ) {
      this.pos = at + 1
      return kept === undefined ? flatLatin1(bytes, start, at) : kept.get(bytes, start, at, flatLatin1)
    }
    const text = this.#quotedWithStops(start)
    return kept === this.#lowerWords ? lowerAscii(text) : text
  }

  /** A quoted string with escapes, or with quotes that servers forgot to escape. */
  #quotedWithStops(start: number): string {
    const { bytes, end } = this
    const plain = new Uint8Array(this.#quotedLength(start))
    let length = 0
    const close = start + plain.length
    for (let at = start; at < close; at++) {
      const byte = bytes[at]!
      if (byte === BACKSLASH) {
        const next = at + 1 < close ? bytes[at + 1]! : -1
        if (next === DQUOTE || next === BACKSLASH) at++
        else this.warn('bad-escape', at)
      } else if (byte === DQUOTE) this.warn('quote-in-string', at)
      plain[length++] = bytes[at]!
    }
    this.pos = close + 1
    if (close >= end) this.refuse('the end of a quoted string')
    this.checkText(start, close)
    return decodeText(plain, 0, length)
  }

  /**
   * The number of bytes between the quotes. As some servers leave inner quotes unescaped, a quote closes the string only before a space, a
   * parenthesis or the end of a response code.
   */
  #quotedLength(start: number): number {
    const { bytes, end } = this
    const looksAhead = !this.strict && this.lost < MAX_LOST
    let at = start
    for (; at < end; at++) {
      const byte = bytes[at]!
      if ((classes[byte]! & QUOTED_STOP) === 0 || byte > 0x7f) continue
      if (byte === BACKSLASH) {
        const next = at + 1 < end ? bytes[at + 1]! : -1
        if (next === DQUOTE || next === BACKSLASH) at++
      } else if (byte !== DQUOTE) break
      else if (!looksAhead || closesQuotes(bytes, at + 1, end)) return at - start
    }
    if (looksAhead) this.lost++
    this.pos = at
    return this.refuse('the end of a quoted string')
  }

  /** Text that is not valid UTF-8 is a quirk; with RFC 3501 only, so is non-ASCII text. */
  checkText(start: number, end: number): void {
    if (this.strict && !this.has(REV2)) {
      for (let at = start; at < end; at++)
        if (this.bytes[at]! > 0x7f) this.fail('bad-syntax', 'parse: the text is not ASCII (RFC 3501 9, TEXT-CHAR)', at)
      return
    }
    const at = notUtf8At(this.bytes, start, end)
    if (at >= 0) this.warn('not-utf8', at)
  }

  #isLiteral8(byte: number): boolean {
    return byte === TILDE && this.peekNext() === LBRACE
  }

  /** A copy of the bytes of an nstring, which does not keep the chunk alive. `mayBeLiteral8` if the grammar has `literal8`. */
  nstringBytes(mayBeLiteral8 = false): Uint8Array | StreamedLiteral | null {
    if (this.nil()) return null
    const byte = this.peek()
    if (byte === LBRACE || this.#isLiteral8(byte)) {
      const start = this.literal(mayBeLiteral8)
      return typeof start === 'number' ? this.copy(start, this.pos) : start
    }
    if (byte !== DQUOTE) this.refuse('a string or NIL')
    return encodeText(this.quotedString(undefined), fail)
  }

  /** Skips a literal and returns the start of its bytes, which end at `pos`, or the record of a streamed literal. */
  literal(mayBeLiteral8 = false): number | StreamedLiteral {
    const at = this.pos
    const isLiteral8 = this.skip(TILDE)
    if (isLiteral8 && !mayBeLiteral8) this.warn('literal8', at)
    const brace = this.pos
    this.expect(LBRACE)
    const size = this.number64()
    if (this.peek() === 0x2b) {
      if (this.sender === 'server') this.warn('non-synchronizing-literal')
      this.pos++
    }
    this.expect(RBRACE)
    this.expect(CR)
    this.expect(LF)
    const { streamed: places } = this.frame
    const streamed = places.size === 0 ? undefined : places.get(brace)
    if (streamed !== undefined) {
      // For a command, the caller has seen the NUL in the streamed pieces.
      if (streamed.hasNul && !isLiteral8 && this.sender === 'server') this.warn('nul-in-literal', at)
      return { streamed: true, size: streamed.size }
    }
    if (size > this.end - this.pos)
      this.fail('truncated', `parse: a literal of ${size} bytes, but only ${this.end - this.pos} bytes left`, brace)
    const start = this.pos
    this.pos += size
    if (!isLiteral8 && hasNul(this.bytes, start, this.pos)) this.nulInLiteral(at)
    return start
  }

  /** Servers send NUL within messages, so it is a quirk; a command with NUL could not be relayed, so it is an error. */
  private nulInLiteral(at: number): void {
    if (this.sender === 'client') this.fail('nul', 'parse: NUL in a literal; only a literal8 may contain it', at)
    this.warn('nul-in-literal', at)
  }
}

/** True if a quote before this position may close a string. */
function closesQuotes(bytes: Uint8Array, at: number, end: number): boolean {
  if (at >= end) return true
  const byte = bytes[at]!
  return byte === SP || byte === RPAREN || byte === LPAREN || byte === 0x5d || byte === CR
}

function hasNul(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 64) {
    for (let at = start; at < end; at++) if (bytes[at] === 0) return true
    return false
  }
  return indexOfByte(bytes.subarray(start, end), 0) >= 0
}
