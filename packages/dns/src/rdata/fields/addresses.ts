/** Fields that are IP addresses. */
import { formatIPv4, formatIPv6, parseIPv4, parseIPv6 } from '@mailwire/bytes'
import { fail } from '../../error.js'
import type { Field } from '../../record.js'

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

const ipv4Octets = (text: string): Uint8Array =>
  (typeof text === 'string' ? parseIPv4(text) : undefined) ??
  fail('bad-value', 0, `encode address: ${JSON.stringify(text)} is not an IPv4 address`)

const ipv6Octets = (text: string): Uint8Array =>
  (typeof text === 'string' ? parseIPv6(text) : undefined) ??
  fail('bad-value', 0, `encode address: ${JSON.stringify(text)} is not an IPv6 address`)
