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

/** `dd-MMM-yyyy hh:mm:ss +hhmm`, in which `d` is a digit or a space, and the rest stands for itself. */
const FORM = 'd9-aaa-9999 99:99:99 +9999'

/** True for the form of `date-time` with a month: as much as the grammar says (RFC 9051 9). */
export function isDateTime(text: string): boolean {
  if (text.length !== FORM.length) return false
  for (let at = 0; at < FORM.length; at++) {
    const code = text.charCodeAt(at)
    switch (FORM.charCodeAt(at)) {
      case 0x39: // 9
        if (code < 0x30 || code > 0x39) return false
        break
      case 0x64: // d
        if (code !== 0x20 && (code < 0x30 || code > 0x39)) return false
        break
      case 0x61: // a
        break
      case 0x2b: // +
        if (code !== 0x2b && code !== 0x2d) return false
        break
      default:
        if (code !== FORM.charCodeAt(at)) return false
    }
  }
  return monthOf(text, 3) >= 0
}

const MONTH_NAMES = 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC'

/** The month that is named at a place, from 0; -1 for none. */
function monthOf(text: string, at: number): number {
  for (let month = 0; month < 12; month++) {
    let same = 0
    while (same < 3 && (text.charCodeAt(at + same) & 0xdf) === MONTH_NAMES.charCodeAt(3 * month + same)) same++
    if (same === 3) return month
  }
  return -1
}

/**
 * A moment as `date-time`,/**
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
