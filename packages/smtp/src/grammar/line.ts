/**
 * One line as the grammar functions see it: a cursor, what it may take that the grammar does not allow (each liberty by its name, each
 * reported), and how long its parts may be. Grammar and lengths are apart: a strict line may be as long as `limits` lets it.
 */
import { decodeText, isWellFormed, latin1, mergeLimits, octetClass, Scanner } from '@mailwire/bytes'
import { fail, quoted, type SmtpErrorCode } from '../error.js'
import { assertObject, stringsOf } from '../values.js'

/** A liberty in a command line, by its name. */
export type SmtpWarningCode =
  | 'trailing-space' // blanks at the end of the line; always taken (RFC 5321 4.1.1)
  | 'extra-space' // more spaces than one between words
  | 'space-after-colon' // `MAIL FROM: <a@b>`
  | 'missing-brackets' // `MAIL FROM:a@b`
  | 'trailing-dot' // `<a@b.>`: the dot is dropped
  | 'local-part-dots' // `<a.@b>`, `<a..b@c>`: read as the quoted string that they stand for
  | 'domain-underscore' // `<a@foo_bar.example>`, a name that the DNS has and RFC 5321 4.1.2 does not
  | 'loose-domain' // a name in EHLO and its like that is no domain, as `my_host`
  | 'extra-argument' // more behind the name in EHLO and its like, which is dropped
  | 'loose-argument' // text in VRFY, EXPN, HELP and NOOP that is neither one atom nor one quoted string

/** Something that the grammar does not allow and that was read all the same. */
export interface SmtpWarning {
  readonly code: SmtpWarningCode
  readonly offset: number
}

/** How long the parts of a command may be, in octets (RFC 5321 4.5.3.1, RFC 1035 2.3.4, RFC 3461 5.4). */
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

/** A liberty that may be taken in what is written, too. */
export type OutgoingLiberty = Extract<SmtpWarningCode, 'domain-underscore'>

/** What may be said of how lines are written. */
export interface EncodeOptions {
  /** What the grammar does not allow and is written all the same; nothing unless given. */
  readonly liberties?: readonly OutgoingLiberty[] | undefined
  readonly limits?: Partial<GrammarLimits> | undefined
}

/** What decides besides the grammar: a line's own, or a caller's for what is to be written. */
export interface Rules {
  readonly limits: GrammarLimits
  /** Those that may be taken, as bits. */
  readonly liberties: number
}

/** What may be said of how lines are read. */
export interface GrammarOptions {
  /** Accepts the grammar of RFC 5321 and its extensions and nothing else, but for blanks at the end of a line (4.1.1). */
  readonly strict?: boolean | undefined
  /** The liberties to take, instead of all but `local-part-dots` and `domain-underscore`. Not together with `strict`. */
  readonly liberties?: readonly SmtpWarningCode[] | undefined
  readonly limits?: Partial<GrammarLimits> | undefined
}

/** What is given, and the rest as it is by default. @throws {@link SmtpError} `bad-number` for a limit that would bound nothing */
export const wholeLimits = (limits: Partial<GrammarLimits> | undefined): GrammarLimits =>
  limits === grammarLimits ? grammarLimits : mergeLimits(grammarLimits, limits, fail, 'bad-number')

const BITS: Readonly<Record<SmtpWarningCode, number>> = {
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
const USUAL = 255
const OUTGOING: readonly string[] = ['domain-underscore'] satisfies OutgoingLiberty[]

/** The liberties that the options ask for. */
export const libertiesOf = ({ strict, liberties }: GrammarOptions): number =>
  strict === true ? 0 : liberties === undefined ? USUAL : liberties.reduce((bits, code) => bits | BITS[code], 0)

/** The options of a caller, each read once. @throws {@link SmtpError} `bad-value` for what are none, and for a liberty of no known name */
export function checkedOptions(options: GrammarOptions, action: string): GrammarOptions {
  assertObject(options, action)
  const { strict, liberties } = options
  if (liberties === undefined) return { strict }
  const names = stringsOf(liberties, action)
  const unknown = names.find(name => !Object.hasOwn(BITS, name))
  if (unknown !== undefined)
    fail('bad-value', 0, `${action}: ${quoted(unknown)}: no liberty has this name; there are ${Object.keys(BITS).join(', ')}`)
  return { strict, liberties: names as SmtpWarningCode[] }
}

const STRICT: Rules = { limits: grammarLimits, liberties: 0 }

/** The rules for what is written: no liberty but those that are given, and only what may be written. @throws {@link SmtpError} `bad-value`, `bad-number` */
export function outgoingRules(limits: EncodeOptions['limits'], liberties: EncodeOptions['liberties'], action: string): Rules {
  if (liberties === undefined) return limits === undefined ? STRICT : { limits: wholeLimits(limits), liberties: 0 }
  const names = stringsOf(liberties, action)
  const other = names.find(name => !OUTGOING.includes(name))
  if (other !== undefined) fail('bad-value', 0, `${action}: ${quoted(other)}: only ${OUTGOING.join(', ')} may be written`)
  return { limits: wholeLimits(limits), liberties: libertiesOf({ liberties: names as OutgoingLiberty[] }) }
}

/** What stands in a word of a command: everything but blanks and control characters. */
const WORD: Uint8Array = /* @__PURE__ */ octetClass(octet => octet > 0x20 && octet !== 0x7f)

/** Control characters but the tab. */
export const isControl = (octet: number): boolean => (octet < 0x20 && octet !== 0x09) || octet === 0x7f

/** A line of a command, or a part of one. */
export class Line extends Scanner<SmtpErrorCode> implements Rules {
  readonly limits: GrammarLimits
  readonly warnings: SmtpWarning[] = []
  readonly liberties: number

  constructor(bytes: Uint8Array, start: number, end: number, origin: number, { limits, liberties }: Rules) {
    super(bytes, fail, start, end, origin)
    this.limits = limits
    this.liberties = liberties
  }

  /** Takes a liberty and reports it, where it may be taken. */
  takes(code: SmtpWarningCode, at: number = this.pos): boolean {
    if ((this.liberties & BITS[code]) === 0) return false
    this.warn(code, at)
    return true
  }

  warn(code: SmtpWarningCode, at: number = this.pos): void {
    this.warnings.push({ code, offset: this.origin + at })
  }

  /** True when the liberty may be taken. */
  may(code: SmtpWarningCode): boolean {
    return (this.liberties & BITS[code]) !== 0
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
   * What was scanned since `start`; octets that are not UTF-8 are refused, as RFC 6531 3.3 has no room for them. `bits` are those that
   * the octets have between them, where the scan has gathered them.
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
      if (isControl(this.bytes[at]!)) this.fail('bad-text', `${action}: a control character`, at)
    return this.rest()
  }

  /** A word of any printing octets, which must be there. */
  word(action: string): string {
    const start = this.pos
    this.pos = this.runEnd(WORD)
    if (this.pos === start) this.fail('bad-command', `${action}: an argument expected, ${this.shown()} found`)
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
      const octet = bytes[start + at]!
      if ((octet > 0x60 && octet < 0x7b ? octet - 0x20 : octet) !== word.charCodeAt(at)) return false
    }
    return true
  }
}

/** What a rule reads where nothing may be left behind it. */
export function wholly<Value>(line: Line, code: SmtpErrorCode, action: string, read: (line: Line) => Value): Value {
  const found = read(line)
  if (!line.atEnd) line.fail(code, `${action}: the end expected, ${line.shown()} found`)
  return found
}
