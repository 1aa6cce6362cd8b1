/**
 * Paths, mailboxes and domains (RFC 5321 4.1.2 and 4.1.3, RFC 6531 3.3). The local part is kept as it stands on the wire, quotes
 * included, apart from its domain: `"a b"@c` and `ab@c` cannot be mistaken for one another, and what was read is written again.
 */
import {
  encodeText,
  equalsIgnoreCase,
  isAlpha,
  isDigit,
  isWellFormed,
  octetClass,
  parseIPv4,
  parseIPv6,
  Scanner,
} from '@mailwire/bytes'
import { fail, type SmtpErrorCode } from './error.js'

/** A mailbox. `domain` is `undefined` for `<postmaster>` alone (RFC 5321 4.5.1); a literal keeps its brackets. */
export interface Mailbox {
  /** As on the wire: a dot-string, or a quoted string with its quotes. */
  readonly localPart: string
  readonly domain: string | undefined
}

/** A mailbox in a command. `sourceRoute`, hosts to go through, is obsolete: to be accepted and ignored (RFC 5321 4.1.1.3, appendix C). */
export interface Path extends Mailbox {
  readonly sourceRoute: readonly string[]
}

/** A liberty in a command line that was read all the same. */
export type SmtpWarningCode = 'space-after-colon' | 'missing-brackets' | 'trailing-space' | 'extra-space' | 'loose-domain'

export type Line = Scanner<SmtpErrorCode>

const isUtf8 = (octet: number): boolean => octet > 0x7f
/** `atext` (RFC 5322 3.2.3), and UTF8-non-ascii (RFC 6531 3.3). */
const ATEXT: Uint8Array = /* @__PURE__ */ octetClass(
  octet => isAlpha(octet) || isDigit(octet) || isUtf8(octet) || "!#$%&'*+-/=?^_`{|}~".includes(String.fromCharCode(octet)),
)
/** `Let-dig` and hyphen, and U-labels. */
const LDH: Uint8Array = /* @__PURE__ */ octetClass(octet => isAlpha(octet) || isDigit(octet) || isUtf8(octet) || octet === 0x2d)
/** What stands in a literal: `dcontent = %d33-90 / %d94-126`. */
const DCONTENT: Uint8Array = /* @__PURE__ */ octetClass(octet => octet > 0x20 && octet < 0x7f && (octet < 0x5b || octet > 0x5d))

const AT = 0x40
const DOT = 0x2e
const DQUOTE = 0x22
const BACKSLASH = 0x5c
const LBRACKET = 0x5b
const RBRACKET = 0x5d
const LT = 0x3c
const GT = 0x3e

/** Limits of RFC 5321 4.5.3.1, in octets. */
export const pathLimits = { localPart: 64, domain: 255, path: 256 } as const

/**
 * `Reverse-path = Path / "<>"` and `Forward-path = Path`, where `null` is the empty path and only a reverse-path may be it.
 * Without brackets only where `loose`, which then says so.
 */
export function path(line: Line, loose: ((code: SmtpWarningCode) => void) | undefined): Path | null {
  if (line.peek() !== LT) {
    if (loose === undefined) line.fail('bad-path', `decode path: '<' expected, ${line.shown()} found`)
    loose('missing-brackets')
    return { ...mailbox(line), sourceRoute: [] }
  }
  const start = line.pos++
  if (line.skip(GT)) return null
  const sourceRoute = line.peek() === AT ? adl(line) : []
  const found = mailbox(line)
  line.expect(GT, 'bad-path', 'decode path')
  if (line.pos - start > pathLimits.path) line.fail('bad-path', `decode path: more than ${pathLimits.path} octets`, start)
  return { ...found, sourceRoute }
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

/** `Mailbox = Local-part "@" ( Domain / address-literal )`, or postmaster alone */
export function mailbox(line: Line): Mailbox {
  const start = line.pos
  const localPart = line.peek() === DQUOTE ? quotedString(line) : dotString(line)
  if (line.pos - start > pathLimits.localPart)
    line.fail('bad-path', `decode mailbox: a local part of more than ${pathLimits.localPart} octets`, start)
  if (line.peek() !== AT && equalsIgnoreCase(localPart, 'postmaster')) return { localPart, domain: undefined }
  line.expect(AT, 'bad-path', 'decode mailbox')
  return { localPart, domain: domainOrLiteral(line) }
}

/** `Dot-string = Atom *("."  Atom)` */
function dotString(line: Line): string {
  const start = line.pos
  for (;;) {
    const end = line.runEnd(ATEXT)
    if (end === line.pos) line.fail('bad-path', `decode local part: a letter or its like expected, ${line.shown()} found`)
    line.pos = end
    if (!line.skip(DOT)) return textFrom(line, start)
  }
}

/** `Quoted-string = DQUOTE *QcontentSMTP DQUOTE`, its quotes kept */
function quotedString(line: Line): string {
  const start = line.pos++
  for (;;) {
    let octet = line.peek()
    if (octet === DQUOTE) {
      line.pos++
      return textFrom(line, start)
    }
    if (octet === BACKSLASH) {
      line.pos++
      octet = line.peek()
      if (octet > 0x7e) line.fail('bad-path', 'decode local part: \\ before what is not ASCII')
    }
    if (octet < 0x20 || octet === 0x7f) line.fail('bad-path', `decode local part: ${line.shown()} in a quoted string`)
    line.pos++
  }
}

/** `Domain / address-literal` */
export const domainOrLiteral = (line: Line): string => (line.peek() === LBRACKET ? addressLiteral(line) : domain(line))

/** `Domain = sub-domain *("." sub-domain)`, `sub-domain = Let-dig [Ldh-str] / U-label` */
export function domain(line: Line): string {
  const start = line.pos
  for (;;) {
    const from = line.pos
    const end = line.runEnd(LDH)
    if (end === from) line.fail('bad-path', `decode domain: a letter or digit expected, ${line.shown()} found`)
    if (line.bytes[from] === 0x2d || line.bytes[end - 1] === 0x2d)
      line.fail('bad-path', 'decode domain: a label that begins or ends with a hyphen')
    if (end - from > 63) line.fail('bad-path', 'decode domain: a label of more than 63 octets')
    line.pos = end
    if (!line.skip(DOT)) break
  }
  if (line.pos - start > pathLimits.domain) line.fail('bad-path', `decode domain: more than ${pathLimits.domain} octets`, start)
  return textFrom(line, start)
}

/** `address-literal = "[" ( IPv4-address-literal / IPv6-address-literal / General-address-literal ) "]"` */
function addressLiteral(line: Line): string {
  const start = line.pos++
  const inner = line.run(DCONTENT)
  const tag = /^([A-Za-z0-9-]*[A-Za-z0-9]):(.+)$/.exec(inner)
  const valid =
    parseIPv4(inner) !== undefined ||
    (tag !== null && (equalsIgnoreCase(tag[1]!, 'IPv6') ? parseIPv6(tag[2]!) !== undefined : true))
  if (!valid) line.fail('bad-path', 'decode domain: brackets that hold no address', start)
  line.expect(RBRACKET, 'bad-path', 'decode domain')
  return textFrom(line, start)
}

/** What was scanned since `start`; octets that are not UTF-8 are refused, as RFC 6531 3.3 has no room for them. */
function textFrom(line: Line, start: number): string {
  const text = new Scanner(line.bytes, fail, start, line.pos).rest()
  if (!isWellFormed(text)) line.fail('bad-path', 'decode mailbox: not UTF-8', start)
  return text
}

/**
 * A mailbox from its text, `local@domain`.
 *
 * @throws {@link SmtpError} `bad-path`, `bad-text`
 *
 * @example
 * parseMailbox('"a b"@some.domain') // => { localPart: '"a b"', domain: 'some.domain' }
 */
export function parseMailbox(text: string): Mailbox {
  const line: Line = new Scanner<SmtpErrorCode>(encodeText(text, fail), fail)
  const found = mailbox(line)
  if (!line.atEnd) line.fail('bad-path', `parse mailbox: the end expected, ${line.shown()} found`)
  return found
}

/** The text of a mailbox. @throws {@link SmtpError} `bad-path` when its parts are none */
export function formatMailbox({ localPart, domain: host }: Mailbox): string {
  const text = host === undefined ? localPart : `${localPart}@${host}`
  const again = parseMailbox(text)
  if (again.localPart !== localPart || again.domain !== host)
    fail('bad-path', 0, 'format mailbox: the local part or the domain is none')
  return text
}

/** A path in its brackets. @throws {@link SmtpError} `bad-path` */
export function formatPath(value: Path | Mailbox | null): string {
  if (value === null) return '<>'
  const route = 'sourceRoute' in value ? value.sourceRoute : []
  for (const hop of route) parseDomain(hop)
  const text = `<${route.length === 0 ? '' : `${route.map(hop => `@${hop}`).join(',')}:`}${formatMailbox(value)}>`
  if (encodeText(text, fail).length > pathLimits.path) fail('bad-path', 0, `format path: more than ${pathLimits.path} octets`)
  return text
}

/** Checks a domain or an address literal, and gives it back. @throws {@link SmtpError} `bad-path` */
export function parseDomain(text: string): string {
  const line: Line = new Scanner<SmtpErrorCode>(encodeText(text, fail), fail)
  const found = domainOrLiteral(line)
  if (!line.atEnd) line.fail('bad-path', `parse domain: the end expected, ${line.shown()} found`)
  return found
}

/** True when a mailbox needs SMTPUTF8 (RFC 6531 3.2). */
export const needsUtf8 = (value: Mailbox): boolean => /[^\0-\x7f]/.test(value.localPart + (value.domain ?? ''))
