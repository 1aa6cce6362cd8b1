/** The reply that a server without a policy sends to each command, word for word (RFC 5321 4.2.4, 4.3.2, RFC 3463). */
import { asBytes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import type { ServerEvent, ServerOptions, ServerSend } from '../../src/all.js'
import { serve } from '../support.js'

const start = 'EHLO a|MAIL FROM:<a@b>|RCPT TO:<c@d>|'
const all: Partial<ServerOptions> = {
  extensions: {
    etrn: true,
    atrn: true,
    turn: true,
    burl: ['imap'],
    xclient: ['NAME'],
    xforward: ['NAME'],
    binarymime: true,
    starttls: true,
    auth: ['PLAIN'],
    expn: true,
    size: 10,
    smtputf8: true,
    limits: { mailMax: 2, rcptMax: 2, rcptDomainMax: 1 },
  },
}

const suggested = (event: ServerEvent): ServerSend | undefined => ('suggestedReply' in event ? event.suggestedReply : undefined)

/** What is suggested for each event, but for those of `start`. Lines end at a bar. */
function said(text: string, options: Partial<ServerOptions> = {}, reply = suggested): string[] {
  const { events } = serve([asBytes(text.replaceAll('|', '\r\n'))], options, reply)
  const replies = events.flatMap(event => {
    if (!('suggestedReply' in event)) return []
    const { code, enhanced, lines = [] } = event.suggestedReply
    return [[code, ...(enhanced === undefined ? [] : [enhanced]), ...lines].join(' ')]
  })
  return replies.slice(text.startsWith(start) ? 4 : 1)
}

const greeted = (...offers: string[]): string => ['250 mx.example greets you', ...offers].join(' ')
const ok = '250 2.0.0 ok'

describe('what is suggested', () => {
  it.each<[string, string, string[], Partial<ServerOptions>?]>([
    [
      'commands without a transaction',
      'EHLO a|HELO a|NOOP|RSET|VRFY a|EXPN a|HELP|XFOO|QUIT|',
      [
        greeted('ENHANCEDSTATUSCODES'),
        greeted(),
        ok,
        ok,
        '252 2.5.0 cannot verify; send a message to find out',
        '502 5.5.1 EXPN is not offered',
        '214 2.0.0 see RFC 5321',
        '500 5.5.1 unknown command',
        '221 2.0.0 mx.example says goodbye',
      ],
    ],
    [
      'commands that are not offered',
      `${start}RSET|ETRN x|ATRN|TURN|XCLIENT NAME=x|XFORWARD NAME=x|AUTH LOGIN|STARTTLS|MAIL FROM:<>|RCPT TO:<a@b>|BDAT 0|`,
      [
        ok,
        ...['ETRN', 'ATRN', 'TURN', 'XCLIENT', 'XFORWARD', 'AUTH', 'STARTTLS'].map(verb => `502 5.5.1 ${verb} is not offered`),
        '250 2.1.0 sender ok',
        '250 2.1.5 recipient ok',
        '502 5.5.1 BDAT is not offered',
      ],
    ],
    ['BURL that is not offered', `${start}BURL x:y|`, ['502 5.5.1 BURL is not offered']],
    [
      'commands that are offered, and want a policy',
      `${start}RSET|ETRN x|ATRN|TURN|XCLIENT NAME=x|XFORWARD NAME=x|EXPN a|AUTH LOGIN|AUTH PLAIN AAAA|STARTTLS|`,
      [
        ok,
        '251 2.0.0 no messages are waiting',
        '530 5.7.0 authenticate first',
        '502 5.5.1 TURN is not offered',
        '550 5.7.0 XCLIENT is not allowed',
        '550 5.7.0 XFORWARD is not allowed',
        '252 2.5.0 cannot verify; send a message to find out',
        '504 5.5.4 unknown mechanism',
        '535 5.7.8 authentication failed',
        '220 2.0.0 start TLS now',
      ],
      all,
    ],
    [
      'AUTH that the caller offers as an extension of its own',
      `${start}RSET|AUTH PLAIN|`,
      [ok, '504 5.5.4 unknown mechanism'],
      { extensions: { unknown: new Map([['AUTH', 'PLAIN']]) } },
    ],
    ['BURL that is offered (RFC 4468 3.2)', `${start}BURL x:y|`, ['554 5.6.6 cannot resolve the URL'], all],
    [
      'MAIL (RFC 1870 6.1, RFC 6531 3.5, RFC 9422 4.1)',
      `${start}RSET|MAIL FROM:<> FOO|MAIL FROM:<\xc3\xa9@b>|MAIL FROM:<> SIZE=11|MAIL FROM:<> SIZE=10|RSET|MAIL FROM:<\xc3\xa9@b> SMTPUTF8|`,
      [
        ok,
        '555 5.5.4 FOO is not offered',
        '550 5.6.7 the address needs SMTPUTF8',
        '552 5.3.4 message too large',
        '250 2.1.0 sender ok',
        ok,
        '452 4.5.3 too many messages in one session',
      ],
      all,
    ],
    [
      'RCPT (RFC 6531 3.5, RFC 9422 4.2, 4.3)',
      `${start}RCPT TO:<a@b> FOO|RCPT TO:<c@e>|RCPT TO:<\xc3\xa9@d>|RCPT TO:<c@D>|RCPT TO:<c@d>|RSET|MAIL FROM:<> SMTPUTF8|RCPT TO:<\xc3\xa9@b>|`,
      [
        '555 5.5.4 FOO is not offered',
        '452 4.5.3 too many recipient domains',
        '553 5.6.7 the address needs SMTPUTF8',
        '250 2.1.5 recipient ok',
        '452 4.5.3 too many recipients',
        ok,
        '250 2.1.0 sender ok',
        '250 2.1.5 recipient ok',
      ],
      all,
    ],
    [
      'a recipient without a domain, which counts as one (RFC 5321 4.1.1.3)',
      `${start}RCPT TO:<Postmaster>|RSET|MAIL FROM:<>|RCPT TO:<Postmaster>|RCPT TO:<Postmaster>|RCPT TO:<c@d>|`,
      [
        '452 4.5.3 too many recipient domains',
        ok,
        '250 2.1.0 sender ok',
        '250 2.1.5 recipient ok',
        '250 2.1.5 recipient ok',
        '452 4.5.3 too many recipient domains',
      ],
      { extensions: { limits: { rcptDomainMax: 1 } } },
    ],
    [
      'recipients, where the limit of the server is lower than RCPTMAX',
      `${start}RCPT TO:<c@d>|RCPT TO:<c@d>|`,
      ['250 2.1.5 recipient ok', '452 4.5.3 too many recipients'],
      { extensions: { limits: { rcptMax: 3 } }, limits: { recipients: 2 } },
    ],
    [
      'a message with all that a message may not have',
      `${start}DATA|a\nb\rc\0d|${'x'.repeat(999)}|.|`,
      [
        '354 end the message with a dot on a line of its own',
        '550 5.6.0 the message contains a bare LF, a bare CR, a NUL, a line that is too long',
      ],
    ],
    ['a message of SIZE', `${start}DATA|${'x'.repeat(8)}|.|`, [expect.any(String), '250 2.0.0 message accepted'], all],
    ['a message above SIZE', `${start}DATA|${'x'.repeat(9)}|.|`, [expect.any(String), '552 5.3.4 message too large'], all],
    [
      'a message, where no SIZE is said',
      `${start}DATA|${'x'.repeat(99)}|.|`,
      [expect.any(String), '250 2.0.0 message accepted'],
      { extensions: { size: 0 } },
    ],
    [
      'chunks (RFC 3030 2)',
      `${start}BDAT 10|${'x'.repeat(10)}BDAT 1|xBDAT 0 LAST|`,
      [
        '250 2.0.0 10 bytes received',
        '552 5.3.4 message too large',
        '503 5.5.1 BDAT is not allowed in the failed state; send RSET first',
      ],
      all,
    ],
  ])('for %s', (_name, text, expected, options) => {
    expect(said(text, options)).toEqual(expected)
  })

  it('for the lines of an exchange (RFC 4954 4, 6)', () => {
    const challenge = (event: ServerEvent): ServerSend | undefined =>
      event.type === 'command' && event.command.verb === 'auth' ? { type: 'challenge', data: asBytes('') } : suggested(event)
    expect(said(`${start}RSET|AUTH PLAIN|AAAA|AUTH PLAIN|*|AUTH PLAIN|!|`, all, challenge).slice(1)).toEqual([
      '535 5.7.8 authentication failed',
      '535 5.7.8 authentication failed',
      '535 5.7.8 authentication failed',
      '501 5.7.0 authentication was cancelled',
      '535 5.7.8 authentication failed',
      '501 5.5.2 the response is not base64',
    ])
  })

  it('for ATRN of a client that is logged in (RFC 2645 5.2.1)', () => {
    const accept = (event: ServerEvent): ServerSend | undefined =>
      event.type === 'command' && event.command.verb === 'auth' ? { code: 235, lines: ['ok'] } : suggested(event)
    expect(said('EHLO a|AUTH PLAIN AAAA|ATRN|AUTH PLAIN AAAA|', all, accept).slice(2)).toEqual([
      '453 4.0.0 you have no mail',
      '503 5.5.1 AUTH has already succeeded',
    ])
  })

  it('as a greeting (RFC 5321 4.3.1)', () => {
    for (const lmtp of [false, true])
      expect(serve([], { lmtp }).output).toBe(`220 mx.example ${lmtp ? 'LMTP' : 'ESMTP'} ready\r\n`)
  })

  it('as the reply to LHLO (RFC 2033 4.1)', () => {
    expect(said('LHLO a|', { lmtp: true })).toEqual([greeted('PIPELINING', 'ENHANCEDSTATUSCODES')])
  })
})

describe('what is suggested for a command that cannot come now, and why (RFC 5321 4.1.4)', () => {
  const not = (verb: string, reason: string): string => `503 5.5.1 ${verb} cannot come now: ${reason}`
  const after = (verb: string, state: string, first: string): string =>
    `503 5.5.1 ${verb} is not allowed in the ${state} state; send ${first} first`

  it.each<[string, string, string[], Partial<ServerOptions>?]>([
    ['before EHLO', 'MAIL FROM:<>|STARTTLS|', ['MAIL', 'STARTTLS'].map(verb => after(verb, 'connected', 'EHLO')), all],
    ['before LHLO', 'MAIL FROM:<>|', [after('MAIL', 'connected', 'LHLO')], { lmtp: true }],
    [
      'without MAIL',
      `${start}RSET|RCPT TO:<a@b>|DATA|BDAT 0|`,
      [ok, ...['RCPT', 'DATA', 'BDAT'].map(verb => after(verb, 'ready', 'MAIL'))],
      all,
    ],
    [
      'without RCPT',
      `EHLO a|MAIL FROM:<>|DATA|BDAT 0|BURL x:y|MAIL FROM:<>|ETRN x|`,
      [
        expect.any(String),
        '250 2.1.0 sender ok',
        ...['DATA', 'BDAT', 'BURL'].map(verb => not(verb, 'no valid recipients')),
        ...['MAIL', 'ETRN'].map(verb => after(verb, 'mail', 'RSET')),
      ],
      all,
    ],
    [
      'with RCPT',
      `${start}MAIL FROM:<>|AUTH PLAIN|STARTTLS|`,
      ['MAIL', 'AUTH', 'STARTTLS'].map(verb => after(verb, 'rcpt', 'DATA or RSET')),
      all,
    ],
    [
      'after a chunk',
      `${start}BDAT 0|DATA|MAIL FROM:<>|RCPT TO:<c@d>|`,
      ['250 2.0.0 0 bytes received', ...['DATA', 'MAIL', 'RCPT'].map(verb => after(verb, 'bdat', 'RSET'))],
      all,
    ],
    [
      'after a refused chunk',
      `${start}BDAT 20|${'x'.repeat(20)}BDAT 0|MAIL FROM:<>|DATA|`,
      ['552 5.3.4 message too large', ...['BDAT', 'MAIL', 'DATA'].map(verb => after(verb, 'failed', 'RSET'))],
      all,
    ],
    [
      'for a binary message (RFC 3030 3)',
      `${start}RSET|MAIL FROM:<> BODY=BINARYMIME|RCPT TO:<c@d>|DATA|`,
      [ok, '250 2.1.0 sender ok', '250 2.1.5 recipient ok', '503 5.5.1 DATA cannot carry BINARYMIME'],
      all,
    ],
    ['inside TLS', `${start}RSET|STARTTLS|`, [ok, '503 5.5.1 TLS is already active'], { ...all, tls: true }],
    ['in SMTP', 'LHLO a|', ['500 5.5.1 this is SMTP: send EHLO']],
    ['in LMTP (RFC 2033 4.1)', 'EHLO a|HELO a|', Array<string>(2).fill('500 5.5.1 this is LMTP: send LHLO'), { lmtp: true }],
  ])('%s', (_name, text, expected, options) => {
    expect(said(text, options)).toEqual(expected)
  })

  it('for a keyword as long as a line, in a line of a reply', () => {
    const [line] = said(`${start}RCPT TO:<a@b> ${'X'.repeat(500)}|`, all).slice(-1)
    expect(line).toBe(`555 5.5.4 ${'X'.repeat(100)} is not offered`)
  })

  it('after a greeting that refuses (RFC 5321 3.1)', () => {
    const refuse = (event: ServerEvent): ServerSend | undefined =>
      event.type === 'command' && event.command.verb === 'connect' ? { code: 554, lines: ['no'] } : suggested(event)
    expect(said('MAIL FROM:<>|EHLO a|QUIT|', {}, refuse)).toEqual([
      not('MAIL', 'no service available'),
      not('EHLO', 'no service available'),
      '221 2.0.0 mx.example says goodbye',
    ])
  })

  it('because of the state, also for a client that is logged in and inside TLS, with a binary message', () => {
    const accept = (event: ServerEvent): ServerSend | undefined =>
      event.type === 'command' && event.command.verb === 'auth' ? { code: 235, lines: ['ok'] } : suggested(event)
    const text = 'EHLO a|AUTH PLAIN AAAA|DATA|MAIL FROM:<> BODY=BINARYMIME|MAIL FROM:<>|AUTH PLAIN AAAA|STARTTLS|'
    expect(said(text, { ...all, tls: true }, accept).slice(2)).toEqual([
      after('DATA', 'ready', 'MAIL'),
      '250 2.1.0 sender ok',
      after('MAIL', 'mail', 'RSET'),
      '503 5.5.1 AUTH has already succeeded',
      '503 5.5.1 TLS is already active',
    ])
  })

  it('has an error with the place of the command', () => {
    const { events } = serve([asBytes('NOOP\r\nDATA\r\n')])
    expect(events.at(-1)).toMatchObject({
      type: 'command',
      command: {
        verb: 'invalid',
        error: {
          code: 'bad-sequence',
          offset: 6,
          message: 'receive: DATA is not allowed in the connected state; send EHLO first',
        },
        command: { verb: 'data' },
      },
    })
  })
})
