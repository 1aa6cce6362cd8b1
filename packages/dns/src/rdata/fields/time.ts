/** The times of signatures: 32 bits of seconds since 1970, compared in serial number arithmetic (RFC 4034 3.1.5, RFC 1982). */
import { checkUnsigned } from '../../given.js'
import type { Field } from '../record-type.js'

/**
 * A time as its number of seconds modulo 2^32. In text `YYYYMMDDHHmmSS` in UTC, or the plain number (RFC 4034 3.2). Only a clock tells which of the times that share
 * the 32 bits is meant, so text shows the first, from 1970 to February 2106. All of them are parsed: dig shows the one nearest to its clock, even
 * before 1970.
 */
export const signatureTime: Field<number> = {
  kind: 'u32',
  decode: reader => reader.u32('time'),
  encode: (writer, value) => writer.u32(value),
  parse: tokens => {
    const token = tokens.next('a time')
    return parseTime(token.text) ?? tokens.refuse('bad-value', 'YYYYMMDDHHmmSS or a number of seconds expected', token)
  },
  format: value => {
    checkUnsigned(value, 4)
    return new Date(value * 1000).toISOString().replace(/\.\d+Z$|\D/g, '')
  },
}

/** The same, with the number of seconds as text. BIND prints that where no RFC defines a form (TKEY). */
export const signatureSeconds: Field<number> = {
  kind: 'u32',
  decode: reader => signatureTime.decode(reader),
  encode: (writer, value) => signatureTime.encode(writer, value),
  parse: tokens => signatureTime.parse(tokens),
  format: value => {
    checkUnsigned(value, 4)
    return String(value)
  },
}

/** Fourteen digits are always a date: a 32-bit number has at most ten. */
function parseTime(text: string): number | undefined {
  if (/^\d{1,10}$/.test(text)) return Number(text) <= 0xffffffff ? Number(text) : undefined
  const iso = /^\d{14}$/.test(text) ? text.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3T$4:$5:$6.000Z') : ''
  const time = Date.parse(iso)
  // `Date.parse` would move a day that its month does not have to the next month.
  if (Number.isNaN(time) || new Date(time).toISOString() !== iso) return undefined
  return (time / 1000) >>> 0
}
