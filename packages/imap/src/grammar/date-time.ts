/** INTERNALDATE (RFC 9051 9, `date-time`): a fixed form with the zone it was written in. */
import { lowerAscii, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { textOf } from '../values.js'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The moment that `17-Jul-1996 02:44:25 -0700` names, in milliseconds since 1970; `undefined` for what is none. */
export function parseDateTime(text: string): number | undefined {
  const [, day, month, year, hour, minute, second, sign, zoneHour, zoneMinute] =
    /^( ?\d|\d\d)-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/.exec(textOf(text, 'parse date-time')) ?? []
  const monthIndex = month === undefined ? -1 : MONTHS.indexOf(upperAscii(month[0]!) + lowerAscii(month.slice(1)))
  if (
    day === undefined ||
    monthIndex < 0 ||
    Number(day) < 1 ||
    Number(day) > 31 ||
    Number(hour) > 23 ||
    Number(minute) > 59 ||
    Number(second) > 60
  )
    return undefined
  const zone = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -1 : 1)
  return Date.UTC(Number(year), monthIndex, Number(day), Number(hour), Number(minute), Number(second)) - zone * 60_000
}

/**
 * A moment as `date-time`, in UTC.
 *
 * @throws {@link ImapError} `bad-value` outside the years 1 to 9999
 *
 * @example
 * formatDateTime(0) // => ' 1-Jan-1970 00:00:00 +0000'
 */
export function formatDateTime(milliseconds: number): string {
  if (typeof milliseconds !== 'number') fail('bad-value', 0, 'format date-time: a number expected')
  const date = new Date(milliseconds)
  const year = date.getUTCFullYear()
  if (!(year >= 1 && year <= 9999)) fail('bad-value', 0, 'format date-time: not a year from 1 to 9999')
  const two = (value: number): string => String(value).padStart(2, '0')
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
  return `${String(date.getUTCDate()).padStart(2)}-${MONTHS[date.getUTCMonth()]}-${String(year).padStart(4, '0')} ${time} +0000`
}
