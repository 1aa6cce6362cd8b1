/**
 * The place in one whole command or response, its literals included, and what is reported of it: the base of the terminals. What the
 * grammar does not allow is refused, or is a row of `quirks` that `warn` reports: nothing else is accepted.
 */
import { CR, SP, showOctet } from '@mailwire/bytes'
import { ImapError, type ImapErrorCode, withoutStack } from '../error.js'
import type { ImapLimits } from '../limits.js'
import { type Damage, type ImapQuirk, type ImapWarning, quirks } from '../quirks.js'
import type { Frame, Shift } from './frame.js'
import { REV1, REV2 } from './words.js'

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

/** What most messages have none of. */
const NO_WARNINGS: readonly ImapWarning[] = /* @__PURE__ */ Object.freeze([])
const NO_DAMAGE: readonly Damage[] = /* @__PURE__ */ Object.freeze([])
/** How often one message may lead a scan to its end in vain; after that a scan goes no further than it must, so that the work stays linear. */
export const MAX_LOST = 16
export class Cursor {
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
  #warnings: ImapWarning[] | undefined
  #damaged: DamagedRange[] | undefined
  /** Where lists end that were passed over, by where they begin: one inside another that is damaged, too, is not looked at again. */
  ends: Map<number, number> | undefined

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
    this.depth = this.lost = 0
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
      this.fail('limit', `parse: more than ${this.limits.warnings} warnings (limits.warnings)`, at)
    this.#warnings.push({ code, offset: this.offsetOf(at) })
  }

  /** Keeps what could not be read, from `start` to here. `whenKept` is called once all is read, unless what is around it is damaged, too. */
  keepDamaged(name: string, section: string | undefined, start: number, error: ImapError, whenKept?: () => void): void {
    this.#damaged ??= []
    if (this.#damaged.length >= this.limits.damaged)
      this.fail('limit', `parse: more than ${this.limits.damaged} damaged values (limits.damaged)`, start)
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
