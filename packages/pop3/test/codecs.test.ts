import { fc, test } from '@fast-check/vitest'
import { caught, octets, throwsOnly } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type Command,
  decodeCommand,
  decodeResponse,
  encodeCommand,
  encodeResponse,
  formatCapabilities,
  formatDropListing,
  formatScanListing,
  formatUniqueIdListing,
  greetingTimestamp,
  parseCapabilities,
  parseDropListing,
  parseScanListing,
  parseUniqueIdListing,
} from '../src/index.js'
import { command, response } from './arbitraries.js'
import { commandInvariant, responseInvariant } from './invariants.js'

const DIGEST = 'c4c9334bac560ecc979e58001b3e22fb'

describe('commands, both ways (RFC 1939 5 to 7)', () => {
  it.each<[string, Command]>([
    ['USER mrose', { verb: 'user', name: 'mrose' }],
    ['PASS secret with  spaces ', { verb: 'pass', password: 'secret with  spaces ' }],
    [`APOP mrose ${DIGEST}`, { verb: 'apop', name: 'mrose', digest: DIGEST }],
    ['STAT', { verb: 'stat' }],
    ['LIST', { verb: 'list', message: undefined }],
    ['LIST 2', { verb: 'list', message: 2 }],
    ['UIDL 7', { verb: 'uidl', message: 7 }],
    ['RETR 1', { verb: 'retr', message: 1 }],
    ['DELE 9007199254740991', { verb: 'dele', message: Number.MAX_SAFE_INTEGER }],
    ['TOP 1 0', { verb: 'top', message: 1, lines: 0 }],
    ['CAPA', { verb: 'capa' }],
    ['STLS', { verb: 'stls' }],
    ['AUTH', { verb: 'auth', mechanism: undefined, initialResponse: undefined }],
    ['AUTH PLAIN', { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined }],
    ['AUTH PLAIN =', { verb: 'auth', mechanism: 'PLAIN', initialResponse: octets('') }],
    ['AUTH PLAIN AHRpbQB4', { verb: 'auth', mechanism: 'PLAIN', initialResponse: octets('\0tim\0x') }],
    ['UTF8', { verb: 'utf8' }],
    ['LANG *', { verb: 'lang', tag: '*' }],
    ['XTND XMIT a b', { verb: 'unknown', name: 'XTND', argument: 'XMIT a b' }],
    ['X', { verb: 'unknown', name: 'X', argument: undefined }],
  ])('%s', (text, expected) => {
    const line = octets(`${text}\r\n`)
    expect(decodeCommand(line)).toEqual({ ...expected, warnings: [] })
    expect(encodeCommand(expected)).toEqual(line)
    expect(decodeCommand(line, { strict: true })).toEqual({ ...expected, warnings: [] })
    expect(decodeCommand(octets(`${text.replace(/^\S+/, word => word.toLowerCase())}\r\n`))).toEqual({
      ...expected,
      warnings: [],
    })
  })

  it('reports spaces that do not belong there, and refuses them when strict', () => {
    expect(decodeCommand(octets('STAT  \r\n')).warnings).toEqual([{ code: 'trailing-space', offset: 4 }])
    expect(decodeCommand(octets('RETR   1\r\n'))).toEqual({
      verb: 'retr',
      message: 1,
      warnings: [{ code: 'extra-space', offset: 5 }],
    })
    expect(caught(() => decodeCommand(octets('STAT \r\n'), { strict: true }))).toMatchObject({ code: 'bad-command' })
  })

  it.each([
    '',
    ' ',
    'RETR',
    'RETR 0',
    'RETR -1',
    'RETR x',
    'RETR 1 2',
    'RETR 99999999999999999999',
    'TOP 1',
    'TOP 1 -1',
    'USER',
    'USER a b',
    'PASS',
    'STAT x',
    'APOP a',
    'APOP a b',
    'AUTH PLAIN !',
    'QU\0IT',
    'RETR 1\rDELE 1',
    'DELE 1\nDELE 2',
    '\x16\x03\x01',
  ])('refuses %j', text => {
    expect(caught(() => decodeCommand(octets(`${text}\r\n`)))).toMatchObject({ name: 'Pop3Error' })
  })

  it.each<Command>([
    { verb: 'user', name: 'a\r\nDELE 1' },
    { verb: 'user', name: 'a b' },
    { verb: 'user', name: '' },
    { verb: 'pass', password: 'secret\n' },
    { verb: 'pass', password: 'secret\0' },
    { verb: 'retr', message: 0 },
    { verb: 'retr', message: 1.5 },
    { verb: 'uidl', message: '1\r\nDELE 2' as unknown as number },
    { verb: 'top', message: 1, lines: Number.NaN },
    { verb: 'apop', name: 'a', digest: 'x' },
    { verb: 'auth', mechanism: 'PL AIN', initialResponse: undefined },
    { verb: 'unknown', name: 'A\r\n', argument: undefined },
    { verb: 'unknown', name: 'PASS', argument: 'secret' },
    { verb: 'unknown', name: 'X', argument: 'a\r\nb' },
    { verb: 'lang', tag: 'a\n' },
  ])('never writes %j', value => {
    const error = caught(() => encodeCommand(value))
    expect(error).toMatchObject({ name: 'Pop3Error' })
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  test.prop([command])('decode undoes encode', value => {
    expect(decodeCommand(encodeCommand(value), { strict: true })).toEqual({ ...value, warnings: [] })
  })

  test.prop([fc.uint8Array({ maxLength: 60 })])('no foreign error for any octets', commandInvariant)
})

describe('responses, both ways (RFC 1939 3, RFC 2449 8)', () => {
  it.each([
    ['+OK', { status: '+OK', code: undefined, text: '' }],
    ['+OK 2 320', { status: '+OK', code: undefined, text: '2 320' }],
    [
      '-ERR [IN-USE] Do you have another POP session running?',
      { status: '-ERR', code: 'IN-USE', text: 'Do you have another POP session running?' },
    ],
    ['-ERR [SYS/TEMP] later', { status: '-ERR', code: 'SYS/TEMP', text: 'later' }],
    ['-ERR [IN-USE]', { status: '-ERR', code: 'IN-USE', text: '' }],
    ['+OK [not a code] x', { status: '+OK', code: undefined, text: '[not a code] x' }],
    ['+OK caf\xe9', { status: '+OK', code: undefined, text: 'caf\udce9' }],
  ] as const)('%s', (text, expected) => {
    expect(decodeResponse(octets(`${text}\r\n`))).toEqual(expected)
    expect(encodeResponse(expected)).toEqual(octets(`${text}\r\n`))
  })

  it.each(['', 'OK', '+OKAY', '+ ', '250 ok', '+OK a\rb', '+OK \0'])('refuses %j', text => {
    expect(caught(() => decodeResponse(octets(`${text}\r\n`)))).toMatchObject({ name: 'Pop3Error', code: 'bad-response' })
  })

  it.each([{ text: 'a\r\n.' }, { text: '\0' }, { code: 'A]' }, { code: '' }, { status: '+OK x' as '+OK' }])(
    'never writes %j',
    value => {
      expect(caught(() => encodeResponse({ status: '+OK', ...value }))).toMatchObject({ name: 'Pop3Error', code: 'bad-response' })
    },
  )

  test.prop([response])('decode undoes encode', value => {
    expect(decodeResponse(encodeResponse(value))).toEqual(value)
  })

  test.prop([fc.uint8Array({ maxLength: 60 })])('no foreign error for any octets', responseInvariant)

  it.each([
    ['POP3 server ready <1896.697170952@dbc.mtview.ca.us>', '<1896.697170952@dbc.mtview.ca.us>'],
    ['ready', undefined],
    ['<no-at-sign>', undefined],
    ['<a@b\udcff>', undefined],
    ['<a@>', undefined],
  ])('finds the timestamp in %j', (text, timestamp) => {
    expect(greetingTimestamp(text)).toBe(timestamp)
  })
})

describe('listings and capabilities', () => {
  it('are typed both ways', () => {
    expect(parseDropListing('2 320')).toEqual({ count: 2, octets: 320 })
    expect(formatDropListing({ count: 2, octets: 320 })).toBe('2 320')
    expect(parseScanListing('1 120 more')).toEqual({ message: 1, octets: 120 })
    expect(formatScanListing({ message: 1, octets: 120 })).toBe('1 120')
    expect(parseUniqueIdListing('1 whqtswO00WBw418f9t5JxYwZ')).toEqual({ message: 1, uid: 'whqtswO00WBw418f9t5JxYwZ' })
    expect(formatUniqueIdListing({ message: 1, uid: 'x' })).toBe('1 x')
  })

  it.each([
    () => parseDropListing('2'),
    () => parseDropListing('-1 2'),
    () => parseScanListing('0 1'),
    () => parseScanListing('1 9007199254740992'),
    () => parseUniqueIdListing('1'),
    () => parseUniqueIdListing(`1 ${'x'.repeat(71)}`),
    () => parseUniqueIdListing('1 a b'),
    () => formatUniqueIdListing({ message: 1, uid: 'a b' }),
    () => formatScanListing({ message: 0, octets: 1 }),
    () => formatCapabilities({ implementation: 'a\r\nb' }),
  ])('refuse what is none (%#)', run => {
    expect(caught(run)).toMatchObject({ name: 'Pop3Error', code: 'bad-listing' })
  })

  const rows = [
    'TOP',
    'USER',
    'RESP-CODES',
    'AUTH-RESP-CODE',
    'PIPELINING',
    'UIDL',
    'STLS',
    'LANG',
    'SASL CRAM-MD5 KERBEROS_V4',
    'UTF8 USER',
    'LOGIN-DELAY 900',
    'EXPIRE 60 USER',
    'IMPLEMENTATION Shlemazle-Plotz-v302',
    'X-OTHER a b',
  ]

  it('CAPA (RFC 2449 5)', () => {
    const capabilities = parseCapabilities(rows)
    expect(capabilities).toEqual({
      top: true,
      user: true,
      'resp-codes': true,
      'auth-resp-code': true,
      pipelining: true,
      uidl: true,
      stls: true,
      lang: true,
      sasl: ['CRAM-MD5', 'KERBEROS_V4'],
      utf8: ['USER'],
      'login-delay': { seconds: 900, perUser: false },
      expire: { days: 60, perUser: true },
      implementation: 'Shlemazle-Plotz-v302',
      unknown: new Map([['X-OTHER', 'a b']]),
    })
    expect(formatCapabilities(capabilities)).toEqual(rows)
    expect(parseCapabilities(['EXPIRE NEVER', 'stls', '', ' ', '__proto__ x', 'LOGIN-DELAY soon'])).toEqual({
      expire: { days: 'NEVER', perUser: false },
      stls: true,
      unknown: new Map([
        ['__PROTO__', 'x'],
        ['LOGIN-DELAY', 'soon'],
      ]),
    })
  })

  test.prop([fc.array(fc.string())])('no foreign error for any rows', lines => {
    throwsOnly('Pop3Error', () => formatCapabilities(parseCapabilities(lines)))
  })
})
