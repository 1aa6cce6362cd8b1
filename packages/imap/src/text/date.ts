/** The date of ENVELOPE: the header field as its sender wrote it (RFC 5322 3.3, 4.3). */
import { lowerAscii } from '@mailwire/bytes'
import { minutesEast, moment, monthIndex, type ZonedTime, zoned } from '../grammar/date-time.js'
import { textOf } from '../values.js'

/** `obs-zone`, in minutes east of UTC. Letters of the military and names that are not known are `-0000` (RFC 5322 4.3). */
const ZONES: ReadonlyMap<string, number> = /* @__PURE__ */ new Map([
  ['ut', 0],
  ['utc', 0],
  ['gmt', 0],
  ['edt', -240],
  ['est', -300],
  ['cdt', -300],
  ['cst', -360],
  ['mdt', -360],
  ['mst', -420],
  ['pdt', -420],
  ['pst', -480],
])

/**
 * The moment that an ENVELOPE's date names, and the zone it was written in; `undefined` where the text is not a date, or names a day or time that does not exist.
 *
 * It reads `date-time` with its obsolete forms (RFC 5322 3.3, 4.3): comments, years of two and three digits, zones by name. Beyond that, as in real mail: a day of the week that
 * is wrong or has no comma, one digit for an hour, longer names of months, dashes in the date, a colon in the zone, a name around the zone, no zone.
 *
 * @param text as an `Envelope` has it; `null` gives `undefined`
 * @throws {@link ImapError} `bad-value` for what is not a text
 *
 * @example
 * parseEnvelopeDate('Tue, 5 May 26 10:00 EST (office)') // => { epochMilliseconds: Date.UTC(2026, 4, 5, 15), offsetMinutes: -300 }
 */
export function parseEnvelopeDate(text: string | null): ZonedTime | undefined {
  if (text === null) return undefined
  const [, day, month, year, hour, minute, second = '0', zone] =
    /^(?:[A-Za-z]{3,9}(?: ?, ?| ))?(\d\d?)[ -]?([A-Za-z]{3,9})[ -]?(\d{2,6}) (\d\d?) ?: ?(\d\d)(?: ?: ?(\d\d))? ?(.*)$/.exec(
      withoutComments(textOf(text, 'parse date')),
    ) ?? []
  if (day === undefined) return undefined
  const found = moment(fullYear(year!), monthIndex(month!.slice(0, 3)), Number(day), Number(hour), Number(minute), Number(second))
  const offset = found === undefined ? false : offsetOf(zone!)
  return offset === false ? undefined : zoned(found!, offset)
}

/** `obs-year`: two digits up to 49 are of this century (RFC 5322 4.3). */
function fullYear(digits: string): number {
  const year = Number(digits)
  if (digits.length > 3) return year
  return year < 50 && digits.length === 2 ? year + 2000 : year + 1900
}

/** Minutes east of UTC; `undefined` for an unknown zone, `false` for an invalid one. */
function offsetOf(zone: string): number | undefined | false {
  const [, sign, hours, minutes] = /^(?:(?:GMT|UTC?) ?)?([+-])(\d\d):?(\d\d)(?: ?[A-Za-z]{1,9})?$/.exec(zone) ?? []
  if (sign === undefined) return /[^A-Za-z]/.test(zone) ? false : ZONES.get(lowerAscii(zone))
  if (Number(minutes) > 59) return false
  const offset = minutesEast(sign, hours!, minutes!)
  return sign === '-' && offset === 0 ? undefined : offset
}

/** Every comment and run of white space as one space (RFC 5322 3.2.2): comments nest, and one that is not closed goes to the end. */
function withoutComments(text: string): string {
  let kept = ''
  let from = 0
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '\\' && depth > 0) at++
    else if (char === '(' && depth++ === 0) kept += `${text.slice(from, at)} `
    else if (char === ')' && depth > 0 && --depth === 0) from = at + 1
  }
  if (depth === 0) kept += text.slice(from)
  return kept.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '')
}
