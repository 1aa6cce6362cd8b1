/** Listings and capabilities, both ways (RFC 1939 5 and 7, RFC 1460 5, RFC 2449 5 and 6, RFC 6856 3). */
import { fc, test } from '@fast-check/vitest'
import { asBytes, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type Capabilities,
  ClientConnection,
  decodeCommand,
  decodeResponse,
  formatCapabilities,
  formatDropListing,
  formatLanguageListing,
  formatScanListing,
  formatUniqueIdListing,
  greetingTimestamp,
  parseCapabilities,
  parseDropListing,
  parseLanguageListing,
  parseScanListing,
  parseUniqueIdListing,
} from '../src/index.js'
import { answerInvariant, capabilitiesInvariant, listingInvariant } from './invariants.js'
import { loggedIn, serverAt, written } from './support.js'

describe('listings and capabilities', () => {
  it('are typed both ways', () => {
    expect(parseDropListing('2 320')).toEqual({ count: 2, octets: 320 })
    expect(formatDropListing({ count: 2, octets: 320 })).toBe('2 320')
    expect(parseScanListing('1 120 more')).toEqual({ message: 1, octets: 120 })
    expect(formatScanListing({ message: 1, octets: 120 })).toBe('1 120')
    expect(parseUniqueIdListing('1 whqtswO00WBw418f9t5JxYwZ')).toEqual({ message: 1, uid: 'whqtswO00WBw418f9t5JxYwZ' })
    expect(formatUniqueIdListing({ message: 1, uid: 'x' })).toBe('1 x')
    expect(parseLanguageListing('en-boont English Boontling dialect')).toEqual({
      tag: 'en-boont',
      name: 'English Boontling dialect',
    })
    expect(parseLanguageListing('de')).toEqual({ tag: 'de', name: undefined })
    expect(formatLanguageListing({ tag: 'fr', name: 'Français' })).toBe('fr Français')
    expect(formatLanguageListing({ tag: 'fr', name: undefined })).toBe('fr')
  })

  it.each([
    () => parseDropListing('2'),
    () => parseDropListing('-1 2'),
    () => parseScanListing('0 1'),
    () => parseScanListing('1  1'),
    () => parseScanListing(' 1 1'),
    () => parseDropListing('1  1'),
    () => parseUniqueIdListing('1  a'),
    () => parseUniqueIdListing('1 a '),
    () => parseLanguageListing('de '),
    () => parseLanguageListing('de  Deutsch'),
    () => parseLanguageListing('de_DE'),
    () => parseLanguageListing('de \udcff'),
    () => parseLanguageListing('de a\rb'),
    () => formatLanguageListing({ tag: '*', name: undefined }),
    () => formatLanguageListing({ tag: 'de', name: '' }),
    () => formatLanguageListing({ tag: 'de', name: ' x' }),
    () => formatLanguageListing({ tag: 'de', name: 'a\r\nb' }),
    () => parseScanListing('1 9007199254740992'),
    () => parseUniqueIdListing('1'),
    () => parseUniqueIdListing(`1 ${'x'.repeat(71)}`),
    () => parseUniqueIdListing('1 a b'),
    () => formatUniqueIdListing({ message: 1, uid: 'a b' }),
    () => formatScanListing({ message: 0, octets: 1 }),
    () => formatCapabilities({ implementation: 'a\r\nb' }),
  ])('refuse what does not follow the grammar (%#)', run => {
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
    expect(parseCapabilities(['expire never', 'stls', '__proto__ x', 'sasl', 'Utf8'])).toEqual({
      expire: { days: 'NEVER', perUser: false },
      stls: true,
      sasl: [],
      utf8: [],
      unknown: new Map([['__PROTO__', 'x']]),
    })
  })

  it.each<[string, Capabilities]>([
    ['EXPIRE 0', { expire: { days: 0, perUser: false } }],
    ['EXPIRE NEVER', { expire: { days: 'NEVER', perUser: false } }],
    ['EXPIRE NEVER USER', { expire: { days: 'NEVER', perUser: true } }],
    ['EXPIRE 5 USER', { expire: { days: 5, perUser: true } }],
    ['EXPIRE 9007199254740991', { expire: { days: Number.MAX_SAFE_INTEGER, perUser: false } }],
    ['LOGIN-DELAY 0', { 'login-delay': { seconds: 0, perUser: false } }],
    ['LOGIN-DELAY 180 USER', { 'login-delay': { seconds: 180, perUser: true } }],
    ['IMPLEMENTATION BlurdyBlurp POP3 server', { implementation: 'BlurdyBlurp POP3 server' }],
    ['UTF8', { utf8: [] }],
    ['X-Y', { unknown: new Map([['X-Y', '']]) }],
  ])('%s (RFC 2449 6, RFC 6856 2)', (row, expected) => {
    expect(parseCapabilities([row])).toEqual(expected)
    expect(formatCapabilities(expected)).toEqual([row])
  })

  it.each([
    '',
    ' ',
    ' TOP',
    'TOP ',
    'TOP x',
    'TOP  x',
    'IMPLEMENTATION',
    'IMPLEMENTATION a\tb',
    'IMPLEMENTATION é',
    'SASL PL@IN',
    'SASL\tPLAIN',
    'X.Y',
    'LOGIN-DELAY',
    'LOGIN-DELAY soon',
    'LOGIN-DELAY NEVER',
    'LOGIN-DELAY 1 2',
    'LOGIN-DELAY 1 USER x',
    'LOGIN-DELAY 9007199254740992',
    'EXPIRE -1',
    'EXPIRE 1.5',
    'EXPIRE ٣',
    'a\r\nb',
  ])('the grammar does not have the row %j (RFC 2449 3 and 6)', row => {
    expect(caught(() => parseCapabilities([row]))).toMatchObject({ name: 'Pop3Error', code: 'bad-listing' })
  })

  it('RFC 2449 says nothing of a tag that comes twice: it does not follow the grammar', () => {
    expect(caught(() => parseCapabilities(['TOP', 'SASL A', 'sasl B']))).toMatchObject({ code: 'bad-listing' })
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
    [{ expire: { days: 2 ** 53, perUser: false } }, 'bad-listing'],
    [{ implementation: '' }, 'bad-listing'],
    [{ implementation: 'a  b' }, 'bad-listing'],
    [{ sasl: ['X@Y'] }, 'bad-listing'],
    [{ unknown: new Map([['TOP', '']]) }, 'bad-listing'],
    [{ unknown: new Map([['A.B', '']]) }, 'bad-listing'],
    [
      {
        unknown: new Map([
          ['A', ''],
          ['a', ''],
        ]),
      },
      'bad-listing',
    ],
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

  const bytes = fc.oneof(
    fc.array(row, { maxLength: 6 }).map(texts => Uint8Array.from(texts.join('\r\n'), char => char.charCodeAt(0) & 0xff)),
    fc
      .array(
        fc
          .tuple(fc.nat(4), fc.constantFrom(' ', '  ', ''), fc.constantFrom('1', '20', 'a b', 'x', 'English', ''))
          .map(parts => parts.join('')),
        { maxLength: 6 },
      )
      .map(texts => asBytes(texts.join('\r\n'))),
  )
  test.prop([bytes])('whatever answers, it is a listing, the same at any split, or an error (RFC 1939 3)', answerInvariant)
})

describe('a server writes no row that a strict client would refuse', () => {
  const login = ['USER a', 'PASS b']
  it.each<[string, readonly string[], object]>([
    ['LAST', login, { text: 'many' }],
    ['LAST', login, { text: '3 is the last message seen' }],
    ['LAST', login, {}],
    ['STAT', login, { text: '1  2' }],
    ['LIST', login, { rows: ['1  120'] }],
    ['UIDL', login, { rows: ['1 a '] }],
    ['LANG', login, { rows: ['de_DE Deutsch'] }],
    ['LANG de', login, { text: '!' }],
    ['CAPA', login, { rows: ['TOP  x'] }],
    ['AUTH', [], { rows: ['X@Y'] }],
  ])('%s behind %j is not answered by %j', (line, before, answer) => {
    const { server } = serverAt([...before, line])
    expect(caught(() => server.send({ status: '+OK', ...answer }))).toMatchObject({ code: 'bad-listing', fault: 'local' })
    expect(written(server)).toBe('')
    server.send({ status: '-ERR' })
    expect(written(server)).toBe('-ERR\r\n')
  })

  it('RFC 1460 5: LAST is answered by a number, 0 where nothing was accessed', () => {
    const { server, last } = serverAt([...login, 'last'])
    expect(last).toMatchObject({ command: { verb: 'last' }, suggestedReply: { status: '+OK', text: '0' } })
    server.send({ status: '+OK', text: '3' })
    expect(written(server)).toBe('+OK 3\r\n')
    expect(serverAt(['LAST']).last).toMatchObject({ command: { verb: 'invalid', error: { code: 'bad-sequence' } } })
  })

  it('RFC 6856 3.3: LANG, both ways', () => {
    const rows = ['en English', 'en-boont English Boontling dialect', 'de Deutsch', 'it Italiano', 'es Español', 'sv Svenska']
    const { server } = serverAt([...login, 'LANG'])
    server.send({ status: '+OK', text: 'Language listing follows:', rows })
    const client = loggedIn({ strict: true }, { verb: 'lang', tag: undefined }, { verb: 'lang', tag: 'es' })
    const events = drive(client, [...server.takeOutput(), asBytes('+OK es Idioma cambiado\r\n')])
    expect(events).toMatchObject([
      { listing: { type: 'lang', rows: rows.map(parseLanguageListing), malformed: [], warnings: [] } },
      { listing: { type: 'lang', rows: [{ tag: 'es', name: 'Idioma cambiado' }] } },
    ])
  })
})

it('a row has each warning once, however often it departs from the grammar', () => {
  const client = new ClientConnection()
  client.send({ verb: 'capa' })
  client.receive(asBytes(`+OK hi\r\n+OK\r\n  Y${'  a'.repeat(4000)} \r\n.\r\n`))
  const warnings: unknown[] = []
  for (let event = client.nextEvent(); event !== undefined; event = client.nextEvent())
    if (event.type === 'response' && event.listing?.type === 'capa') warnings.push(...event.listing.warnings)
  expect(warnings).toMatchObject([{ code: 'leading-space' }, { code: 'extra-space' }, { code: 'trailing-space' }])
})
