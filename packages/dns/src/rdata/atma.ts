/** ATMA: an ATM address (ATM Forum af-dans-0152.000). IN only. */
import { decodeHex, encodeHex } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Field, RecordType } from './record-type.js'

/** `format` 0 is an ATM end system address in hex digits, 1 an E.164 telephone number in decimal digits. */
export interface AtmAddress {
  readonly format: 0 | 1
  readonly digits: string
}

export interface Atma {
  readonly address: AtmAddress
}

const AESA = 0
const E164 = 1

/** A format byte and the address. Zone text has `+` before a telephone number, and allows dots between digits. */
const atmAddress: Field<AtmAddress> = {
  kind: 'atm-address',
  greedy: true,
  decode: reader => {
    const { pos } = reader
    const format = reader.u8('ATMA format')
    const bytes = reader.copy(Math.max(reader.end - reader.pos, 1), 'ATM address')
    if (format === AESA) return { format, digits: encodeHex(bytes).toLowerCase() }
    if (format !== E164) return fail('bad-value', pos, `decode ATMA: unknown format ${format}`)
    const digits = String.fromCharCode(...bytes)
    return /^\d+$/.test(digits) ? { format, digits } : fail('bad-value', pos, 'decode ATMA: the telephone number must be digits')
  },
  encode: (writer, value) => {
    const { format, digits } = checked(value)
    writer.u8(format)
    writer.raw(format === AESA ? decodeHex(digits, fail) : Uint8Array.from(digits, digit => digit.charCodeAt(0)))
  },
  parse: tokens => {
    const token = tokens.next('an ATM address')
    const format = token.text.startsWith('+') ? E164 : AESA
    const groups = token.text.slice(format === E164 ? 1 : 0).split('.')
    const digits = groups.join('').toLowerCase()
    return isAddress(format, digits) && !groups.includes('')
      ? { format, digits }
      : tokens.refuse('bad-value', '+ and digits, or hex digits, expected', token)
  },
  format: value => {
    const { format, digits } = checked(value)
    return format === E164 ? `+${digits}` : digits.toLowerCase()
  },
}

export const atma: RecordType<Atma, 'ATMA'> = {
  name: 'ATMA',
  code: 34,
  fields: { address: atmAddress },
}

const isAddress = (format: number, digits: string): boolean =>
  typeof digits === 'string' && (format === E164 ? /^\d+$/.test(digits) : format === AESA && /^(?:[0-9a-f]{2})+$/i.test(digits))

const checked = (value: AtmAddress): AtmAddress =>
  value !== null && typeof value === 'object' && isAddress(value.format, value.digits)
    ? value
    : fail('bad-value', 0, 'encode ATMA: format 0 with hex digits, or format 1 with digits, expected')
