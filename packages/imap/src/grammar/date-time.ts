/** INTERNALDATE (RFC 9051 9, `date-time`): a fixed form with the zone it was written in. */
import { lowerAscii, SP, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { textOf } from '../values.js'
import { classes, DIGIT } from './classes.js'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * The moment that `17-Jul-1996 02:44:25 -0700` names, in milliseconds since 1970; `undefined` for an invalid one. The name of a zone behind its
 * offset, which some servers write, says nothing more.
 */
export function parseDateTime(text: string): number | undefined {
  const [, day, month, year, hour, minute, second, sign, zoneHour, zoneMinute] =
    /^( ?\d|\d\d)-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)(?: [A-Z]{1,5})?$/.exec(
      textOf(text, 'parse date-time'),
    ) ?? []
  const monthIndex = month === undefined ? -1 : MONTHS.indexOf(upperAscii(month[0]!) + lowerAscii(month.slice(1)))
  if (
    day === undefined ||
    monthIndex < 0 ||
    Number(day) < 1 ||
    Number(day) > 31 ||
    Number(hour) > 23 ||
    Number(minute) > 59 ||
    Number(second) > 60 ||
    Number(zoneMinute) > 59
  )
    return undefined
  // `Date.UTC` takes years below 100 for those of the twentieth century, and a day too many for one of the next month.
  const date = new Date(0)
  date.setUTCFullYear(Number(year), monthIndex, Number(day))
  if (date.getUTCMonth() !== monthIndex) return undefined
  const zone = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -1 : 1)
  return date.setUTCHours(Number(hour), Number(minute), Number(second)) - zone * 60_000
}

const LENGTH = 26
const DASH = 0x2d
const COLON = 0x3a

/** True for the form of `date-time` without its quotes, with a month: as much as the grammar says (RFC 9051 9). */
export function isDateTime(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== LENGTH) return false
  const digits =
    bits(bytes, start + 7) & bits(bytes, start + 9) & bits(bytes, start + 12) & bits(bytes, start + 15) & bits(bytes, start + 18)
  const zone = bits(bytes, start + 22) & bits(bytes, start + 24)
  if ((digits & zone & DIGIT) === 0 || (classes[bytes[start + 1]!]! & DIGIT) === 0) return false
  if (bytes[start] !== SP && (classes[bytes[start]!]! & DIGIT) === 0) return false
  if (bytes[start + 2] !== DASH || bytes[start + 6] !== DASH || bytes[start + 11] !== SP || bytes[start + 20] !== SP) return false
  const sign = bytes[start + 21]
  if (bytes[start + 14] !== COLON || bytes[start + 17] !== COLON || (sign !== DASH && sign !== 0x2b)) return false
  return MONTH_WORDS.has(monthWord(bytes[start + 3]!, bytes[start + 4]!, bytes[start + 5]!))
}

/** True where such a date-time has a day and a time that there are. */
export function exists(bytes: Uint8Array, start: number): boolean {
  const day = pair(bytes, start)
  return (
    day >= 1 &&
    day <= daysOfMonth(bytes, start) &&
    pair(bytes, start + 24) < 60 &&
    pair(bytes, start + 12) < 24 &&
    pair(bytes, start + 15) < 60 &&
    pair(bytes, start + 18) <= 60
  )
}

/** How many days its month has: February has one more in years that 4 divides, but not in those that 100 does and 400 does not. */
function daysOfMonth(bytes: Uint8Array, start: number): number {
  const month = MONTH_WORDS.get(monthWord(bytes[start + 3]!, bytes[start + 4]!, bytes[start + 5]!))!
  const [century, year] = [pair(bytes, start + 7), pair(bytes, start + 9)]
  const isLeap = year % 4 === 0 && (year !== 0 || century % 4 === 0)
  return month === 1 && isLeap ? 29 : DAYS[month]!
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** The number that two digits make; a space before one is 0. */
const pair = (bytes: Uint8Array, at: number): number => 10 * (bytes[at]! & 0x0f) + (bytes[at + 1]! & 0x0f)

/** What two digits have in common, in the table of classes. */
const bits = (bytes: Uint8Array, at: number): number => classes[bytes[at]!]! & classes[bytes[at + 1]!]!

/** Three letters as one number, in either case. */
const monthWord = (first: number, second: number, third: number): number =>
  ((first & 0xdf) << 16) | ((second & 0xdf) << 8) | (third & 0xdf)

const MONTH_WORDS: ReadonlyMap<number, number> = /* @__PURE__ */ (() =>
  new Map(MONTHS.map((name, index) => [monthWord(name.charCodeAt(0), name.charCodeAt(1), name.charCodeAt(2)), index])))()

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
