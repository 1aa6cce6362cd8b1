/** INTERNALDATE (RFC 9051 9, `date-time`): a fixed form that includes a zone. */
import { lowerAscii, SP, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { textOf } from '../values.js'
import { classes, DIGIT } from './classes.js'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A moment, and the zone in which it was written. */
export interface ZonedTime {
  /** Milliseconds since 1970, UTC. */
  readonly epochMilliseconds: number
  /** Minutes east of UTC; `undefined` if the text has no zone, or only `-0000` (RFC 5322 3.3): the moment is then read as UTC. */
  readonly offsetMinutes: number | undefined
}

/**
 * The moment of a text such as `17-Jul-1996 02:44:25 -0700`, in milliseconds since 1970; `undefined` for an invalid one. A zone name after the
 * offset, which some servers write, is ignored (RFC 9051 9, `date-time`).
 *
 * @throws {@link ImapError} `bad-value` for anything but a string
 *
 * @example
 * parseDateTime(' 1-Jan-1970 01:00:00 +0100') // => 0
 */
export const parseDateTime = (text: string): number | undefined => parseInternalDate(text)?.epochMilliseconds

/**
 * INTERNALDATE with its zone, as `FetchItems` has it (RFC 9051 9, `date-time`); `undefined` for an invalid one.
 *
 * @throws {@link ImapError} `bad-value` for anything but a string
 *
 * @example
 * parseInternalDate(' 5-May-2026 10:00:00 +0530') // => { epochMilliseconds: Date.UTC(2026, 4, 5, 4, 30), offsetMinutes: 330 }
 */
export function parseInternalDate(text: string): ZonedTime | undefined {
  const [, day, month, year, hour, minute, second, sign, zoneHour, zoneMinute] =
    /^( ?\d|\d\d)-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)(?: [A-Z]{1,5})?$/.exec(
      textOf(text, 'parse date-time'),
    ) ?? []
  if (day === undefined || Number(zoneMinute) > 59) return undefined
  const local = moment(Number(year), monthIndex(month!), Number(day), Number(hour), Number(minute), Number(second))
  return local === undefined ? undefined : zoned(local, minutesEast(sign!, zoneHour!, zoneMinute!))
}

/** 0 for January, ignoring case; -1 for anything but a month. */
export const monthIndex = (name: string): number => MONTHS.indexOf(upperAscii(name.slice(0, 1)) + lowerAscii(name.slice(1)))

/** The moment in UTC; `undefined` if there is no such day or time. A second 60 is a leap second. */
export function moment(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (month < 0 || hour > 23 || minute > 59 || second > 60) return undefined
  const date = new Date(0)
  // Date.UTC would treat the years up to 99 as those of the last century.
  date.setUTCFullYear(year, month, day)
  return date.getUTCDate() === day ? date.setUTCHours(hour, minute, second) : undefined
}

/** A sign and four digits. */
export const minutesEast = (sign: string, hours: string, minutes: string): number =>
  (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1) + 0

/** Applies the zone to a moment that was read as UTC. */
export const zoned = (local: number, offsetMinutes: number | undefined): ZonedTime => ({
  epochMilliseconds: local - (offsetMinutes ?? 0) * 60_000,
  offsetMinutes,
})

const LENGTH = 26
const DASH = 0x2d
const COLON = 0x3a

/** True for the form of `date-time` without its quotes, with a valid month: what the grammar requires (RFC 9051 9). */
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

/** True if such a date-time has a day and a time that exist. */
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

/** The number of days in its month; February has one more in leap years. */
function daysOfMonth(bytes: Uint8Array, start: number): number {
  const month = MONTH_WORDS.get(monthWord(bytes[start + 3]!, bytes[start + 4]!, bytes[start + 5]!))!
  const [century, year] = [pair(bytes, start + 7), pair(bytes, start + 9)]
  const isLeap = year % 4 === 0 && (year !== 0 || century % 4 === 0)
  return month === 1 && isLeap ? 29 : DAYS[month]!
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** The number of two digits; a space before one digit counts as 0. */
const pair = (bytes: Uint8Array, at: number): number => 10 * (bytes[at]! & 0x0f) + (bytes[at + 1]! & 0x0f)

/** The classes that two bytes have in common. */
const bits = (bytes: Uint8Array, at: number): number => classes[bytes[at]!]! & classes[bytes[at + 1]!]!

/** Three letters as one number, ignoring case. */
const monthWord = (first: number, second: number, third: number): number =>
  ((first & 0xdf) << 16) | ((second & 0xdf) << 8) | (third & 0xdf)

const MONTH_WORDS: ReadonlyMap<number, number> = /* @__PURE__ */ (() =>
  new Map(MONTHS.map((name, index) => [monthWord(name.charCodeAt(0), name.charCodeAt(1), name.charCodeAt(2)), index])))()

/**
 * A moment as `date-time`, in UTC (RFC 9051 9).
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
  if (!(year >= 1 && year <= 9999)) fail('bad-value', 0, 'format date-time: the year must be from 1 to 9999')
  const two = (value: number): string => String(value).padStart(2, '0')
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
  return `${String(date.getUTCDate()).padStart(2)}-${MONTHS[date.getUTCMonth()]}-${String(year).padStart(4, '0')} ${time} +0000`
}
