/** The kinds of fields that RDATA is made of. A record type names them in the order of the wire. */
import { decodeText, encodeText, formatIPv4, formatIPv6, parseIPv4, parseIPv6 } from '@mailwire/bytes'
import { fail } from '../error.js'
import { dottedName } from '../name.js'
import type { Field } from '../record.js'
import { parseTtl } from '../zone/ttl.js'

/** An unsigned integer that `octets` octets hold. */
const unsigned = (kind: string, octets: 1 | 2 | 4): Field<number> => ({
  kind,
  decode: reader => (octets === 1 ? reader.u8() : octets === 2 ? reader.u16() : reader.u32()),
  encode: (writer, value) => {
    checkUnsigned(value, octets)
    if (octets === 1) writer.u8(value)
    else if (octets === 2) writer.u16(value)
    else writer.u32(value)
  },
  parse: tokens => {
    const token = tokens.next('a number')
    const value = /^\d{1,10}$/.test(token.text) ? Number(token.text) : Number.NaN
    if (!(value < 256 ** octets)) tokens.refuse('bad-value', `a number of at most ${256 ** octets - 1} expected`, token)
    return value
  },
  format: value => {
    checkUnsigned(value, octets)
    return String(value)
  },
})

export const u8: Field<number> = /* @__PURE__ */ unsigned('u8', 1)
export const u16: Field<number> = /* @__PURE__ */ unsigned('u16', 2)
export const u32: Field<number> = /* @__PURE__ */ unsigned('u32', 4)

/** A 32-bit number of seconds, for which zone text also takes units: `1h30m` (RFC 2308 4 prints them plain). */
export const seconds: Field<number> = /* @__PURE__ */ Object.freeze<Field<number>>({
  ...unsigned('u32', 4),
  parse: tokens => {
    const token = tokens.next('a time')
    return parseTtl(token.text) ?? tokens.refuse('bad-value', 'a number of seconds, or units such as 1h30m, expected', token)
  },
})

const domainName = (compress: boolean): Field<string> => ({
  kind: 'name',
  decode: reader => reader.name(),
  encode: (writer, value) => writer.name(value, compress),
  parse: tokens => tokens.name(),
  format: dottedName,
})

/** A domain name in a type that RFC 1035 defines: it may be compressed (RFC 3597 4). */
export const compressibleName: Field<string> = /* @__PURE__ */ domainName(true)
/** A domain name in any later type: never compressed on the way out, read either way (RFC 3597 4). */
export const name: Field<string> = /* @__PURE__ */ domainName(false)

/** Four octets of an IPv4 address. */
export const ipv4: Field<string> = {
  kind: 'ipv4',
  decode: reader => formatIPv4(reader.bytes, reader.take(4, 'IPv4 address')),
  encode: (writer, value) => writer.raw(ipv4Octets(value)),
  parse: tokens => {
    const token = tokens.next('an IPv4 address')
    return parseIPv4(token.text) === undefined ? tokens.refuse('bad-value', 'an IPv4 address expected', token) : token.text
  },
  format: value => formatIPv4(ipv4Octets(value)),
}

/** Sixteen octets of an IPv6 address. */
export const ipv6: Field<string> = {
  kind: 'ipv6',
  decode: reader => formatIPv6(reader.bytes, reader.take(16, 'IPv6 address')),
  encode: (writer, value) => writer.raw(ipv6Octets(value)),
  parse: tokens => {
    const token = tokens.next('an IPv6 address')
    const bytes = parseIPv6(token.text)
    return bytes === undefined ? tokens.refuse('bad-value', 'an IPv6 address expected', token) : formatIPv6(bytes)
  },
  format: value => formatIPv6(ipv6Octets(value)),
}

/** One or more character-strings up to the end of RDATA (RFC 1035 3.3.14). */
export const characterStrings: Field<readonly string[]> = {
  kind: 'character-strings',
  decode: reader => {
    const strings: string[] = []
    do {
      const length = reader.u8('character-string')
      const at = reader.take(length, 'character-string')
      strings.push(decodeText(reader.bytes, at, at + length))
    } while (reader.pos < reader.end)
    return strings
  },
  encode: (writer, value) => {
    if (!Array.isArray(value) || value.length === 0) fail('bad-value', 0, 'encode character-strings: one string at least')
    for (const text of value) {
      if (typeof text !== 'string') fail('bad-value', 0, `encode character-string: ${typeof text} is no string`)
      const bytes = encodeText(text, fail)
      if (bytes.length > 255) fail('bad-value', 0, `encode character-string: ${bytes.length} octets, 255 allowed`)
      writer.u8(bytes.length)
      writer.raw(bytes)
    }
  },
  parse: tokens => {
    const strings: string[] = []
    do strings.push(tokens.characterString())
    while (!tokens.atEnd)
    return strings
  },
  format: value => value.map(formatCharacterString).join(' '),
}

/** A character-string in quotes, with `"` and `\` escaped and each octet that does not print as `\DDD` (RFC 1035 5.1). */
export function formatCharacterString(text: string): string {
  let quoted = '"'
  for (const octet of encodeText(text, fail)) {
    const char = String.fromCharCode(octet)
    if (char === '"' || char === '\\') quoted += `\\${char}`
    else quoted += octet < 0x20 || octet > 0x7e ? `\\${String(octet).padStart(3, '0')}` : char
  }
  return `${quoted}"`
}

const ipv4Octets = (text: string): Uint8Array =>
  parseIPv4(text) ?? fail('bad-value', 0, `encode address: ${JSON.stringify(text)} is not an IPv4 address`)

const ipv6Octets = (text: string): Uint8Array =>
  parseIPv6(text) ?? fail('bad-value', 0, `encode address: ${JSON.stringify(text)} is not an IPv6 address`)

/** Refuses what does not fit: nothing wraps. */
export function checkUnsigned(value: number, octets: 1 | 2 | 4): void {
  if (!Number.isInteger(value) || value < 0 || value >= 256 ** octets)
    fail('bad-value', 0, `encode number: ${String(value)} does not fit ${octets} octets`)
}
