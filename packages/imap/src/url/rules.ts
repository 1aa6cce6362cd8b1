/** The checks that parsing and formatting of an IMAP URL share. */
import { parseIPv6 } from '@mailwire/bytes'
import { moment } from '../grammar/date-time.js'

/** `IP-literal = "[" ( IPv6address / IPvFuture ) "]"` (RFC 3986 3.2.2) */
export const isIpLiteral = (text: string): boolean =>
  text.startsWith('[') &&
  text.endsWith(']') &&
  (parseIPv6(text.slice(1, -1)) !== undefined || /^\[v[\dA-Fa-f]+\.[\w\-.~!$&'()*+,;=:]+\]$/i.test(text))

/** `enc-urlauth = 32*HEXDIG` */
export const isToken = (text: string): boolean => text.length >= 32 && !/[^\dA-Fa-f]/.test(text)

/** `uauth-mechanism = "INTERNAL" / 1*(ALPHA / DIGIT / "-" / ".")` */
export const isMechanism = (text: string): boolean => /^[A-Za-z\d.-]+$/.test(text)

/** `date-time` (RFC 3339 5.6): a day and a time that there are. */
export function isDateTime(text: string): boolean {
  const [, year, month, day, hour, minute, second, zoneHour = '00', zoneMinute = '00'] =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|[+-](\d\d):(\d\d))$/i.exec(text) ?? []
  const isZone = Number(zoneHour) < 24 && Number(zoneMinute) < 60
  const [monthIndex, ...time] = [Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)] as const
  return year !== undefined && isZone && monthIndex < 12 && moment(Number(year), monthIndex, ...time) !== undefined
}
