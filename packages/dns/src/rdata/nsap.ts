/** NSAP: an address of OSI's network layer (RFC 1706 5); in text `0x` and hex digits, with dots where they help. IN only. */
import { decodeHex, encodeHex } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Field, RecordType } from '../record.js'
import { checkOctets } from './fields/binary.js'

export interface Nsap {
  readonly address: Uint8Array
}

const nsapAddress: Field<Uint8Array> = {
  kind: 'hex-rest-1',
  decode: reader => {
    if (reader.pos === reader.end) fail('rdata-length', reader.pos, 'decode NSAP: no octets')
    return reader.copy(reader.end - reader.pos)
  },
  encode: (writer, value) => writer.raw(checkOctets(value, 1, 0xffff)),
  parse: tokens => {
    const token = tokens.next('an address')
    const digits = /^0x([0-9a-f][0-9a-f.]*)$/i.exec(token.text)?.[1]?.replace(/\./g, '')
    if (digits === undefined || digits.length % 2 !== 0)
      return tokens.refuse('bad-value', '0x and pairs of hex digits expected', token)
    return decodeHex(digits, fail)
  },
  format: value => `0x${encodeHex(checkOctets(value, 1, 0xffff))}`,
}

export const nsap: RecordType<Nsap> = { name: 'NSAP', code: 22, fields: { address: nsapAddress } }
