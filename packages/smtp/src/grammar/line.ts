/**
 * One line as the grammar functions see it: a cursor, the quirks that it accepts (each is reported), and how long its parts may be. Grammar and lengths are apart: a strict line may be as long as `limits` lets it.
 */
import { decodeText, isWellFormed, latin1, mergeLimits, octetClass, Scanner } from '@mailwire/bytes'
import { fail, quoted, type SmtpErrorCode } from '../error.js'
import type { OutgoingQuirk, SmtpQuirk, SmtpWarning } from '../quirks.js'
import { assertObject, stringsOf } from '../values.js'

/** How long the parts of a command may be, in bytes (RFC 5321 4.5.3.1, RFC 1035 2.3.4, RFC 3461 5.4). */
export interface GrammarLimits {
  readonly localPart: number
  /** A label of ASCII; what a label beyond ASCII becomes in the DNS is not ours to know. */
  readonly label: number
  readonly domain: number
  /** With its brackets. */
  readonly path: number
  readonly envid: number
  readonly orcpt: number
}

export const grammarLimits: GrammarLimits = { localPart: 64, label: 63, domain: 255, path: 256, envid: 100, orcpt: 500 }

/** What may be said of how lines are written. */
export interface EncodeOptions {
  /** The quirks that may be written; none unless given. */
  readonly accept?: readonly OutgoingQuirk[] | undefined
  readonly limits?: Partial<GrammarLimits> | undefined
}

/** What decides besides the grammar: a line's own, or a caller's for what is to be written. */
export interface Rules {
  readonly limits: GrammarLimits
  /** The quirks that are accepted, as bits. */
  readonly accepted: number
}

/** What may be said of how lines are read. */
export interface GrammarOptions {
  /** Accepts the grammar of RFC 5321 and its extensions and nothing else, but for blanks at the end of a line (4.1.1). */
  readonly strict?: boolean | undefined
  /** The quirks to accept, instead of those that are accepted by default: see `quirks`. Not together with `strict`. */
  readonly accept?: readonly SmtpQuirk[] | undefined
  readonly limits?: Partial<GrammarLimits> | undefined
}

/** What is given, and the rest as it is by default. @throws {@link SmtpError} `bad-number` for a limit that would bound nothing */
export const wholeLimits = (limits: Partial<GrammarLimits> | undefined): GrammarLimits =>
  limits === grammarLimits ? grammarLimits : mergeLimits(grammarLimits, limits, fail, 'bad-number')

/** A bit for each row of `quirks`, whose texts nobody needs who only reads commands. */
const BITS: Readonly<Record<SmtpQuirk, number>> = {
  'trailing-space': 1,
  'extra-space': 2,
  'space-after-colon': 4,
  'missing-brackets': 8,
  'trailing-dot': 16,
  'loose-domain': 32,
  'extra-argument': 64,
  'loose-argument': 128,
  'local-part-dots': 256,
  'domain-underscore': 512,
}
/** All but those that are accepted by name. */
const DEFAULT = 255
const bitsOf = (ids: readonly SmtpQuirk[]): number => ids.reduce((bits, id) => bits | BITS[id], 0)
const OUTGOING: readonly string[] = ['domain-underscore'] satisfies OutgoingQuirk[]

/** The quirks that the options accept, as bits. */
export const acceptedBits = ({ strict, accept }: GrammarOptions): number =>
  strict === true ? 0 : accept === undefined ? DEFAULT : bitsOf(accept)

/** The options of a caller, each read once. @throws {@link SmtpError} `bad-value` for what are none, and for a quirk of no known name */
export function checkedOptions(options: GrammarOptions, action: string): GrammarOptions {
  assertObject(options, action)
  const { strict, accept } = options
  if (accept === undefined) return { strict }
  const names = stringsOf(accept, action)
  const unknown = names.find(name => !Object.hasOwn(BITS, name))
  if (unknown !== undefined)
    fail('bad-value', 0, `${action}: unknown quirk: ${quoted(unknown)}; choose from ${Object.keys(BITS).join(', ')}`)
  return { strict, accept: names as SmtpQuirk[] }
}

const STRICT: Rules = { limits: grammarLimits, accepted: 0 }

/** The rules for what is written: no quirk but those that are given, and only what may be written. @throws {@link SmtpError} `bad-value`, `bad-number` */
export function outgoingRules(limits: EncodeOptions['limits'], accept: EncodeOptions['accept'], action: string): Rules {
  if (accept === undefined) return limits === undefined ? STRICT : { limits: wholeLimits(limits), accepted: 0 }
  const names = stringsOf(accept, action)
  const other = names.find(name => !OUTGOING.includes(name))
  if (other !== undefined)
    fail('bad-value', 0, `${action}: quirk cannot be written: ${quoted(other)}; choose from ${OUTGOING.join(', ')}`)
  return { limits: wholeLimits(limits), accepted: bitsOf(names as OutgoingQuirk[]) }
}

/** What stands in a word of a command: everything but blanks and control characters. */
const WORD: Uint8Array = /* @__PURE__ */ octetClass(byte => byte > 0x20 && byte !== 0x7f)

/** Control characters but the tab. */
export const isControl = (byte: number): boolean => (byte < 0x20 && byte !== 0x09) || byte === 0x7f

/** A line of a command, or a part of one. */
export class Line extends Scanner<SmtpErrorCode> implements Rules {
  readonly limits: GrammarLimits
  readonly warnings: SmtpWarning[] = []
  readonly accepted: number

  constructor(bytes: Uint8Array, start: number, end: number, origin: number, { limits, accepted }: Rules) {
    super(bytes, fail, start, end, origin)
    this.limits = limits
    this.accepted = accepted
  }

  /** Accepts a quirk and reports it, where that is allowed. */
  takes(code: SmtpQuirk, at: number = this.pos): boolean {
    if ((this.accepted & BITS[code]) === 0) return false
    this.warn(code, at)
    return true
  }

  warn(code: SmtpQuirk, at: number = this.pos): void {
    this.warnings.push({ code, offset: this.origin + at })
  }

  /** True when the quirk is accepted. */
  may(code: SmtpQuirk): boolean {
    return (this.accepted & BITS[code]) !== 0
  }

  /** Further spaces behind one, where they may stand. */
  extraSpaces(code: 'extra-space' | 'space-after-colon' = 'extra-space'): void {
    if (this.peek() !== 0x20 || !this.takes(code)) return
    while (this.skip(0x20));
  }

  /** A run of a class of ASCII, in upper case. */
  upper(table: Uint8Array): string {
    const start = this.pos
    this.pos = this.runEnd(table)
    for (let at = start; at < this.pos; at++) if (this.bytes[at]! > 0x60) return latin1(this.bytes, start, this.pos).toUpperCase()
    return latin1(this.bytes, start, this.pos)
  }

  /**
   * What was scanned since `start`; bytes that are not UTF-8 are refused, as RFC 6531 3.3 has no room for them. `bits` are those that
   * the bytes have between them, where the scan has gathered them.
   */
  since(start: number, code: SmtpErrorCode, action: string, bits: number = this.bitsSince(start)): string {
    if (bits < 0x80) return latin1(this.bytes, start, this.pos)
    const text = decodeText(this.bytes, start, this.pos)
    return isWellFormed(text) ? text : this.fail(code, `${action}: not UTF-8`, start)
  }

  private bitsSince(start: number): number {
    let bits = 0
    for (let at = start; at < this.pos; at++) bits |= this.bytes[at]!
    return bits
  }

  /** Everything that is left, as text without control characters. */
  remainder(action: string): string {
    for (let at = this.pos; at < this.end; at++)
      if (isControl(this.bytes[at]!)) this.fail('bad-text', `${action}: control character`, at)
    return this.rest()
  }

  /** A word of any printing bytes, which must be there. */
  word(action: string): string {
    const start = this.pos
    this.pos = this.runEnd(WORD)
    if (this.pos === start) this.fail('bad-command', `${action}: argument expected, ${this.shown()} found`)
    return this.since(start, 'bad-command', action)
  }

  /** Steps over a word, given in upper case, if it comes next in either case. */
  skipWord(word: string): boolean {
    if (!this.isWord(word, this.pos)) return false
    this.pos += word.length
    return true
  }

  /** True when a word, given in upper case, stands at a place in either case. */
  isWord(word: string, start: number): boolean {
    const { bytes } = this
    if (word.length > this.end - start) return false
    for (let at = 0; at < word.length; at++) {
      const byte = bytes[start + at]!
      if ((byte > 0x60 && byte < 0x7b ? byte - 0x20 : byte) !== word.charCodeAt(at)) return false
    }
    return true
  }
}

/** What a rule reads where nothing may be left behind it. */
export function wholly<Value>(line: Line, code: SmtpErrorCode, action: string, read: (line: Line) => Value): Value {
  const found = read(line)
  if (!line.atEnd) line.fail(code, `${action}: end expected, ${line.shown()} found`)
  return found
}
