/**
 * A cursor over one command or response, its inline literals included, with the rules that all others are made of (RFC 9051 9, RFC 3501
 * 9). By default it takes what servers are known to send, and says so in `warnings`; strict, the grammar and nothing else.
 */
import { CR, decodeText, isDigit, LF, latin1, octetClass, SP, showOctet, upperAscii } from '@mailwire/bytes'
import { fail, ImapError, type ImapErrorCode } from '../error.js'
import type { ImapLimits } from '../limits.js'
import type { ImapQuirk, ImapWarning } from '../quirks.js'
import type { Frame } from './framing.js'

export type { ImapWarning } from '../quirks.js'

/** A literal that went by as pieces. */
export interface StreamedLiteral {
  readonly streamed: true
  readonly size: number
}

const ATOM_SPECIALS = '(){ %*"\\]'
const isAtomChar = (octet: number): boolean => octet > 0x20 && octet < 0x7f && !ATOM_SPECIALS.includes(String.fromCharCode(octet))
/** `ATOM-CHAR` */
export const ATOM: Uint8Array = /* @__PURE__ */ octetClass(isAtomChar)
/** `ASTRING-CHAR = ATOM-CHAR / resp-specials` */
export const ASTRING: Uint8Array = /* @__PURE__ */ octetClass(octet => isAtomChar(octet) || octet === 0x5d)
/** `list-char = ATOM-CHAR / list-wildcards / resp-specials` */
export const LIST_CHAR: Uint8Array = /* @__PURE__ */ octetClass(
  octet => isAtomChar(octet) || octet === 0x5d || octet === 0x25 || octet === 0x2a,
)
/** `tag = 1*<any ASTRING-CHAR except "+">` */
export const TAG: Uint8Array = /* @__PURE__ */ octetClass(octet => (isAtomChar(octet) || octet === 0x5d) && octet !== 0x2b)
/** True for `flag = "\\" atom / atom` and for `\*` (RFC 9051 9); servers put `]` in keywords too. */
export const isFlag = (text: string): boolean => /^(?:\\\*|\\?[!#$&'+-[^-z|}~\]]+)$/.test(text)

const DIGIT: Uint8Array = /* @__PURE__ */ octetClass(isDigit)

const LPAREN = 0x28
const RPAREN = 0x29
const DQUOTE = 0x22
const BACKSLASH = 0x5c
const LBRACE = 0x7b

/** The limits that a cursor keeps. */
export type CursorLimits = Pick<ImapLimits, 'depth' | 'items' | 'capabilities'>

/** A place in a message, how deep in lists it is, and how many warnings were given before it. */
export interface Mark {
  readonly pos: number
  readonly depth: number
  readonly warnings: number
}

export class Cursor {
  readonly bytes: Uint8Array
  pos: number
  readonly end: number
  readonly strict: boolean
  readonly warnings: ImapWarning[] = []
  readonly #origin: number
  readonly #streamed: ReadonlyMap<number, number>
  readonly #limits: CursorLimits
  #depth = 0

  constructor(frame: Omit<Frame, 'type'>, strict: boolean, limits: CursorLimits) {
    this.bytes = frame.bytes
    this.pos = frame.start
    this.end = frame.end
    this.strict = strict
    this.#origin = frame.offset - frame.start
    this.#streamed = frame.streamed
    this.#limits = limits
  }

  get atEnd(): boolean {
    return this.pos >= this.end
  }

  get offset(): number {
    return this.#origin + this.pos
  }

  /** The octet here, or -1 at the end. */
  peek(): number {
    return this.pos < this.end ? this.bytes[this.pos]! : -1
  }

  fail(code: ImapErrorCode, message: string): never {
    return fail(code, this.offset, message)
  }

  /** What was expected here and is not. */
  refuse(what: string): never {
    return this.fail(
      this.atEnd ? 'truncated' : 'bad-syntax',
      `parse: ${what} expected, ${this.atEnd ? 'the end' : showOctet(this.peek())} found`,
    )
  }

  /** Reports what the grammar does not allow; strict, refuses it. */
  warn(code: ImapQuirk, message: string): void {
    if (this.strict) this.fail('bad-syntax', `parse: ${message}`)
    this.warnings.push({ code, offset: this.offset })
  }

  skip(octet: number): boolean {
    if (this.peek() !== octet) return false
    this.pos++
    return true
  }

  expect(octet: number): void {
    if (!this.skip(octet)) this.refuse(showOctet(octet))
  }

  /** SP; more of them are a quirk. */
  space(): void {
    this.expect(SP)
    this.extraSpaces()
  }

  /** Spaces where the grammar has none, or no more. */
  extraSpaces(): void {
    if (this.peek() !== SP) return
    this.warn('extra-space', 'a space that does not belong there')
    while (this.skip(SP));
  }

  /** The longest run of a class, one char an octet. */
  run(table: Uint8Array): string {
    const start = this.pos
    while (this.pos < this.end && table[this.bytes[this.pos]!] === 1) this.pos++
    return latin1(this.bytes, start, this.pos)
  }

  /** `atom = 1*ATOM-CHAR` */
  atom(what = 'an atom'): string {
    return this.run(ATOM) || this.refuse(what)
  }

  /** An atom in upper case. */
  keyword(what?: string): string {
    return upperAscii(this.atom(what))
  }

  /** True, and past it, when this word stands here, in either case. */
  word(text: string): boolean {
    const end = this.pos + text.length
    if (end > this.end || upperAscii(latin1(this.bytes, this.pos, end)) !== text) return false
    this.pos = end
    return true
  }

  /** `number = 1*DIGIT`, below 2^53; larger than `max` is refused. */
  number(max: number = Number.MAX_SAFE_INTEGER): number {
    const start = this.pos
    let value = 0
    for (let octet = this.peek(); octet >= 0x30 && octet <= 0x39; octet = this.peek()) {
      value = value * 10 + (octet - 0x30)
      if (value > max) this.fail('bad-number', `parse: a number larger than ${max}`)
      this.pos++
    }
    return this.pos > start ? value : this.refuse('a number')
  }

  /** A decimal number up to `max`, exact beyond 2^53. */
  bigint(max: bigint): bigint {
    const start = this.pos
    while (this.peek() === 0x30) this.pos++
    const digits = this.run(DIGIT)
    if (this.pos === start) this.refuse('a number')
    const value = digits.length > 20 ? max + 1n : BigInt(digits)
    return value > max ? this.fail('bad-number', `parse: a number larger than ${max}`) : value
  }

  /** `string = quoted / literal`, as text that may hold any octet. */
  string(): string {
    const span = this.stringBytes()
    return 'streamed' in span
      ? this.fail('literal-too-large', 'parse: a literal above the limit where text belongs')
      : decodeText(span)
  }

  /** The octets of a string: a view, or what stands for a streamed literal. */
  stringBytes(): Uint8Array | StreamedLiteral {
    const octet = this.peek()
    if (octet === DQUOTE) return this.#quoted()
    if (octet === LBRACE || (octet === 0x7e && this.bytes[this.pos + 1] === LBRACE)) return this.#literal()
    return this.refuse('a string')
  }

  /** `astring = 1*ASTRING-CHAR / string` */
  astring(): string {
    const octet = this.peek()
    return octet === DQUOTE || octet === LBRACE ? this.string() : this.run(ASTRING) || this.refuse('a name or a string')
  }

  /** A string where NIL has no meaning; servers send it all the same. */
  stringOrNil(what: string): string | null {
    const text = this.nstring()
    if (text === null) this.warn('nil-for-string', `NIL for ${what}`)
    return text
  }

  /** `nstring = string / nil` */
  nstring(): string | null {
    return this.nil() ? null : this.string()
  }

  /** `nil = "NIL"`, where it stands alone. */
  nil(): boolean {
    const after = this.bytes[this.pos + 3]
    const alone = this.pos + 3 >= this.end || ASTRING[after!] !== 1
    return alone && this.word('NIL')
  }

  /** `"(" [item *(SP item)] ")"`; each item is read by `item`. */
  list<Item>(item: () => Item): Item[] {
    this.expect(LPAREN)
    const { depth, items: most } = this.#limits
    if (++this.#depth > depth) this.fail('too-deep', `parse: lists in lists beyond ${depth}`)
    const items: Item[] = []
    this.extraSpaces()
    while (!this.skip(RPAREN)) {
      if (items.length === most) this.fail('limit', `parse: a list of more than ${most} members`)
      items.push(item())
      if (this.peek() === RPAREN) continue
      this.expect(SP)
      if (this.peek() === SP || this.peek() === RPAREN) {
        this.warn('extra-space', 'a space that does not belong there')
        while (this.skip(SP));
      }
    }
    this.#depth--
    return items
  }

  /** Enters a level of nesting that is not a list. */
  nested<Value>(run: () => Value): Value {
    const { depth } = this.#limits
    if (++this.#depth > depth) this.fail('too-deep', `parse: bodies in bodies beyond ${depth}`)
    const value = run()
    this.#depth--
    return value
  }

  /** Where reading may go on behind something that cannot be read: a place, and the nesting there. */
  mark(): Mark {
    return { pos: this.pos, depth: this.#depth, warnings: this.warnings.length }
  }

  /** Goes back to a place, as if nothing behind it had been read. */
  backTo({ pos, depth, warnings }: Mark): void {
    this.pos = pos
    this.#depth = depth
    this.warnings.length = warnings
  }

  /** `flag`, one token. */
  flag(): string {
    const start = this.pos
    if (this.skip(BACKSLASH) && this.skip(0x2a)) return '\\*'
    this.run(ASTRING)
    const flag = latin1(this.bytes, start, this.pos)
    if (!isFlag(flag)) this.refuse('a flag')
    if (flag.includes(']')) this.warn('bad-flag', 'a keyword that holds ]')
    return flag
  }

  /** `*(SP capability)` is bounded by this. */
  get maxCapabilities(): number {
    return this.#limits.capabilities
  }

  /** What is left, as text that may hold any octet. */
  rest(): string {
    const start = this.pos
    this.pos = this.end
    return decodeText(this.bytes, start, this.end)
  }

  /** Past a literal, when one is here and whole. */
  skipLiteral(): boolean {
    const { pos } = this
    try {
      this.#literal()
      return true
    } catch (error) {
      if (!(error instanceof ImapError)) throw error
      this.pos = pos
      return false
    }
  }

  /** Text between two places of this message. */
  slice(start: number, end: number = this.pos): string {
    return decodeText(this.bytes, start, end)
  }

  /** `quoted = DQUOTE *QUOTED-CHAR DQUOTE` */
  #quoted(): Uint8Array {
    const { bytes, end } = this
    const start = ++this.pos
    let escapes = 0
    for (let at = start; at < end; at++) {
      const octet = bytes[at]!
      if (octet === BACKSLASH) {
        const next = bytes[++at]
        if (at >= end || (next !== DQUOTE && next !== BACKSLASH)) {
          this.pos = at
          if (at >= end) this.refuse('\\" or \\\\')
          this.warn('bad-escape', 'a backslash before another character than " and \\')
        }
        escapes++
      } else if (octet === DQUOTE) {
        this.pos = at + 1
        return escapes === 0 ? bytes.subarray(start, at) : unescaped(bytes, start, at, escapes)
      } else if (octet === 0 || octet === CR || octet === LF) {
        this.pos = at
        this.refuse('the end of a quoted string')
      }
    }
    this.pos = end
    return this.refuse('the end of a quoted string')
  }

  #literal(): Uint8Array | StreamedLiteral {
    this.skip(0x7e)
    const streamed = this.#streamed.get(this.pos)
    this.expect(LBRACE)
    while (this.peek() === 0x30 && this.bytes[this.pos + 1] !== 0x7d && this.bytes[this.pos + 1] !== 0x2b) this.pos++
    const size = this.number()
    this.skip(0x2b)
    this.expect(0x7d)
    this.expect(CR)
    this.expect(LF)
    if (streamed !== undefined) return { streamed: true, size: streamed }
    if (size > this.end - this.pos) this.fail('truncated', `parse: a literal of ${size} octets, ${this.end - this.pos} left`)
    const start = this.pos
    this.pos += size
    return this.bytes.subarray(start, this.pos)
  }
}

/** Undoes `\"` and `\\`; an escape of something else keeps its backslash. */
function unescaped(bytes: Uint8Array, start: number, end: number, escapes: number): Uint8Array {
  const plain = new Uint8Array(end - start)
  let length = 0
  for (let at = start; at < end; at++) {
    if (bytes[at] === BACKSLASH && (bytes[at + 1] === DQUOTE || bytes[at + 1] === BACKSLASH)) at++
    plain[length++] = bytes[at]!
  }
  return escapes === 0 ? plain : plain.subarray(0, length)
}
