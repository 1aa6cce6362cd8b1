/** Fields that are moments: seconds since 1970 modulo 2^32, to be compared by serial arithmetic (RFC 4034 3.1.5, RFC 1982). */
import type { Field } from '../../record.js'
import { checkUnsigned } from './numbers.js'

/** Seconds since 1970; in text `YYYYMMDDHHmmSS` in universal time, or a plain number of at most ten digits (RFC 4034 3.2). */
export const moment: Field<number> = {
  kind: 'u32',
  decode: reader => reader.u32('time'),
  encode: (writer, value) => {
    checkUnsigned(value, 4)
    writer.u32(value)
  },
  parse: tokens => {
    const token = tokens.next('a time')
    const value = parseMoment(token.text)
    return value ?? tokens.refuse('bad-value', 'a time as YYYYMMDDHHmmSS, or a number of seconds, expected', token)
  },
  format: value => {
    checkUnsigned(value, 4)
    return new Date(value * 1000).toISOString().replace(/\.000Z|[-:T]/g, '')
  },
}

/** Seconds of a moment in text, or `undefined`. */
export function parseMoment(text: string): number | undefined {
  if (/^\d{1,10}$/.test(text)) return Number(text) <= 0xffffffff ? Number(text) : undefined
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text)
  if (match === null) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [number, number, number, number, number, number]
  const time = Date.UTC(year, month - 1, day, hour, minute, second)
  const date = new Date(time)
  // A 31st of April would become the 1st of May: what does not print as it was is no date.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return undefined
  // 2106 and later stand for the same moments modulo 2^32.
  return time < 0 ? undefined : (time / 1000) % 0x100000000
}
