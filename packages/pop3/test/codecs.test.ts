import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type Command,
  decodeCommand,
  decodeContinuation,
  decodeResponse,
  encodeCommand,
  encodeContinuation,
  encodeResponse,
  greetingTimestamp,
  type Pop3Quirk,
  type Response,
  registeredCode,
  responseCodes,
} from '../src/index.js'
import { command, damaged, response } from './arbitraries.js'
import { commandInvariant, continuationInvariant, responseInvariant } from './invariants.js'

const DIGEST = 'c4c9334bac560ecc979e58001b3e22fb'

describe('commands, both ways (RFC 1939 5 to 7)', () => {
  it.each<[string, Command]>([
    ['USER mrose', { verb: 'user', name: 'mrose' }],
    ['PASS secret with  spaces ', { verb: 'pass', password: 'secret with  spaces ' }],
    ['PASS  ', { verb: 'pass', password: ' ' }],
    ['PASS p\xc3\xa4ss \xe5\xaf\x86', { verb: 'pass', password: 'päss 密' }],
    ['USER \xc3\xbcrsel@b\xc3\xbccher.example', { verb: 'user', name: 'ürsel@bücher.example' }],
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
    ['LAST', { verb: 'last' }],
    ['AUTH PLAIN', { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined }],
    ['AUTH PLAIN =', { verb: 'auth', mechanism: 'PLAIN', initialResponse: asBytes('') }],
    ['AUTH PLAIN AHRpbQB4', { verb: 'auth', mechanism: 'PLAIN', initialResponse: asBytes('\0tim\0x') }],
    ['UTF8', { verb: 'utf8' }],
    ['LANG *', { verb: 'lang', tag: '*' }],
    ['XTND XMIT a b', { verb: 'unknown', name: 'XTND', argument: 'XMIT a b' }],
    ['LANG en-boont', { verb: 'lang', tag: 'en-boont' }],
    ['LANG', { verb: 'lang', tag: undefined }],
    [`APOP \xc3\xbcrsel ${DIGEST}`, { verb: 'apop', name: 'ürsel', digest: DIGEST }],
    ['PASS   a  ', { verb: 'pass', password: '  a  ' }],
    ['XYZ', { verb: 'unknown', name: 'XYZ', argument: undefined }],
  ])('%s', (text, expected) => {
    const line = asBytes(`${text}\r\n`)
    expect(decodeCommand(line)).toEqual({ ...expected, warnings: [] })
    expect(encodeCommand(expected)).toEqual(line)
    expect(decodeCommand(line, { strict: true })).toEqual({ ...expected, warnings: [] })
    expect(decodeCommand(asBytes(`${text.replace(/^\S+/, word => word.toLowerCase())}\r\n`))).toEqual({
      ...expected,
      warnings: [],
    })
  })

  it('reports spaces that do not belong there, and refuses them when strict', () => {
    expect(decodeCommand(asBytes('STAT  \r\n')).warnings).toEqual([{ code: 'trailing-space', offset: 4 }])
    expect(decodeCommand(asBytes('RETR   1\r\n'))).toEqual({
      verb: 'retr',
      message: 1,
      warnings: [{ code: 'extra-space', offset: 5 }],
    })
  })

  it.each<[string, Command, Pop3Quirk, number]>([
    ['AUTH', { verb: 'auth', mechanism: undefined, initialResponse: undefined }, 'bare-auth', 4],
    ['PASS \xff', { verb: 'pass', password: '\udcff' }, 'not-utf8', 5],
    ['USER b\xfccher', { verb: 'user', name: 'b\udcfccher' }, 'not-utf8', 6],
    ['X', { verb: 'unknown', name: 'X', argument: undefined }, 'keyword-length', 1],
    [`X${'Y'.repeat(60)} a`, { verb: 'unknown', name: `X${'Y'.repeat(60)}`, argument: 'a' }, 'keyword-length', 61],
    ['XYZ a  b', { verb: 'unknown', name: 'XYZ', argument: 'a  b' }, 'extra-space', 5],
  ])(
    'reads %j with a warning, and refuses it when strict (RFC 2449 3, RFC 5034 5, RFC 6856 2.2)',
    (text, expected, code, offset) => {
      const line = asBytes(`${text}\r\n`)
      expect(decodeCommand(line, { origin: 100 })).toEqual({ ...expected, warnings: [{ code, offset: 100 + offset }] })
      expect(encodeCommand(expected)).toEqual(line)
      expect(caught(() => decodeCommand(line, { strict: true }))).toMatchObject({ code: 'bad-command', offset })
    },
  )

  it.each(['STAT ', 'RETR  1', 'XYZ  a', 'XYZ a ', 'XYZ ', 'USER a b', `APOP a b ${DIGEST}`, 'LANG  de'])(
    'refuses %j when strict',
    text => {
      expect(caught(() => decodeCommand(asBytes(text), { strict: true }))).toMatchObject({
        name: 'Pop3Error',
        code: 'bad-command',
      })
      expect(decodeCommand(asBytes(text)).warnings).toHaveLength(1)
    },
  )

  it.each<[string, Command, number]>([
    ['USER John Smith', { verb: 'user', name: 'John Smith' }, 9],
    ['USER a  b', { verb: 'user', name: 'a  b' }, 6],
    [`APOP John Smith ${DIGEST}`, { verb: 'apop', name: 'John Smith', digest: DIGEST }, 9],
  ])('takes the spaces in the name of %j for a part of it (RFC 1939 3 does not)', (text, expected, offset) => {
    expect(decodeCommand(asBytes(`${text}\r\n`))).toEqual({ ...expected, warnings: [{ code: 'space-in-name', offset }] })
    expect(encodeCommand(expected)).toEqual(asBytes(`${text}\r\n`))
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
    'AUTH PLAIN ==',
    'AUTH = a',
    'LAST 1',
    'LANG de_DE',
    'LANG ü',
    'LANG **',
    'LANG de-',
    'QU\0IT',
    'RETR 1\rDELE 1',
    'DELE 1\nDELE 2',
    '\x16\x03\x01',
  ])('refuses %j', text => {
    expect(caught(() => decodeCommand(asBytes(`${text}\r\n`)))).toMatchObject({ name: 'Pop3Error' })
  })

  it.each<Command>([
    { verb: 'user', name: 'a\r\nDELE 1' },
    { verb: 'user', name: ' a' },
    { verb: 'user', name: 'a ' },
    { verb: 'user', name: '' },
    { verb: 'lang', tag: 'a b' },
    { verb: 'lang', tag: '' },
    { verb: 'lang', tag: 'de_DE' },
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
    expect({ ...decodeCommand(encodeCommand(value)), warnings: undefined }).toEqual(value)
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
    ['+OK caf\xc3\xa9', { status: '+OK', code: undefined, text: 'café' }],
    ['-ERR [X-Y/a\\b/[] x', { status: '-ERR', code: 'X-Y/a\\b/[', text: 'x' }],
    ['+OK  a', { status: '+OK', code: undefined, text: ' a' }],
  ] as const)('%s', (text, expected) => {
    const line = asBytes(`${text}\r\n`)
    expect(decodeResponse(line)).toEqual({ ...expected, warnings: [] })
    expect(decodeResponse(line, { strict: true })).toEqual({ ...expected, warnings: [] })
    expect(encodeResponse(expected)).toEqual(line)
  })

  it('RFC 2449 3: text may follow a response code at once', () => {
    const expected = { status: '-ERR', code: 'IN-USE', text: 'locked', warnings: [] }
    expect(decodeResponse(asBytes('-ERR [IN-USE]locked'), { strict: true })).toEqual(expected)
  })

  it.each<[string, object, Pop3Quirk, number]>([
    ['+ok ready', { status: '+OK', text: 'ready' }, 'status-case', 0],
    ['-Err', { status: '-ERR', text: '' }, 'status-case', 0],
    ['-ERR[IN-USE] locked', { status: '-ERR', code: 'IN-USE', text: 'locked' }, 'glued-status', 4],
    ['+OK<1@x>', { status: '+OK', text: '<1@x>' }, 'glued-status', 3],
    ['-ERR: no', { status: '-ERR', text: ': no' }, 'glued-status', 4],
    ['+OK caf\xe9', { status: '+OK', text: 'caf\udce9' }, 'not-utf8', 7],
  ])('reads %j with a warning, and refuses it when strict (RFC 1939 3, RFC 2449 3)', (text, expected, code, offset) => {
    const line = asBytes(`${text}\r\n`)
    expect(decodeResponse(line, { origin: 9 })).toMatchObject({ ...expected, warnings: [{ code, offset: 9 + offset }] })
    expect(caught(() => decodeResponse(line, { strict: true }))).toMatchObject({ code: 'bad-response', offset })
  })

  it('RFC 2449 8, RFC 3206, RFC 6856 5: registered codes are known in any case, with any detail; others are kept', () => {
    expect(Object.keys(responseCodes)).toEqual(['LOGIN-DELAY', 'IN-USE', 'SYS/TEMP', 'SYS/PERM', 'AUTH', 'UTF8'])
    expect(
      ['in-use', 'IN-USE/by/you', 'SYS/TEMP', 'sys/perm/x', 'SYS', 'SYS/x', 'X', '', 'toString'].map(registeredCode),
    ).toEqual(['IN-USE', 'IN-USE', 'SYS/TEMP', 'SYS/PERM', ...Array(5).fill(undefined)])
    expect(decodeResponse(asBytes('-ERR [X-NEW/a] b'))).toMatchObject({ code: 'X-NEW/a', text: 'b' })
  })

  it.each(['', 'OK', '+OKAY', '+OK2', '+', '+ ', '+ERR Server error', '-OK', 'x+OK', ' -ERR', '250 ok', '+OK a\rb', '+OK \0'])(
    'refuses %j',
    text => {
      expect(caught(() => decodeResponse(asBytes(`${text}\r\n`)))).toMatchObject({ name: 'Pop3Error', code: 'bad-response' })
    },
  )

  it.each([{ text: 'a\r\n.' }, { text: '\0' }, { code: 'A]' }, { code: '' }, { status: '+OK x' as '+OK' }])(
    'never writes %j',
    value => {
      expect(caught(() => encodeResponse({ status: '+OK', ...value }))).toMatchObject({ name: 'Pop3Error', code: 'bad-response' })
    },
  )

  test.prop([response])('decode undoes encode', value => {
    expect({ ...decodeResponse(encodeResponse(value)), warnings: undefined }).toEqual(value)
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

describe('continuations, both ways (RFC 5034 5)', () => {
  it.each([
    ['+ ', ''],
    ['+ aGk=', 'hi'],
  ])('%j', (text, data) => {
    const line = asBytes(`${text}\r\n`)
    expect(decodeContinuation(line, { strict: true })).toEqual({ data: asBytes(data), warnings: [] })
    expect(encodeContinuation(asBytes(data))).toEqual(line)
  })

  it('reads a bare + with a warning, and refuses it when strict', () => {
    const expected = { data: asBytes(''), warnings: [{ code: 'bare-plus', offset: 7 }] }
    expect(decodeContinuation(asBytes('+\r\n'), { origin: 7 })).toEqual(expected)
    expect(caught(() => decodeContinuation(asBytes('+'), { strict: true }))).toMatchObject({ code: 'bad-response' })
  })

  it.each([
    ['', 'bad-response', 0],
    ['+OK', 'bad-response', 0],
    ['-ERR', 'bad-response', 0],
    ['+aGk=', 'bad-response', 0],
    ['* aGk=', 'bad-response', 0],
    [' aGk=', 'bad-response', 0],
    ['+ a', 'bad-base64', 3],
    ['+ AB!=', 'bad-base64', 4],
    ['+  ', 'bad-base64', 3],
    ['+ aGk=\0', 'bad-base64', 7],
  ])('refuses %j', (text, code, offset) => {
    expect(caught(() => decodeContinuation(asBytes(text)))).toMatchObject({ name: 'Pop3Error', code, offset })
  })

  test.prop([fc.uint8Array({ maxLength: 20 })])(
    'no foreign error for any bytes, and what decodes can be written',
    continuationInvariant,
  )
  test.prop([damaged(fc.uint8Array().map(encodeContinuation))])('the same for damaged ones', continuationInvariant)
})
