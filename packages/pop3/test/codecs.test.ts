import { fc, test } from '@fast-check/vitest'
import { asChars, caught, octets } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type Capabilities,
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
  type Response,
} from '../src/index.js'
import { command, damaged, response } from './arbitraries.js'
import { capabilitiesInvariant, commandInvariant, listingInvariant, responseInvariant } from './invariants.js'

const DIGEST = 'c4c9334bac560ecc979e58001b3e22fb'

describe('commands, both ways (RFC 1939 5 to 7)', () => {
  it.each<[string, Command]>([
    ['USER mrose', { verb: 'user', name: 'mrose' }],
    ['PASS secret with  spaces ', { verb: 'pass', password: 'secret with  spaces ' }],
    ['PASS  ', { verb: 'pass', password: ' ' }],
    ['PASS p\xc3\xa4ss \xe5\xaf\x86', { verb: 'pass', password: 'päss 密' }],
    ['USER \xc3\xbcrsel@b\xc3\xbccher.example', { verb: 'user', name: 'ürsel@bücher.example' }],
    ['PASS \xff', { verb: 'pass', password: '\udcff' }],
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
    [`X${'Y'.repeat(60)} a`, { verb: 'unknown', name: `X${'Y'.repeat(60)}`, argument: 'a' }],
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
  })

  it.each(['STAT ', 'RETR  1', 'X  a', 'X a ', 'X ', 'USER a b', `APOP a b ${DIGEST}`, 'LANG  de'])(
    'refuses %j when strict',
    text => {
      expect(caught(() => decodeCommand(octets(text), { strict: true }))).toMatchObject({
        name: 'Pop3Error',
        code: 'bad-command',
      })
      expect(decodeCommand(octets(text)).warnings).toHaveLength(1)
    },
  )

  it.each<[string, Command, number]>([
    ['USER John Smith', { verb: 'user', name: 'John Smith' }, 9],
    ['USER a  b', { verb: 'user', name: 'a  b' }, 6],
    [`APOP John Smith ${DIGEST}`, { verb: 'apop', name: 'John Smith', digest: DIGEST }, 9],
  ])('takes the spaces in the name of %j for a part of it (RFC 1939 3 does not)', (text, expected, offset) => {
    expect(decodeCommand(octets(`${text}\r\n`))).toEqual({ ...expected, warnings: [{ code: 'space-in-name', offset }] })
    expect(encodeCommand(expected)).toEqual(octets(`${text}\r\n`))
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
    'USER ',
    'AUTH pl@in',
    `AUTH ${'A'.repeat(21)}`,
    `APOP a  ${DIGEST}`,
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
    { verb: 'user', name: ' a' },
    { verb: 'user', name: 'a ' },
    { verb: 'user', name: '' },
    { verb: 'lang', tag: 'a b' },
    { verb: 'apop', name: 'a\r\nDELE 1', digest: DIGEST },
    { verb: 'apop', name: 'a', digest: `${DIGEST}\r\nDELE 1` },
    { verb: 'auth', mechanism: 'PLAIN\r\nDELE 1', initialResponse: undefined },
    { verb: 'unknown', name: 'X', argument: '' },
    { verb: 'unknown', name: 'X', argument: ' secret' },
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

  /** What a caller in JavaScript may hand over. */
  const wrongTypes: readonly unknown[] = [
    undefined,
    null,
    'NOOP',
    {},
    { verb: 'a\r\nDELE 1' },
    { verb: 'NOOP' },
    { verb: '__proto__' },
    { verb: 'toString' },
    { verb: { toString: () => 'noop' } },
    { verb: ['noop'] },
    { verb: 'user' },
    { verb: 'user', name: 5 },
    { verb: 'user', name: ['secret'] },
    { verb: 'user', name: { includes: () => false, toString: () => 'secret' } },
    { verb: 'pass', password: null },
    { verb: 'pass', password: { toString: () => 'secret\r\nDELE 1' } },
    { verb: 'apop', name: 'a', digest: [DIGEST] },
    { verb: 'auth', mechanism: 5, initialResponse: undefined },
    { verb: 'auth', mechanism: 'PLAIN', initialResponse: 'secret' },
    { verb: 'auth', mechanism: 'PLAIN', initialResponse: new ArrayBuffer(2) },
    { verb: 'auth', mechanism: 'PLAIN', initialResponse: [1] },
    { verb: 'lang', tag: null },
    { verb: 'unknown', name: 7, argument: undefined },
    { verb: 'unknown', name: 'X', argument: ['a'] },
  ]
  it.each(wrongTypes.map(value => [value]))('says what is wrong with %j, and does not say the secret', value => {
    const error = caught(() => encodeCommand(value as Command))
    expect(error).toMatchObject({ name: 'Pop3Error', code: 'bad-value' })
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  it.each(['1', null, {}, 1n, Symbol('x'), [1]])('says that %o is not a number', message => {
    expect(caught(() => encodeCommand({ verb: 'retr', message: message as number }))).toMatchObject({ code: 'bad-number' })
  })

  it.each<[string, Record<string, readonly unknown[]>]>([
    ['name', { verb: ['user'], name: ['tim', 'a\r\nDELE 1'] }],
    ['verb', { verb: ['noop', 'a\r\nDELE 1'] }],
    ['password', { verb: ['pass'], password: ['x', 'a\r\nDELE 1'] }],
    ['tag', { verb: ['lang'], tag: ['de', 'a\r\nDELE 1'] }],
    ['argument', { verb: ['unknown'], name: ['X'], argument: ['a', 'a\r\nDELE 1'] }],
    ['mechanism', { verb: ['auth'], mechanism: ['PLAIN', 'a\r\nDELE 1'] }],
    ['message', { verb: ['retr'], message: [1, '1\r\nDELE 1'] }],
  ])('reads the getter of %s once', (_name, properties) => {
    const reads = new Map<string, number>()
    const value = Object.defineProperties(
      {},
      Object.fromEntries(
        Object.entries(properties).map(([key, answers]) => [
          key,
          {
            get: () => {
              const before = reads.get(key) ?? 0
              reads.set(key, before + 1)
              return answers[Math.min(before, answers.length - 1)]
            },
          },
        ]),
      ),
    )
    expect(asChars(encodeCommand(value as Command))).not.toContain('DELE')
    expect(Math.max(...reads.values())).toBe(1)
  })

  test.prop([command])('decode undoes encode', value => {
    expect(decodeCommand(encodeCommand(value), { strict: true })).toEqual({ ...value, warnings: [] })
  })

  test.prop([fc.uint8Array({ maxLength: 60 })])(
    'no foreign error for any bytes, and what decodes can be written',
    commandInvariant,
  )

  test.prop([damaged(command.map(encodeCommand))])(
    'no foreign error for a damaged command, and what decodes can be written',
    commandInvariant,
  )
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

  it.each(['A] ', 'A] \r\n+OK', 'A] [B', 'A/', '/A', 'A\r\n', ' A'])('never writes the code %j', code => {
    expect(caught(() => encodeResponse({ status: '-ERR', code }))).toMatchObject({ name: 'Pop3Error', code: 'bad-response' })
  })

  it.each([
    undefined,
    null,
    '+OK',
    { status: '+OK', text: 5 },
    { status: '+OK', code: ['A'] },
    { status: '-ERR', text: { toString: () => 'a\r\nb' } },
  ])('says what is wrong with %j', value => {
    expect(caught(() => encodeResponse(value as unknown as Response))).toMatchObject({ name: 'Pop3Error', code: 'bad-value' })
  })

  test.prop([fc.uint8Array({ maxLength: 60 })])(
    'no foreign error for any bytes, and what decodes can be written',
    responseInvariant,
  )

  test.prop([damaged(response.map(encodeResponse))])(
    'no foreign error for a damaged response, and what decodes can be written',
    responseInvariant,
  )

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

  it('keeps a row with a control character or a space before it, under its tag', () => {
    expect(parseCapabilities(['IMPLEMENTATION a\tb', ' X-A\tb c  d ', 'SASL\tPLAIN', ' TOP'])).toEqual({
      implementation: 'a\tb',
      top: true,
      unknown: new Map([
        ['X-A\tB', 'c  d'],
        ['SASL\tPLAIN', ''],
      ]),
    })
  })

  it.each<[Capabilities, string]>([
    [{ sasl: ['PL AIN'] }, 'bad-listing'],
    [{ sasl: [''] }, 'bad-listing'],
    [{ sasl: ['A\r\nSTLS'] }, 'bad-listing'],
    [{ utf8: ['A\r\nSTLS'] }, 'bad-listing'],
    [{ unknown: new Map([['A B', '']]) }, 'bad-listing'],
    [{ unknown: new Map([['A\r\nB', '']]) }, 'bad-listing'],
    [{ unknown: new Map([['A', 'x\r\nB']]) }, 'bad-listing'],
    [{ expire: { days: -1, perUser: false } }, 'bad-listing'],
    [{ expire: { days: 1_000_000_000, perUser: false } }, 'bad-listing'],
    [{ 'login-delay': { seconds: 1.5, perUser: false } }, 'bad-listing'],
    [{ 'login-delay': { seconds: 'NEVER' as unknown as number, perUser: false } }, 'bad-listing'],
    [{ sasl: 'PLAIN' as unknown as string[] }, 'bad-value'],
    [{ sasl: [5] as unknown as string[] }, 'bad-value'],
    [{ implementation: { toString: () => 'a\r\nb' } as unknown as string }, 'bad-value'],
    [{ unknown: { A: 'b' } as unknown as Map<string, string> }, 'bad-value'],
    [null as unknown as Capabilities, 'bad-value'],
  ])('never writes the capabilities %j', (value, code) => {
    expect(caught(() => formatCapabilities(value))).toMatchObject({ name: 'Pop3Error', code })
  })

  it.each<[() => unknown]>([
    [() => parseCapabilities('TOP' as unknown as string[])],
    [() => parseCapabilities([5] as unknown as string[])],
    [() => parseDropListing(undefined as unknown as string)],
    [() => parseScanListing({ toString: () => '1 2' } as unknown as string)],
    [() => parseUniqueIdListing(null as unknown as string)],
    [() => formatDropListing(undefined as never)],
    [() => formatScanListing(null as never)],
    [() => formatUniqueIdListing({ message: 1, uid: { toString: () => 'a\r\nb' } } as never)],
    [() => greetingTimestamp(undefined as unknown as string)],
    [() => decodeCommand('NOOP' as unknown as Uint8Array)],
    [() => decodeCommand(new ArrayBuffer(4) as unknown as Uint8Array)],
    [() => decodeResponse(undefined as unknown as Uint8Array)],
    [() => decodeResponse([43, 79, 75] as unknown as Uint8Array)],
  ])('says that the type is wrong (%#)', run => {
    expect(caught(run)).toMatchObject({ name: 'Pop3Error', code: 'bad-value' })
  })

  const row = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'1 \ta0\r\n\0') }),
    fc
      .tuple(fc.constantFrom(...rows), fc.string({ maxLength: 3 }), fc.nat(60))
      .map(([text, added, at]) => text.slice(0, at) + added + text.slice(at)),
  )
  test.prop([fc.array(row)])('no foreign error for any rows, and what parses can be written', capabilitiesInvariant)

  test.prop([row])('no foreign error for any row, and what parses can be written', listingInvariant)
})
