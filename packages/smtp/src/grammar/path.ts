/**
 * Paths and mailboxes (RFC 5321 4.1.2, RFC 6531 3.3). The local part is kept as on the wire, quotes included, separate from the domain:
 * `"a b"@c` and `ab@c` cannot be mistaken for one another, and a decoded path encodes to the same text.
 */
import { encodeText, equalsIgnoreCase, isAlpha, isDigit } from '@mailwire/bytes'
import { fail, quoted } from '../error.js'
import { assertObject, assertString, encoding, stringsOf } from '../values.js'
import { domain, domainOrLiteral, domainText, lineOf } from './domain.js'
import { type EncodeOptions, type Line, outgoingRules, type Rules, wholly } from './line.js'

/** A mailbox (RFC 5321 2.3.11). `domain` is `undefined` for `<postmaster>` alone (RFC 5321 4.5.1); a literal keeps its brackets. */
export interface Mailbox {
  /** As on the wire: a dot-string, or a quoted string with its quotes. */
  readonly localPart: string
  readonly domain: string | undefined
}

/** A mailbox in a command. `sourceRoute`, the hosts to relay through, is obsolete: accept and ignore it (RFC 5321 3.6.1, 4.1.1.3, F.2, appendix C). */
export interface Path extends Mailbox {
  readonly sourceRoute: readonly string[]
}

const AT = 0x40
const DOT = 0x2e
const DQUOTE = 0x22
const BACKSLASH = 0x5c
const LT = 0x3c
const GT = 0x3e

/** Classes of bytes in a dot-string: 1 for `atext` (RFC 5322 3.2.3) and UTF8-non-ascii (RFC 6531 3.3), 2 for the dot. */
const LOCAL: Uint8Array = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, byte) =>
  isAlpha(byte) || isDigit(byte) || byte > 0x7f || "!#$%&'*+-/=?^_`{|}~".includes(String.fromCharCode(byte))
    ? 1
    : byte === DOT
      ? 2
      : 0,
)

/** `Reverse-path = Path / "<>"`; `null` is the empty path. */
export function reversePath(line: Line): Path | null {
  if (line.peek() === LT && line.bytes[line.pos + 1] === GT && line.pos + 1 < line.end) {
    line.pos += 2
    return null
  }
  const start = line.pos
  const found = path(line)
  if (found.domain === undefined) line.fail('bad-path', 'decode path: the sender has no domain', start)
  return found
}

/** `Forward-path = Path`, or `"<Postmaster>"`. Without brackets only if that quirk is accepted. */
export function path(line: Line): Path {
  const start = line.pos
  if (!line.skip(LT)) {
    if (line.atEnd || !line.takes('missing-brackets')) line.fail('bad-path', `decode path: '<' expected, ${line.shown()} found`)
    const localPart = local(line)
    return { localPart, domain: host(line, localPart), sourceRoute: [] }
  }
  const sourceRoute = line.peek() === AT ? adl(line) : []
  const localPart = local(line)
  const domain = host(line, localPart)
  if (line.peek() !== GT) line.fail('bad-path', `decode path: '>' expected, ${line.shown()} found`)
  line.pos++
  if (line.pos - start > line.limits.path) line.fail('bad-path', `decode path: more than ${line.limits.path} bytes`, start)
  return { localPart, domain, sourceRoute }
}

/** `A-d-l = At-domain *( "," At-domain )`, then ":" */
function adl(line: Line): string[] {
  const route: string[] = []
  do {
    line.expect(AT, 'bad-path', 'decode source route')
    route.push(domain(line))
  } while (line.skip(0x2c))
  line.expect(0x3a, 'bad-path', 'decode source route')
  return route
}

/** `Mailbox = Local-part "@" ( Domain / address-literal )`, or postmaster alone; short enough for a path (RFC 5321 4.5.3.1.3) */
function mailbox(line: Line): Mailbox {
  const start = line.pos
  const localPart = local(line)
  const domain = host(line, localPart)
  const longest = line.limits.path - 2
  if (line.pos - start > longest) line.fail('bad-path', `decode mailbox: more than ${longest} bytes`, start)
  return { localPart, domain }
}

/** `Local-part = Dot-string / Quoted-string` */
function local(line: Line): string {
  const start = line.pos
  const localPart = line.peek() === DQUOTE ? quotedString(line, 'bad-path', 'decode local part') : dotString(line)
  if (line.pos - start > line.limits.localPart)
    line.fail('bad-path', `decode mailbox: local part of more than ${line.limits.localPart} bytes`, start)
  return localPart
}

/** `"@" ( Domain / address-literal )`; only postmaster may omit it */
function host(line: Line, localPart: string): string | undefined {
  if (line.skip(AT)) return domainOrLiteral(line)
  if (!equalsIgnoreCase(localPart, 'postmaster')) line.fail('bad-path', `decode mailbox: '@' expected, ${line.shown()} found`)
  return undefined
}

/** `Dot-string = Atom *("." Atom)` */
function dotString(line: Line): string {
  const { bytes, end } = line
  const start = line.pos
  let at = start
  let before = 2
  let bits = 0
  let odd = -1 // the first dot that is not between two atoms
  for (; at < end; at++) {
    const byte = bytes[at]!
    const kind = LOCAL[byte]!
    if (kind !== 1) {
      if (kind === 0) break
      if (before === 2 && odd < 0) odd = at
    }
    bits |= byte
    before = kind
  }
  line.pos = at
  if (at === start) line.fail('bad-path', `decode local part: atom expected, ${line.shown()} found`)
  if (before === 2 && odd < 0) odd = at - 1
  if (odd < 0) return line.since(start, 'bad-path', 'decode local part', bits)
  if (!line.takes('local-part-dots', odd)) line.fail('bad-path', 'decode local part: dot that is not between two atoms', odd)
  return `"${line.since(start, 'bad-path', 'decode local part', bits)}"`
}

/** `Quoted-string = DQUOTE *QcontentSMTP DQUOTE`, its quotes kept */
export function quotedString(line: Line, code: 'bad-path' | 'bad-command', action: string): string {
  const start = line.pos++
  for (;;) {
    let byte = line.peek()
    if (byte === DQUOTE) {
      line.pos++
      return line.since(start, code, action)
    }
    if (byte === BACKSLASH) {
      line.pos++
      byte = line.peek()
      if (byte > 0x7e) line.fail(code, `${action}: backslash before a non-ASCII character`)
    }
    if (byte < 0x20 || byte === 0x7f) line.fail(code, `${action}: ${line.shown()} in a quoted string`)
    line.pos++
  }
}

/** `Atom = 1*atext`; empty if there is none. */
export function atom(line: Line, code: 'bad-command', action: string): string {
  const start = line.pos
  line.pos = line.runEnd(LOCAL)
  return line.since(start, code, action)
}

/**
 * A mailbox from its text, `local@domain`.
 *
 * @throws {@link SmtpError} `bad-path`, `bad-text`
 *
 * @example
 * parseMailbox('"a b"@some.domain') // => { localPart: '"a b"', domain: 'some.domain' }
 */
export const parseMailbox = (text: string, limits?: EncodeOptions['limits'], accept?: EncodeOptions['accept']): Mailbox =>
  readMailbox(text, outgoingRules(limits, accept, 'parse mailbox'))

/** Parses a mailbox by the rules for encoding. */
export const readMailbox = (text: string, rules: Rules): Mailbox =>
  wholly(lineOf(text, rules), 'bad-path', 'parse mailbox', mailbox)

/** Reads each field of a mailbox once. */
export function mailboxFields(value: Mailbox, action: string): Mailbox {
  assertObject(value, action)
  const { localPart, domain } = value
  assertString(localPart, action)
  if (domain !== undefined) assertString(domain, action)
  return { localPart, domain }
}

/**
 * The text of a mailbox.
 *
 * @throws {@link SmtpError} `bad-path` for an invalid local part or domain; `bad-text`
 *
 * @example
 * formatMailbox({ localPart: '"a b"', domain: 'some.domain' }) // => '"a b"@some.domain'
 */
export const formatMailbox = (value: Mailbox, limits?: EncodeOptions['limits'], accept?: EncodeOptions['accept']): string =>
  mailboxText(value, outgoingRules(limits, accept, 'encode mailbox'))

function mailboxText(value: Mailbox, rules: Rules): string {
  const { localPart, domain: name } = mailboxFields(value, 'encode mailbox')
  const text = name === undefined ? localPart : `${localPart}@${name}`
  const again = encoding('encode mailbox', text, () => readMailbox(text, rules))
  if (again.localPart !== localPart || again.domain !== name)
    fail('bad-path', 0, `encode mailbox: invalid local part or domain: ${quoted(text)}`)
  return text
}

/**
 * A path in angle brackets, with its source route if it has one.
 *
 * @throws {@link SmtpError} `bad-path` for an invalid part, or a path that is too long; `bad-text`
 *
 * @example
 * formatPath({ localPart: 'someone', domain: 'some.domain' }) // => '<someone@some.domain>'
 */
export const formatPath = (
  value: Path | Mailbox | null,
  limits?: EncodeOptions['limits'],
  accept?: EncodeOptions['accept'],
): string => pathText(value, outgoingRules(limits, accept, 'encode path'))

/** The same with rules that are already checked. */
export function pathText(value: Path | Mailbox | null, rules: Rules): string {
  if (value === null) return '<>'
  assertObject(value, 'encode path')
  const route = 'sourceRoute' in value ? value.sourceRoute : []
  const hops = stringsOf(route, 'encode path').map(hop => domainText(hop, rules, 'encode source route'))
  const literal = hops.find(hop => hop.startsWith('['))
  if (literal !== undefined)
    fail('bad-path', 0, `encode source route: domain expected, not an address literal: ${quoted(literal)}`)
  const text = `<${hops.length === 0 ? '' : `${hops.map(hop => `@${hop}`).join(',')}:`}${mailboxText(value, rules)}>`
  const longest = rules.limits.path
  if (text.length > longest / 3 && encodeText(text, fail).length > longest)
    fail('bad-path', 0, `encode path: more than ${longest} bytes: ${quoted(text)}`)
  return text
}

/**
 * True when a mailbox needs SMTPUTF8 (RFC 6531 3.2).
 *
 * @example
 * needsUtf8({ localPart: 'josé', domain: 'some.domain' }) // => true
 */
export function needsUtf8(value: Mailbox): boolean {
  const { localPart, domain } = mailboxFields(value, 'needsUtf8')
  return /[^\0-\x7f]/.test(localPart + (domain ?? ''))
}

/**
 * The characters that a local part represents, without quotes, for comparison: all quoted forms of the same text are equal (RFC 5321 4.1.2).
 * Relay the original form, not this one. Case is kept; whether it matters is up to the receiving host.
 *
 * @example
 * localPartText({ localPart: '"some\\one"', domain: 'some.domain' }) // => 'someone'
 */
export function localPartText(value: Mailbox): string {
  const { localPart } = mailboxFields(value, 'localPartText')
  return localPart.startsWith('"') ? localPart.slice(1, -1).replace(/\\(.)/g, '$1') : localPart
}

/**
 * The inverse of {@link localPartText}: the local part for some characters, quoted if necessary (RFC 5321 4.1.2).
 *
 * @throws {@link SmtpError} `bad-path` for a control character, `bad-text`
 *
 * @example
 * formatLocalPart('a b') // => '"a b"'
 */
export function formatLocalPart(text: string): string {
  assertString(text, 'encode local part')
  if (/[\0-\x1f\x7f]/.test(text)) fail('bad-path', 0, `encode local part: control character: ${quoted(text)}`)
  const isDotString = /^[^\s"(),.:;<>@[\\\]]+(?:\.[^\s"(),.:;<>@[\\\]]+)*$/.test(text)
  return isDotString ? text : `"${text.replace(/["\\]/g, '\\$&')}"`
}
