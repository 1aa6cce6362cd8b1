import { test } from '@fast-check/vitest'
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type Extensions, formatExtensions, parseExtensions } from '../src/all.js'
import { extensions } from './arbitraries.js'

describe('EHLO keywords (RFC 5321 4.1.1.1)', () => {
  const flags = [
    'PIPELINING',
    '8BITMIME',
    'SMTPUTF8',
    'STARTTLS',
    'ENHANCEDSTATUSCODES',
    'CHUNKING',
    'BINARYMIME',
    'DSN',
    'ETRN',
    'VRFY',
    'EXPN',
    'HELP',
    'REQUIRETLS',
    'RRVS',
    'MTRK',
    'CONPERM',
    'CONNEG',
    'SUBMITTER',
    'ATRN',
    'CHECKPOINT',
    'UTF8SMTP',
    'TURN',
    'SEND',
    'SOML',
    'SAML',
    'VERB',
    'ONEX',
  ]

  it('without a value are true, ignoring case', () => {
    const expected = Object.fromEntries(flags.map(flag => [flag.toLowerCase(), true]))
    expect(parseExtensions(flags)).toEqual(expected)
    expect(parseExtensions(flags.map(flag => flag.toLowerCase()))).toEqual(expected)
    expect(formatExtensions(expected)).toEqual(flags)
  })

  it.each<[string, Extensions]>([
    ['SIZE 1000', { size: 1000 }],
    ['SIZE', { size: 0 }],
    ['AUTH PLAIN LOGIN', { auth: ['PLAIN', 'LOGIN'] }],
    ['DELIVERBY', { deliverby: { minimum: undefined } }],
    ['DELIVERBY 240', { deliverby: { minimum: 240 } }],
    ['FUTURERELEASE 86400 2026-12-01T00:00:00Z', { futurerelease: { interval: 86_400, until: '2026-12-01T00:00:00Z' } }],
    ['MT-PRIORITY', { 'mt-priority': { profile: undefined } }],
    ['MT-PRIORITY STANAG4406', { 'mt-priority': { profile: 'STANAG4406' } }],
    ['NO-SOLICITING', { 'no-soliciting': [] }],
    ['NO-SOLICITING net.example:ADV,org.example:ADV:ADLT', { 'no-soliciting': ['net.example:ADV', 'org.example:ADV:ADLT'] }],
    ['BURL imap imap://imap.example.com', { burl: ['imap', 'imap://imap.example.com'] }],
    ['LIMITS MAILMAX=5 RCPTMAX=20 RCPTDOMAINMAX=1', { limits: { mailMax: 5, rcptMax: 20, rcptDomainMax: 1 } }],
    ['LIMITS RCPTMAX=20 X_NEW=a', { limits: { rcptMax: 20, unknown: new Map([['X_NEW', 'a']]) } }],
    ['XCLIENT NAME ADDR', { xclient: ['NAME', 'ADDR'] }],
    ['XFORWARD NAME ADDR PROTO', { xforward: ['NAME', 'ADDR', 'PROTO'] }],
    ['X-OTHER a b', { unknown: new Map([['X-OTHER', 'a b']]) }],
  ])('%s, both ways', (line, expected) => {
    expect(parseExtensions([line])).toEqual(expected)
    expect(parseExtensions([line.replace(/^\S+/, keyword => keyword.toLowerCase())])).toEqual(expected)
    expect(formatExtensions(expected)).toEqual([line])
  })

  it.each<[string, string]>([
    ['SIZE x', 'SIZE'],
    ['SIZE 99999999999999999999', 'SIZE'],
    ['DELIVERBY soon', 'DELIVERBY'],
    ['FUTURERELEASE', 'FUTURERELEASE'],
    ['FUTURERELEASE 1 2026-02-30T00:00:00Z', 'FUTURERELEASE'],
    ['NO-SOLICITING 1,2', 'NO-SOLICITING'],
  ])('%s has an invalid value: it is kept as unknown', (line, keyword) => {
    expect([...(parseExtensions([line]).unknown ?? []).keys()]).toEqual([keyword])
  })

  it('a limit with an invalid value is ignored (RFC 9422 3)', () => {
    expect(parseExtensions(['LIMITS RCPTMAX=0 MAILMAX=1000000 rcptdomainmax=7 ; =x y']).limits).toEqual({
      rcptDomainMax: 7,
      unknown: new Map([
        ['RCPTMAX', '0'],
        ['MAILMAX', '1000000'],
      ]),
    })
  })

  it('CLIENT 8: AUTH= is the same as AUTH; trailing blanks and lines without a keyword are ignored', () => {
    expect(parseExtensions(['AUTH=LOGIN', 'AUTH PLAIN  LOGIN ', 'size ', '', '???', '__proto__', 'constructor'])).toEqual({
      auth: ['LOGIN', 'PLAIN'],
      size: 0,
      unknown: new Map([['CONSTRUCTOR', '']]),
    })
  })

  it.each<Extensions>([
    { auth: ['A\r\nB'] },
    { size: -1 },
    { size: 1.5 },
    { limits: { rcptMax: 0 } },
    { limits: { mailMax: 1_000_000 } },
    { limits: { unknown: new Map([['A B', 'x']]) } },
    { deliverby: { minimum: -1 } },
    { futurerelease: { interval: 0, until: '2026-12-01T00:00:00Z' } },
    { futurerelease: { interval: 1, until: 'tomorrow' } },
    { 'no-soliciting': ['1'] },
    { burl: ['a\nb'] },
    { unknown: new Map([['X Y', '']]) },
    { unknown: new Map([['X', 'a\r\nb']]) },
  ])('never writes %o', value => {
    expect(caught(() => formatExtensions(value))).toMatchObject({ code: 'bad-reply' })
  })

  test.prop([extensions])('parse undoes format', value => {
    expect(parseExtensions(formatExtensions(value))).toEqual(value)
  })
})
