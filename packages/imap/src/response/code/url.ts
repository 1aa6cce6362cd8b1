/** Codes with URLs: BADURL (RFC 4469 4.1), REFERRAL (RFC 2193 3, RFC 2221 4), URLMECH (RFC 4467 5, text not available), and Gmail's WEBALERT. */
import { decodeBase64, decodeText, encodeBase64, SP, upperAscii } from '@mailwire/bytes'
import { fail } from '../../error.js'
import { ATOM } from '../../grammar/classes.js'
import type { Reader } from '../../grammar/reader.js'
import type { ImapWriter } from '../../grammar/writer.js'
import { isMechanism } from '../../url/rules.js'
import { bytesOf, fieldsOf, listOf, textOf } from '../../values.js'
import { type CodeType, codeRule } from './rule.js'

const LBRACKET = 0x5b
const RBRACKET = 0x5d

/** BADURL: the URL that cannot be used. WEBALERT: a page that the user has to see. */
export interface UrlCode {
  readonly name: 'BADURL' | 'WEBALERT'
  readonly url: string
}

/** `"BADURL" SP url-resp-text`; the example of RFC 4469 has the URL in quotes, which are dropped. */
export const badUrl: CodeType<UrlCode> = /* @__PURE__ */ codeRule<UrlCode>(
  'BADURL',
  'RFC 4469 4.1',
  (reader, name) => {
    reader.expect(SP)
    const { pos } = reader
    const text = urlText(reader)
    const url = /^"([^"\\]+)"$/.exec(text)?.[1]
    if (url !== undefined) reader.warn('code-value', pos)
    return { name, url: url ?? text }
  },
  (writer, { url }) => writer.raw(' ').text(checkedText(url)),
)

/** `url-resp-text = 1*<any TEXT-CHAR except "]">` */
function urlText(reader: Reader): string {
  const { bytes, pos: start, end } = reader
  let at = start
  while (at < end && bytes[at] !== RBRACKET && bytes[at] !== 0 && bytes[at] !== 0x0d && bytes[at] !== 0x0a) at++
  if (at === start) reader.refuse('a URL')
  reader.checkText(start, at)
  reader.pos = at
  return decodeText(bytes, start, at)
}

/** The text of a URL, which must be read back unchanged: a quoted text would lose its quotes. */
function checkedText(url: string): string {
  return /^(?!"[^"\\]+"$)[^\0\r\n\]]+$/.test(textOf(url, 'encode BADURL'))
    ? url
    : fail('bad-value', 0, 'encode BADURL: the URL is empty or contains CR, LF, NUL, "]" or quotes')
}

/** Where the mailbox or the account is, the preferred place first. */
export interface ReferralCode {
  readonly name: 'REFERRAL'
  readonly urls: readonly string[]
}

/** `"REFERRAL" 1*(SP url)` */
export const referral: CodeType<ReferralCode> = /* @__PURE__ */ codeRule<ReferralCode>(
  'REFERRAL',
  'RFC 2193 3',
  (reader, name) => {
    reader.space()
    const urls = [url(reader)]
    while (reader.skip(SP)) {
      reader.countMember()
      urls.push(url(reader))
    }
    return { name, urls }
  },
  (writer, { urls }) => {
    if (listOf(urls, 'encode REFERRAL').length === 0) fail('bad-value', 0, 'encode REFERRAL: urls is empty')
    for (const one of urls) writer.raw(` ${checkedUrl(one)}`)
  },
)

/** `"WEBALERT" SP url`; no document has it. */
export const webAlert: CodeType<UrlCode> = /* @__PURE__ */ codeRule<UrlCode>(
  'WEBALERT',
  'not registered: Gmail',
  (reader, name) => {
    reader.space()
    return { name, url: url(reader) }
  },
  (writer, { url }) => writer.raw(` ${checkedUrl(url)}`),
)

/** A URL: printable characters, and brackets only around an IP address (RFC 5092 11, RFC 3986 3.2.2). */
function url(reader: Reader): string {
  const { bytes, pos: start, end } = reader
  let at = start
  while (at < end && bytes[at]! > SP && bytes[at]! < 0x7f && bytes[at] !== RBRACKET)
    at = bytes[at] === LBRACKET ? behindAddress(reader, at) : at + 1
  if (at === start) reader.refuse('a URL')
  reader.pos = at
  return decodeText(bytes, start, at)
}

/** The offset after the `]` of an address whose `[` is at `bracket`. */
function behindAddress(reader: Reader, bracket: number): number {
  const { bytes, end } = reader
  let at = bracket + 1
  while (at < end && isAddressChar(bytes[at]!)) at++
  const isAddress = at > bracket + 1 && at < end && bytes[at] === RBRACKET
  return isAddress ? at + 1 : reader.fail('bad-syntax', 'parse: a URL contains "["', bracket)
}

/** A hexadecimal digit, a colon or a dot. */
const isAddressChar = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x3a) || byte === 0x2e || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)

function checkedUrl(given: string): string {
  return /^(?:[!-Z\\^-~]|\[[0-9A-Fa-f:.]+\])+$/.test(textOf(given, 'encode URL'))
    ? given
    : fail('bad-value', 0, 'encode URL: the URL is empty or contains a space, a bracket or a non-ASCII character')
}

/** A way in which a URL may be authorized (RFC 4467 5). */
export interface UrlMechanism {
  /** `INTERNAL`, for one; in upper case. */
  readonly mechanism: string
  readonly data: Uint8Array | undefined
}

/** URLMECH (RFC 4467 5). */
export interface UrlMechCode {
  readonly name: 'URLMECH'
  readonly mechanisms: readonly UrlMechanism[]
}

/** `"URLMECH" SP "INTERNAL" *(SP mechanism ["=" base64])` */
export const urlMech: CodeType<UrlMechCode> = /* @__PURE__ */ codeRule<UrlMechCode>(
  'URLMECH',
  'RFC 4467 5',
  (reader, name) => {
    reader.space()
    const mechanisms = [mechanism(reader)]
    if (!isInternal(mechanisms[0]!)) reader.refuse('INTERNAL')
    while (reader.skip(SP)) {
      reader.countMember()
      mechanisms.push(mechanism(reader))
    }
    return { name, mechanisms }
  },
  encodeMechanisms,
)

const isInternal = ({ mechanism, data }: UrlMechanism): boolean => mechanism === 'INTERNAL' && data === undefined

/** `mechanism ["=" base64]`, in which `mechanism = "INTERNAL" / 1*(ALPHA / DIGIT / "-" / ".")` */
function mechanism(reader: Reader): UrlMechanism {
  const { pos } = reader
  const word = reader.run(ATOM)
  const name = /^[A-Za-z0-9.-]+/.exec(word)?.[0] ?? reader.refuse('a mechanism')
  if (word.length === name.length) return { mechanism: upperAscii(name), data: undefined }
  if (word[name.length] !== '=') reader.fail('bad-syntax', 'parse: a mechanism expected', pos)
  const from = name.length + 1
  return { mechanism: upperAscii(name), data: decodeBase64(word.slice(from), fail, reader.offsetOf(pos + from)) }
}

function encodeMechanisms(writer: ImapWriter, { mechanisms }: { readonly mechanisms: readonly UrlMechanism[] }): void {
  const given = listOf(mechanisms, 'encode URLMECH').map(one => ({ ...fieldsOf(one, 'encode URLMECH') }))
  if (given[0] === undefined || !isInternal(given[0]))
    fail('bad-value', 0, 'encode URLMECH: INTERNAL must be the first mechanism')
  for (const { mechanism, data } of given) {
    if (!isMechanism(textOf(mechanism, 'encode URLMECH'))) fail('bad-value', 0, 'encode URLMECH: invalid mechanism name')
    writer.raw(` ${upperAscii(mechanism)}`)
    if (data !== undefined) writer.raw(`=${encodeBase64(bytesOf(data, 'encode URLMECH'))}`)
  }
}
