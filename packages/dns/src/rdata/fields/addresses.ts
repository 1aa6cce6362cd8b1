/** Fields that are IP addresses. */
import { formatIPv4, formatIPv6, parseIPv4, parseIPv6, writeIPv4, writeIPv6 } from '@mailwire/bytes'
import { fail } from '../../error.js'
import { shown } from '../../given.js'
import type { Field } from '../record-type.js'

/** Four bytes of an IPv4 address. */
export const ipv4: Field<string> = {
  kind: 'ipv4',
  decode: reader => formatIPv4(reader.bytes, reader.take(4, 'IPv4 address')),
  encode: (writer, value) => {
    const at = writer.take(4)
    if (typeof value !== 'string' || !writeIPv4(value, writer.bytes, at)) noAddress(value, 'IPv4')
  },
  parse: tokens => {
    const token = tokens.next('an IPv4 address')
    return parseIPv4(token.text) === undefined ? tokens.refuse('bad-value', 'an IPv4 address expected', token) : token.text
  },
  format: value => formatIPv4(ipv4Bytes(value)),
}

/** Sixteen bytes of an IPv6 address. */
export const ipv6: Field<string> = {
  kind: 'ipv6',
  decode: reader => formatIPv6(reader.bytes, reader.take(16, 'IPv6 address')),
  encode: (writer, value) => {
    const at = writer.take(16)
    if (typeof value !== 'string' || !writeIPv6(value, writer.bytes, at)) noAddress(value, 'IPv6')
  },
  parse: tokens => {
    const token = tokens.next('an IPv6 address')
    const bytes = parseIPv6(token.text)
    return bytes === undefined ? tokens.refuse('bad-value', 'an IPv6 address expected', token) : formatIPv6(bytes)
  },
  format: value => formatIPv6(ipv6Bytes(value)),
}

const ipv4Bytes = (text: string): Uint8Array =>
  (typeof text === 'string' ? parseIPv4(text) : undefined) ?? noAddress(text, 'IPv4')

const ipv6Bytes = (text: string): Uint8Array =>
  (typeof text === 'string' ? parseIPv6(text) : undefined) ?? noAddress(text, 'IPv6')

const noAddress = (value: unknown, family: string): never =>
  fail('bad-value', 0, `encode address: not an ${family} address: ${shown(value)}`)
