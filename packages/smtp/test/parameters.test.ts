import { readdirSync, readFileSync } from 'node:fs'
import { fc, test } from '@fast-check/vitest'
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type CommandInit,
  decodeCommand,
  decodeXtext,
  encodeCommand,
  encodeXtext,
  type MailParameters,
  neededExtensions,
  type RcptParameters,
  type SmtpError,
} from '../src/all.js'
import { mailRegistry, rcptRegistry } from '../src/parameters/registry.js'
import { command, mailParameters, rcptParameters } from './arbitraries.js'
import { parametersInvariant } from './invariants.js'

const mail = (parameters: MailParameters): CommandInit => ({ verb: 'mail', reversePath: null, parameters })
const rcpt = (parameters: RcptParameters): CommandInit => ({
  verb: 'rcpt',
  forwardPath: { localPart: 'a', domain: 'b' },
  parameters,
})
const found = (line: string): MailParameters | RcptParameters => {
  const decoded = decodeCommand(asBytes(line), { strict: true })
  return decoded.verb === 'mail' || decoded.verb === 'rcpt' ? decoded.parameters : {}
}

describe('parameters of MAIL, both ways', () => {
  it.each<[string, MailParameters]>([
    ['SIZE=0', { size: 0 }],
    ['SIZE=9007199254740991', { size: Number.MAX_SAFE_INTEGER }],
    ['BODY=7BIT', { body: '7BIT' }],
    ['BODY=BINARYMIME', { body: 'BINARYMIME' }],
    ['SMTPUTF8', { smtputf8: true }],
    ['REQUIRETLS', { requiretls: true }],
    ['AUTH=<>', { auth: null }],
    ['AUTH=e+3Dmc2@example.com', { auth: 'e=mc2@example.com' }],
    ['AUTH=jos+C3+A9@example.com', { auth: 'josé@example.com' }],
    ['RET=FULL', { ret: 'FULL' }],
    ['RET=HDRS', { ret: 'HDRS' }],
    ['ENVID=QQ314159', { envid: 'QQ314159' }],
    ['ENVID=a+20b+2Bc+3D+09', { envid: 'a b+c=\t' }],
    ['BY=120;R', { by: { seconds: 120, mode: 'R', trace: false } }],
    ['BY=-50;NT', { by: { seconds: -50, mode: 'N', trace: true } }],
    ['BY=0;N', { by: { seconds: 0, mode: 'N', trace: false } }],
    ['HOLDFOR=86400', { holdFor: 86_400 }],
    ['HOLDUNTIL=2026-12-01T00:00:00Z', { holdUntil: '2026-12-01T00:00:00Z' }],
    ['MT-PRIORITY=-9', { mtPriority: -9 }],
    ['MT-PRIORITY=0', { mtPriority: 0 }],
    ['MT-PRIORITY=9', { mtPriority: 9 }],
    ['TRANSID=<12345@claremont.edu>', { transid: '<12345@claremont.edu>' }],
    ['SOLICIT=org.example:ADV:ADLT,net.example:ADV', { solicit: ['org.example:ADV:ADLT', 'net.example:ADV'] }],
    ['CONPERM', { conperm: true }],
    ['MTRK=tKBRJRYfkFpTNFeVFF4WDHbPa3E', { mtrk: { certifier: 'tKBRJRYfkFpTNFeVFF4WDHbPa3E', timeout: undefined } }],
    ['MTRK=tKBRJRYfkFpTNFeVFF4WDHbPa3E:3600', { mtrk: { certifier: 'tKBRJRYfkFpTNFeVFF4WDHbPa3E', timeout: 3600 } }],
    [
      'X-A=b X-C',
      {
        unknown: [
          { keyword: 'X-A', value: 'b' },
          { keyword: 'X-C', value: undefined },
        ],
      },
    ],
  ])('%s', (text, expected) => {
    const line = `MAIL FROM:<> ${text}`
    expect(found(line)).toEqual({ unknown: [], ...expected })
    expect(encodeCommand(mail(expected))).toEqual(asBytes(`${line}\r\n`))
    expect(found(line.replace(/(?<= )[A-Z-]+/g, keyword => keyword.toLowerCase()))).toEqual({ unknown: [], ...expected })
  })

  it('values that are words are read ignoring case', () => {
    expect(found('MAIL FROM:<> BODY=8bitMime RET=hdrs BY=+5;rt')).toEqual({
      body: '8BITMIME',
      ret: 'HDRS',
      by: { seconds: 5, mode: 'R', trace: true },
      unknown: [],
    })
  })

  it.each([
    'SIZE',
    'SIZE=',
    'SIZE=-1',
    'SIZE=+1',
    'SIZE=1.5',
    'SIZE=x',
    'SIZE=9007199254740992',
    'SIZE=000000000000000000001',
    'SIZE=1 SIZE=2',
    'size=1 SIZE=1',
    'BODY',
    'BODY=9BIT',
    'BODY=8BITMIME,7BIT',
    'SMTPUTF8=1',
    'SMTPUTF8 SMTPUTF8',
    'REQUIRETLS=yes',
    'CONPERM=x',
    'AUTH',
    'AUTH=a',
    'AUTH=<',
    'AUTH=postmaster',
    'AUTH=a+40b+0D+0A',
    'AUTH=a@b+',
    'AUTH=a@b+4',
    'AUTH=e+3dmc2@b',
    'AUTH=+FF@b',
    'AUTH=a@b@c',
    'AUTH=\xc3\xa9@b',
    'RET',
    'RET=BOTH',
    'RET=FULL RET=HDRS',
    'ENVID',
    'ENVID=a+0D+0Ab',
    'ENVID=a+00',
    'ENVID=a+7F',
    'ENVID=+C3+A9',
    'ENVID=a+0d',
    'ENVID=+',
    'ENVID=a=b',
    `ENVID=${'x'.repeat(101)}`,
    'ENVID=a ENVID=a',
    'BY',
    'BY=120',
    'BY=0;R',
    'BY=-1;R',
    'BY=120;X',
    'BY=1234567890;N',
    'BY=;N',
    'BY=1;RTT',
    'BY=1.5;N',
    'HOLDFOR=0',
    'HOLDFOR=-1',
    'HOLDFOR=1234567890',
    'HOLDFOR=x',
    'HOLDFOR',
    'HOLDUNTIL=2026-02-29T00:00:00Z',
    'HOLDUNTIL=2026-13-01T00:00:00Z',
    'HOLDUNTIL=2026-00-01T00:00:00Z',
    'HOLDUNTIL=2026-04-31T00:00:00Z',
    'HOLDUNTIL=1900-02-29T00:00:00Z',
    'HOLDUNTIL=2026-01-01T24:00:00Z',
    'HOLDUNTIL=2026-01-01T00:60:00Z',
    'HOLDUNTIL=2026-01-01T00:00:60Z',
    'HOLDUNTIL=2026-01-01',
    'HOLDUNTIL=2026-01-01T00:00:00',
    'HOLDUNTIL=2026-01-01T00:00:00+24:00',
    'HOLDUNTIL=x',
    'HOLDFOR=1 HOLDUNTIL=2026-01-01T00:00:00Z',
    'MT-PRIORITY=10',
    'MT-PRIORITY=-10',
    'MT-PRIORITY=99',
    'MT-PRIORITY=+3',
    'MT-PRIORITY=-0',
    'MT-PRIORITY=03',
    'MT-PRIORITY=',
    'TRANSID',
    `TRANSID=${'x'.repeat(81)}`,
    'SOLICIT=',
    'SOLICIT=1a',
    'SOLICIT=a,',
    'SOLICIT=a,,b',
    'SOLICIT=a/b',
    `SOLICIT=${'x'.repeat(1001)}`,
    'MTRK',
    'MTRK=',
    'MTRK=a:',
    'MTRK=a:x',
    'MTRK=a:1234567890',
    'MTRK=a-b',
    'X=',
    'X==',
    '-X',
    '=x',
    'X=a=b',
    'X-A X-A=1',
    'X=\xff',
    'NOTIFY=NEVER NOTIFY=NEVER',
  ])('refuses %j with 501 (RFC 5321 4.2.2)', text => {
    for (const strict of [true, false]) {
      const error = caught(() => decodeCommand(asBytes(`MAIL FROM:<> ${text}`), { strict })) as SmtpError
      expect(error).toMatchObject({ name: 'SmtpError', code: 'bad-parameter', suggestedReply: { code: 501, enhanced: '5.5.4' } })
    }
  })

  it.each<MailParameters>([
    { size: -1 },
    { size: Number.NaN },
    { size: 1e21 },
    { body: '9BIT' as '7BIT' },
    { smtputf8: false as unknown as true },
    { auth: 'a' },
    { auth: 'a@b\r\nRSET' },
    { ret: 'BOTH' as 'FULL' },
    { envid: '' },
    { envid: 'a\r\nb' },
    { envid: 'é' },
    { envid: ' '.repeat(34) },
    { by: { seconds: 0, mode: 'R', trace: false } },
    { by: { seconds: 1.5, mode: 'N', trace: false } },
    { by: { seconds: 1, mode: 'X' as 'N', trace: false } },
    { holdFor: 0 },
    { holdFor: 1, holdUntil: '2026-01-01T00:00:00Z' },
    { holdUntil: '2026-02-30T00:00:00Z' },
    { mtPriority: 10 },
    { mtPriority: 0.5 },
    { transid: 'a b' },
    { solicit: [] },
    { solicit: ['a,b c'] },
    { mtrk: { certifier: 'a b', timeout: undefined } },
    { mtrk: { certifier: 'ab', timeout: -1 } },
    { unknown: [{ keyword: 'X', value: 'a\r\nb' }] },
    { unknown: [{ keyword: 'X', value: '' }] },
    { unknown: [{ keyword: 'X Y', value: undefined }] },
    { unknown: [{ keyword: 'RET', value: 'FULL' }] },
    {
      unknown: [
        { keyword: 'X', value: undefined },
        { keyword: 'x', value: undefined },
      ],
    },
  ])('CLIENT 11: never writes %j', value => {
    expect(caught(() => encodeCommand(mail(value)))).toMatchObject({ name: 'SmtpError', code: 'bad-parameter' })
  })

  it('lengths are limits (RFC 3461 5.4)', () => {
    const long = `MAIL FROM:<> ENVID=${'x'.repeat(101)}`
    expect(decodeCommand(asBytes(long), { strict: true, limits: { envid: 101 } })).toMatchObject({
      parameters: { envid: 'x'.repeat(101) },
    })
    for (const wrong of ['x', 5, {}, [], true, { type: Number.NaN, address: 'a@b' }, { type: 'rfc822', address: Number.NaN }])
      expect(
        caught(() =>
          encodeCommand({
            verb: 'rcpt',
            forwardPath: { localPart: 'a', domain: 'b' },
            parameters: { orcpt: wrong as never },
          }),
        ),
      ).toMatchObject({ name: 'SmtpError', code: 'bad-value' })
    const orcpt = `RCPT TO:<a@b> ORCPT=rfc822;${'x'.repeat(494)}`
    expect(caught(() => decodeCommand(asBytes(orcpt)))).toMatchObject({ code: 'bad-parameter' })
    expect(decodeCommand(asBytes(orcpt), { limits: { orcpt: 501 } })).toMatchObject({ verb: 'rcpt' })
  })

  test.prop([mailParameters])('decode undoes encode', value => {
    const decoded = decodeCommand(encodeCommand(mail(value)), { strict: true })
    expect(decoded).toMatchObject({ verb: 'mail', warnings: [] })
    expect(decoded).toHaveProperty('parameters', value)
  })
})

it('every description in the folder is in a list', () => {
  const home = new URL('../src/parameters/', import.meta.url)
  const described = readdirSync(home).flatMap(file =>
    Array.from(readFileSync(new URL(file, home), 'utf8').matchAll(/^export const (\w+): Parameter</gm), ([, key]) => key),
  )
  const listed = [mailRegistry, rcptRegistry].flatMap(({ parameters }) => parameters.map(({ key }) => key))
  expect(listed.sort()).toEqual(described.sort())
  expect(described).toContain('holdFor')
})

describe('parameters of RCPT, both ways', () => {
  it.each<[string, RcptParameters]>([
    ['NOTIFY=NEVER', { notify: ['NEVER'] }],
    ['NOTIFY=SUCCESS,FAILURE,DELAY', { notify: ['SUCCESS', 'FAILURE', 'DELAY'] }],
    ['ORCPT=rfc822;Bob@Pure-Heart.ORG', { orcpt: { type: 'rfc822', address: 'Bob@Pure-Heart.ORG' } }],
    ['ORCPT=rfc822;a+2Bb+3Dc+20d@e', { orcpt: { type: 'rfc822', address: 'a+b=c d@e' } }],
    ['ORCPT=x400;/C+3DUS/', { orcpt: { type: 'x400', address: '/C=US/' } }],
    ['ORCPT=rfc822;', { orcpt: { type: 'rfc822', address: '' } }],
    ['ORCPT=utf-8;\\x{FC}ser\\x{2B}x@\\x{2603}.example', { orcpt: { type: 'utf-8', address: 'üser+x@☃.example' } }],
    ['ORCPT=utf-8;\\x{1F422}\\x{5C}\\x{20}@b', { orcpt: { type: 'utf-8', address: '🐢\\ @b' } }],
    ['RRVS=2014-04-03T23:01:00Z', { rrvs: { date: '2014-04-03T23:01:00Z', action: undefined } }],
    ['RRVS=2014-04-03T23:01:00.5-07:00;C', { rrvs: { date: '2014-04-03T23:01:00.5-07:00', action: 'C' } }],
    ['RRVS=2016-12-31T23:59:60Z;R', { rrvs: { date: '2016-12-31T23:59:60Z', action: 'R' } }],
    ['CONNEG', { conneg: true }],
    ['X-A=b', { unknown: [{ keyword: 'X-A', value: 'b' }] }],
  ])('%s', (text, expected) => {
    const line = `RCPT TO:<a@b> ${text}`
    expect(found(line)).toEqual({ unknown: [], ...expected })
    expect(encodeCommand(rcpt(expected))).toEqual(asBytes(`${line}\r\n`))
  })

  it('utf-8 addresses are read as they stand, too (RFC 6533 3: utf-8-addr-unitext)', () => {
    expect(found('RCPT TO:<a@b> ORCPT=UTF-8;jos\xc3\xa9@b.example')).toMatchObject({
      orcpt: { type: 'utf-8', address: 'josé@b.example' },
    })
  })

  it('what NOTIFY names twice it names once', () => {
    expect(found('RCPT TO:<a@b> NOTIFY=delay,DELAY')).toMatchObject({ notify: ['DELAY'] })
  })

  it.each([
    'NOTIFY',
    'NOTIFY=',
    'NOTIFY=NEVER,SUCCESS',
    'NOTIFY=SUCCESS,NEVER',
    'NOTIFY=SUCCESS,',
    'NOTIFY=SOMETIMES',
    'NOTIFY=NEVER NOTIFY=DELAY',
    'ORCPT',
    'ORCPT=rfc822',
    'ORCPT=;a@b',
    'ORCPT=rfc822;a+0D+0ADATA',
    'ORCPT=rfc822;a+',
    'ORCPT=rfc822;a+2b',
    'ORCPT=rfc822;+C3+A9@b',
    'ORCPT=rfc822;\xc3\xa9@b',
    'ORCPT=rfc(822;a@b',
    'ORCPT=a.b;c',
    'ORCPT=utf-8;',
    'ORCPT=utf-8;a+2Bb',
    'ORCPT=utf-8;\\x{0D}\\x{0A}',
    'ORCPT=utf-8;\\x{D800}',
    'ORCPT=utf-8;\\x{110000}',
    'ORCPT=utf-8;\\x{41}',
    'ORCPT=utf-8;\\x{00E9}',
    'ORCPT=utf-8;\\x',
    'ORCPT=utf-8;\\y{E9}',
    `ORCPT=rfc822;${'x'.repeat(494)}`,
    'RRVS',
    'RRVS=2014-04-03',
    'RRVS=2014-02-30T00:00:00Z',
    'RRVS=2014-04-03T23:01:00Z;X',
    'RRVS=2014-04-03T23:01:00Z;',
    'RRVS=2016-12-31T22:59:60Z',
    'CONNEG=1',
    'X=',
    '=',
    'X X',
  ])('refuses %j with 501', text => {
    for (const strict of [true, false]) {
      const error = caught(() => decodeCommand(asBytes(`RCPT TO:<a@b> ${text}`), { strict })) as SmtpError
      expect(error).toMatchObject({ name: 'SmtpError', code: 'bad-parameter', suggestedReply: { code: 501 } })
    }
  })

  it.each<RcptParameters>([
    { notify: [] },
    { notify: ['NEVER', 'DELAY'] },
    { orcpt: { type: 'rf c', address: 'a' } },
    { orcpt: { type: 'rfc822', address: 'a\r\nb' } },
    { orcpt: { type: 'rfc822', address: 'é' } },
    { orcpt: { type: 'utf-8', address: '\udc80' } },
    { orcpt: { type: 'utf-8', address: 'a\nb' } },
    { rrvs: { date: '2014-02-30T00:00:00Z', action: undefined } },
    { rrvs: { date: '2014-04-03T23:01:00Z', action: 'X' as 'C' } },
    { unknown: [{ keyword: 'NOTIFY', value: 'NEVER' }] },
  ])('CLIENT 11: never writes %j', value => {
    expect(caught(() => encodeCommand(rcpt(value)))).toMatchObject({ name: 'SmtpError', code: 'bad-parameter' })
  })

  test.prop([rcptParameters])('decode undoes encode', value => {
    expect(decodeCommand(encodeCommand(rcpt(value)), { strict: true })).toHaveProperty('parameters', value)
  })

  test.prop([
    fc.array(
      fc.constantFrom(
        'SIZE',
        'BY',
        'RET',
        'ORCPT',
        'ENVID',
        '=',
        ' ',
        ';',
        '1',
        'N',
        'rfc822',
        'utf-8',
        '\\x{',
        'E9',
        '}',
        '+',
        '3D',
        '0A',
        '\xc3\xa9',
        '\xff',
        ',',
      ),
      { maxLength: 12 },
    ),
  ])('no foreign error for any bytes', parts => parametersInvariant(asBytes(parts.join(''))))
})

describe('what parameters need (RFC 5321 4.1.1.11)', () => {
  it('is the extension that they come with', () => {
    expect(
      neededExtensions({
        size: 1,
        body: 'BINARYMIME',
        by: { seconds: 1, mode: 'R', trace: false },
        unknown: [{ keyword: 'X', value: undefined }],
      }),
    ).toEqual([
      { keyword: 'BODY', extension: 'binarymime' },
      { keyword: 'BY', extension: 'deliverby' },
      { keyword: 'SIZE', extension: 'size' },
    ])
    expect(neededExtensions({ body: '8BITMIME' })).toEqual([{ keyword: 'BODY', extension: '8bitmime' }])
    // What BODY calls its values is nothing to other parameters.
    expect(neededExtensions({ envid: '7BIT' })).toEqual([{ keyword: 'ENVID', extension: 'dsn' }])
    expect(neededExtensions({ envid: 'BINARYMIME' })).toEqual([{ keyword: 'ENVID', extension: 'dsn' }])
    expect(neededExtensions({ notify: ['NEVER'], orcpt: undefined })).toEqual([{ keyword: 'NOTIFY', extension: 'dsn' }])
    expect(neededExtensions({})).toEqual([])
  })

  test.prop([command])('is nothing for commands without parameters', value => {
    const parameters = value.verb === 'mail' || value.verb === 'rcpt' ? value.parameters : {}
    const given = Object.entries(parameters).filter(
      ([key, one]) => key !== 'unknown' && one !== undefined && !(key === 'body' && one === '7BIT'),
    )
    expect(neededExtensions(parameters)).toHaveLength(given.length)
  })
})

describe('xtext (RFC 3461 4)', () => {
  test.prop([fc.stringMatching(/^[\t -~é☃]*$/)])('decode undoes encode', text => {
    expect(decodeXtext(encodeXtext(text))).toBe(text)
  })

  it.each(['+', '+4', '+0d', 'a=b', 'a b', '+0D', 'é', '+FF', '+C3', '+7F'])('%j is not xtext', text => {
    expect(caught(() => decodeXtext(text, 7))).toMatchObject({ code: 'bad-parameter', offset: 7 })
  })

  it('holds no control characters', () => {
    expect(caught(() => encodeXtext('a\r\nb'))).toMatchObject({ code: 'bad-parameter' })
    expect(encodeXtext('%41+é')).toBe('%41+2B+C3+A9')
  })
})
