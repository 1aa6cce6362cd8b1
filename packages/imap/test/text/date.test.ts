/** INTERNALDATE (RFC 9051 9, `date-time`) and the date of ENVELOPE (RFC 5322 3.3, 4.3). */
import { fc, test } from '@fast-check/vitest'
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { formatDateTime, parseDateTime } from '../../src/index.js'
import { parseEnvelopeDate, parseInternalDate } from '../../src/message.js'

const MINUTE = 60_000
const at = (iso: string, offsetMinutes: number | undefined) => ({ epochMilliseconds: Date.parse(iso), offsetMinutes })
const years = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
const offset = fc.integer({ min: -99 * 60 - 59, max: 99 * 60 + 59 })
const two = (value: number): string => String(value).padStart(2, '0')
const zoneOf = (minutes: number): string =>
  `${minutes < 0 ? '-' : '+'}${two(Math.trunc(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`
const whole = (date: Date): number => Math.floor(date.getTime() / 1000) * 1000

describe('parseInternalDate, parseDateTime', () => {
  it.each<[string, ReturnType<typeof parseInternalDate>]>([
    [' 1-Feb-2026 03:04:05 +0000', at('2026-02-01T03:04:05Z', 0)],
    ['01-feb-2026 03:04:05 -0000', at('2026-02-01T03:04:05Z', 0)],
    ['31-DEC-2025 23:30:00 -0130', at('2026-01-01T01:00:00Z', -90)],
    ['29-Feb-2024 00:00:00 +1400', at('2024-02-28T10:00:00Z', 840)],
    ['30-Jun-2015 23:59:60 +0000', at('2015-07-01T00:00:00Z', 0)],
    ['12-Feb-2018 19:50:00 +0300 MSK', at('2018-02-12T16:50:00Z', 180)],
    [' 1-Jan-0050 00:00:00 +0000', at('0050-01-01T00:00:00Z', 0)],
    ['29-Feb-2023 00:00:00 +0000', undefined],
    ['31-Apr-2023 00:00:00 +0000', undefined],
    [' 0-Apr-2023 00:00:00 +0000', undefined],
    ['10-Apr-2023 24:00:00 +0000', undefined],
    ['10-Apr-2023 00:60:00 +0000', undefined],
    ['10-Apr-2023 00:00:61 +0000', undefined],
    ['10-Apr-2023 00:00:00', undefined],
    ['10-Apx-2023 00:00:00 +0000', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(parseInternalDate(text)).toEqual(expected)
    expect(parseDateTime(text)).toBe(expected?.epochMilliseconds)
  })

  test.prop([years])('reads what formatDateTime writes, in every year', date => {
    const moment = whole(date)
    expect(parseInternalDate(formatDateTime(moment))).toEqual({ epochMilliseconds: moment, offsetMinutes: 0 })
  })

  test.prop([years, offset])('an offset moves the moment, and is given', (date, minutes) => {
    const moment = whole(date)
    expect(parseInternalDate(formatDateTime(moment).replace('+0000', zoneOf(minutes)))).toEqual({
      epochMilliseconds: moment - minutes * MINUTE,
      offsetMinutes: minutes,
    })
  })
})

describe('parseEnvelopeDate', () => {
  it.each<[string, ReturnType<typeof parseEnvelopeDate>]>([
    ['Sun, 1 Feb 2026 03:04:05 +0100', at('2026-02-01T02:04:05Z', 60)],
    ['1 Feb 2026 03:04 +0000', at('2026-02-01T03:04:00Z', 0)],
    ['  Sun,1 feb 2026  03:04:05\r\n\t-0930 ', at('2026-02-01T12:34:05Z', -570)],
    ['Thu, 30 Jun 2015 23:59:60 +0000', at('2015-07-01T00:00:00Z', 0)],
    ['Sun, 1 Feb 2026 03:04:05 -0000', at('2026-02-01T03:04:05Z', undefined)],
  ])('RFC 5322 3.3: %j', (text, expected) => {
    expect(parseEnvelopeDate(text)).toEqual(expected)
  })

  it.each<[string, ReturnType<typeof parseEnvelopeDate>]>([
    ['Sun, 1 Feb 26 03:04:05 GMT', at('2026-02-01T03:04:05Z', 0)],
    ['1 Feb 00 00:00 UT', at('2000-02-01T00:00:00Z', 0)],
    ['1 Feb 49 00:00 UT', at('2049-02-01T00:00:00Z', 0)],
    ['1 Feb 50 00:00 UT', at('1950-02-01T00:00:00Z', 0)],
    ['1 Feb 99 00:00 UT', at('1999-02-01T00:00:00Z', 0)],
    ['1 Feb 026 00:00 UT', at('1926-02-01T00:00:00Z', 0)],
    ['1 Feb 126 00:00 UT', at('2026-02-01T00:00:00Z', 0)],
    ['1 Feb 2026 00:00 EST', at('2026-02-01T05:00:00Z', -300)],
    ['1 Feb 2026 00:00 edt', at('2026-02-01T04:00:00Z', -240)],
    ['1 Feb 2026 00:00 CST', at('2026-02-01T06:00:00Z', -360)],
    ['1 Feb 2026 00:00 CDT', at('2026-02-01T05:00:00Z', -300)],
    ['1 Feb 2026 00:00 MST', at('2026-02-01T07:00:00Z', -420)],
    ['1 Feb 2026 00:00 MDT', at('2026-02-01T06:00:00Z', -360)],
    ['1 Feb 2026 00:00 PST', at('2026-02-01T08:00:00Z', -480)],
    ['1 Feb 2026 00:00 PDT', at('2026-02-01T07:00:00Z', -420)],
    ['1 Feb 2026 00:00 A', at('2026-02-01T00:00:00Z', undefined)],
    ['1 Feb 2026 00:00 z', at('2026-02-01T00:00:00Z', undefined)],
    ['1 Feb 2026 00:00 CEST', at('2026-02-01T00:00:00Z', undefined)],
    ['Sun (day (of) week), 1(d)Feb(m)2026 (y) 03 : 04(\\)) : 05 (s) +0100 (CET)', at('2026-02-01T02:04:05Z', 60)],
    ['1Feb26 03:04 UT', at('2026-02-01T03:04:00Z', 0)],
  ])('RFC 5322 4.3: %j', (text, expected) => {
    expect(parseEnvelopeDate(text)).toEqual(expected)
  })

  it.each<[string, ReturnType<typeof parseEnvelopeDate>]>([
    ['Mon, 1 Feb 2026 03:04:05 +0100', at('2026-02-01T02:04:05Z', 60)],
    ['Sun 1 Feb 2026 03:04:05 +0100', at('2026-02-01T02:04:05Z', 60)],
    ['Sunday, 01 February 2026 3:04:05 +0100', at('2026-02-01T02:04:05Z', 60)],
    ['1-Feb-2026 03:04:05 +0100', at('2026-02-01T02:04:05Z', 60)],
    ['1 Feb 2026 03:04:05+01:00', at('2026-02-01T02:04:05Z', 60)],
    ['1 Feb 2026 03:04:05 GMT+0100', at('2026-02-01T02:04:05Z', 60)],
    ['1 Feb 2026 03:04:05 +0100 CET', at('2026-02-01T02:04:05Z', 60)],
    ['1 Feb 2026 03:04:05 +0100 (CET', at('2026-02-01T02:04:05Z', 60)],
    ['1 Feb 2026 03:04:05', at('2026-02-01T03:04:05Z', undefined)],
  ])('beyond the grammar: %j', (text, expected) => {
    expect(parseEnvelopeDate(text)).toEqual(expected)
  })

  it.each([
    '',
    'yesterday',
    'Sun, 29 Feb 2023 00:00:00 +0000',
    '1 Foo 2026 00:00 +0000',
    '1 Feb 2026 24:00 +0000',
    '1 Feb 2026 00:60 +0000',
    '1 Feb 2026 00:00:61 +0000',
    '1 Feb 2026 00:00 +0060',
    '1 Feb 2026 00:00 +1',
    '1 Feb 2026 00:00 +0000 2',
    '1 Feb 2026',
    '1 Feb 2026 00:00 \udce9',
    '2026-02-01T00:00:00Z',
    '(1 Feb 2026 00:00 +0000)',
    '1 Feb 2026 00:00 +0000)',
    '1 Feb 999999 00:00 +0000',
  ])('no date: %j', text => {
    expect(parseEnvelopeDate(text)).toBeUndefined()
  })

  it('gives undefined for NIL', () => {
    expect(parseEnvelopeDate(null)).toBeUndefined()
  })

  test.prop([years, offset])('an offset moves the moment, and is given', (date, minutes) => {
    const moment = whole(date)
    const [, day, month, year, time] = /^.{5}(..) (...) (\d{4}) (\S+) GMT$/.exec(new Date(moment).toUTCString())!
    const zone = zoneOf(minutes)
    expect(parseEnvelopeDate(`${day} ${month} ${year} ${time} ${zone}`)).toEqual({
      epochMilliseconds: moment - minutes * MINUTE,
      offsetMinutes: minutes,
    })
  })

  test.prop([fc.string({ unit: fc.constantFrom(...'1 Feb20:+-(\\),GMT\n') })])('takes any text', text => {
    const found = parseEnvelopeDate(text)
    if (found !== undefined) expect(Number.isSafeInteger(found.epochMilliseconds)).toBe(true)
  })

  it.each(['(', '()', '\\', ' ', '1', 'a', '1 Feb 20', '00:', '( '])(
    'a million characters of %j are read in linear time',
    unit => {
      expect(parseEnvelopeDate(unit.repeat(1_000_000 / unit.length))).toBeUndefined()
    },
  )

  it('refuses what is not a string', () => {
    for (const run of [parseEnvelopeDate, parseInternalDate, parseDateTime])
      for (const value of [undefined, 1, {}]) expect(caught(() => run(value as never))).toMatchObject({ code: 'bad-value' })
  })
})
