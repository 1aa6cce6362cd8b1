/** APL: lists of address prefixes (RFC 3123 4): `1:192.0.2.0/24 !2:2001:db8::/32`. IN only. */
import { decodeHex, encodeHex, formatIPv4, formatIPv6, parseIPv4, parseIPv6 } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Field, RecordType } from '../record.js'

/** One prefix. */
export interface AddressPrefix {
  /** 1 is IPv4, 2 is IPv6. */
  readonly family: number
  readonly prefixLength: number
  /** What the prefix covers is not in the list. */
  readonly negated: boolean
  /** An IPv4 or IPv6 address; hex digits of the octets in another family. */
  readonly address: string
}

export interface Apl {
  readonly prefixes: readonly AddressPrefix[]
}

const FAMILIES: Readonly<
  Record<number, { octets: number; parse: (text: string) => Uint8Array | undefined; format: (octets: Uint8Array) => string }>
> = {
  1: { octets: 4, parse: parseIPv4, format: formatIPv4 },
  2: { octets: 16, parse: parseIPv6, format: formatIPv6 },
}

const items: Field<readonly AddressPrefix[]> = {
  kind: 'address-prefixes',
  decode: reader => {
    const prefixes: AddressPrefix[] = []
    while (reader.pos < reader.end) {
      const start = reader.pos
      const family = reader.u16('address family')
      const prefixLength = reader.u8('prefix length')
      const bits = reader.u8('address length')
      const part = reader.copy(bits & 0x7f, 'address')
      const known = FAMILIES[family]
      if (known !== undefined && (part.length > known.octets || prefixLength > known.octets * 8))
        fail('bad-value', start, `decode APL: ${part.length} octets and a prefix of ${prefixLength} bits in family ${family}`)
      if (part.length > 0 && part[part.length - 1] === 0)
        fail('bad-value', start, 'decode APL: zero octets at the end of an address')
      prefixes.push({
        family,
        prefixLength,
        negated: bits > 0x7f,
        address: known === undefined ? encodeHex(part) : known.format(padded(part, known.octets)),
      })
    }
    return prefixes
  },
  encode: (writer, value) => {
    for (const prefix of value) {
      const octets = octetsOf(prefix)
      writer.u16(prefix.family)
      writer.u8(prefix.prefixLength)
      writer.u8(octets.length | (prefix.negated ? 0x80 : 0))
      writer.raw(octets)
    }
  },
  parse: tokens => {
    const prefixes: AddressPrefix[] = []
    while (!tokens.atEnd) {
      const token = tokens.next('a prefix')
      const match = /^(!?)(\d{1,5}):([^/]*)\/(\d{1,3})$/.exec(token.text)
      if (match === null) return tokens.refuse('bad-value', 'a prefix such as 1:192.0.2.0/24 expected', token)
      const [, mark, family, text, length] = match as unknown as [string, string, string, string, string]
      const octets = FAMILIES[Number(family)]?.parse(text)
      if (octets === undefined && Number(family) in FAMILIES)
        tokens.refuse('bad-value', `an address of family ${family} expected`, token)
      const address = octets === undefined ? text.toUpperCase() : FAMILIES[Number(family)]!.format(octets)
      const prefix = { family: Number(family), prefixLength: Number(length), negated: mark === '!', address }
      try {
        octetsOf(prefix)
      } catch {
        tokens.refuse('bad-value', 'a prefix that fits its family expected', token)
      }
      prefixes.push(prefix)
    }
    return prefixes
  },
  format: value =>
    value
      .map(prefix => {
        octetsOf(prefix)
        return `${prefix.negated ? '!' : ''}${prefix.family}:${prefix.address}/${prefix.prefixLength}`
      })
      .join(' '),
}

/** The octets of an address without zeros at their end (RFC 3123 4). */
function octetsOf({ family, prefixLength, address }: AddressPrefix): Uint8Array {
  const known = FAMILIES[family]
  const octets = known === undefined ? decodeHex(address, fail) : known.parse(address)
  if (!Number.isInteger(family) || family < 0 || family > 0xffff) fail('bad-value', 0, `encode APL: family ${String(family)}`)
  if (octets === undefined || octets.length > 127) fail('bad-value', 0, 'encode APL: an address that is none in its family')
  if (!Number.isInteger(prefixLength) || prefixLength < 0 || prefixLength > (known === undefined ? 255 : known.octets * 8))
    fail('bad-value', 0, `encode APL: a prefix of ${String(prefixLength)} bits`)
  if (known === undefined && octets[octets.length - 1] === 0)
    fail('bad-value', 0, 'encode APL: zero octets at the end of an address')
  let length = octets.length
  while (length > 0 && octets[length - 1] === 0) length--
  return octets.subarray(0, length)
}

function padded(part: Uint8Array, length: number): Uint8Array {
  const octets = new Uint8Array(length)
  octets.set(part)
  return octets
}

export const apl: RecordType<Apl> = { name: 'APL', code: 42, fields: { prefixes: items } }
