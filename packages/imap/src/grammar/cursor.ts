/**
 * The position in one complete command or response, including its literals, and the warnings about it: the base class of the terminals.
 * A deviation from the grammar is refused, unless it is a row of `quirks`, which `warn` reports.
 */
import { CR, SP, showByte } from '@mailwire/bytes'
import { ImapError, type ImapErrorCode, withoutStack } from '../error.js'
import type { ImapLimits } from '../limits.js'
import { type Damage, type ImapQuirk, type ImapWarning, quirks } from '../quirks.js'
import type { Frame, Shift } from './frame.js'
import { REV1, REV2 } from './words.js'

/** A literal that was streamed in pieces. */
export interface StreamedLiteral {
  readonly streamed: true
  readonly size: number
}

/** The grammar that is accepted: that of one revision, that of both together (`true`), or that of real peers (`false`). */
export type Strictness = boolean | 'rev1' | 'rev2'

export interface ReaderOptions {
  /** The sender of the messages: some forms are allowed for one side only. */
  readonly sender: 'client' | 'server'
  readonly strict: Strictness
  /** True once mailbox names are UTF-8 instead of modified UTF-7. */
  readonly utf8: boolean
  readonly limits: Pick<ImapLimits, 'depth' | 'threadDepth' | 'items' | 'warnings' | 'damaged' | 'capabilities'>
}

/** The place of a damaged value. */
interface DamagedRange extends Omit<Damage, 'bytes'> {
  readonly start: number
  readonly end: number
  readonly whenKept: (() => void) | undefined
}

const LPAREN = 0x28
const RPAREN = 0x29

/** Most messages have no warnings, so they share this array. */
const NO_WARNINGS: readonly ImapWarning[] = /* @__PURE__ */ Object.freeze([])
const NO_DAMAGE: readonly Damage[] = /* @__PURE__ */ Object.freeze([])
/** How many scans of one message may run to its end without a result; further scans are short, so that the work stays linear. */
export const MAX_LOST = 16
export class Cursor {
  bytes: Uint8Array = new Uint8Array(0)
  pos = 0
  end = 0
  /** The nesting depth of lists at the position. */
  depth = 0
  /** The number of scans without a result: see {@link MAX_LOST}. */
  lost = 0
  /** True after a list that ended too early: there the end of the message also ends the list. */
  mayEnd = false
  /** The last value that a rule read, with its bytes: see `fetch/section`. */
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
  /** The ends of skipped lists by their beginnings, so that a list inside another damaged one is not scanned again. */
  ends: Map<number, number> | undefined

  constructor({ sender, strict, utf8, limits }: ReaderOptions) {
    this.sender = sender
    this.strict = strict !== false
    this.#revisions = strict === 'rev1' ? REV1 : strict === 'rev2' ? REV2 : REV1 | REV2
    this.utf8 = utf8
    this.limits = limits
  }

  /** Starts another message. */
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

  // ----- Warnings and errors -----

  get warnings(): readonly ImapWarning[] {
    return this.#warnings ?? NO_WARNINGS
  }

  /** Read this once, at the end: the bytes are copied only then, because an enclosing value may turn out to be damaged as well. */
  get damaged(): readonly Damage[] {
    return this.#damaged === undefined ? NO_DAMAGE : this.#damaged.map(range => this.#copyDamaged(range))
  }

  #copyDamaged({ name, section, start, end, error, whenKept }: DamagedRange): Damage {
    whenKept?.()
    return { name, section, bytes: this.copy(start, end), error }
  }

  /** The number of warnings; together with `pos` and `depth` it is a savepoint. */
  get warned(): number {
    return this.#warnings?.length ?? 0
  }

  /** Returns to a savepoint, discarding everything read since. */
  restore(pos: number, depth: number, warned: number): void {
    this.pos = pos
    this.depth = depth
    while (this.#damaged !== undefined && this.#damaged.length > 0 && this.#damaged.at(-1)!.start >= pos) this.#damaged.pop()
    if (this.#warnings === undefined) return
    if (warned === 0) this.#warnings = undefined
    else this.#warnings.length = warned
  }

  /** The offset in the stream of a position in this message. */
  offsetOf(pos: number): number {
    const shifts = this.#frame?.shifts
    return this.#origin + pos + (shifts === undefined ? 0 : shiftAt(shifts, pos))
  }

  fail(code: ImapErrorCode, message: string, at: number = this.pos): never {
    throw withoutStack(() => new ImapError(code, this.offsetOf(at), message))
  }

  /** Throws an error about what was expected here. */
  refuse(expected: string): never {
    const found = this.pos >= this.end ? 'the end' : shown(this.bytes[this.pos]!)
    return this.fail('bad-syntax', `parse: ${expected} expected, ${found} found`)
  }

  /** Reports a row of `quirks`; in strict mode a deviation from the grammar is an error. */
  warn(code: ImapQuirk, at: number = this.pos): void {
    const { found, rule } = quirks[code]
    if (this.strict && rule === 'grammar') this.fail('bad-syntax', `parse: ${found}`, at)
    this.#warnings ??= []
    if (this.#warnings.length >= this.limits.warnings)
      this.fail('limit', `parse: more than ${this.limits.warnings} warnings (limits.warnings)`, at)
    this.#warnings.push({ code, offset: this.offsetOf(at) })
  }

  /** Keeps a damaged value, from `start` to here. `whenKept` is called at the end, unless an enclosing value is damaged as well. */
  keepDamaged(name: string, section: string | undefined, start: number, error: ImapError, whenKept?: () => void): void {
    this.#damaged ??= []
    if (this.#damaged.length >= this.limits.damaged)
      this.fail('limit', `parse: more than ${this.limits.damaged} damaged values (limits.damaged)`, start)
    this.#damaged.push({ name, section, start, end: this.pos, error, whenKept })
    if (this.bytes[start] !== LPAREN) return
    this.ends ??= new Map()
    this.ends.set(start, this.pos)
  }

  /** True for an error that damages only the value at its savepoint, not the whole message: any except the limits of a message. */
  isContained(error: unknown): error is ImapError {
    if (error instanceof ImapError) return !this.strict && error.code !== 'limit'
    throw error
  }

  /** True if the given revision is accepted: always, unless `strict` names the other one. */
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

  /** The next byte, or -1. */
  peekNext(): number {
    return this.pos + 1 < this.end ? this.bytes[this.pos + 1]! : -1
  }

  skip(byte: number): boolean {
    if (this.pos >= this.end || this.bytes[this.pos] !== byte) return false
    this.pos++
    return true
  }

  /** True if these bytes are next. */
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

  /** SP; further ones are a quirk. */
  space(): void {
    if (this.pos >= this.end || this.bytes[this.pos] !== SP) this.refuse("' '")
    this.pos++
    if (this.bytes[this.pos] === SP && this.pos < this.end) this.extraSpaces()
  }

  /** Skips spaces that the grammar does not have. */
  extraSpaces(): void {
    if (this.peek() !== SP) return
    this.warn('extra-space')
    while (this.skip(SP));
  }

  /** Requires the end of the message. */
  finish(): void {
    if (this.pos >= this.end) return
    this.extraSpaces()
    if (this.pos < this.end) this.refuse('the end')
  }

  /** True if a value may end here: before a space, before a closing parenthesis, at the end. */
  get atBoundary(): boolean {
    const byte = this.peek()
    return byte === SP || byte === RPAREN || byte === -1
  }

  /** Returns a value, which must be followed by a boundary; otherwise it is damaged. */
  whole<Value>(value: Value): Value {
    const byte = this.pos < this.end ? this.bytes[this.pos]! : -1
    if (byte === SP || byte === RPAREN || byte === CR) return value
    return this.refuse("' ' or ')'")
  }

  /** The same for a FETCH item, which a list may follow that is not part of it. */
  wholeItem<Value>(value: Value): Value {
    const byte = this.peek()
    if (byte === SP || byte === RPAREN) return value
    return (byte === LPAREN && !this.strict) || (byte === -1 && this.mayEnd) ? value : this.whole(value)
  }

  /** A copy of the bytes between two positions. */
  copy(start: number, end: number): Uint8Array {
    const copy = new Uint8Array(end - start)
    for (let at = start; at < end && end - start < 32; at++) copy[at - start] = this.bytes[at]!
    if (end - start >= 32) copy.set(this.bytes.subarray(start, end))
    return copy
  }
}

/** A byte for an error message; a space is shown in quotes. */
const shown = (byte: number): string => (byte === SP ? "' '" : showByte(byte))

/** The last shift at or before a position. */
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
