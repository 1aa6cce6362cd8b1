import { fc, test } from '@fast-check/vitest'
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type Command,
  type CommandInit,
  decodeCommand,
  encodeCommand,
  formatMailbox,
  formatPath,
  localPartText,
  parseDomain,
  parseMailbox,
  type SmtpError,
} from '../../src/all.js'
import { command, mailbox } from '../arbitraries.js'
import { commandInvariant, pathInvariant } from '../invariants.js'

const path = (localPart: string, domain?: string) => ({ localPart, domain, sourceRoute: [] })
const none = { unknown: [] }
const someone = path('someone', 'some.domain')

describe('commands, both ways (RFC 5321 4.1.1)', () => {
  it.each<[string, Command]>([
    ['EHLO client.example', { verb: 'ehlo', domain: 'client.example' }],
    ['EHLO [192.0.2.1]', { verb: 'ehlo', domain: '[192.0.2.1]' }],
    ['EHLO [IPv6:2001:db8::1]', { verb: 'ehlo', domain: '[IPv6:2001:db8::1]' }],
    ['HELO client.example', { verb: 'helo', domain: 'client.example' }],
    ['MAIL FROM:<>', { verb: 'mail', reversePath: null, parameters: none }],
    ['MAIL FROM:<someone@some.domain>', { verb: 'mail', reversePath: someone, parameters: none }],
    [
      'MAIL FROM:<someone@some.domain> AUTH=e+3Dmc2@example.com BODY=8BITMIME SIZE=1000 XRET=HDRS X',
      {
        verb: 'mail',
        reversePath: someone,
        parameters: {
          size: 1000,
          body: '8BITMIME',
          auth: 'e=mc2@example.com',
          unknown: [
            { keyword: 'XRET', value: 'HDRS' },
            { keyword: 'X', value: undefined },
          ],
        },
      },
    ],
    ['MAIL FROM:<a@b> AUTH=<>', { verb: 'mail', reversePath: path('a', 'b'), parameters: { ...none, auth: null } }],
    ['RCPT TO:<Postmaster>', { verb: 'rcpt', forwardPath: path('Postmaster'), parameters: { unknown: [] } }],
    ['RCPT TO:<"a b@\\"c"@d>', { verb: 'rcpt', forwardPath: path('"a b@\\"c"', 'd'), parameters: { unknown: [] } }],
    [
      'RCPT TO:<@one,@two.example:a@[X-tag:x]>',
      {
        verb: 'rcpt',
        forwardPath: { ...path('a', '[X-tag:x]'), sourceRoute: ['one', 'two.example'] },
        parameters: { unknown: [] },
      },
    ],
    [
      'RCPT TO:<jos\xc3\xa9@b\xc3\xbccher.example> NOTIFY=NEVER',
      {
        verb: 'rcpt',
        forwardPath: path('josé', 'bücher.example'),
        parameters: { notify: ['NEVER'], unknown: [] },
      },
    ],
    ['DATA', { verb: 'data' }],
    ['RSET', { verb: 'rset' }],
    ['QUIT', { verb: 'quit' }],
    ['STARTTLS', { verb: 'starttls' }],
    ['NOOP', { verb: 'noop', argument: undefined }],
    ['HELP MAIL', { verb: 'help', argument: 'MAIL' }],
    ['NOOP "any \\" text"', { verb: 'noop', argument: '"any \\" text"' }],
    ['VRFY someone', { verb: 'vrfy', argument: 'someone' }],
    ['VRFY jos\xc3\xa9 SMTPUTF8', { verb: 'vrfy', argument: 'josé', smtputf8: true }],
    ['EXPN "a list" SMTPUTF8', { verb: 'expn', argument: '"a list"', smtputf8: true }],
    ['EXPN a-list', { verb: 'expn', argument: 'a-list' }],
    ['AUTH PLAIN', { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined }],
    ['AUTH PLAIN =', { verb: 'auth', mechanism: 'PLAIN', initialResponse: asBytes('') }],
    ['AUTH PLAIN AHRpbQB4', { verb: 'auth', mechanism: 'PLAIN', initialResponse: asBytes('\0tim\0x') }],
    ['LHLO client.example', { verb: 'lhlo', domain: 'client.example' }],
    ['BDAT 86 LAST', { verb: 'bdat', size: 86, last: true }],
    ['BDAT 0', { verb: 'bdat', size: 0, last: false }],
    [
      'BURL imap://harry@gryffindor.example.com/outbox;uid=1 LAST',
      { verb: 'burl', url: 'imap://harry@gryffindor.example.com/outbox;uid=1', last: true },
    ],
    ['ETRN @foo.com', { verb: 'etrn', argument: '@foo.com' }],
    ['ATRN example.org,example.com', { verb: 'atrn', domains: ['example.org', 'example.com'] }],
    ['ATRN', { verb: 'atrn', domains: [] }],
    ['TURN', { verb: 'turn' }],
    [
      'XCLIENT NAME=spike.porcupine.org ADDR=168.100.189.2 PROTO=[UNAVAILABLE]',
      {
        verb: 'xclient',
        attributes: [
          { name: 'NAME', value: 'spike.porcupine.org' },
          { name: 'ADDR', value: '168.100.189.2' },
          { name: 'PROTO', value: undefined },
        ],
      },
    ],
    ['XFORWARD NAME=a+2Bb', { verb: 'xforward', attributes: [{ name: 'NAME', value: 'a+b' }] }],
    ['FOO  bar', { verb: 'unknown', name: 'FOO', argument: ' bar' }],
    ['NOOP a\xc2\xa0', { verb: 'noop', argument: 'a\u00a0' }],
    [
      'RCPTTO:<SOMEONE.WITH.A.LONG.NAME@SOME.DOMAIN.EXAMPLE>',
      { verb: 'unknown', name: 'RCPTTO:<SOMEONE.WITH.A.LONG.NAME@SOME.DOMAIN.EXAMPLE>', argument: undefined },
    ],
    ['STARTTLSX foo', { verb: 'unknown', name: 'STARTTLSX', argument: 'foo' }],
  ])('%s', (text, expected) => {
    const line = asBytes(`${text}\r\n`)
    expect(decodeCommand(line, { strict: true })).toEqual({ ...expected, warnings: [] })
    expect(decodeCommand(line)).toEqual({ ...expected, warnings: [] })
    expect(encodeCommand(expected)).toEqual(line)
    expect(decodeCommand(asBytes(`${text.replace(/^\S+/, verb => verb.toLowerCase())}\r\n`))).toEqual({
      ...expected,
      warnings: [],
    })
  })

  it.each<[string, string, CommandInit]>([
    ['MAIL FROM: <a@b>', 'space-after-colon', { verb: 'mail', reversePath: path('a', 'b') }],
    ['mail from:a@b', 'missing-brackets', { verb: 'mail', reversePath: path('a', 'b') }],
    ['MAIL FROM:<a@b>  SIZE=1', 'extra-space', { verb: 'mail', reversePath: path('a', 'b'), parameters: { ...none, size: 1 } }],
    ['MAIL  FROM:<a@b>', 'extra-space', { verb: 'mail', reversePath: path('a', 'b') }],
    ['RCPT TO:<a@b.example.>', 'trailing-dot', { verb: 'rcpt', forwardPath: path('a', 'b.example') }],
    ['EHLO my_host', 'loose-domain', { verb: 'ehlo', domain: 'my_host' }],
    ['HELO [192.0.2.1]', 'loose-domain', { verb: 'helo', domain: '[192.0.2.1]' }],
    ['EHLO [192.0.2.1] my own pc', 'extra-argument', { verb: 'ehlo', domain: '[192.0.2.1]' }],
    ['VRFY someone@some.domain', 'loose-argument', { verb: 'vrfy', argument: 'someone@some.domain' }],
    ['VRFY a b SMTPUTF8', 'loose-argument', { verb: 'vrfy', argument: 'a b', smtputf8: true }],
    ['VRFY a  SMTPUTF8', 'loose-argument', { verb: 'vrfy', argument: 'a', smtputf8: true }],
    ['HELP me please', 'loose-argument', { verb: 'help', argument: 'me please' }],
    ['NOOP "', 'loose-argument', { verb: 'noop', argument: '"' }],
  ])('%s is taken with a warning, and refused when strict', (text, code, expected) => {
    const decoded = decodeCommand(asBytes(`${text}\r\n`))
    expect(decoded).toMatchObject(expected)
    expect(decoded.warnings).toMatchObject([{ code }])
    expect(caught(() => decodeCommand(asBytes(`${text}\r\n`), { strict: true }))).toMatchObject({ name: 'SmtpError' })
  })

  it.each<[string, string, string | undefined]>([
    ['RCPT TO:<user.@b>', '"user."', 'b'],
    ['RCPT TO:<.user@b>', '".user"', 'b'],
    ['RCPT TO:<us..er@b>', '"us..er"', 'b'],
  ])('%s only if local-part-dots is accepted, and then as the equivalent quoted string', (text, localPart, domain) => {
    const line = asBytes(`${text}\r\n`)
    expect(caught(() => decodeCommand(line))).toMatchObject({ code: 'bad-path' })
    const decoded = decodeCommand(line, { accept: ['local-part-dots'] })
    expect(decoded).toMatchObject({ forwardPath: path(localPart, domain), warnings: [{ code: 'local-part-dots' }] })
    expect(decodeCommand(encodeCommand(decoded), { strict: true })).toEqual({ ...decoded, warnings: [] })
  })

  it('accepts only the quirks that are named', () => {
    const line = asBytes('MAIL FROM: a@b\r\n')
    expect(decodeCommand(line).warnings).toEqual([
      { code: 'space-after-colon', offset: 10 },
      { code: 'missing-brackets', offset: 11 },
    ])
    for (const accept of [[], ['space-after-colon'] as const, ['missing-brackets'] as const])
      expect(caught(() => decodeCommand(line, { accept }))).toMatchObject({ name: 'SmtpError' })
    expect(decodeCommand(line, { accept: ['space-after-colon', 'missing-brackets'] }).warnings).toHaveLength(2)
  })

  it('takes blanks at the end, also when strict (RFC 5321 4.1.1)', () => {
    expect(decodeCommand(asBytes('DATA \t\r\n'), { strict: true })).toEqual({
      verb: 'data',
      warnings: [{ code: 'trailing-space', offset: 4 }],
    })
  })

  it.each<[string, number]>([
    ['DATA foo', 501],
    ['QUIT now', 501],
    ['STARTTLS x', 501],
    ['EHLO', 501],
    ['MAIL FROM:', 501],
    ['MAIL TO:<a@b>', 501],
    ['MAIL FROM:<a\0b@c>', 501],
    ['MAIL FROM:<a\rb@c>', 501],
    ['RCPT TO:<a\tb@c>', 501],
    ['RCPT TO:<"a\nb"@c>', 501],
    ['NOOP \x01', 500],
    ['\0', 500],
    ['da\rta', 500],
    ['  data', 500],
    ['MAIL FROM:<s@s.com>\rRSET', 500],
    ['MAIL FROM:<a@b@c>', 501],
    ['MAIL FROM:<a..b@c>', 501],
    ['MAIL FROM:<.a@b>', 501],
    ['MAIL FROM:<a.@b>', 501],
    ['MAIL FROM:<a@-b->', 501],
    ['MAIL FROM:<a@b..c>', 501],
    ['MAIL FROM:<a@b', 501],
    ['MAIL FROM:<a@b>>>', 501],
    ['MAIL FROM:<a@[1.2.3]>', 501],
    ['MAIL FROM:<a@[IPv6:1::2::3]>', 501],
    ['MAIL FROM:<\xff@b.com>', 501],
    ['MAIL FROM:<"a\x7fb"@c>', 501],
    ['MAIL FROM:<a@[IPv6:1:2:3:4:5:6:7::]>', 501],
    ['MAIL FROM:<a@[256.1.1.1]>', 501],
    ['MAIL FROM:<a@[X-:y]>', 501],
    ['MAIL FROM:<@[1.2.3.4]:a@b>', 501],
    ['MAIL FROM:<postmaster>', 501],
    ['MAIL FROM:<someone>', 501],
    ['RCPT TO:<someone>', 501],
    ['MAIL FROM:<"a@b>', 501],
    ['MAIL FROM:<"a\\\xc3\xa9"@b>', 501],
    ['MAIL FROM:<a@b>SIZE=1', 501],
    ['BDAT', 501],
    ['BDAT x', 501],
    ['BDAT -1', 501],
    ['BDAT NaN', 501],
    ['BDAT 99999999999999999999999', 501],
    ['BDAT 1 LASTLY', 501],
    ['BDAT 1 LAST x', 501],
    ['BURL', 501],
    ['BURL no-scheme', 501],
    ['BURL imap://a/b#c', 501],
    ['ETRN', 501],
    ['ETRN @', 501],
    ['ETRN #', 501],
    ['ETRN a..b', 501],
    ['ATRN a,', 501],
    ['ATRN a,,b', 501],
    ['TURN x', 501],
    ['LHLO', 501],
    ['VRFY', 501],
    ['VRFY \t SMTPUTF8', 501],
    ['EXPN \xff', 501],
    ['XCLIENT', 501],
    ['XCLIENT NAME', 501],
    ['XCLIENT NAME=', 501],
    ['XCLIENT NAME=a NAME=b', 501],
    ['XFORWARD ADDR=a+0D+0Ab', 501],
    ['MAIL FROM:<a@b> SIZE=1 SIZE=2', 501],
    ['MAIL FROM:<a@b> SIZE=', 501],
    ['MAIL FROM:<a@b> SIZE=x', 501],
    ['MAIL FROM:<a@b> SIZE=99999999999999999999', 501],
    ['MAIL FROM:<a@b> BODY=9BIT', 501],
    ['MAIL FROM:<a@b> AUTH=a+0D+0Ab', 501],
    ['MAIL FROM:<a@b> AUTH=a+3d', 501],
    ['MAIL FROM:<a@b> =x', 501],
    [`MAIL FROM:<${'x'.repeat(65)}@b>`, 501],
    [`MAIL FROM:<a@${'x'.repeat(64)}>`, 501],
    [`MAIL FROM:<a@${'x.'.repeat(130)}b>`, 501],
    ['RCPT TO:<>', 501],
    ['AUTH', 501],
    ['AUTH PLAIN !', 501],
    ['AUTH P:N', 501],
    ['\x16\x03\x01', 500],
    ['', 500],
    [' DATA', 500],
  ])('refuses %j with %i', (text, code) => {
    const error = caught(() => decodeCommand(asBytes(`${text}\r\n`))) as SmtpError
    expect([error.name, error.suggestedReply.code]).toEqual(['SmtpError', code])
  })

  it('a bad path of a sender is 5.1.7, of a recipient 5.1.3 (RFC 3463 3.2)', () => {
    const status = (text: string) => (caught(() => decodeCommand(asBytes(text))) as SmtpError).suggestedReply.enhanced
    expect(status('MAIL FROM:<a@b@c>')).toBe('5.1.7')
    expect(status('MAIL FROM:<a\0@c>')).toBe('5.1.7')
    expect(status('RCPT TO:<a@b@c>')).toBe('5.1.3')
    expect(status('RCPT TO:<a\0@c>')).toBe('5.1.3')
  })

  it('a BDAT without a valid size has its own code', () => {
    for (const text of ['BDAT', 'BDAT -1', 'BDAT 99999999999999999999999', 'BDAT 1 2'])
      expect(caught(() => decodeCommand(asBytes(text)))).toMatchObject({ code: 'bad-chunk' })
  })

  it('23: lengths are limits (RFC 5321 4.5.3.1), not grammar', () => {
    const long = `RCPT TO:<${'x'.repeat(65)}@${'y'.repeat(63)}.${'z.'.repeat(100)}b>`
    for (const strict of [true, false])
      expect(caught(() => decodeCommand(asBytes(long), { strict }))).toMatchObject({ code: 'bad-path' })
    const limits = { localPart: 65, path: 400, domain: 300 }
    const decoded = decodeCommand(asBytes(long), { strict: true, limits })
    expect(decoded).toMatchObject({ verb: 'rcpt', forwardPath: { localPart: 'x'.repeat(65) } })
    expect(encodeCommand(decoded, { limits })).toEqual(asBytes(`${long}\r\n`))
    expect(caught(() => encodeCommand(decoded))).toMatchObject({ code: 'bad-path' })
    const label = `EHLO ${'x'.repeat(64)}`
    expect(caught(() => decodeCommand(asBytes(label), { strict: true }))).toMatchObject({ code: 'bad-path' })
    expect(decodeCommand(asBytes(label), { strict: true, limits: { label: 64 } })).toMatchObject({ domain: 'x'.repeat(64) })
  })

  it('offsets are those of the stream', () => {
    expect(caught(() => decodeCommand(asBytes('MAIL FROM:<a@b@c>'), { origin: 1000 }))).toMatchObject({ offset: 1014 })
    expect(caught(() => decodeCommand(asBytes('MAIL FROM:<a@b> SIZE=x'), { origin: 1000 }))).toMatchObject({ offset: 1020 })
    expect(decodeCommand(asBytes('DATA '), { origin: 1000 }).warnings).toEqual([{ code: 'trailing-space', offset: 1004 }])
  })

  const injected = 'a\r\nRSET'
  it.each<CommandInit>([
    { verb: 'ehlo', domain: injected },
    { verb: 'ehlo', domain: 'my_host' },
    { verb: 'mail', reversePath: path(injected, 'b') },
    { verb: 'mail', reversePath: path('a', injected) },
    { verb: 'mail', reversePath: path('a b', 'c') },
    { verb: 'mail', reversePath: path('a@b', 'c') },
    { verb: 'mail', reversePath: path('a') },
    { verb: 'mail', reversePath: path('', 'b') },
    { verb: 'mail', reversePath: path('a', 'b'), parameters: { size: -1 } },
    { verb: 'mail', reversePath: path('a', 'b'), parameters: { size: Number.NaN } },
    { verb: 'mail', reversePath: path('a', 'b'), parameters: { auth: 'é' } },
    { verb: 'mail', reversePath: path('a', 'b'), parameters: { unknown: [{ keyword: 'X', value: injected }] } },
    { verb: 'mail', reversePath: path('a', 'b'), parameters: { unknown: [{ keyword: 'X Y', value: undefined }] } },
    { verb: 'mail', reversePath: path('a', 'b'), parameters: { unknown: [{ keyword: 'SIZE', value: '1' }] } },
    { verb: 'rcpt', forwardPath: path('a', 'b>\r\nDATA') },
    { verb: 'noop', argument: injected },
    { verb: 'vrfy', argument: 'x\0' },
    { verb: 'vrfy', argument: '' },
    { verb: 'auth', mechanism: 'P N', initialResponse: undefined },
    { verb: 'mail', reversePath: path('postmaster') },
    { verb: 'mail', reversePath: { ...path('a', 'b'), sourceRoute: ['[1.2.3.4]'] } },
    { verb: 'mail', reversePath: path('a', 'b.') },
    { verb: 'mail', reversePath: path('a.', 'b') },
    { verb: 'vrfy', argument: 'x SMTPUTF8' },
    { verb: 'lhlo', domain: 'a b' },
    { verb: 'bdat', size: -1, last: false },
    { verb: 'bdat', size: 1.5, last: false },
    { verb: 'burl', url: 'x y', last: false },
    { verb: 'etrn', argument: `#${injected}` },
    { verb: 'etrn', argument: 'a b' },
    { verb: 'atrn', domains: ['a,b'] },
    { verb: 'atrn', domains: ['[1.2.3.4]'] },
    { verb: 'xclient', attributes: [] },
    { verb: 'xclient', attributes: [{ name: 'A B', value: 'x' }] },
    { verb: 'xclient', attributes: [{ name: 'NAME', value: injected }] },
    { verb: 'xclient', attributes: [{ name: 'NAME', value: '[Unavailable]' }] },
    { verb: 'xforward', attributes: [{ name: 'NAME', value: '' }] },
    { verb: 'unknown', name: 'X\n', argument: undefined },
    { verb: 'unknown', name: 'DATA', argument: undefined },
    { verb: 'unknown', name: 'X', argument: injected },
  ])('never writes %j', value => {
    expect(caught(() => encodeCommand(value))).toMatchObject({ name: 'SmtpError' })
  })

  test.prop([command])('decode undoes encode', value => {
    const { warnings, ...decoded } = decodeCommand(encodeCommand(value))
    expect(decoded).toEqual(value)
    for (const { code } of warnings ?? []) expect(code).toBe('loose-argument')
  })

  test.prop([fc.uint8Array({ maxLength: 80 })])('no foreign error for any bytes', commandInvariant)

  test.prop([
    fc.constantFrom(
      'MAIL FROM:<',
      'RCPT TO:<',
      'EHLO ',
      'AUTH ',
      'BDAT ',
      'BURL ',
      'ETRN ',
      'ATRN ',
      'XCLIENT ',
      'VRFY ',
      'NOOP ',
    ),
    fc.array(
      fc.constantFrom(
        'a',
        '1',
        '.',
        '-',
        '@',
        '<',
        '>',
        ':',
        ',',
        ';',
        '=',
        '"',
        '\\',
        '[',
        ']',
        'IPv6:',
        '::',
        ' ',
        '+',
        '3D',
        '\xc3\xa9',
        '\xff',
      ),
      { maxLength: 16 },
    ),
  ])('nor for bytes with a meaning', (start, rest) => {
    commandInvariant(asBytes(start + rest.join('')))
  })

  const change = fc.tuple(
    fc.nat(2),
    fc.nat(500),
    fc.oneof(fc.nat(255), fc.constantFrom(...asBytes(' <>@.:;,"\\[]=+-\0\r\n\t\xc3\xff'))),
  )
  test.prop([command, fc.array(change, { minLength: 1, maxLength: 3 })], { numRuns: 500 })(
    'nor for what is almost a command',
    (value, changes) => {
      const line = [...encodeCommand(value)]
      for (const [kind, at, byte] of changes) line.splice(at % line.length, kind === 1 ? 0 : 1, ...(kind === 0 ? [] : [byte]))
      commandInvariant(Uint8Array.from(line))
    },
  )
})

it('a domain in AUTH that ends in a dot loses it, as in a path (RFC 4954 5)', () => {
  const decoded = decodeCommand(asBytes('MAIL FROM:<a@b> AUTH=jo+40some.domain.\r\n'))
  expect(decoded).toMatchObject({ parameters: { auth: 'jo@some.domain' } })
  expect(decodeCommand(encodeCommand(decoded))).toEqual(decoded)
})

describe('mailboxes (RFC 5321 2.3.11, 4.1.2)', () => {
  test.prop([mailbox])('parse undoes format', value => {
    expect(parseMailbox(formatMailbox(value))).toEqual(value)
  })

  it('4.5.3.1.3: no more bytes than fit a path, so that every decoded mailbox can be encoded', () => {
    const text = `a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(60)}`
    expect(formatPath(parseMailbox(text))).toHaveLength(256)
    expect(caught(() => parseMailbox(`${text}e`))).toMatchObject({ code: 'bad-path' })
    expect(parseMailbox(`${text}e`, { path: 257 })).toMatchObject({ localPart: 'a' })
  })

  test.prop([fc.uint8Array({ maxLength: 40 })])('no foreign error for any bytes', pathInvariant)

  it('4.1.2: all quoted forms of a local part are equal', () => {
    const texts = ['some.one', '"some.one"', '"some\\.one"', '"\\s\\o\\m\\e.\\o\\n\\e"'].map(text =>
      localPartText(parseMailbox(`${text}@b`)),
    )
    expect(new Set(texts)).toEqual(new Set(['some.one']))
    expect(localPartText(parseMailbox('"a \\"\\\\b"@b'))).toBe('a "\\b')
  })

  it('domains and literals (RFC 5321 2.3.5, 4.1.3, F.4)', () => {
    for (const text of [
      'a',
      'some.domain',
      '[127.0.0.1]',
      '[001.02.3.255]',
      '[IPv6:::1]',
      '[IPv6:1::8]',
      '[IPv6:::1.2.3.4]',
      'xn--bcher-kva.example',
    ])
      expect(parseDomain(text)).toBe(text)
    for (const text of [
      '',
      '.',
      'a.',
      'a b',
      '[',
      '[]',
      '[a]',
      'a-',
      'a]',
      '[127.0.0.1',
      '[1.2.3.4]x',
      '[IPv6:1:2:3:4:5:6:7:1.2.3.4]',
      '[IPv6:1:::2]',
      '#123',
    ])
      expect(caught(() => parseDomain(text))).toMatchObject({ code: 'bad-path' })
  })
})
