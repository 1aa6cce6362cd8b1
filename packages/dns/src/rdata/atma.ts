/** ATMA: an address in an ATM network (ATM Name System 5.2): E.164 as `+` and digits, or an end system address in hex. IN only. */
import { asciiBytes, decodeHex, encodeHex, latin1 } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { RecordType } from '../record.js'
import { someHexRest } from './fields/binary.js'
import { u8 } from './fields/numbers.js'
import { row } from './row.js'

export interface Atma {
  /** 0: an end system address; 1: E.164 digits in ASCII. */
  readonly format: number
  readonly address: Uint8Array
}

const E164 = 1

export const atma: RecordType<Atma> = {
  name: 'ATMA',
  code: 34,
  layout: {
    ...row<Atma>({ format: u8, address: someHexRest }),
    parse: tokens => {
      const token = tokens.next('an address')
      if (/^\+\d+(?:\.\d+)*$/.test(token.text)) return { format: E164, address: asciiBytes(token.text.replace(/[+.]/g, '')) }
      const digits = token.text.replace(/\./g, '')
      if (!/^(?:[0-9a-f]{2})+$/i.test(digits)) tokens.refuse('bad-value', '+ and digits, or pairs of hex digits, expected', token)
      return { format: 0, address: decodeHex(digits, fail) }
    },
    format: ({ format, address }) => {
      const digits = latin1(address, 0, address.length)
      if (format === E164 && /^\d+$/.test(digits)) return `+${digits}`
      if (format === 0 && address.length > 0) return encodeHex(address)
      return `\\# ${address.length + 1} ${encodeHex(Uint8Array.of(format))}${encodeHex(address)}`
    },
  },
}
