/** A6: a part of an IPv6 address, and where the rest is; historic (RFC 2874 3.1, RFC 6563). IN only. */
import { formatIPv6, parseIPv6 } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { RecordType } from '../record.js'
import { ipv6 } from './fields/addresses.js'
import { foldedName } from './fields/names.js'

export interface A6 {
  /** How many bits come from elsewhere, 0 to 128. */
  readonly prefixLength: number
  /** The bits behind the prefix, the others zero; `undefined` when all are elsewhere. */
  readonly suffix: string | undefined
  /** Where the prefix is; `undefined` when there is none. */
  readonly prefixName: string | undefined
}

const ZERO = '::'

export const a6: RecordType<A6> = {
  name: 'A6',
  code: 38,
  layout: {
    decode: reader => {
      const start = reader.pos
      const prefixLength = reader.u8('prefix length')
      if (prefixLength > 128) fail('bad-value', start, `decode A6: a prefix of ${prefixLength} bits`)
      const octets = new Uint8Array(16)
      const at = 16 - suffixOctets(prefixLength)
      octets.set(reader.copy(16 - at, 'address suffix'), at)
      if ((octets[at]! & ~(0xff >> (prefixLength & 7)) & 0xff) !== 0 && prefixLength < 128)
        fail('bad-value', start + 1, 'decode A6: bits before the suffix are not zero')
      return {
        prefixLength,
        suffix: prefixLength === 128 ? undefined : formatIPv6(octets),
        prefixName: prefixLength === 0 ? undefined : reader.name(),
      }
    },
    encode: (writer, data) => {
      const { prefixLength, suffix, prefixName } = checked(data)
      writer.u8(prefixLength)
      writer.raw(parseIPv6(suffix ?? ZERO)!.subarray(16 - suffixOctets(prefixLength)))
      if (prefixName !== undefined) writer.name(prefixName, false)
    },
    parse: tokens => {
      const token = tokens.next('a prefix length')
      const prefixLength = /^\d{1,3}$/.test(token.text) ? Number(token.text) : 129
      if (prefixLength > 128) tokens.refuse('bad-value', 'a prefix length of at most 128 expected', token)
      const suffix = prefixLength === 128 ? undefined : ipv6.parse(tokens)
      const prefixName = prefixLength === 0 ? undefined : tokens.name()
      return tokens.attempt(() => checked({ prefixLength, suffix, prefixName }))
    },
    format: data => {
      const { prefixLength, suffix, prefixName } = checked(data)
      return [prefixLength, suffix, prefixName === undefined ? undefined : foldedName.format(prefixName)]
        .filter(part => part !== undefined)
        .join(' ')
    },
  },
}

const suffixOctets = (prefixLength: number): number => Math.ceil((128 - prefixLength) / 8)

function checked(data: A6): A6 {
  const { prefixLength, suffix, prefixName } = data
  const octets = parseIPv6(suffix ?? ZERO)
  if (!Number.isInteger(prefixLength) || prefixLength < 0 || prefixLength > 128 || octets === undefined)
    fail('bad-value', 0, 'encode A6: a prefix of 0 to 128 bits and an IPv6 address expected')
  for (let bit = 0; bit < prefixLength; bit++)
    if ((octets[bit >> 3]! & (0x80 >> (bit & 7))) !== 0) fail('bad-value', 0, 'encode A6: bits before the suffix are not zero')
  if ((prefixName === undefined) !== (prefixLength === 0) || (suffix === undefined) !== (prefixLength === 128))
    fail('bad-value', 0, 'encode A6: a name where there is a prefix, and a suffix where there is one')
  return data
}
