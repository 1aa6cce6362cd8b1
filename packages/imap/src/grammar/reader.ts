/**
 * Reads the terminals of the grammar (RFC 9051 9, RFC 3501 9) out of one whole command or response, its literals included. One reader serves
 * a decoder for its whole life: `reset` points it at the next message.
 *
 * A terminal gives a string, a number or a rule of a registry, never a view. What the grammar does not allow is refused, or is a row of
 * `quirks` that `warn` reports: nothing else is accepted.
 */
import {
  CR,
  decodeText,
  encodeText,
  flatLatin1,
  indexOfByte,
  LF,
  latin1,
  lowerAscii,
  notUtf8At,
  SP,
  showOctet,
  upperAscii,
} from '@mailwire/bytes'
import { fail, ImapError, type ImapErrorCode, withoutStack } from '../error.js'
import type { ImapLimits } from '../limits.js'
import { type Damage, type ImapQuirk, type ImapWarning, quirks } from '../quirks.js'
import { ASTRING, ATOM, classes, DIGIT, QUOTED_STOP } from './classes.js'
import type { Frame, Shift } from './frame.js'
import { Interned, isWord, REV1, REV2, type Word, type Words } from './words.js'

/** A literal that went by as pieces. */
export interface StreamedLiteral {
  readonly streamed: true
  readonly size: number
}

/** Which grammar is kept to: that of one revision, that of both together (`true`), or that of real peers (`false`). */
export type Strictness = boolean | 'rev1' | 'rev2'

export interface ReaderOptions {
  /** Whose messages these are: some forms are for one side alone. */
  readonly sender: 'client' | 'server'
  readonly strict: Strictness
  /** True once names of mailboxes are UTF-8 and not modified UTF-7. */
  readonly utf8: boolean
  readonly limits: Pick<ImapLimits, 'depth' | 'threadDepth' | 'items' | 'warnings' | 'damaged' | 'capabilities'>
}

/** What could not be read, by its places. */
interface DamagedRange extends Omit<Damage, 'bytes'> {
  readonly start: number
  readonly end: number
  readonly whenKept: (() => void) | undefined
}

const LPAREN = 0x28
const RPAREN = 0x29
const DQUOTE = 0x22
const BACKSLASH = 0x5c
const LBRACE = 0x7b
const RBRACE = 0x7d
const TILDE = 0x7e

/** What most messages have none of. */
const NO_WARNINGS: readonly ImapWarning[] = /* @__PURE__ */ Object.freeze([])
const NO_DAMAGE: readonly Damage[] = /* @__PURE__ */ Object.freeze([])
/** How often one message may lead a scan to its end in vain; after that a scan goes no further than it must, so that the work stays linear. */
export const MAX_LOST = 16

export class Reader {
  bytes: Uint8Array = new Uint8Array(0)
  pos = 0
  end = 0
  /** How deep in lists the place is. */
  depth = 0
  /** How often the way was lost: see {@link MAX_LOST}. */
  lost = 0
  /** True behind a list that ended too early: there the end of the message ends it, too. */
  mayEnd = false
  /** What a rule read last, by its bytes: see `fetch/section`. */
  memo: { readonly bytes: Uint8Array; readonly value: object } | undefined
  readonly strict: boolean
  utf8: boolean
  readonly limits: ReaderOptions['limits']
  readonly sender: ReaderOptions['sender']
  #frame: Frame | undefined
  readonly #revisions: number
  #origin = 0
  #members = 0
  #warnings: ImapWarning[] | undefined
  #damaged: DamagedRange[] | undefined
  /** Where lists end that were passed over, by where they begin: one inside another that is damaged, too, is not looked at again. */
  ends: Map<number, number> | undefined
  readonly #words = new Interned()
  readonly #lowerWords = new Interned(lowerAscii)

  constructor({ sender, strict, utf8, limits }: ReaderOptions) {
    this.sender = sender
    this.strict = strict !== false
    this.#revisions = strict === 'rev1' ? REV1 : strict === 'rev2' ? REV2 : REV1 | REV2
    this.utf8 = utf8
    this.limits = limits
  }

  /** Begins with another message. */
  reset(frame: Frame): this {
    this.bytes = frame.bytes
    this.pos = frame.start
    this.end = frame.end
    this.depth = this.lost = this.#members = 0
    this.mayEnd = false
    this.#frame = frame
    this.#origin = frame.offset - frame.start
    this.#warnings = this.#damaged = this.ends = undefined
    if (frame.bareLf !== undefined) this.#warnings = [{ code: 'bare-lf', offset: frame.bareLf }]
    return this
  }

  get frame(): Frame {
    return this.#frame!
  }

  // ----- What is reported -----

  get warnings(): readonly ImapWarning[] {
    return this.#warnings ?? NO_WARNINGS
  }

  /** Asked for once, when all was read: only then is it copied, because what is around it may turn out to be damaged, too. */
  get damaged(): readonly Damage[] {
    return this.#damaged === undefined ? NO_DAMAGE : this.#damaged.map(range => this.#copyDamaged(range))
  }

  #copyDamaged({ name, section, start, end, error, whenKept }: DamagedRange): Damage {
    whenKept?.()
    return { name, section, bytes: this.copy(start, end), error }
  }

  /** How many warnings there are: a savepoint is this, `pos` and `depth`. */
  get warned(): number {
    return this.#warnings?.length ?? 0
  }

  /** Goes back to a savepoint, as if nothing behind it had been read. */
  restore(pos: number, depth: number, warned: number): void {
    this.pos = pos
    this.depth = depth
    while (this.#damaged !== undefined && this.#damaged.length > 0 && this.#damaged.at(-1)!.start >= pos) this.#damaged.pop()
    if (this.#warnings === undefined) return
    if (warned === 0) this.#warnings = undefined
    else this.#warnings.length = warned
  }

  /** A place in this message as bytes from the start of the stream. */
  offsetOf(pos: number): number {
    const shifts = this.#frame?.shifts
    return this.#origin + pos + (shifts === undefined ? 0 : shiftAt(shifts, pos))
  }

  fail(code: ImapErrorCode, message: string, at: number = this.pos): never {
    throw withoutStack(() => new ImapError(code, this.offsetOf(at), message))
  }

  /** What was expected here and is not. */
  refuse(expected: string): never {
    const found = this.pos >= this.end ? 'the end' : shown(this.bytes[this.pos]!)
    return this.fail('bad-syntax', `parse: ${expected} expected, ${found} found`)
  }

  /** Reports a row of `quirks`; in strict mode one that the grammar does not allow is an error. */
  warn(code: ImapQuirk, at: number = this.pos): void {
    const { found, rule } = quirks[code]
    if (this.strict && rule === 'grammar') this.fail('bad-syntax', `parse: ${found}`, at)
    this.#warnings ??= []
    if (this.#warnings.length >= this.limits.warnings)
      this.fail('limit', `parse: more than limits.warnings (${this.limits.warnings})`, at)
    this.#warnings.push({ code, offset: this.offsetOf(at) })
  }

  /** Keeps what could not be read, from `start` to here. `whenKept` is called once all is read, unless what is around it is damaged, too. */
  keepDamaged(name: string, section: string | undefined, start: number, error: ImapError, whenKept?: () => void): void {
    this.#damaged ??= []
    if (this.#damaged.length >= this.limits.damaged)
      this.fail('limit', `parse: more than limits.damaged (${this.limits.damaged})`, start)
    this.#damaged.push({ name, section, start, end: this.pos, error, whenKept })
    if (this.bytes[start] !== LPAREN) return
    this.ends ??= new Map()
    this.ends.set(start, this.pos)
  }

  /** True for an error that costs the place of its savepoint and not the message: any but a limit of the whole. */
  isContained(error: unknown): error is ImapError {
    if (error instanceof ImapError) return !this.strict && error.code !== 'limit'
    throw error
  }

  /** True where a revision has a word or a form: always, unless `strict` names the other one. */
  has(revision: typeof REV1 | typeof REV2): boolean {
    return (this.#revisions & revision) !== 0
  }

  // ----- Single characters -----

  get atEnd(): boolean {
    return this.pos >= this.end
  }

  /** The byte here, or -1 at the end. */
  peek(): number {
    return this.pos < this.end ? this.bytes[this.pos]! : -1
  }

  /** The byte behind this one, or -1. */
  peekNext(): number {
    return this.pos + 1 < this.end ? this.bytes[this.pos + 1]! : -1
  }

  skip(byte: number): boolean {
    if (this.pos >= this.end || this.bytes[this.pos] !== byte) return false
    this.pos++
    return true
  }

  /** True when these bytes are here. */
  startsWith(text: Uint8Array): boolean {
    const { bytes, pos } = this
    if (text.length > this.end - pos) return false
    for (let at = 0; at < text.length; at++) if (bytes[pos + at] !== text[at]) return false
    return true
  }

  expect(byte: number): void {
    if (this.pos >= this.end || this.bytes[this.pos] !== byte) this.refuse(shown(byte))
    this.pos++
  }

  /** SP; more of them are a quirk. */
  space(): void {
    if (this.pos >= this.end || this.bytes[this.pos] !== SP) this.refuse("' '")
    this.pos++
    if (this.bytes[this.pos] === SP && this.pos < this.end) this.extraSpaces()
  }

  /** Spaces where the grammar has none, or no more. */
  extraSpaces(): void {
    if (this.peek() !== SP) return
    this.warn('extra-space')
    while (this.skip(SP));
  }

  /** The end of the message, behind which nothing may be. */
  finish(): void {
    if (this.pos >= this.end) return
    this.extraSpaces()
    if (this.pos < this.end) this.refuse('the end')
  }

  /** True where a value may end: before a space, before a parenthesis that closes, at the end. */
  get atBoundary(): boolean {
    const byte = this.peek()
    return byte === SP || byte === RPAREN || byte === -1
  }

  /** A value behind which a list goes on or ends; anything else behind it spoils it. */
  whole<Value>(value: Value): Value {
    const byte = this.pos < this.end ? this.bytes[this.pos]! : -1
    if (byte === SP || byte === RPAREN || byte === CR) return value
    return this.refuse("' ' or ')'")
  }

  /** The same of an item of FETCH: a list may be behind it, which is not part of it. */
  wholeItem<Value>(value: Value): Value {
    const byte = this.peek()
    if (byte === SP || byte === RPAREN) return value
    return (byte === LPAREN && !this.strict) || (byte === -1 && this.mayEnd) ? value : this.whole(value)
  }

  // ----- Words -----

  /** The longest run of a class; it may be empty. */
  run(kind: number): string {
    const start = this.skipRun(kind)
    return latin1(this.bytes, start, this.pos)
  }

  /** Goes past the longest run of a class; where it began. */
  skipRun(kind: number): number {
    const { bytes, end, pos: start } = this
    let at = start
    while (at < end && (classes[bytes[at]!]! & kind) !== 0) at++
    this.pos = at
    return start
  }

  /** The rule of the word here, which is a run of a class, and goes past it; `undefined` for one that is not in the table, and stays. */
  rule<Rule extends Word>(words: Words<Rule>, kind: number): Rule | undefined {
    const { bytes, end, pos: start } = this
    let at = start
    while (at < end && (classes[bytes[at]!]! & kind) !== 0) at++
    const found = words.find(bytes, start, at)
    if (found === undefined || (found.only !== undefined && !this.has(found.only))) return undefined
    this.pos = at
    return found
  }

  /** True, and past it, when this word is here, in either case: `name` is in upper case. What is behind it is the caller's to check. */
  word(name: string): boolean {
    const end = this.pos + name.length
    if (end > this.end || !isWord(name, this.bytes, this.pos, end)) return false
    this.pos = end
    return true
  }

  /** `atom = 1*ATOM-CHAR` */
  atom(expected = 'an atom'): string {
    return this.run(ATOM) || this.refuse(expected)
  }

  /** An atom in upper case. */
  keyword(expected?: string): string {
    return upperAscii(this.atom(expected))
  }

  /** What is between a place and here, which is ASCII and comes again and again: one string for all of them. */
  common(start: number): string {
    return this.#words.get(this.bytes, start, this.pos, latin1)
  }

  // ----- Numbers -----

  /** `number = 1*DIGIT`; larger than `max` is refused. */
  number(max = 0xffff_ffff): number {
    const { bytes, end, pos: start } = this
    let value = 0
    let at = start
    for (; at < end; at++) {
      const digit = bytes[at]! - 0x30
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
      if (value > max) this.fail('bad-number', `parse: a number larger than ${max}`, start)
    }
    if (at === start) this.refuse('a number')
    this.pos = at
    return value
  }

  /** `number64`, of which 2^53 - 1 is the largest that is exact. */
  number64(): number {
    return this.number(Number.MAX_SAFE_INTEGER)
  }

  /** `nz-number = digit-nz *DIGIT`: 0 and leading zeros are quirks. */
  nzNumber(max?: number): number {
    const start = this.pos
    const value = this.number(max)
    if (this.bytes[start] === 0x30) this.warn(value === 0 ? 'zero-number' : 'leading-zero', start)
    return value
  }

  /** `mod-sequence-value`, `mod-sequence-valzer` (RFC 7162 7): 63 bits, unless `max` says more. */
  bigint(max: bigint = MAX_MODSEQ): bigint {
    const start = this.pos
    while (this.peek() === 0x30) this.pos++
    const from = this.skipRun(DIGIT)
    if (this.pos === start) this.refuse('a number')
    // A `number` holds fifteen digits, and is had in a fraction of the time.
    if (this.pos - from <= 15) return BigInt(digitsOf(this.bytes, from, this.pos))
    const value = this.pos - from > 20 ? max + 1n : BigInt(latin1(this.bytes, from, this.pos))
    return value > max ? this.fail('bad-number', `parse: a number larger than ${max}`, start) : value
  }

  /** A number that may not be 0 (RFC 7162 7, `mod-sequence-value`). */
  nzBigint(): bigint {
    const start = this.pos
    const value = this.bigint()
    if (value === 0n) this.warn('zero-number', start)
    return value
  }

  // ----- Strings -----

  /** `string = quoted / literal`, as text that may hold any byte. */
  string(): string {
    return this.anyString(undefined)
  }

  /** `quoted`, where the grammar has no literal. */
  quoted(): string {
    return this.peek() === DQUOTE ? this.quotedString(undefined) : this.refuse('a string in quotes')
  }

  /** The same for one that comes again and again, as it is or in lower case. */
  commonString(): string {
    return this.anyString(this.#words)
  }

  lowerString(): string {
    return this.anyString(this.#lowerWords)
  }

  /** `nstring = string / nil` */
  nstring(): string | null {
    if (this.pos < this.end && this.bytes[this.pos] === DQUOTE) return this.quotedString(undefined)
    return this.nil() ? null : this.anyString(undefined)
  }

  /** `SP nil` before another member or the end of a list, in one look: a third of all members of structures and addresses is that. */
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

  /** `nil = "NIL"`, where it is the whole word. */
  nil(): boolean {
    const { bytes, pos, end } = this
    if (pos + 3 > end || (bytes[pos]! | 0x20) !== 0x6e) return false
    if ((bytes[pos + 1]! | 0x20) !== 0x69 || (bytes[pos + 2]! | 0x20) !== 0x6c) return false
    if (pos + 3 < end && (classes[bytes[pos + 3]!]! & ASTRING) !== 0) return false
    this.pos = pos + 3
    return true
  }

  /** NIL where a string belongs; servers send it all the same. */
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
      return this.fail('literal-too-large', 'parse: a literal above the limit where text belongs', at)
    const text = decodeText(this.bytes, start, this.pos)
    return kept === this.#lowerWords ? lowerAscii(text) : text
  }

  /** `quoted = DQUOTE *QUOTED-CHAR DQUOTE` */
  private quotedString(kept: Interned | undefined): string {
    const { bytes, end } = this
    const start = this.pos + 1
    let at = start
    // Four at a step: half of the time of a string is spent here.
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
   * How many bytes are between the quotes. Where servers leave quotes inside unescaped, a quote closes the string only before a space, a
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

  /** Text that is not UTF-8 throughout is a quirk; in RFC 3501 alone so is text that is not ASCII. */
  checkText(start: number, end: number): void {
    if (this.strict && !this.has(REV2)) {
      for (let at = start; at < end; at++)
        if (this.bytes[at]! > 0x7f) this.fail('bad-syntax', 'parse: text that is not ASCII (RFC 3501 9, TEXT-CHAR)', at)
      return
    }
    const at = notUtf8At(this.bytes, start, end)
    if (at >= 0) this.warn('not-utf8', at)
  }

  #isLiteral8(byte: number): boolean {
    return byte === TILDE && this.peekNext() === LBRACE
  }

  /** The bytes of an nstring, copied: what is kept pins no chunk. `mayBeLiteral8` where the grammar has `literal8`. */
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

  /** Past a literal: where its bytes begin, which end at `pos`; or what tells that they went by as pieces. */
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
      // Of a command's, whoever took its pieces knows.
      if (streamed.hasNul && !isLiteral8 && this.sender === 'server') this.warn('nul-in-literal', at)
      return { streamed: true, size: streamed.size }
    }
    if (size > this.end - this.pos)
      this.fail('truncated', `parse: a literal of ${size} bytes, ${this.end - this.pos} left`, brace)
    const start = this.pos
    this.pos += size
    if (!isLiteral8 && hasNul(this.bytes, start, this.pos)) this.nulInLiteral(at)
    return start
  }

  /** Servers send it with messages as they came; a command with it could not be handed on. */
  private nulInLiteral(at: number): void {
    if (this.sender === 'client') this.fail('nul', 'parse: NUL in a literal; only literal8 may hold it', at)
    this.warn('nul-in-literal', at)
  }

  // ----- Lists -----

  /** `"("` of a list: true where a member follows, false where the list is empty and over. */
  beginList(): boolean {
    this.expect(LPAREN)
    this.enter()
    if (this.peek() === SP) this.extraSpaces()
    if (this.skip(RPAREN)) {
      this.depth--
      return false
    }
    this.countMember()
    return true
  }

  /** Behind a member of a list: true where another one follows, false where the list is over. `SP` is between them. */
  nextMember(): boolean {
    const { bytes, pos, end } = this
    const byte = pos < end ? bytes[pos]! : -1
    if (byte === RPAREN) {
      this.pos = pos + 1
      this.depth--
      return false
    }
    const next = bytes[pos + 1]
    if (byte !== SP || next === SP || next === RPAREN || pos + 1 >= end) return this.#oddMember()
    this.pos = pos + 1
    this.countMember()
    return true
  }

  /** The same where anything but one space is between two members. */
  #oddMember(): boolean {
    if (this.peek() === CR) this.#blankLine()
    if (!this.skip(RPAREN)) {
      this.expect(SP)
      if (this.peek() === SP || this.peek() === RPAREN) this.warn('extra-space')
      while (this.skip(SP));
      if (!this.skip(RPAREN)) {
        this.countMember()
        return true
      }
    }
    this.depth--
    return false
  }

  /** `*(SP member)`, to the end of the message; a space that no member is behind is a quirk. */
  membersToEnd<Member>(read: (reader: Reader) => Member): Member[] {
    const members: Member[] = []
    while (!this.atEnd) {
      this.space()
      if (this.atEnd) this.warn('extra-space', this.pos - 1)
      else {
        this.countMember()
        members.push(read(this))
      }
    }
    return members
  }

  /** `"(" member *(SP member) ")"`; an empty list is a quirk, and an error where a member is `expected`. */
  members<Member>(read: (reader: Reader) => Member, expected?: string): Member[] {
    const { pos } = this
    const members: Member[] = []
    if (!this.beginList()) {
      if (expected !== undefined) this.refuse(expected)
      this.warn('empty-list', pos)
    } else
      do members.push(this.whole(read(this)))
      while (this.nextMember())
    return members
  }

  /** One level deeper. */
  enter(): void {
    if (++this.depth > this.limits.depth) this.fail('too-deep', `parse: more than ${this.limits.depth} levels of nesting`)
  }

  /** One more member of a list, or of what has no parentheses. */
  countMember(): void {
    if (++this.#members > this.limits.items) this.fail('limit', `parse: more than ${this.limits.items} members of lists`)
  }

  /** An empty line between a literal and the parenthesis behind it, which small servers send. */
  #blankLine(): void {
    if (this.peekNext() !== LF) return
    this.warn('blank-line')
    this.pos += 2
  }

  // ----- Whatever is here -----

  /** What is left, as text that may hold any byte. */
  rest(): string {
    const start = this.pos
    this.pos = this.end
    return decodeText(this.bytes, start, this.end)
  }

  /** Bytes between two places, copied. */
  copy(start: number, end: number): Uint8Array {
    const copy = new Uint8Array(end - start)
    for (let at = start; at < end && end - start < 32; at++) copy[at - start] = this.bytes[at]!
    if (end - start >= 32) copy.set(this.bytes.subarray(start, end))
    return copy
  }
}

/** A byte in a message; a space in quotes, where it can be seen. */
const shown = (byte: number): string => (byte === SP ? "' '" : showOctet(byte))

/** The last shift at or before a place. */
function shiftAt(shifts: readonly Shift[], pos: number): number {
  let from = 0
  let to = shifts.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (shifts[middle]!.at <= pos) from = middle + 1
    else to = middle
  }
  return shifts[from - 1]?.by ?? 0
}

function digitsOf(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) value = value * 10 + bytes[at]! - 0x30
  return value
}

/** The largest mod-sequence: 63 bits. */
export const MAX_MODSEQ = 0x7fff_ffff_ffff_ffffn

/** True where a quote before this place may close a string. */
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
