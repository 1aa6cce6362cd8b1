import { fc, test } from '@fast-check/vitest'
import { caught, everySplit, octets } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type Command,
  type CommandInit,
  decodeCommand,
  decodeReply,
  decodeXtext,
  encodeCommand,
  encodeReply,
  encodeXtext,
  formatExtensions,
  formatMailbox,
  parseDomain,
  parseExtensions,
  parseMailbox,
  ReplyDecoder,
  type SmtpError,
} from '../src/index.js'
import { command, mailbox, reply } from './arbitraries.js'
import { commandInvariant, replyInvariant } from './invariants.js'

const path = (localPart: string, domain?: string) => ({ localPart, domain, sourceRoute: [] })
const none = { size: undefined, body: undefined, auth: undefined, smtputf8: undefined, unknown: [] }
const someone = path('someone', 'some.domain')

describe('commands, both ways (RFC 5321 4.1.1)', () => {
  it.each<[string, Command]>([
    ['EHLO client.example', { verb: 'ehlo', domain: 'client.example' }],
    ['EHLO [192.0.2.1]', { verb: 'ehlo', domain: '[192.0.2.1]' }],
    ['HELO [IPv6:2001:db8::1]', { verb: 'helo', domain: '[IPv6:2001:db8::1]' }],
    ['MAIL FROM:<>', { verb: 'mail', reversePath: null, parameters: none }],
    ['MAIL FROM:<someone@some.domain>', { verb: 'mail', reversePath: someone, parameters: none }],
    [
      'MAIL FROM:<someone@some.domain> SIZE=1000 BODY=8BITMIME AUTH=e+3Dmc2@example.com SMTPUTF8 RET=HDRS',
      {
        verb: 'mail',
        reversePath: someone,
        parameters: {
          size: 1000,
          body: '8BITMIME',
          auth: 'e=mc2@example.com',
          smtputf8: true,
          unknown: [{ keyword: 'RET', value: 'HDRS' }],
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
        parameters: { unknown: [{ keyword: 'NOTIFY', value: 'NEVER' }] },
      },
    ],
    ['DATA', { verb: 'data' }],
    ['RSET', { verb: 'rset' }],
    ['QUIT', { verb: 'quit' }],
    ['STARTTLS', { verb: 'starttls' }],
    ['NOOP', { verb: 'noop', argument: undefined }],
    ['HELP me please', { verb: 'help', argument: 'me please' }],
    ['VRFY someone', { verb: 'vrfy', argument: 'someone' }],
    ['EXPN a-list', { verb: 'expn', argument: 'a-list' }],
    ['AUTH PLAIN', { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined }],
    ['AUTH PLAIN =', { verb: 'auth', mechanism: 'PLAIN', initialResponse: octets('') }],
    ['AUTH PLAIN AHRpbQB4', { verb: 'auth', mechanism: 'PLAIN', initialResponse: octets('\0tim\0x') }],
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
    ['STARTTLSX foo', { verb: 'unknown', name: 'STARTTLSX', argument: 'foo' }],
  ])('%s', (text, expected) => {
    const line = octets(`${text}\r\n`)
    expect(decodeCommand(line, { strict: true })).toEqual({ ...expected, warnings: [] })
    expect(decodeCommand(line)).toEqual({ ...expected, warnings: [] })
    expect(encodeCommand(expected)).toEqual(line)
    expect(decodeCommand(octets(`${text.replace(/^\S+/, verb => verb.toLowerCase())}\r\n`))).toEqual({
      ...expected,
      warnings: [],
    })
  })

  it.each<[string, string, CommandInit]>([
    ['MAIL FROM: <a@b>', 'space-after-colon', { verb: 'mail', reversePath: path('a', 'b') }],
    ['mail from:a@b', 'missing-brackets', { verb: 'mail', reversePath: path('a', 'b') }],
    ['MAIL FROM:<a@b>  SIZE=1', 'extra-space', { verb: 'mail', reversePath: path('a', 'b'), parameters: { ...none, size: 1 } }],
    ['EHLO my_host', 'loose-domain', { verb: 'ehlo', domain: 'my_host' }],
  ])('%s is taken with a warning, and refused when strict', (text, code, expected) => {
    const decoded = decodeCommand(octets(`${text}\r\n`))
    expect(decoded).toMatchObject(expected)
    expect(decoded.warnings).toMatchObject([{ code }])
    expect(caught(() => decodeCommand(octets(`${text}\r\n`), { strict: true }))).toMatchObject({ name: 'SmtpError' })
  })

  it('takes blanks at the end, also when strict (RFC 5321 4.1.1)', () => {
    expect(decodeCommand(octets('DATA \t\r\n'), { strict: true })).toEqual({
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
    ['MAIL FROM:<a\0b@c>', 500],
    ['MAIL FROM:<a\rb@c>', 500],
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
    ['MAIL FROM:<"a\x7fb"@c>', 500],
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
    const error = caught(() => decodeCommand(octets(`${text}\r\n`))) as SmtpError
    expect([error.name, error.suggestedReply.code]).toEqual(['SmtpError', code])
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
    { verb: 'unknown', name: 'X\n', argument: undefined },
    { verb: 'unknown', name: 'DATA', argument: undefined },
    { verb: 'unknown', name: 'X', argument: injected },
  ])('never writes %j', value => {
    expect(caught(() => encodeCommand(value))).toMatchObject({ name: 'SmtpError' })
  })

  test.prop([command])('decode undoes encode', value => {
    expect(decodeCommand(encodeCommand(value), { strict: true })).toEqual({ ...value, warnings: [] })
  })

  test.prop([fc.uint8Array({ maxLength: 80 })])('no foreign error for any octets', commandInvariant)
})

describe('mailboxes and xtext', () => {
  test.prop([mailbox])('parse undoes format', value => {
    expect(parseMailbox(formatMailbox(value))).toEqual(value)
  })

  it('domains and literals', () => {
    for (const text of ['a', 'some.domain', '[127.0.0.1]', '[IPv6:::1]', 'xn--bcher-kva.example'])
      expect(parseDomain(text)).toBe(text)
    for (const text of ['', '.', 'a.', 'a b', '[', '[]', '[a]', 'a-', 'a]', '[127.0.0.1'])
      expect(caught(() => parseDomain(text))).toMatchObject({ code: 'bad-path' })
  })

  test.prop([fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map(code => String.fromCharCode(code)) })])(
    'xtext (RFC 3461 4)',
    text => {
      expect(decodeXtext(encodeXtext(text))).toBe(text)
    },
  )

  it.each(['+', '+4', '+0d', 'a=b', 'a b', '+0D', 'é'])('%j is no xtext', text => {
    expect(caught(() => decodeXtext(text))).toMatchObject({ code: 'bad-parameter' })
  })
})

describe('replies, both ways (RFC 5321 4.2, RFC 2034)', () => {
  it.each<[string, object]>([
    ['250 ok\r\n', { code: 250, enhanced: undefined, lines: ['ok'] }],
    ['250 2.1.5 ok\r\n', { code: 250, enhanced: '2.1.5', lines: ['ok'] }],
    ['250 2.0.0\r\n', { code: 250, enhanced: '2.0.0', lines: [''] }],
    ['250-one\r\n250-\r\n250 three\r\n', { code: 250, enhanced: undefined, lines: ['one', '', 'three'] }],
    ['550-5.7.1 one\r\n550 5.7.1 two\r\n', { code: 550, enhanced: '5.7.1', lines: ['one', 'two'] }],
    ['550-5.7.1 one\r\n550 two\r\n', { code: 550, enhanced: undefined, lines: ['5.7.1 one', 'two'] }],
    ['250 5.1.1 of another class\r\n', { code: 250, enhanced: undefined, lines: ['5.1.1 of another class'] }],
    ['334 AHRpbQB4\r\n', { code: 334, enhanced: undefined, lines: ['AHRpbQB4'] }],
    ['220 caf\xe9\r\n', { code: 220, enhanced: undefined, lines: ['caf\udce9'] }],
  ])('%j at every split', (text, expected) => {
    for (const chunks of everySplit(octets(text))) {
      const decoder = new ReplyDecoder()
      const found = chunks.flatMap(chunk => {
        decoder.push(chunk)
        const next = decoder.next()
        chunk.fill(0xaa)
        return next === undefined ? [] : [next]
      })
      expect(found).toEqual([expected])
    }
    expect(encodeReply(decodeReply(octets(text)))).toEqual(octets(text))
  })

  it('takes a code alone', () => {
    expect(decodeReply(octets('250\r\n'))).toEqual({ code: 250, enhanced: undefined, lines: [''] })
    expect(decodeReply(octets('334\r\n')).lines).toEqual([''])
  })

  it.each([
    ['1: not three digits', 'hello\r\n', 'bad-reply'],
    ['1: a code below 200', '150 x\r\n', 'bad-reply'],
    ['1: a code above 599', '600 x\r\n', 'bad-reply'],
    ['1: another separator', '250+x\r\n', 'bad-reply'],
    ['2: two codes in one reply', '250-a\r\n251 b\r\n', 'bad-reply'],
    ['4: a bare LF', '250 a\n', 'bare-lf'],
    ['a bare CR', '250 a\rb\r\n', 'bad-reply'],
    ['5: an endless line', `250 ${'x'.repeat(5000)}`, 'line-too-long'],
    ['5: an endless reply', '250-x\r\n'.repeat(1001), 'limit'],
    ['one that is not whole', '250-x\r\n', 'bad-reply'],
    ['two of them', '250 x\r\n250 y\r\n', 'bad-reply'],
  ])('refuses %s', (_name, text, code) => {
    expect(caught(() => decodeReply(octets(text)))).toMatchObject({ name: 'SmtpError', code })
  })

  it('1: strict ends at 559', () => {
    expect(decodeReply(octets('571 x\r\n')).code).toBe(571)
    expect(caught(() => decodeReply(octets('571 x\r\n'), { strict: true }))).toMatchObject({ code: 'bad-reply' })
  })

  it.each([
    { code: 99 },
    { code: 600 },
    { code: 250.5 },
    { code: 250, lines: [] },
    { code: 250, lines: ['a\r\nb'] },
    { code: 250, lines: ['\0'] },
    { code: 250, enhanced: '5.0.0' },
    { code: 250, enhanced: '2.0' },
    { code: 250, enhanced: '2.0.0 ' },
    { code: 354, enhanced: '3.0.0' },
    { code: 250, lines: ['x'.repeat(600)] },
  ])('never writes %j', value => {
    expect(caught(() => encodeReply(value))).toMatchObject({ name: 'SmtpError' })
  })

  test.prop([reply])('decode undoes encode', value => {
    expect(decodeReply(encodeReply(value))).toEqual(value)
  })

  test.prop([fc.uint8Array({ maxLength: 80 })])('no foreign error for any octets', replyInvariant)
})

describe('EHLO keywords (RFC 5321 4.1.1.1)', () => {
  it('are typed both ways, in either case', () => {
    const lines = [
      'PIPELINING',
      '8BITMIME',
      'SMTPUTF8',
      'STARTTLS',
      'ENHANCEDSTATUSCODES',
      'SIZE 1000',
      'AUTH PLAIN LOGIN',
      'DELIVERBY 60',
      'X-OTHER',
    ]
    const extensions = {
      pipelining: true,
      '8bitmime': true,
      smtputf8: true,
      starttls: true,
      enhancedstatuscodes: true,
      size: 1000,
      auth: ['PLAIN', 'LOGIN'],
      unknown: new Map([
        ['DELIVERBY', '60'],
        ['X-OTHER', ''],
      ]),
    } as const
    expect(parseExtensions(lines)).toEqual(extensions)
    expect(parseExtensions(lines.map(line => line.toLowerCase()))).toEqual({ ...extensions, unknown: extensions.unknown })
    expect(formatExtensions(extensions)).toEqual(lines)
  })

  it('AUTH= is the same as AUTH, and SIZE alone is no limit', () => {
    expect(parseExtensions(['AUTH=LOGIN', 'AUTH PLAIN LOGIN', 'SIZE', '', '???', '__proto__'])).toEqual({
      auth: ['LOGIN', 'PLAIN'],
      size: 0,
    })
    expect(caught(() => formatExtensions({ auth: ['A\r\nB'] }))).toMatchObject({ code: 'bad-reply' })
  })
})
