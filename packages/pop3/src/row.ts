/** A cursor over one row of a listing. One cursor reads all rows in place, as a listing may have a million. */
import { CR, decodeText, flatLatin1, isWellFormed, LF, latin1, SP } from '@mailwire/bytes'
import { fail, type Pop3Error } from './error.js'
import type { Pop3Quirk, Pop3Warning } from './quirks.js'

const NOTHING: Uint8Array = /* @__PURE__ */ new Uint8Array(0)

/** A row that does not follow its grammar, or repeats a message or a tag. The other rows are read anyway. */
export interface MalformedRow {
  readonly row: string
  /** The message that a row of LIST or UIDL starts with, where that can be read. */
  readonly message: number | undefined
  /** What is wrong with it; `offset` is where the row starts in the stream. */
  readonly error: Pop3Error
}

/** A word of a row, and its offset in the stream. */
export interface Word {
  readonly text: string
  readonly offset: number
}

export class Row {
  /** The quirks of all rows so far. */
  readonly warnings: Pop3Warning[] = []
  readonly #strict: boolean
  #bytes: Uint8Array = NOTHING
  #pos = 0
  #start = 0
  #end = 0
  #origin = 0
  #what = ''
  #firstWarning = 0

  constructor(strict: boolean) {
    this.#strict = strict
  }

  /** Goes to a row; `origin` is the offset of its first byte in the stream. */
  moveTo(bytes: Uint8Array, start: number, end: number, origin: number): this {
    this.#bytes = bytes
    this.#pos = this.#start = start
    this.#end = end
    this.#origin = origin
    this.#firstWarning = this.warnings.length
    return this
  }

  /** The whole row, as text. */
  get text(): string {
    return decodeText(this.#bytes, this.#start, this.#end)
  }

  get atEnd(): boolean {
    return this.#pos >= this.#end
  }

  /** True where only spaces are left, or nothing. */
  get onlySpacesLeft(): boolean {
    return this.#spacesEnd() === this.#end
  }

  /** Steps over spaces before the first word; `what` is the listing that the row is of. */
  begin(what: string): void {
    this.#what = what
    if (this.#bytes[this.#pos] === SP && this.#pos < this.#end) this.#skipSpaces('leading-space')
  }

  /** 1*DIGIT, from `least`. */
  number(least: number): number {
    const bytes = this.#bytes
    const end = this.#end
    let at = this.#pos
    let value = 0
    for (; at < end; at++) {
      const digit = bytes[at]! - 0x30
      if (digit >>> 0 > 9) break
      value = value * 10 + digit
    }
    if (at === this.#pos) this.refuse('a number expected')
    // Above 2^53 the sum is not exact, but it only grows.
    if (value < least || value > Number.MAX_SAFE_INTEGER) this.refuse(`${value} is out of range`)
    this.#pos = at
    return value
  }

  /** The one space between two words. */
  space(): void {
    this.separator()
    if (this.#pos < this.#end && this.#bytes[this.#pos] === SP) this.#skipSpaces('extra-space')
  }

  /** Exactly one space; another one belongs to what follows. */
  separator(): void {
    if (this.#pos >= this.#end || this.#bytes[this.#pos] !== SP) this.refuse('a space expected')
    this.#pos++
  }

  /** `unique-id`: 1 to 70 characters from `!` to `~` (RFC 1939 7). */
  uniqueId(): string {
    const bytes = this.#bytes
    const start = this.#pos
    let at = start
    while (at < this.#end && (bytes[at]! - 0x21) >>> 0 < 0x5e) at++
    if (at === start || at - start > 70) this.refuse('a unique-id is 1 to 70 characters from ! to ~')
    this.#pos = at
    return flatLatin1(bytes, start, at)
  }

  /** The rest of the row: RFC 1939 5 makes no requirement on it. */
  anything(): void {
    if (this.#pos >= this.#end) return
    if (this.#bytes[this.#pos] !== SP) this.refuse('a space or the end expected')
    for (let at = this.#pos; at < this.#end; at++) {
      const byte = this.#bytes[at]!
      if (byte === 0 || byte === CR || byte === LF) this.refuse('the row contains CR, LF or NUL')
    }
  }

  /** The end; spaces before it are a quirk. */
  finish(): void {
    if (this.#pos >= this.#end) return
    if (!this.onlySpacesLeft) this.refuse('the end expected')
    this.#departs('trailing-space', this.#pos)
  }

  /** A word of printing ASCII (RFC 2449 3). */
  word(): string {
    const start = this.#pos
    let at = start
    while (at < this.#end && (this.#bytes[at]! - 0x21) >>> 0 < 0x5e) at++
    if (at === start) this.refuse('a word of printable ASCII expected')
    this.#pos = at
    return latin1(this.#bytes, start, at)
  }

  /** The remaining words, at least one. */
  words(): Word[] {
    const found: Word[] = []
    for (;;) {
      const offset = this.#offsetOf(this.#pos)
      found.push({ text: this.word(), offset })
      if (this.onlySpacesLeft) break
      this.space()
    }
    this.finish()
    return found
  }

  /** Text after the value, which is a quirk. */
  textAfter(): void {
    this.#departs('text-after', this.#pos)
    this.anything()
  }

  /** The rest of the row, as text. */
  rest(): string {
    const start = this.#pos
    this.#pos = this.#end
    const text = decodeText(this.#bytes, start, this.#end)
    if (/[\0\r\n]/.test(text)) this.refuse('the row contains CR, LF or NUL')
    if (!isWellFormed(text)) this.#departs('not-utf8', start)
    return text
  }

  /** Warns of a quirk at an offset in the stream; with strict, refuses the row for it. */
  departs(code: Pop3Quirk, offset: number): void {
    if (this.#strict) this.refuse(`${code} is not allowed in strict mode`)
    for (let at = this.#firstWarning; at < this.warnings.length; at++) if (this.warnings[at]!.code === code) return
    this.warnings.push({ code, offset })
  }

  /** Refuses the row. */
  refuse(reason: string): never {
    return fail('bad-listing', this.#origin, `parse ${this.#what}: ${reason}`)
  }

  #skipSpaces(code: Pop3Quirk): void {
    const start = this.#pos
    this.#pos = this.#spacesEnd()
    this.#departs(code, start)
  }

  /** Where the spaces that begin here end. */
  #spacesEnd(): number {
    let at = this.#pos
    while (at < this.#end && this.#bytes[at] === SP) at++
    return at
  }

  #departs(code: Pop3Quirk, at: number): void {
    this.departs(code, this.#offsetOf(at))
  }

  #offsetOf(at: number): number {
    return this.#origin + at - this.#start
  }
}
