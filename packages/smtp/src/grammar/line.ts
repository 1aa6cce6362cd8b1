/**
 * One line for the grammar functions: a cursor, the accepted quirks (each use is reported), and the length limits. Grammar and limits are
 * independent: `strict` does not change how long a line may be.
 */
import { byteClass, decodeText, isWellFormed, latin1, mergeLimits, Scanner } from '@mailwire/bytes'
import { fail, quoted, type SmtpErrorCode } from '../error.js'
import type { OutgoingQuirk, SmtpQuirk, SmtpWarning } from '../quirks.js'
import { assertObject, stringsOf } from '../values.js'

/** Maximum lengths of the parts of a command, in bytes (RFC 5321 4.5.3.1.1 to 4.5.3.1.3, RFC 1035 2.3.4, RFC 3461 5.4). */
export interface GrammarLimits {
  readonly localPart: number
  /** An ASCII label; the DNS length of a U-label is not known here. */
  readonly label: number
  readonly domain: number
  /** With its angle brackets. */
  readonly path: number
  readonly envid: number
  readonly orcpt: number
}

export const grammarLimits: GrammarLimits = { localPart: 64, label: 63, domain: 255, path: 256, envid: 100, orcpt: 500 }

/** Options for encoding. */
export interface EncodeOptions {
  /** The quirks that may be written; none by default. */
  readonly accept?: readonly OutgoingQuirk[] | undefined
  readonly limits?: Partial<GrammarLimits> | undefined
}

/** Limits and accepted quirks: of a line to decode, or of text to encode. */
export interface Rules {
  readonly limits: GrammarLimits
  /** The accepted quirks, as bits. */
  readonly accepted: number
}

/** Options for decoding. */
export interface GrammarOptions {
  /** Accepts only the grammar of RFC 5321 and its extensions, and blanks at the end of a line (4.1.1). */
  readonly strict?: boolean | undefined
  /** The quirks to accept, instead of the default ones: see `quirks`. Not together with `strict`. */
  readonly accept?: readonly SmtpQuirk[] | undefined
  readonly limits?: Partial<GrammarLimits> | undefined
}

/** The given limits, with defaults for the rest. @throws {@link SmtpError} `bad-number` for a limit that would bound nothing */
export const wholeLimits = (limits: Partial<GrammarLimits> | undefined): GrammarLimits =>
  limits === grammarLimits ? grammarLimits : mergeLimits(grammarLimits, limits, fail, 'bad-number')

/** A bit for each row of `quirks`; a bundle that only decodes commands does not contain the rows' texts. */
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
/** All quirks except those accepted only by name. */
const DEFAULT = 255
const bitsOf = (ids: readonly SmtpQuirk[]): number => ids.reduce((bits, id) => bits | BITS[id], 0)
const OUTGOING: readonly string[] = ['domain-underscore'] satisfies OutgoingQuirk[]

/** The quirks that the options accept, as bits. */
export const acceptedBits = ({ strict, accept }: GrammarOptions): number =>
  strict === true ? 0 : accept === undefined ? DEFAULT : bitsOf(accept)

/** A caller's options, each read once. @throws {@link SmtpError} `bad-value` for invalid options, and for an unknown quirk */
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

/** The rules for encoding: only the given quirks, which must be ones that may be written. @throws {@link SmtpError} `bad-value`, `bad-number` */
export function outgoingRules(limits: EncodeOptions['limits'], accept: EncodeOptions['accept'], action: string): Rules {
  if (accept === undefined) return limits === undefined ? STRICT : { limits: wholeLimits(limits), accepted: 0 }
  const names = stringsOf(accept, action)
  const other = names.find(name => !OUTGOING.includes(name))
  if (other !== undefined)
    fail('bad-value', 0, `${action}: quirk cannot be written: ${quoted(other)}; choose from ${OUTGOING.join(', ')}`)
  return { limits: wholeLimits(limits), accepted: bitsOf(names as OutgoingQuirk[]) }
}

/** The bytes of a word in a command: all except blanks and control characters. */
const WORD: Uint8Array = /* @__PURE__ */ byteClass(byte => byte > 0x20 && byte !== 0x7f)

/** Control characters except the tab. */
export const isControl = (byte: number): boolean => (byte < 0x20 && byte !== 0x09) || byte === 0x7f

/** A command line, or a part of one. */
export class Line extends Scanner<SmtpErrorCode> implements Rules {
  readonly limits: GrammarLimits
  readonly warnings: SmtpWarning[] = []
  readonly accepted: number

  constructor(bytes: Uint8Array, start: number, end: number, origin: number, { limits, accepted }: Rules) {
    super(bytes, fail, start, end, origin)
    this.limits = limits
    this.accepted = accepted
  }

  /** If the quirk is accepted, reports it in `warnings` and returns true. */
  takes(code: SmtpQuirk, at: number = this.pos): boolean {
    if ((this.accepted & BITS[code]) === 0) return false
    this.warn(code, at)
    return true
  }

  warn(code: SmtpQuirk, at: number = this.pos): void {
    this.warnings.push({ code, offset: this.origin + at })
  }

  /** True if the quirk is accepted. */
  may(code: SmtpQuirk): boolean {
    return (this.accepted & BITS[code]) !== 0
  }

  /** Skips further spaces after one, if they are accepted. */
  extraSpaces(code: 'extra-space' | 'space-after-colon' = 'extra-space'): void {
    if (this.peek() !== 0x20 || !this.takes(code)) return
    while (this.skip(0x20));
  }

  /** A run of bytes of an ASCII class, in upper case. */
  upper(table: Uint8Array): string {
    const start = this.pos
    this.pos = this.runEnd(table)
    for (let at = start; at < this.pos; at++) if (this.bytes[at]! > 0x60) return latin1(this.bytes, start, this.pos).toUpperCase()
    return latin1(this.bytes, start, this.pos)
  }

  /**
   * The text scanned since `start`; bytes that are not UTF-8 are refused, as RFC 6531 3.3 allows none. `bits` is the OR of those bytes, if
   * the scan has computed it.
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

  /** The rest of the line, as text; control characters are refused. */
  remainder(action: string): string {
    for (let at = this.pos; at < this.end; at++)
      if (isControl(this.bytes[at]!)) this.fail('bad-text', `${action}: control character`, at)
    return this.rest()
  }

  /** A word, which must not be empty. */
  word(action: string): string {
    const start = this.pos
    this.pos = this.runEnd(WORD)
    if (this.pos === start) this.fail('bad-command', `${action}: argument expected, ${this.shown()} found`)
    return this.since(start, 'bad-command', action)
  }

  /** Skips a word, given in upper case, if it comes next, ignoring case. */
  skipWord(word: string): boolean {
    if (!this.isWord(word, this.pos)) return false
    this.pos += word.length
    return true
  }

  /** True if a word, given in upper case, is at `start`, ignoring case. */
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

/** Reads a rule that must match the whole line. */
export function wholly<Value>(line: Line, code: SmtpErrorCode, action: string, read: (line: Line) => Value): Value {
  const found = read(line)
  if (!line.atEnd) line.fail(code, `${action}: end expected, ${line.shown()} found`)
  return found
}
