/** The server against hostile clients: every line of the checklist, with the outcome that is wanted. */
import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type Extensions,
  type ReplyInit,
  ServerConnection,
  type ServerEvent,
  type ServerOptions,
  type ServerSend,
  type SessionFacts,
} from '../../src/all.js'
import { serverInvariant } from '../invariants.js'
import { answer, bytesMoved, codes, codesOf, serve } from '../support.js'

const queues = 'ETRN x\r\nATRN\r\nTURN\r\nXCLIENT NAME=x\r\nXFORWARD NAME=x\r\n'
const start = 'EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n'

describe('the length of AUTH (RFC 4954 4)', () => {
  const extensions = { auth: ['PLAIN'] }
  const long = `AUTH PLAIN ${btoa('x'.repeat(6000))}\r\n`
  const said = (chunks: readonly string[]): string[] =>
    serve(['EHLO a\r\n', ...chunks, 'QUIT\r\n'].map(asBytes), { extensions })
      .output.trimEnd()
      .split('\r\n')
      .filter(line => line[3] === ' ')
      .slice(2, -1)
      .map(line => line.slice(0, 9))

  it.each([
    ['an initial response of 8000 bytes', long, '235 2.7.0'],
    ['one that is above the limit of an exchange', `AUTH PLAIN ${'A'.repeat(12_288)}\r\n`, '500 5.5.6'],
    ['another command of that length', `AUTX PLAIN ${'A'.repeat(8000)}\r\n`, '500 5.5.2'],
    ['a verb that begins in the same way', `A${'B'.repeat(8000)}\r\n`, '500 5.5.2'],
  ])('%s, however it is cut', (_name, line, reply) => {
    for (const chunks of [[line], [line.slice(0, 1), line.slice(1)], [line.slice(0, 4), line.slice(4)], [...line]])
      expect(said(chunks)).toEqual([reply])
  })

  it('an invalid line before it changes nothing, however it is split', () => {
    for (const broken of ['.\nMAIL FROM:<a@b>\r\n', `NOOP ${'x'.repeat(13_000)}\r\n`, `NOOP\nAUTH ${'x'.repeat(20_000)}\r\n`]) {
      const all = broken + long
      for (const chunks of [[all], [broken, long], [all.slice(0, 2), all.slice(2)], [...all]])
        expect(said(chunks)).toEqual(['500 5.5.2', '235 2.7.0'])
    }
    expect(said([`NOOP\n\r\nBDAT ${' '.repeat(3000)}5\r\n`, 'NOOP\r\n'])).toEqual(['500 5.5.2'])
  })

  it('a line of an exchange that is above the limit is refused with its own status', () => {
    expect(said(['AUTH PLAIN\r\n', `${'A'.repeat(12_288)}\r\n`])).toEqual(['334 ', '500 5.5.6'])
  })

  it('where AUTH is not offered, or cannot come, it is as long as other commands', () => {
    expect(codes(`EHLO a\r\n${long}`)).toEqual([250, 500])
    expect(codes(`EHLO a\r\nMAIL FROM:<a@b>\r\n${long}`, { extensions })).toEqual([250, 250, 500])
  })
})

describe('a hostile client (checklist SERVER)', () => {
  it.each<[string, string, number[], Partial<ServerOptions>?]>([
    ['1: a bare LF does not split a line (RFC 5321 2.3.8)', 'NOOP\nQUIT\r\nNOOP\r\n', [500, 250]],
    ['2: a bare CR does not split a line', 'NOOP\rQUIT\r\nNOOP\r\n', [500, 250]],
    ['3: a NUL', 'NO\0OP\r\n', [500]],
    ['4: a line that is too long is answered once (RFC 5321 4.5.3.1.9)', `NOOP ${'x'.repeat(3000)}\r\nNOOP\r\n`, [500, 250]],
    [
      '6: beyond ASCII without SMTPUTF8 (RFC 5321 2.4)',
      'EHLO a\r\nMAIL FROM:<\xc3\xa9@b>\r\nMAIL FROM:<a@b>\r\nRCPT TO:<\xc3\xa9@b>\r\n',
      [250, 550, 250, 553],
      { extensions: { smtputf8: true } },
    ],
    [
      '6: with SMTPUTF8',
      'EHLO a\r\nMAIL FROM:<\xc3\xa9@b> SMTPUTF8\r\nRCPT TO:<\xc3\xa9@b>\r\n',
      [250, 250, 250],
      { extensions: { smtputf8: true } },
    ],
    ['3: another control character', 'NO\x01OP\r\n', [500]],
    ['6: what is not UTF-8', 'EHLO a\r\nMAIL FROM:<\xff@b>\r\n', [250, 501], { extensions: { smtputf8: true } }],
    ['7: MAIL before EHLO', 'MAIL FROM:<a@b>\r\n', [503]],
    ['7: MAIL in MAIL (RFC 5321 4.1.1.2)', 'EHLO a\r\nMAIL FROM:<a@b>\r\nMAIL FROM:<a@b>\r\n', [250, 250, 503]],
    ['7: RCPT before MAIL', 'EHLO a\r\nRCPT TO:<a@b>\r\n', [250, 503]],
    ['7: DATA without RCPT', 'EHLO a\r\nMAIL FROM:<a@b>\r\nDATA\r\n', [250, 250, 503]],
    ['7: DATA when every RCPT was refused', 'EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<Green@b>\r\nDATA\r\n', [250, 250, 550, 503]],
    ['8: arguments where there are none', 'EHLO a\r\nDATA x\r\nRSET x\r\nQUIT x\r\nSTARTTLS x\r\n', [250, 501, 501, 501, 501]],
    [
      '9: an unknown parameter',
      'EHLO a\r\nMAIL FROM:<a@b> FOO=BAR\r\nMAIL FROM:<a@b> SIZE=1\r\nMAIL FROM:<a@b> BODY=8BITMIME\r\n',
      [250, 555, 555, 555],
    ],
    [
      '9: parameters of extensions that are not offered, typed or not',
      `EHLO a\r\n${['AUTH=<>', 'SMTPUTF8', 'BODY=BINARYMIME', 'RET=FULL', 'ENVID=x', 'REQUIRETLS']
        .map(parameter => `MAIL FROM:<a@b> ${parameter}\r\n`)
        .join('')}MAIL FROM:<a@b>\r\nRCPT TO:<a@b> NOTIFY=NEVER\r\nRCPT TO:<a@b> FOO\r\n`,
      [250, 555, 555, 555, 555, 555, 555, 250, 555, 555],
    ],
    [
      '9: parameters that are offered',
      'EHLO a\r\nMAIL FROM:<a@b> BODY=7BIT RET=FULL\r\nRCPT TO:<a@b> NOTIFY=NEVER\r\n',
      [250, 250, 250],
      { extensions: { dsn: true } },
    ],
    ['9: a parameter twice', 'EHLO a\r\nMAIL FROM:<a@b> SIZE=1 SIZE=2\r\n', [250, 501], { extensions: { size: 0 } }],
    [
      '10: SIZE that no number holds',
      'EHLO a\r\nMAIL FROM:<a@b> SIZE=99999999999999999999\r\n',
      [250, 501],
      { extensions: { size: 0 } },
    ],
    ['10: SIZE above the limit', 'EHLO a\r\nMAIL FROM:<a@b> SIZE=1001\r\n', [250, 552], { extensions: { size: 1000 } }],
    [
      '16: STARTTLS inside TLS, and where it is not offered',
      'EHLO a\r\nSTARTTLS\r\n',
      [250, 503],
      { tls: true, extensions: { starttls: true } },
    ],
    ['16: STARTTLS not offered', 'EHLO a\r\nSTARTTLS\r\n', [250, 502]],
    [
      '16: AUTH twice',
      'EHLO a\r\nAUTH PLAIN AHRpbQB4\r\nAUTH PLAIN AHRpbQB4\r\n',
      [250, 235, 503],
      { extensions: { auth: ['PLAIN'] } },
    ],
    [
      '16: AUTH in a transaction',
      'EHLO a\r\nMAIL FROM:<a@b>\r\nAUTH PLAIN AHRpbQB4\r\n',
      [250, 250, 503],
      { extensions: { auth: ['PLAIN'] } },
    ],
    ['16: AUTH given up', 'EHLO a\r\nAUTH PLAIN\r\n*\r\n', [250, 334, 501], { extensions: { auth: ['PLAIN'] } }],
    ['16: AUTH that is not base 64', 'EHLO a\r\nAUTH PLAIN\r\n!\r\n', [250, 334, 501], { extensions: { auth: ['PLAIN'] } }],
    [
      '16: AUTH with a line that is too long',
      `EHLO a\r\nAUTH PLAIN\r\n${'A'.repeat(13_000)}\r\n`,
      [250, 334, 500],
      { extensions: { auth: ['PLAIN'] } },
    ],
    [
      '16: AUTH with a mechanism that is not offered',
      'EHLO a\r\nAUTH LOGIN\r\n',
      [250, 504],
      { extensions: { auth: ['PLAIN'] } },
    ],
    ['16: AUTH where it is not offered', 'EHLO a\r\nAUTH LOGIN\r\n', [250, 502]],
    [
      '16: AUTH inside TLS that only TLS may carry',
      'EHLO a\r\nAUTH LOGIN =\r\n',
      [250, 502],
      { extensions: ({ secure }) => (secure ? { auth: ['LOGIN'] } : {}) },
    ],
    ['16: a second STARTTLS', 'EHLO a\r\nSTARTTLS\r\n', [250, 503], { tls: true, extensions: { starttls: true } }],
    ['21: xtext with a line end', 'EHLO a\r\nMAIL FROM:<a@b> AUTH=a+0D+0A\r\n', [250, 501], { extensions: { auth: ['PLAIN'] } }],
    ['22: a control character in quotes', 'EHLO a\r\nMAIL FROM:<"a\x01"@b>\r\n', [250, 501]],
    [
      '23: parts of a path that are too long (RFC 5321 4.5.3.1.1 to 4.5.3.1.3)',
      `EHLO a\r\nMAIL FROM:<${'x'.repeat(65)}@b>\r\nMAIL FROM:<a@${'b.'.repeat(127)}bc>\r\n`,
      [250, 501, 501],
    ],
    ['17: EHLO starts over', `${start}EHLO a\r\nDATA\r\n`, [250, 250, 250, 250, 503]],
    ['20: HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n', [421]],
    ['20: HTTP by another method', 'DELETE /x HTTP/1.1\r\n', [421]],
    ['20: HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [421]],
    ['20: TLS', '\x16\x03\x01\x02', [421]],
    ['24: too many recipients', `${start}RCPT TO:<e@d>\r\n`, [250, 250, 250, 452], { limits: { recipients: 1 } }],
    [
      '25: a message that is too large (RFC 5321 4.5.3.1.7)',
      `${start}DATA\r\n${'x\r\n'.repeat(400)}.\r\n`,
      [250, 250, 250, 354, 552],
      { extensions: { size: 1000 } },
    ],
    ['24: RCPTMAX (RFC 9422)', `${start}RCPT TO:<e@d>\r\n`, [250, 250, 250, 452], { extensions: { limits: { rcptMax: 1 } } }],
    [
      'RCPTDOMAINMAX (RFC 9422)',
      `${start}RCPT TO:<e@D>\r\nRCPT TO:<e@x>\r\n`,
      [250, 250, 250, 250, 452],
      { extensions: { limits: { rcptDomainMax: 1 } } },
    ],
    [
      'MAILMAX (RFC 9422)',
      `${start}RSET\r\nMAIL FROM:<>\r\n`,
      [250, 250, 250, 250, 452],
      { extensions: { limits: { mailMax: 1 } } },
    ],
    ['LHLO in SMTP', 'LHLO a\r\nEHLO a\r\n', [500, 250]],
    ['EHLO and HELO in LMTP (RFC 2033 4.1)', 'EHLO a\r\nHELO a\r\nLHLO a\r\n', [500, 500, 250], { lmtp: true }],
    ['ETRN, ATRN, TURN, BURL, XCLIENT, XFORWARD, not offered', `EHLO a\r\n${queues}`, [250, 502, 502, 502, 502, 502]],
    [
      'ETRN, ATRN, TURN, XCLIENT, XFORWARD, offered',
      `EHLO a\r\n${queues}`,
      [250, 251, 530, 502, 550, 550],
      { extensions: { etrn: true, atrn: true, turn: true, xclient: ['NAME'], xforward: ['NAME'] } },
    ],
    [
      'the same before EHLO, and in a transaction',
      `${queues}${start}${queues}`,
      [503, 503, 503, 503, 503, 250, 250, 250, 503, 503, 503, 503, 503],
    ],
    ['BURL', `${start}BURL imap://x LAST\r\n`, [250, 250, 250, 554], { extensions: { burl: ['imap'] } }],
    ['unknown verbs (RFC 5321 4.1.5)', 'XYZZY\r\n', [500]],
    ['SEND, SOML, SAML (RFC 5321 F.6)', 'SEND FROM:<a@b>\r\nSOML FROM:<a@b>\r\nSAML FROM:<a@b>\r\n', [500, 500, 500]],
    [
      'VRFY, EXPN, HELP, NOOP (RFC 5321 3.5.3, 4.1.1.6 to 4.1.1.9, 4.2.4, 7.3)',
      'VRFY a\r\nEXPN a\r\nHELP\r\nNOOP x\r\n',
      [252, 502, 214, 250],
    ],
    ['EXPN, offered (RFC 5321 3.5.4, 4.3.2)', 'EXPN a\r\n', [252], { extensions: { expn: true } }],
    ['20 commands that make no sense', 'NOPE\r\n'.repeat(30), [...Array<number>(20).fill(500), 421]],
  ])('%s', (_name, text, expected, options) => {
    expect(codes(text, options)).toEqual(expected)
  })

  it('5: a line without end ends the session', () => {
    const server = new ServerConnection({ hostname: 'mx.example' })
    const events = drive(
      server,
      Array.from({ length: 100 }, () => asBytes('x'.repeat(1000))),
      event => 'suggestedReply' in event && server.send(event.suggestedReply),
    )
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'line-too-long' } })
  })

  it('15: bytes after STARTTLS are fatal', () => {
    const server = new ServerConnection({ hostname: 'mx.example', extensions: { starttls: true } })
    const events = drive(
      server,
      [asBytes('EHLO a\r\nSTARTTLS\r\nRSET\r\n')],
      event => 'suggestedReply' in event && server.send(event.suggestedReply),
    )
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'plaintext-after-upgrade' } })
    expect(server.waiting).toBe('closed')
  })

  it('15: everything is forgotten after TLS', () => {
    const server = new ServerConnection({
      hostname: 'mx.example',
      extensions: ({ secure }) => (secure ? { auth: ['PLAIN'] } : { starttls: true }),
    })
    const reply = (event: ServerEvent) => 'suggestedReply' in event && server.send(event.suggestedReply)
    drive(server, [asBytes('EHLO a\r\nSTARTTLS\r\n')], reply)
    expect(caught(() => server.receive(asBytes('x')))).toMatchObject({ code: 'invalid-state' })
    server.upgraded()
    expect([server.secure, server.state, server.waiting]).toEqual([true, 'connected', 'input'])
    server.takeOutput()
    drive(server, [asBytes('MAIL FROM:<a@b>\r\nEHLO a\r\n')], reply)
    expect(asChars(server.takeOutput())).toBe(
      '503 5.5.1 MAIL is not allowed in the connected state; send EHLO first\r\n250-mx.example greets you\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN\r\n',
    )
  })

  it('19: a client that sends before the greeting is flagged (RFC 5321 4.3.1)', () => {
    const server = new ServerConnection({ hostname: 'mx.example' })
    server.receive(asBytes('EHLO a\r\n'))
    drive(server, [], event => 'suggestedReply' in event && server.send(event.suggestedReply))
    expect(server.earlyTalker).toBe(true)
  })

  it.each<[string, string, boolean]>([
    ['EHLO', 'EHLO a\r\nNOOP\r\n', true],
    ['DATA', 'EHLO a\r\n|MAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\nHi', true],
    ['AUTH', 'EHLO a\r\n|AUTH PLAIN\r\nAHRpbQB4\r\n', true],
    ['NOOP', 'EHLO a\r\n|NOOP\r\nNOOP\r\n', true],
    ['QUIT', 'EHLO a\r\n|QUIT\r\nNOOP\r\n', true],
    ['a line that is no command', 'EHLO a\r\n|NOPE\r\nNOOP\r\n', true],
    ['MAIL and RCPT', 'EHLO a\r\n|MAIL FROM:<>\r\nRCPT TO:<a@b>\r\nRSET\r\nMAIL FROM:<>\r\n', false],
    ['the end of a message', 'EHLO a\r\n|MAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\n|Hi\r\n.\r\nMAIL FROM:<>\r\n', false],
    ['chunks', 'EHLO a\r\n|MAIL FROM:<>\r\nRCPT TO:<a@b>\r\n|BDAT 1\r\nxBDAT 0 LAST\r\nQUIT\r\n', false],
  ])('18: a client that sends after %s without waiting is flagged, or need not wait', (_name, text, flagged) => {
    const extensions = { pipelining: true as const, auth: ['PLAIN'], chunking: true as const }
    const server = new ServerConnection({ hostname: 'mx.example', extensions })
    const reply = (event: ServerEvent) => {
      const output = answer(event)
      if (output !== undefined) server.send(output)
    }
    drive(server, [], reply)
    for (const part of text.split('|')) drive(server, [asBytes(part)], reply)
    expect(server.earlyTalker).toBe(flagged)
  })

  it('18: without PIPELINING no client may', () => {
    const server = new ServerConnection({ hostname: 'mx.example' })
    const reply = (event: ServerEvent) => 'suggestedReply' in event && server.send(event.suggestedReply)
    drive(server, [], reply)
    drive(server, [asBytes('RSET\r\n')], reply)
    expect(server.earlyTalker).toBe(false)
    drive(server, [asBytes('RSET\r\nRSET\r\n')], reply)
    expect(server.earlyTalker).toBe(true)
  })

  it('26: the end inside a message delivers nothing', () => {
    const server = new ServerConnection({ hostname: 'mx.example' })
    drive(server, [asBytes(`${start}DATA\r\nHi\r\n.`)], event => 'suggestedReply' in event && server.send(event.suggestedReply))
    server.receiveEnd()
    expect(server.nextEvent()).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'unexpected-end' } })
  })

  it('a 421 by the server ends the session', () => {
    expect(
      codes('NOOP\r\nNOOP\r\n', {}, event =>
        event.type === 'command' && event.command.verb === 'noop' ? { code: 421, lines: ['going down'] } : answer(event),
      ),
    ).toEqual([421])
  })

  it('5: a skipped line counts the same, whether or not its end has been received', () => {
    for (const text of [
      `${'x'.repeat(5001)}\r\n`,
      `${'x'.repeat(5001)}\r\n${'x'.repeat(700)}`,
      `${'x'.repeat(500)}\n${'x'.repeat(4501)}\r\nNOOP\r\n`,
    ])
      serverInvariant(asBytes(text), [1, 600, 5000])
  })

  it.each([
    ['at rest', 'EHLO a\r\n'],
    ['in the middle of a command', 'EHLO a\r\nNOO'],
    ['in the middle of a message', `${start}DATA\r\nHi`],
    ['in the middle of a chunk', `${start}BDAT 100\r\nHi`],
    ['in the middle of an exchange', 'EHLO a\r\nAUTH PLAIN\r\n'],
  ])('a 421 that answers nothing ends it, %s', (_name, text) => {
    const { server } = serve([asBytes(text)], { extensions: { auth: ['PLAIN'], chunking: true } })
    server.send({ code: 421, enhanced: '4.4.2', lines: ['you are too slow'] })
    expect(asChars(server.takeOutput())).toBe('421 4.4.2 you are too slow\r\n')
    expect([server.nextEvent(), server.nextEvent(), server.waiting, server.state]).toEqual([
      { type: 'closed' },
      undefined,
      'closed',
      'ended',
    ])
  })

  test.prop([
    fc.array(
      fc.constantFrom(
        'EHLO a\r\n',
        'MAIL FROM:<a@b>\r\n',
        'RCPT TO:<c@d>\r\n',
        'DATA\r\n',
        '.\r\n',
        'AUTH PLAIN\r\n',
        '*\r\n',
        'QUIT\r\n',
        '\r',
        '\n',
        '.',
        'LHLO a\r\n',
        'MAIL FROM:<> BODY=BINARYMIME\r\n',
        'BDAT 7\r\n',
        'BDAT 0 LAST\r\n',
        'BDAT x\r\n',
        'STARTTLS\r\n',
        'XCLIENT NAME=x\r\n',
        'x'.repeat(600),
        'x'.repeat(4000),
        ' \0',
      ),
    ),
    fc.array(fc.nat()),
  ])('chunking changes nothing', (pieces, cuts) => serverInvariant(asBytes(pieces.join('')), cuts))
})

describe('what a policy receives', () => {
  it('the current message, as far as it was accepted', () => {
    const seen: unknown[] = []
    serve([asBytes(`${start}RCPT TO:<Green@d>\r\nRCPT TO:<e@f>\r\nDATA\r\nHi\r\n.\r\nRSET\r\n`)], {}, (event, server) => {
      if (event.type === 'command' || event.type === 'body-end') seen.push(server.envelope?.recipients.length)
      return answer(event)
    })
    // connect, EHLO, MAIL, RCPT, RCPT (refused), RCPT, DATA, the message, RSET
    expect(seen).toEqual([undefined, undefined, undefined, 0, 1, 1, 2, 2, undefined])
  })

  it('in LMTP the end of a message for each recipient, each with its own reply (RFC 2033 4.2)', () => {
    const refuse = (event: ServerEvent): ServerSend | undefined =>
      event.type === 'body-end' && event.recipient?.forwardPath.localPart === 'full'
        ? { code: 452, enhanced: '4.2.2', lines: ['full'] }
        : answer(event)
    const text =
      'LHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<c@d>\r\nRCPT TO:<full@d>\r\nRCPT TO:<Green@d>\r\nRCPT TO:<e@d>\r\nDATA\r\nHi\r\n.\r\nNOOP\r\n'
    const { events, output } = serve([asBytes(text)], { lmtp: true }, refuse)
    expect(codesOf(output).slice(1)).toEqual([250, 250, 250, 250, 550, 250, 354, 250, 452, 250, 250])
    expect(events.flatMap(event => (event.type === 'body-end' ? [event.recipient?.forwardPath.localPart] : []))).toEqual([
      'c',
      'full',
      'e',
    ])
    expect(output).toContain('mx.example LMTP ready')
  })

  it('in LMTP nothing of a message without accepted recipients: DATA is refused (RFC 2033 4.2)', () => {
    expect(codes('LHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<Green@d>\r\nDATA\r\n', { lmtp: true })).toEqual([250, 250, 550, 503])
  })

  it('a session that XCLIENT starts over', () => {
    const allow = (event: ServerEvent): ServerSend | undefined =>
      event.type === 'command' && event.command.verb === 'xclient' ? { code: 220, lines: ['mx.example again'] } : answer(event)
    const { server, output } = serve(
      [
        asBytes(
          'EHLO a\r\nAUTH PLAIN AHRpbQB4\r\nXCLIENT NAME=x ADDR=[UNAVAILABLE]\r\nMAIL FROM:<>\r\nEHLO b\r\nMAIL FROM:<>\r\n',
        ),
      ],
      { extensions: { auth: ['PLAIN'], xclient: ['NAME', 'ADDR'] } },
      allow,
    )
    expect(codesOf(output).slice(1)).toEqual([250, 235, 220, 503, 250, 250])
    expect(server.authenticated).toBe(false)
  })

  it('that a refused EHLO or MAIL changes nothing (RFC 5321 4.1.4)', () => {
    const allow = (event: ServerEvent): ServerSend | undefined =>
      event.type === 'command' &&
      ((event.command.verb === 'ehlo' && event.command.domain === 'no') ||
        (event.command.verb === 'mail' && event.command.reversePath === null))
        ? { code: 550, enhanced: '5.7.1', lines: ['no'] }
        : answer(event)
    const { server, output } = serve(
      [
        asBytes(
          'NOOP\r\nRSET\r\nEHLO no\r\nMAIL FROM:<a@b>\r\nEHLO a\r\nMAIL FROM:<>\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nEHLO no\r\n',
        ),
      ],
      {},
      allow,
    )
    expect(codesOf(output)).toEqual([220, 250, 250, 550, 503, 250, 550, 250, 250, 550])
    expect([server.state, server.envelope?.recipients.length]).toEqual(['rcpt', 1])
  })

  it('that ATRN turned the session round (RFC 2645 5.2)', () => {
    const allow = (event: ServerEvent): ServerSend | undefined =>
      event.type === 'command' && event.command.verb === 'atrn' ? { code: 250, lines: ['now you'] } : answer(event)
    const { server, events } = serve(
      [asBytes('EHLO a\r\nATRN d.example\r\n220 ready\r\n')],
      { extensions: { atrn: true } },
      allow,
    )
    expect(events.slice(-2)).toEqual([{ type: 'turned', rest: asBytes('220 ready\r\n') }, { type: 'closed' }])
    expect([server.state, server.waiting]).toEqual(['turned', 'closed'])
  })

  it.each<[string, Partial<ServerOptions>, Extensions]>([
    ['SMTPUTF8 brings 8BITMIME along (RFC 6531 3.1)', { extensions: { smtputf8: true } }, { '8bitmime': true }],
    ['BINARYMIME brings CHUNKING along (RFC 3030 3)', { extensions: { binarymime: true } }, { chunking: true }],
    [
      'LMTP brings PIPELINING and ENHANCEDSTATUSCODES along (RFC 2033 5)',
      { lmtp: true, extensions: { enhancedstatuscodes: undefined } },
      { pipelining: true, enhancedstatuscodes: true },
    ],
  ])('%s', (_name, options, expected) => {
    expect(new ServerConnection({ hostname: 'mx.example', ...options }).extensions).toMatchObject(expected)
  })

  it('every suggestion has an enhanced code, but in the greeting, to EHLO and HELO, and where more is to come (RFC 2034 4)', () => {
    const said = [
      'NOPE|MAIL FROM:<a@b>|HELO a|EHLO a|EHLO [|MAIL FROM:<|NOOP|HELP|VRFY a|EXPN a|ETRN a|ATRN|TURN|BURL x:y|BDAT x|RSET|AUTH X|XCLIENT A=b',
      'EHLO a|MAIL FROM:<a@b> X|MAIL FROM:<a@b> SIZE=9|DATA|RCPT TO:<a>|MAIL FROM:<a@b>|MAIL FROM:<c@d>|RCPT TO:<e@f>|DATA|x|\r.|.|DATA x',
      'EHLO a|MAIL FROM:<a@b>|RCPT TO:<e@f>|BDAT 3\r\nabc|BDAT 0 LAST|STARTTLS x|AUTH PLAIN|QUIT',
    ].map(lines => serve([asBytes(`${lines.replaceAll('|', '\r\n')}\r\n`)], { extensions: { size: 8, chunking: true } }).output)
    const bare = said
      .flatMap(output => output.split('\r\n'))
      .filter(line => !/^([245])\d\d \1\.\d+\.\d+ /.test(line) && line !== '')
    expect(bare.filter(line => !/^(220 mx|250[ -](mx\.example greets|SIZE|CHUNKING|ENHANCED)|354 |334 )/.test(line))).toEqual([])
  })

  it('where TLS came first there is no STARTTLS, on either side (RFC 8314 3.3, RFC 3207 4.2)', () => {
    const { output } = serve([asBytes('EHLO a\r\nSTARTTLS\r\n')], { tls: true, extensions: { starttls: true } })
    expect([output.includes('STARTTLS\r\n'), codesOf(output).at(-1)]).toEqual([false, 503])
    const client = new ClientConnection({ tls: true })
    drive(client, [asBytes('220 hi\r\n')])
    client.send({ verb: 'ehlo', domain: 'a' })
    drive(client, [asBytes('250-hi\r\n250 STARTTLS\r\n')])
    expect([client.secure, caught(() => client.send({ verb: 'starttls' }))]).toMatchObject([true, { code: 'invalid-state' }])
  })

  it('calls itself by a name in ASCII (RFC 6531 3.7.1)', () => {
    expect(caught(() => new ServerConnection({ hostname: 'exämple.example' }))).toMatchObject({
      name: 'SmtpError',
      code: 'bad-path',
    })
  })

  it('REQUIRETLS only inside TLS (RFC 8689 2)', () => {
    const extensions: Extensions = { requiretls: true }
    const text = 'EHLO a\r\nMAIL FROM:<a@b> REQUIRETLS\r\n'
    expect(serve([asBytes(text)], { extensions }).output).not.toMatch(/250[- ]REQUIRETLS/)
    expect(codes(text, { extensions })).toEqual([250, 555])
    expect(codes(text, { extensions, tls: true })).toEqual([250, 250])
  })
})

describe('what a server may not send', () => {
  const waiting = (): ServerConnection => {
    const server = new ServerConnection({ hostname: 'mx.example' })
    server.nextEvent()
    return server
  }
  it.each<[string, ServerSend]>([
    ['a challenge to nothing', { type: 'challenge', data: asBytes('') }],
    ['354 to something else than DATA', { code: 354 }],
    ['334 to the connection', { code: 334 }],
    ['CR and LF', { code: 220, lines: ['a\r\nb'] } satisfies ReplyInit],
    ['no code', { code: Number.NaN }],
  ])('%s', (_name, output) => {
    expect(caught(() => waiting().send(output))).toMatchObject({ name: 'SmtpError' })
  })

  it('an answer to nothing', () => {
    const server = new ServerConnection({ hostname: 'mx.example' })
    expect(caught(() => server.send({ code: 220 }))).toMatchObject({ code: 'invalid-state' })
  })
})

describe('what a session keeps', () => {
  it('is bounded: more than is used ends it', () => {
    const server = new ServerConnection({ hostname: 'mx.example', limits: { buffered: 1000 } })
    for (let at = 0; at < 10; at++) server.receive(asBytes('NOOP\r\n'.repeat(100)))
    const events = drive(server, [], event => 'suggestedReply' in event && server.send(event.suggestedReply))
    expect(events).toMatchObject([{ type: 'protocol-error', fatal: true, error: { code: 'input-overflow' } }])
    expect(asChars(server.takeOutput())).toMatch(/^421 4\.7\.0 /)
  })

  it("is not a second copy of a message: events have views of the caller's chunk", () => {
    const server = new ServerConnection({ hostname: 'mx.example' })
    const reply = (event: ServerEvent) => 'suggestedReply' in event && server.send(event.suggestedReply)
    drive(server, [asBytes(`${start}DATA\r\n`)], reply)
    const chunk = asBytes('Hi\r\n')
    server.receive(chunk)
    const event = server.nextEvent()
    expect(event?.type === 'body-chunk' && event.bytes.buffer).toBe(chunk.buffer)
  })

  it.each([
    ['lines that nearly end a message', `${start}DATA\r\n`, '\r\n.\r.'],
    ['one line of a message', `${start}DATA\r\n`, 'x'],
    ['a chunk', `${start}BDAT 1000000\r\n`, '\r\n.'],
    ['commands', start, 'NOOP\r\n'],
    ['a line that is too long', start, 'x'],
    ['an exchange', 'EHLO a\r\nAUTH PLAIN\r\n', 'AAAA'],
  ])('moves each byte a bounded number of times, if %s arrive one at a time', (_, opening, pattern) => {
    const run = (size: number): number => {
      const options = {
        hostname: 'mx.example',
        extensions: { chunking: true, auth: ['PLAIN'] },
        limits: { authLine: 100_000 },
      } as const
      const server = new ServerConnection(options)
      drive(server, [asBytes(opening)], event => {
        const output = answer(event)
        if (output !== undefined) server.send(output)
      })
      const pieces = Array.from({ length: size }, (_, index) => asBytes(pattern[index % pattern.length]!))
      return bytesMoved(() => {
        for (const piece of pieces) {
          server.receive(piece)
          for (let event = server.nextEvent(); event !== undefined; event = server.nextEvent())
            if ('suggestedReply' in event) server.send(event.suggestedReply)
          server.takeOutput()
        }
      })
    }
    // Four times the bytes: linear is 4, quadratic 16; buffers that double make the steps in between.
    expect(run(16_000)).toBeLessThanOrEqual(6 * run(4000))
  })
})

describe('what a server may answer (RFC 5321 4.3.2, RFC 4954 6)', () => {
  const extensions = { auth: ['PLAIN'], starttls: true, chunking: true, xclient: ['NAME'] } as const
  const greeted = 'EHLO a\r\n'
  const named = `${greeted}MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n`

  it.each<[string, string, string, readonly number[]]>([
    ['the greeting', 'connect', '', [250, 235, 354, 334]],
    ['DATA', 'data', `${named}DATA\r\n`, [250, 220, 221, 251, 334, 350]],
    ['AUTH', 'auth', `${greeted}AUTH PLAIN\r\n`, [250, 220, 354, 335]],
    ['AUTH with a response', 'auth', `${greeted}AUTH PLAIN AHRpbQB4\r\n`, [250, 220, 354]],
    ['a response', 'auth-response', `${greeted}AUTH PLAIN\r\nAHRpbQB4\r\n`, [250, 220, 354]],
    ['a response that is not base 64', 'auth-cancel', `${greeted}AUTH PLAIN\r\n!\r\n`, [235, 250, 334]],
    ['an exchange that is given up', 'auth-cancel', `${greeted}AUTH PLAIN\r\n*\r\n`, [235, 250, 334]],
    ['a response that is too long', 'auth-cancel', `${greeted}AUTH PLAIN\r\n${'A'.repeat(13_000)}\r\n`, [235, 334]],
    ['STARTTLS', 'starttls', `${greeted}STARTTLS\r\n`, [250, 235, 354]],
    ['MAIL', 'mail', `${greeted}MAIL FROM:<a@b>\r\n`, [220, 221, 235, 334, 354]],
    ['QUIT', 'quit', `${greeted}QUIT\r\n`, [250, 220, 354]],
    ['a line that is not a command', 'invalid', `${greeted}\x01\r\n`, [250, 220, 235, 334, 354]],
    ['a command that is not for the state', 'invalid', `${greeted}DATA\r\n`, [250, 354]],
    ['RCPT that is not for the state', 'invalid', `${greeted}RCPT TO:<a@b>\r\n`, [250, 251]],
    ['an unknown command', 'unknown', `${greeted}XFOO\r\n`, [220, 221, 235, 334, 354]],
    ['the end of a message', 'body-end', `${named}DATA\r\n.\r\n`, [220, 354, 334]],
    ['the last chunk', 'body-end', `${named}BDAT 0 LAST\r\n`, [220, 354, 334]],
    ['a chunk', 'bdat', `${named}BDAT 0\r\n`, [220, 354, 334]],
  ])('%s accepts no other code, and nothing is written', (_name, what, text, refused) => {
    for (const lmtp of [false, true]) {
      const server = new ServerConnection({ hostname: 'mx.example', extensions, lmtp })
      const chunk = asBytes(lmtp ? text.replace('EHLO', 'LHLO') : text)
      let seen = 0
      drive(server, [chunk], event => {
        if (!('suggestedReply' in event)) return
        const found = event.type === 'command' ? event.command.verb : event.type
        if (found === what) {
          seen++
          const { state } = server
          server.takeOutput()
          for (const code of refused)
            expect(caught(() => server.send({ code, lines: ['ok'] }))).toMatchObject({ code: 'bad-reply' })
          expect([server.takeOutput(), server.state, server.authenticated, server.waiting]).toEqual([[], state, false, 'reply'])
          server.send({ code: 500, lines: ['no'] })
          return
        }
        if (event.type === 'command' && event.command.verb === 'auth') server.send({ type: 'challenge', data: asBytes('') })
        else server.send(event.suggestedReply)
      })
      expect(seen).toBe(1)
    }
  })
})

describe('offers as a function of the session (RFC 5321 4.1.1.1)', () => {
  const begin = (extensions: (session: SessionFacts) => Extensions): ServerConnection =>
    new ServerConnection({ hostname: 'x', extensions })

  it('are asked for anew once somebody is logged in', () => {
    const server = begin(({ authenticated }) => ({ auth: ['PLAIN'], size: authenticated ? 2000 : 1000 }))
    drive(server, [asBytes('EHLO x\r\nAUTH PLAIN AGEAYg==\r\n')], event => {
      if (event.type !== 'command') return
      server.send(event.command.verb === 'auth' ? { code: 235, lines: ['in'] } : event.suggestedReply)
    })
    expect([server.authenticated, server.extensions.size]).toEqual([true, 2000])
  })

  it('that throw leave the session where it was', () => {
    let fails = false
    const server = begin(() => {
      if (fails) throw new Error('no')
      return { starttls: true }
    })
    drive(server, [asBytes('EHLO x\r\nSTARTTLS\r\n')], event => {
      if (event.type === 'command') server.send(event.suggestedReply)
    })
    fails = true
    expect(caught(() => server.upgraded()).message).toBe('no')
    expect([server.waiting, server.secure, server.state]).toEqual(['upgrade', false, 'tls'])
    fails = false
    server.upgraded()
    expect([server.waiting, server.secure, server.nextEvent()]).toEqual(['input', true, undefined])
  })
})
