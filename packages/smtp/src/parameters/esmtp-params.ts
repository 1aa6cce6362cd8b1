/**
 * Decodes and encodes the parameters after the path of MAIL and RCPT (RFC 5321 4.1.2): a keyword, and for most a value. None may appear
 * twice (RFC 3461 4.5).
 */
import { byteClass, isWellFormed, latin1, upperAscii } from '@mailwire/bytes'
import { fail, quoted } from '../error.js'
import type { Line, Rules } from '../grammar/line.js'
import { assertArray, assertObject, assertString } from '../values.js'
import type { UnknownParameter } from './parameter.js'
import { type Found, type MailParameters, mailRegistry, type RcptParameters, type Registry, rcptRegistry } from './registry.js'

const KEYWORD: Uint8Array = /* @__PURE__ */ byteClass(byte => /[A-Za-z0-9-]/.test(String.fromCharCode(byte)))
/** `esmtp-value = 1*(%d33-60 / %d62-126)`, and UTF8-non-ascii (RFC 6531 3.3) */
const VALUE: Uint8Array = /* @__PURE__ */ byteClass(byte => byte > 0x20 && byte !== 0x3d && byte !== 0x7f)

/** The parameters of MAIL. */
export function mailParameters(line: Line): MailParameters {
  const found = mailRegistry.blank()
  if (line.atEnd) return found
  const start = line.pos
  esmtpParams(line, mailRegistry, found)
  if (found['holdFor'] !== undefined && found['holdUntil'] !== undefined) bothHolds('decode MAIL', line.origin + start)
  return found
}

/** The parameters of RCPT. */
export function rcptParameters(line: Line): RcptParameters {
  const found = rcptRegistry.blank()
  if (!line.atEnd) esmtpParams(line, rcptRegistry, found)
  return found
}

const bothHolds = (action: string, offset: number): never =>
  fail('bad-parameter', offset, `${action}: HOLDFOR and HOLDUNTIL cannot be combined (RFC 4865 4)`)

/** `*(SP esmtp-param)`, `esmtp-param = esmtp-keyword ["=" esmtp-value]` */
function esmtpParams(line: Line, registry: Registry, found: Found): void {
  let seen = 0 // bits of the parameters seen so far
  let others: Set<string> | undefined // keywords of unknown parameters
  const { bytes, end } = line
  while (!line.atEnd) {
    line.space('bad-parameter', 'decode parameter')
    line.extraSpaces()
    const start = line.pos
    line.pos = line.runEnd(KEYWORD)
    if (line.pos === start || line.bytes[start] === 0x2d)
      line.fail('bad-parameter', `decode parameter: keyword expected, ${line.shown()} found`, start)
    const entry = registry.find(line, start)
    const keyword = entry === undefined ? upperAscii(latin1(line.bytes, start, line.pos)) : entry[0].keyword
    if (entry === undefined ? others?.has(keyword) : (seen & entry[1]) !== 0)
      line.fail('bad-parameter', `decode parameter: ${keyword} appears twice`, start)
    let value: string | undefined
    const equals = line.pos
    if (line.skip(0x3d)) {
      let at = equals + 1
      let bits = 0
      for (; at < end && VALUE[bytes[at]!] === 1; at++) bits |= bytes[at]!
      line.pos = at
      if (line.pos === equals + 1) line.fail('bad-parameter', `decode ${keyword}: value expected, ${line.shown()} found`)
      value = line.since(equals + 1, 'bad-parameter', 'decode parameter', bits)
    }
    if (entry !== undefined) {
      found[entry[0].key] = entry[0].decode(value, line.origin + equals, line)
      seen |= entry[1]
    } else {
      found.unknown.push({ keyword, value })
      others ??= new Set()
      others.add(keyword)
    }
  }
}

/** The text after `MAIL FROM:<...>`. @throws {@link SmtpError} `bad-parameter` */
export function formatMailParameters(parameters: MailParameters, rules: Rules): string {
  const text = formatParameters(mailRegistry, parameters, rules)
  return text.includes(' HOLDFOR=') && text.includes(' HOLDUNTIL=') ? bothHolds('encode MAIL', 0) : text
}

/** The text after `RCPT TO:<...>`. @throws {@link SmtpError} `bad-parameter` */
export const formatRcptParameters = (parameters: RcptParameters, rules: Rules): string =>
  formatParameters(rcptRegistry, parameters, rules)

function formatParameters(registry: Registry, parameters: MailParameters | RcptParameters, rules: Rules): string {
  assertObject(parameters, 'encode parameters')
  let words = ''
  for (const { key, keyword, encode } of registry.parameters) {
    const value = (parameters as Readonly<Record<string, unknown>>)[key]
    if (value === undefined) continue
    const text = encode(value, rules)
    words += text === undefined ? ` ${keyword}` : ` ${keyword}=${text}`
  }
  const seen = new Set<string>()
  const { unknown = [] } = parameters
  assertArray(unknown, 'encode unknown parameters')
  for (const parameter of unknown as readonly UnknownParameter[]) {
    assertObject(parameter, 'encode parameter')
    const { keyword, value } = parameter
    assertString(keyword, 'encode parameter')
    if (value !== undefined) assertString(value, 'encode parameter')
    const name = upperAscii(keyword)
    if (!/^[A-Z0-9][A-Z0-9-]*$/.test(name) || seen.has(name) || registry.has(name))
      fail(
        'bad-parameter',
        0,
        `encode parameter: keyword is invalid, has a field of its own or appears twice: ${quoted(keyword)}`,
      )
    seen.add(name)
    if (value !== undefined && (!/^[!-<>-~\x80-\uffff]+$/.test(value) || !isWellFormed(value)))
      fail('bad-parameter', 0, `encode ${name}: the value is empty or contains a space, a control character or =`)
    words += value === undefined ? ` ${name}` : ` ${name}=${value}`
  }
  return words
}
