/**
 * Domains and address literals (RFC 5321 4.1.2 and 4.1.3, RFC 6531 3.3). Both are strings as on the wire; a literal keeps its brackets, so
 * that neither can be mistaken for the other.
 */
import { byteClass, encodeText, isAlpha, isDigit, latin1 } from '@mailwire/bytes'
import { fail } from '../error.js'
import { assertString, encoding } from '../values.js'
import { type EncodeOptions, Line, outgoingRules, type Rules, wholly } from './line.js'

const DOT = 0x2e
const LBRACKET = 0x5b
const RBRACKET = 0x5d
const UNDERSCORE = 0x5f

/** Classes of bytes in a domain: 1 for `Let-dig` and the bytes of U-labels, 2 for the hyphen, 3 for the dot. */
const NAME: Uint8Array = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, byte) =>
  isAlpha(byte) || isDigit(byte) || byte > 0x7f ? 1 : byte === 0x2d ? 2 : byte === DOT ? 3 : 0,
)
/** `dcontent = %d33-90 / %d94-126` */
const DCONTENT: Uint8Array = /* @__PURE__ */ byteClass(byte => byte > 0x20 && byte < 0x7f && (byte < 0x5b || byte > 0x5d))

/** `( Domain / address-literal )` (RFC 5321 4.1.2). `#` and a number was a literal once, and is not one now (RFC 5321 F.4). */
export const domainOrLiteral = (line: Line): string => (line.peek() === LBRACKET ? addressLiteral(line) : domain(line))

/** `Domain = sub-domain *("." sub-domain)`, `sub-domain = Let-dig [Ldh-str] / U-label` (RFC 5321 2.3.5 and 4.1.2, RFC 6531 3.3) */
export function domain(line: Line): string {
  const { bytes, end } = line
  const start = line.pos
  let at = start
  let label = start // start of the current label
  let before = 3 // class of the previous byte
  let wide = 0 // OR of the bytes of this label
  let bits = 0
  let underscore = -1 // offset of the first one, if accepted
  let stop = -1 // end of the domain, if not where the scan stops
  for (; at < end; at++) {
    const byte = bytes[at]!
    let kind = NAME[byte]!
    if (byte === UNDERSCORE && line.may('domain-underscore')) {
      kind = 1
      if (underscore < 0) underscore = at
    }
    if (kind === 1) wide |= byte
    else if (kind === 0) break
    else if (before === 3 || (kind === 3 && before === 2)) badLabel(line, at)
    else if (kind === 3) {
      if (wide < 0x80 && at - label > line.limits.label) longLabel(line, label)
      label = at + 1
      bits |= wide
      wide = 0
    }
    before = kind
  }
  line.pos = at
  if (before !== 1) {
    if (before === 3 && at > start && line.takes('trailing-dot', at - 1)) stop = at - 1
    else badLabel(line, at)
  } else if (wide < 0x80 && at - label > line.limits.label) longLabel(line, label)
  if ((stop < 0 ? at : stop) - start > line.limits.domain)
    line.fail('bad-path', `decode domain: more than ${line.limits.domain} bytes`, start)
  if (underscore >= 0) line.warn('domain-underscore', underscore)
  const text = line.since(start, 'bad-path', 'decode domain', bits | wide)
  return stop < 0 ? text : text.slice(0, -1)
}

function badLabel(line: Line, at: number): never {
  line.pos = at
  return line.fail('bad-path', `decode domain: a label must begin and end with a letter or digit, ${line.shown()} found`)
}

const longLabel = (line: Line, at: number): never =>
  line.fail('bad-path', `decode domain: label of more than ${line.limits.label} bytes`, at)

/** `address-literal = "[" ( IPv4-address-literal / IPv6-address-literal / General-address-literal ) "]"` */
export function addressLiteral(line: Line): string {
  const start = line.pos++
  const end = line.runEnd(DCONTENT)
  const inner = latin1(line.bytes, line.pos, end)
  line.pos = end
  line.expect(RBRACKET, 'bad-path', 'decode address literal')
  if (!isAddress(inner)) line.fail('bad-path', 'decode address literal: no address in the brackets', start)
  if (line.pos - start > line.limits.domain)
    line.fail('bad-path', `decode address literal: more than ${line.limits.domain} bytes`, start)
  return latin1(line.bytes, start, line.pos)
}

/** The tag "IPv6" has its own grammar, though the general one would accept anything after it. */
function isAddress(text: string): boolean {
  const colon = text.indexOf(':')
  if (colon < 0) return isIPv4Literal(text)
  const tag = text.slice(0, colon)
  const address = text.slice(colon + 1)
  if (tag.length === 4 && tag.toUpperCase() === 'IPV6') return isIPv6Literal(address)
  return address !== '' && /^[A-Za-z0-9-]*[A-Za-z0-9]$/.test(tag) // Standardized-tag = Ldh-str
}

/** `Snum 3("." Snum)`, `Snum = 1*3DIGIT` of 0 to 255, with leading zeros allowed. */
function isIPv4Literal(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every(part => /^\d{1,3}$/.test(part) && Number(part) < 256)
}

/**
 * `IPv6-addr`: eight groups, or `::` for at least two (so at most six others); a dotted quad may replace the last two groups.
 */
function isIPv6Literal(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  let groups = 0
  for (let half = 0; half < halves.length; half++) {
    const parts = halves[half] === '' && halves.length === 2 ? [] : halves[half]!.split(':')
    for (let at = 0; at < parts.length; at++) {
      const part = parts[at]!
      const last = half === halves.length - 1 && at === parts.length - 1
      if (/^[0-9A-Fa-f]{1,4}$/.test(part)) groups++
      else if (last && isIPv4Literal(part)) groups += 2
      else return false
    }
  }
  return halves.length === 1 ? groups === 8 : groups <= 6
}

/**
 * Checks a domain or an address literal, and returns it.
 *
 * The grammar has no underscore; `accept` may name `domain-underscore` to allow it.
 *
 * @throws {@link SmtpError} `bad-path` for any other text (RFC 5321 4.1.2 and 4.1.3); `bad-text`
 *
 * @example
 * parseDomain('[IPv6:2001:db8::1]') // => '[IPv6:2001:db8::1]'
 */
export const parseDomain = (text: string, limits?: EncodeOptions['limits'], accept?: EncodeOptions['accept']): string =>
  readDomain(text, outgoingRules(limits, accept, 'parse domain'))

const readDomain = (text: string, rules: Rules): string =>
  wholly(lineOf(text, rules), 'bad-path', 'parse domain', domainOrLiteral)

/** Checks a domain or an address literal to be encoded. */
export const domainText = (text: string, rules: Rules, action: string): string =>
  encoding(action, text, () => readDomain(text, rules))

/** Text as a line to decode. */
export function lineOf(text: string, rules: Rules): Line {
  assertString(text, 'encode')
  const bytes = encodeText(text, fail)
  return new Line(bytes, 0, bytes.length, 0, rules)
}
