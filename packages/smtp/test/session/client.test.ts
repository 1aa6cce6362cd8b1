/** The client against hostile servers: every line of the checklist, with the outcome that is wanted; and what it does not send. */
import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, backToBack, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type CommandInit, ServerConnection, Transaction, timeoutFor } from '../../src/all.js'
import { clientInvariant } from '../invariants.js'
import { answer, at, content, data, ehlo, end, mail, quit, rcpt, ready } from '../support.js'

const auth: CommandInit = { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined }

const withParameter = (keyword: string, value?: string): CommandInit => ({
  verb: 'mail',
  reversePath: null,
  parameters: { unknown: [{ keyword, value }] },
})

/** An LMTP client that has seen LHLO's reply. */
function lmtp(): ClientConnection {
  const client = new ClientConnection({ lmtp: true })
  client.send({ verb: 'lhlo', domain: 'bar.com' })
  drive(client, [asBytes('220 x\r\n250-x\r\n250 PIPELINING\r\n')])
  client.takeOutput()
  return client
}

describe('a hostile server (checklist CLIENT)', () => {
  it.each<[string, string, string]>([
    ['1: no reply code', 'hello\r\n', 'bad-reply'],
    ['2: two codes in one reply', '250-a\r\n500 b\r\n', 'bad-reply'],
    ['1: a code above all that are codes', '600 ok\r\n', 'bad-reply'],
    ['1: neither a space nor a hyphen behind the code', '250_ok\r\n', 'bad-reply'],
    ['4: a bare LF', '250 ok\n', 'bare-lf'],
    ['5: a line of more than the limit', `250 ${'x'.repeat(5000)}\r\n`, 'line-too-long'],
    ['5: more lines than the limit', `${'250-x\r\n'.repeat(1001)}250 x\r\n`, 'limit'],
    ['a NUL', '250 \0\r\n', 'bad-reply'],
    ['6: a reply that nobody asked for', '250 ok\r\n250 ok\r\n', 'unsolicited'],
    ['15: 354 to something else', '354 go\r\n', 'bad-reply'],
  ])('%s', (_name, text, code) => {
    expect(drive(ready('', { verb: 'rset' }), [asBytes(text)]).at(-1)).toMatchObject({
      type: 'protocol-error',
      fatal: true,
      error: { code },
    })
  })

  it('6: 421 at any time', () => {
    const client = ready()
    expect(drive(client, [asBytes('421 going down\r\n')])).toMatchObject([
      { type: 'reply', command: undefined, reply: { code: 421 } },
      { type: 'closed' },
    ])
    expect(caught(() => client.send(quit))).toMatchObject({ code: 'invalid-state' })
  })

  it('1: strict takes the codes of RFC 5321 4.2 only', () => {
    const client = new ClientConnection({ strict: true })
    expect(drive(client, [asBytes('560 x\r\n')])).toMatchObject([{ type: 'protocol-error', error: { code: 'bad-reply' } }])
  })

  it('3: a code alone is a reply, and a challenge', () => {
    const client = ready('250-AUTH PLAIN\r\n', { verb: 'noop', argument: undefined }, auth)
    expect(drive(client, [asBytes('250\r\n334\r\n')])).toMatchObject([
      { type: 'reply', reply: { code: 250, lines: [''] } },
      { type: 'challenge', data: asBytes('') },
    ])
  })

  it('4: a bare LF where it is allowed', () => {
    const client = new ClientConnection({ acceptBareLf: true })
    client.send(ehlo)
    expect(drive(client, [asBytes('220 hello\n250-hello\n250-SIZE 10\r\n250 HELP\n')])).toMatchObject([
      { type: 'greeting', reply: { lines: ['hello'] } },
      { type: 'reply', reply: { lines: ['hello', 'SIZE 10', 'HELP'] } },
    ])
    expect(client.extensions?.size).toBe(10)
  })

  it('6: 421 in the middle of a message', () => {
    const client = ready('', mail, rcpt('a'), data)
    for (const line of ['250 ok\r\n', '250 ok\r\n', '354 go\r\n']) drive(client, [asBytes(line)])
    expect(drive(client, [asBytes('421 going down\r\n')])).toMatchObject([
      { type: 'reply', command: undefined },
      { type: 'closed' },
    ])
  })

  it('6: another reply in the middle of a message, or before a challenge was answered', () => {
    const client = ready('', mail, rcpt('a'), data)
    for (const line of ['250 ok\r\n', '250 ok\r\n', '354 go\r\n']) drive(client, [asBytes(line)])
    expect(drive(client, [asBytes('250 ok\r\n')])).toMatchObject([{ type: 'protocol-error', error: { code: 'unsolicited' } }])
    expect(drive(ready('250-AUTH PLAIN\r\n', auth), [asBytes('334 \r\n235 ok\r\n')]).at(-1)).toMatchObject({
      type: 'protocol-error',
      error: { code: 'unsolicited' },
    })
  })

  it.each<[string, CommandInit, string, number, string?]>([
    ['334 to DATA', data, 'mail rcpt', 334],
    ['350 to DATA', data, 'mail rcpt', 350],
    ['354 to AUTH', auth, '', 354],
    ['335 to AUTH', auth, '', 335],
    ['354 to STARTTLS', { verb: 'starttls' }, '', 354],
    ['354 to MAIL', mail, '', 354],
    ['334 to MAIL', mail, '', 334],
    ['354 to RCPT', rcpt('a'), 'mail', 354],
    ['354 to RSET', { verb: 'rset' }, '', 354],
    ['250 to AUTH', auth, '', 250, 'QUIT\r\n'],
    ['220 to AUTH', auth, '', 220, 'QUIT\r\n'],
    ['250 to STARTTLS', { verb: 'starttls' }, '', 250, 'QUIT\r\n'],
    ['235 to STARTTLS', { verb: 'starttls' }, '', 235, 'QUIT\r\n'],
    ['250 to XCLIENT', { verb: 'xclient', attributes: [{ name: 'NAME', value: 'x' }] }, '', 250, 'QUIT\r\n'],
    ['220 to EHLO', ehlo, '', 220, 'QUIT\r\n'],
    ['235 to MAIL', mail, '', 235, 'QUIT\r\n'],
    ['221 to RCPT', rcpt('a'), 'mail', 221, 'QUIT\r\n'],
  ])(
    'RFC 5321 4.3.2: %s does not answer it: fatal, and QUIT where the server waits for a command',
    (_name, command, before, code, said = '') => {
      const client = ready('250-STARTTLS\r\n250-AUTH PLAIN\r\n250-XCLIENT NAME\r\n')
      for (const one of before.split(' ')) {
        if (one === '') continue
        client.send(one === 'mail' ? mail : rcpt('a'))
        drive(client, [asBytes('250 ok\r\n')])
      }
      client.send(command)
      client.takeOutput()
      const { verb } = command
      const events = drive(client, [asBytes(`${code} ok\r\n250 ok\r\n`)])
      const error = { code: 'bad-reply', message: `receive: ${code} is not a valid reply to ${verb}` }
      expect(events).toMatchObject([
        { type: 'unanswered', command, sent: true },
        { type: 'protocol-error', error, fatal: true },
      ])
      expect([asChars(client.takeOutput()), client.waiting, client.authenticated, client.secure]).toEqual([
        said,
        'closed',
        false,
        false,
      ])
    },
  )

  it.each([250, 235, 251, 354, 334])('RFC 5321 4.3.2: a greeting of %i is refused', code => {
    const client = new ClientConnection()
    client.send(ehlo)
    expect(drive(client, [asBytes(`${code} hello\r\n`)])).toMatchObject([
      { type: 'unanswered', command: ehlo, sent: false },
      {
        type: 'protocol-error',
        error: { code: 'bad-reply', message: `receive: ${code} is not a valid reply to connect` },
        fatal: true,
      },
    ])
    expect(asChars(client.takeOutput())).toBe(code < 300 ? 'QUIT\r\n' : '')
  })

  it.each([250, 251, 252, 259])('RFC 5321 3.4, 4.2: %i to RCPT goes by its first digit', code => {
    const client = ready('', mail, rcpt('a'))
    drive(client, [asBytes('250 ok\r\n')])
    expect(drive(client, [asBytes(`${code} ok\r\n`)])).toMatchObject([{ type: 'reply', reply: { code } }])
    expect(client.state).toBe('rcpt')
  })

  it.each([false, true])('RFC 5321 4.3.2: only 354 starts the content; after 250 only QUIT is sent (LMTP: %s)', lmtp => {
    for (const code of [220, 221, 235, 250]) {
      const client = new ClientConnection({ lmtp })
      for (const command of [{ verb: lmtp ? 'lhlo' : 'ehlo', domain: 'a' } as const, mail, rcpt('a'), data, mail, quit])
        client.send(command)
      for (const line of ['220 x', '250 x', '250 ok', '250 ok']) drive(client, [asBytes(`${line}\r\n`)])
      client.takeOutput()
      expect(drive(client, [asBytes(`${code} ok\r\n`)])).toMatchObject([
        { type: 'reply', command: { verb: 'data' }, reply: { code } },
        { type: 'unanswered', command: mail, sent: false },
      ])
      expect([asChars(client.takeOutput()), client.state, client.waiting]).toEqual(['QUIT\r\n', 'refused', 'input'])
      for (const more of [content('x\r\n'), end, mail, { verb: 'rset' } as const])
        expect(caught(() => client.send(more))).toMatchObject({ code: 'invalid-state' })
      expect(drive(client, [asBytes('221 bye\r\n')]).at(-1)).toEqual({ type: 'closed' })
    }
  })

  it('RFC 4954 4: a challenge that is not base 64 is answered with *, and the session continues', () => {
    const client = ready('250-AUTH PLAIN\r\n', auth)
    expect(drive(client, [asBytes('334 PLAIN supported\r\n')])).toMatchObject([
      { type: 'protocol-error', fatal: false, error: { code: 'bad-base64' } },
    ])
    expect(asChars(client.takeOutput())).toBe('*\r\n')
    expect([client.waiting, client.state]).toEqual(['input', 'exchange'])
    expect(() => client.send({ type: 'auth-response', data: asBytes('') })).toThrow(
      expect.objectContaining({ code: 'invalid-state' }),
    )
    expect(drive(client, [asBytes('501 5.7.0 cancelled\r\n')])).toMatchObject([
      { type: 'reply', command: { verb: 'auth' }, reply: { code: 501 } },
    ])
    client.send(auth)
    expect(asChars(client.takeOutput())).toBe('AUTH PLAIN\r\n')
  })

  it('the end of the stream in the middle of something, and at rest', () => {
    const client = ready('', mail)
    client.receiveEnd()
    expect(client.nextEvent()).toEqual({ type: 'unanswered', command: mail, sent: true })
    expect(client.nextEvent()).toMatchObject({ type: 'protocol-error', error: { code: 'unexpected-end' } })
    const idle = ready()
    idle.receiveEnd()
    expect(idle.nextEvent()).toEqual({ type: 'closed' })
  })

  it('7: bytes after the 220 to STARTTLS', () => {
    expect(drive(ready('250-STARTTLS\r\n', { verb: 'starttls' }), [asBytes('220 go\r\n250 injected\r\n')]).at(-1)).toMatchObject({
      type: 'protocol-error',
      error: { code: 'plaintext-after-upgrade' },
    })
  })

  it('8: keywords in any case; 10: forgotten after TLS', () => {
    const client = ready('250-starttls\r\n', { verb: 'starttls' })
    expect(client.extensions).toMatchObject({ starttls: true })
    drive(client, [asBytes('220 go\r\n')])
    expect(client.waiting).toBe('upgrade')
    client.upgraded()
    expect([client.extensions, client.state]).toEqual([undefined, 'connected'])
  })

  describe('RFC 3207 4.2: commands queued after STARTTLS and XCLIENT', () => {
    const offered = '250-STARTTLS\r\n250-XCLIENT NAME\r\n250-AUTH PLAIN\r\n250-SIZE 100\r\n250-PIPELINING\r\n250-CHUNKING\r\n'
    const xclient: CommandInit = { verb: 'xclient', attributes: [{ name: 'NAME', value: 'a' }] }
    const stops = [['starttls', { verb: 'starttls' }] as const, ['xclient', xclient] as const]

    it.each(stops)('%s that is refused: only QUIT is sent, and each command is reported', (_name, command) => {
      const client = ready(offered, command, ehlo, mail, rcpt('a'), data, quit)
      const events = drive(client, [asBytes('454 not now\r\n')])
      expect(events).toMatchObject([
        { type: 'reply', command },
        ...[ehlo, mail, rcpt('a'), data].map(withdrawn => ({ type: 'unanswered', command: withdrawn, sent: false })),
      ])
      expect(asChars(client.takeOutput())).toBe('QUIT\r\n')
      expect(drive(client, [asBytes('221 bye\r\n')])).toMatchObject([{ type: 'reply', command: quit }, { type: 'closed' }])
    })

    it.each(stops)('%s that is refused: the session continues unchanged', (_name, command) => {
      const client = ready(`${offered}250-LIMITS MAILMAX=1\r\n`, command, ehlo, mail)
      drive(client, [asBytes('454 not now\r\n')])
      client.send({ ...mail, parameters: { size: 5 } } as CommandInit)
      expect(asChars(client.takeOutput())).toBe('MAIL FROM:<Smith@bar.com> SIZE=5\r\n')
    })

    it.each(stops)('%s: earlier offers are not used after it', (_name, command) => {
      const client = ready(offered, command, ehlo)
      const size: CommandInit = { verb: 'mail', reversePath: null, parameters: { size: 1 } }
      for (const next of [auth, size]) {
        expect(caught(() => client.send(next))).toMatchObject({ code: 'not-offered' })
        expect(caught(() => ready(offered).check(command, ehlo, next))).toMatchObject({ code: 'not-offered' })
      }
    })

    it('XCLIENT that is accepted: queued commands are sent after the new EHLO', () => {
      const client = ready(offered, xclient, ehlo, mail)
      drive(client, [asBytes('220 x\r\n250 x\r\n')])
      expect(asChars(client.takeOutput())).toBe('EHLO bar.com\r\nMAIL FROM:<Smith@bar.com>\r\n')
      expect(caught(() => client.send(auth))).toMatchObject({ code: 'invalid-state' })
    })

    it('STARTTLS that is accepted: queued commands are sent inside TLS', () => {
      const client = ready(offered, { verb: 'starttls' }, ehlo, mail)
      drive(client, [asBytes('220 go\r\n')])
      expect(client.takeOutput()).toEqual([])
      client.upgraded()
      drive(client, [asBytes('250-x\r\n250 SIZE 5\r\n')])
      expect(asChars(client.takeOutput())).toBe('EHLO bar.com\r\nMAIL FROM:<Smith@bar.com>\r\n')
    })
  })

  describe('RFC 4954 4: commands queued after AUTH', () => {
    const offered = '250-AUTH PLAIN\r\n250-PIPELINING\r\n'
    const refused = asBytes('535 5.7.8 no\r\n')

    it('that is refused: only QUIT is sent, and each is reported', () => {
      const client = ready(offered, auth, mail, rcpt('a'), data, quit)
      expect(drive(client, [refused.slice()])).toMatchObject([
        { type: 'reply', command: auth },
        ...[mail, rcpt('a'), data].map(command => ({ type: 'unanswered', command, sent: false })),
      ])
      expect(asChars(client.takeOutput())).toBe('QUIT\r\n')
    })

    it('that is cancelled: none is sent', () => {
      const client = ready(offered, auth, mail)
      drive(client, [asBytes('334 \r\n')])
      client.send({ type: 'auth-cancel' })
      drive(client, [asBytes('501 5.7.0 cancelled\r\n')])
      expect(asChars(client.takeOutput())).toBe('*\r\n')
    })

    it('that is refused: later commands are sent', () => {
      const client = ready(offered, auth, mail)
      drive(client, [refused.slice()])
      client.send(mail)
      client.send(rcpt('a'))
      expect(asChars(client.takeOutput())).toBe('MAIL FROM:<Smith@bar.com>\r\nRCPT TO:<a@foo.com>\r\n')
    })

    it('that is accepted: they are sent', () => {
      const client = ready(offered, auth, mail)
      drive(client, [asBytes('235 ok\r\n')])
      expect(asChars(client.takeOutput())).toBe('MAIL FROM:<Smith@bar.com>\r\n')
    })

    it.each([true, false])('a transaction among them ends without a delivery, in groups: %s', grouped => {
      const client = ready(grouped ? offered : '250-AUTH PLAIN\r\n', auth)
      const transaction = new Transaction(client, { sender: null, recipients: [at('a', 'b'), at('c', 'd')] })
      const steps = drive(client, [refused.slice()]).map(event => transaction.handle(event))
      const done = steps.find(step => step.type === 'done')
      expect(done).toMatchObject({
        result: { delivered: false, reply: { code: 451 }, rejected: [{ temporary: true }, { temporary: true }] },
      })
      expect([client.takeOutput(), client.state]).toEqual([[], 'ready'])
    })
  })

  describe('a reply that comes too early', () => {
    const unsolicited = { type: 'protocol-error', error: { code: 'unsolicited' }, fatal: true }
    const early = (client: ClientConnection, text: string) => drive(client, [asBytes(text)]).at(-1)

    it('does not answer a command that waits in the queue', () => {
      expect(early(ready('', mail, rcpt('a')), '250 ok\r\n250 ok\r\n')).toMatchObject({ type: 'reply', command: rcpt('a') })
      const alone = ready('250-STARTTLS\r\n250-PIPELINING\r\n', { verb: 'starttls' }, ehlo)
      expect(early(alone, '454 no\r\n250 ok\r\n')).toMatchObject(unsolicited)
      expect(early(ready('250-PIPELINING\r\n'), '250 ok\r\n')).toMatchObject(unsolicited)
      const windowed = new ClientConnection({ limits: { pipelined: 1 } })
      for (const command of [ehlo, mail, rcpt('a')]) windowed.send(command)
      drive(windowed, [asBytes('220 x\r\n250-x\r\n250 PIPELINING\r\n')])
      windowed.takeOutput()
      drive(windowed, [asBytes('250 mail\r\n')])
      expect(early(windowed, '250 rcpt\r\n250 nothing\r\n')).toMatchObject(unsolicited)
    })

    it('does not answer a chunk that waits for takeOutput', () => {
      const client = ready('250-CHUNKING\r\n', mail)
      drive(client, [asBytes('250 ok\r\n')])
      client.send(rcpt('a'))
      drive(client, [asBytes('250 ok\r\n')])
      client.send(content('x\r\n'))
      expect(early(client, '250 ok\r\n')).toMatchObject(unsolicited)
    })

    it('answers a command that is among the output, taken or not', () => {
      const client = ready()
      client.send(mail)
      expect(early(client, '250 ok\r\n')).toMatchObject({ type: 'reply', command: mail })
      expect(asChars(client.takeOutput())).toBe('MAIL FROM:<Smith@bar.com>\r\n')
    })
  })

  describe('the end of a session: every command has an outcome before the last event', () => {
    const offered = '250-PIPELINING\r\n'
    const queued = [mail, rcpt('a'), data, quit] as const
    const outcomes = (skipped: number, sent: number) =>
      queued.slice(skipped).map((command, index) => ({ type: 'unanswered', command, sent: index + skipped < sent }))

    it.each<[string, string, number, object]>([
      ['a fatal reply', '999 x\r\n', 0, { type: 'protocol-error', error: { code: 'bad-reply' }, fatal: true }],
      ['a reply that is none of the command', '354 go\r\n', 0, { type: 'protocol-error', fatal: true }],
      ['421 to the first', '421 bye\r\n', 1, { type: 'closed' }],
    ])('%s', (_name, text, answeredOnes, last) => {
      const events = drive(ready(offered, ...queued), [asBytes(text)])
      expect(events.slice(answeredOnes)).toMatchObject([...outcomes(answeredOnes, 3), last])
    })

    it('the peer closed, at once or in a message', () => {
      const client = ready(offered, ...queued)
      client.receiveEnd()
      expect(drive(client, [])).toMatchObject([...outcomes(0, 3), { error: { code: 'unexpected-end' } }])
      expect([client.awaiting, client.nextEvent()]).toEqual(['mail', undefined])
      const open = ready(offered, mail, rcpt('a'), data, mail)
      drive(open, [asBytes('250 ok\r\n250 ok\r\n354 go\r\n552 full\r\n')])
      expect(drive(open, [])).toEqual([])
    })

    it('commands before the greeting, and before TLS', () => {
      const client = new ClientConnection()
      client.send(ehlo)
      client.receiveEnd()
      expect(drive(client, [])).toMatchObject([{ type: 'unanswered', command: ehlo, sent: false }, { fatal: true }])
      const upgrading = ready('250-STARTTLS\r\n', { verb: 'starttls' }, ehlo)
      drive(upgrading, [asBytes('220 go\r\n')])
      upgrading.receiveEnd()
      expect(drive(upgrading, [])).toMatchObject([{ type: 'unanswered', command: ehlo, sent: false }, { fatal: true }])
    })

    it('QUIT without 221 (RFC 5321 4.1.1.10)', () => {
      const client = ready('', quit)
      client.receiveEnd()
      expect(drive(client, [])).toEqual([{ type: 'unanswered', command: quit, sent: true }, { type: 'closed' }])
    })

    it('a transaction receives the end, and not its commands', () => {
      const client = ready(offered)
      const transaction = new Transaction(client, { sender: null, recipients: [at('a', 'b')] })
      client.receiveEnd()
      const steps = drive(client, []).map(event => transaction.handle(event))
      expect(steps.map(({ type }) => type)).toEqual(['wait', 'wait', 'wait', 'done'])
      expect(steps.at(-1)).toMatchObject({
        result: { reply: { lines: ['receive: the peer closed in the middle of a session'] } },
      })
    })
  })

  it.each<[string, CommandInit, string, string?]>([
    ['9: STARTTLS', { verb: 'starttls' }, 'not-offered'],
    ['AUTH', { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined }, 'not-offered'],
    ['EHLO with a U-label (RFC 6531 3.7.1)', { verb: 'ehlo', domain: 'exämple.example' }, 'not-offered', '250-SMTPUTF8\r\n'],
    ['12: an address beyond ASCII', { verb: 'mail', reversePath: at('é', 'b') }, 'not-offered'],
    ['12: SMTPUTF8', { verb: 'mail', reversePath: null, parameters: { smtputf8: true } }, 'not-offered'],
    ['12: SIZE above the limit', { verb: 'mail', reversePath: null, parameters: { size: 11 } }, 'limit', '250-SIZE 10\r\n'],
    ['BODY=8BITMIME', { verb: 'mail', reversePath: null, parameters: { body: '8BITMIME' } }, 'not-offered'],
    [
      '12: REQUIRETLS without TLS',
      { verb: 'mail', reversePath: null, parameters: { requiretls: true } },
      'not-offered',
      '250-REQUIRETLS\r\n',
    ],
    ['DSN', { verb: 'mail', reversePath: null, parameters: { ret: 'FULL' } }, 'not-offered'],
    ['a parameter that nobody knows', withParameter('FOO'), 'not-offered'],
    [
      'BODY=BINARYMIME without CHUNKING',
      { verb: 'mail', reversePath: null, parameters: { body: 'BINARYMIME' } },
      'not-offered',
      '250-BINARYMIME\r\n',
    ],
    ['ETRN', { verb: 'etrn', argument: 'x' }, 'not-offered'],
    ['XCLIENT', { verb: 'xclient', attributes: [{ name: 'NAME', value: 'x' }] }, 'not-offered'],
    ['LHLO', { verb: 'lhlo', domain: 'x' }, 'invalid-state'],
    ['RCPT before MAIL', rcpt('a'), 'invalid-state'],
    ['DATA before RCPT', data, 'invalid-state'],
  ])('%s is not sent where it was not offered', (_name, command, code, keywords) => {
    const client = ready(keywords)
    expect(caught(() => client.send(command))).toMatchObject({ name: 'SmtpError', code })
    expect(client.takeOutput()).toEqual([])
  })

  it.each<[string, CommandInit, readonly CommandInit[], string]>([
    ['MAIL', mail, [], 'send mail: not allowed in the connected state; send EHLO first'],
    ['MAIL', mail, [ehlo, mail], 'send mail: not allowed in the mail state; send RSET first'],
    ['MAIL', mail, [ehlo, mail, rcpt('a')], 'send mail: not allowed in the rcpt state; send DATA or RSET first'],
    ['RCPT', rcpt('a'), [ehlo], 'send rcpt: not allowed in the ready state; send MAIL first'],
    ['DATA', data, [ehlo, mail], 'send data: not allowed in the mail state; send RCPT first'],
    ['DATA, two commands away', data, [ehlo], 'send data: not allowed in the ready state; send MAIL first'],
    ['DATA, three commands away', data, [], 'send data: not allowed in the connected state; send EHLO first'],
    ['a session that ends', mail, [quit], 'send mail: not allowed in the ended state'],
  ])('the error of %s says what to send first', (_name, command, before, message) => {
    const client = new ClientConnection()
    for (const earlier of before) client.send(earlier)
    expect(caught(() => client.send(command))).toMatchObject({ code: 'invalid-state', message })
  })

  it('in LMTP the greeting is LHLO (RFC 2033 4.1)', () => {
    const error = caught(() => new ClientConnection({ lmtp: true }).send(mail))
    expect(error).toMatchObject({ message: 'send mail: not allowed in the connected state; send LHLO first' })
  })

  it.each<[string, CommandInit]>([
    ['the name of the client', { verb: 'ehlo', domain: 'a\r\nQUIT' }],
    ['the sender', { verb: 'mail', reversePath: at('a\r\nQUIT', 'b') }],
    ['the sender, quoted', { verb: 'mail', reversePath: at('"a\r\nQUIT"', 'b') }],
    ['a domain', { verb: 'rcpt', forwardPath: at('a', 'b>\r\nQUIT') }],
    ['a source route', { verb: 'rcpt', forwardPath: { ...at('a', 'b'), sourceRoute: ['c\n'] } }],
    ['the value of a parameter', withParameter('FOO', 'a\r\nQUIT')],
    ['a parameter', withParameter('FOO\r\nQUIT')],
    ['a mechanism', { verb: 'auth', mechanism: 'PLAIN\r\nQUIT', initialResponse: undefined }],
    ['an argument', { verb: 'vrfy', argument: 'a\nb' }],
    ['a NUL in an argument', { verb: 'noop', argument: 'a\0b' }],
    ['a bare CR in an argument', { verb: 'help', argument: 'a\rb' }],
    ['a command of the caller', { verb: 'unknown', name: 'XFOO\r\nQUIT', argument: undefined }],
    ['a URL', { verb: 'burl', url: 'x\r\n', last: true }],
    ['a queue', { verb: 'etrn', argument: 'x\r\n' }],
    ['the domains of a queue', { verb: 'atrn', domains: ['a', 'b\r\nQUIT'] }],
    ['what a proxy says', { verb: 'xforward', attributes: [{ name: 'A\r\n', value: 'x' }] }],
  ])('11: a line end in %s is refused before a byte is written', (_name, command) => {
    const client = ready('250-BURL\r\n250-ETRN\r\n250-ATRN\r\n250-XFORWARD A\r\n250-AUTH PLAIN\r\n250-FOO\r\n')
    expect(caught(() => client.send(command))).toMatchObject({ name: 'SmtpError' })
    expect([client.takeOutput(), client.state]).toEqual([[], 'ready'])
  })

  it('12: SMTPUTF8 for a recipient must have been asked for in MAIL', () => {
    const client = ready('250-SMTPUTF8\r\n250-PIPELINING\r\n', mail)
    expect(caught(() => client.send(rcpt('é')))).toMatchObject({ code: 'not-offered' })
    client.send({ verb: 'rset' })
    client.send({ verb: 'mail', reversePath: at('é', 'b'), parameters: { smtputf8: true } })
    client.send(rcpt('é'))
    expect(asChars(client.takeOutput())).toContain('RCPT TO:<\xc3\xa9@foo.com>')
  })

  it('12: no more than LIMITS allows (RFC 9422)', () => {
    const client = ready('250-PIPELINING\r\n250-LIMITS MAILMAX=2 RCPTMAX=3 RCPTDOMAINMAX=2\r\n', mail)
    client.send(rcpt('a'))
    client.send({ verb: 'rcpt', forwardPath: at('a', 'FOO.com') })
    expect(
      caught(() => client.check({ verb: 'rcpt', forwardPath: at('a', 'x') }, { verb: 'rcpt', forwardPath: at('a', 'y') })),
    ).toMatchObject({
      code: 'limit',
    })
    client.send({ verb: 'rcpt', forwardPath: at('a', 'x') })
    expect(caught(() => client.send(rcpt('b')))).toMatchObject({ code: 'limit' })
    client.send({ verb: 'rset' })
    client.send(mail)
    client.send({ verb: 'rset' })
    expect(caught(() => client.send(mail))).toMatchObject({ code: 'limit' })
  })

  it('13: MAIL was refused and DATA accepted: the message is ended at once (RFC 2920 3.1)', () => {
    const client = ready('250-PIPELINING\r\n', mail, rcpt('a'), data, quit)
    drive(client, [asBytes('550 no\r\n503 no\r\n354 go\r\n')])
    expect([asChars(client.takeOutput()), client.waiting]).toEqual(['.\r\nQUIT\r\n', 'input'])
    expect(drive(client, [asBytes('554 no recipients\r\n')])).toMatchObject([
      { command: { verb: 'body-end' }, reply: { code: 554 } },
    ])
    expect(drive(client, [asBytes('221 bye\r\n')]).at(-1)).toEqual({ type: 'closed' })
  })

  it('14: in LMTP as many replies as recipients that were accepted, in their order (RFC 2033 4.2)', () => {
    const client = lmtp()
    for (const command of [mail, rcpt('a'), rcpt('b'), rcpt('c'), data]) client.send(command)
    drive(client, [asBytes('250 ok\r\n250 ok\r\n550 no\r\n250 ok\r\n354 go\r\n')])
    client.send(end)
    const events = drive(client, [asBytes('250 ok\r\n452 full\r\n')])
    expect(events).toMatchObject([
      { command: { verb: 'body-end' }, reply: { code: 250 }, recipient: at('a', 'foo.com') },
      { command: { verb: 'body-end' }, reply: { code: 452 }, recipient: at('c', 'foo.com') },
    ])
    expect(client.state).toBe('ready')
    expect(drive(client, [asBytes('250 one too many\r\n')])).toMatchObject([{ error: { code: 'unsolicited' } }])
  })

  it('14: in LMTP no 354 if no recipient was accepted: no reply would follow', () => {
    const client = lmtp()
    for (const command of [mail, rcpt('a'), data]) client.send(command)
    expect(drive(client, [asBytes('250 ok\r\n550 no\r\n354 go\r\n')]).at(-1)).toMatchObject({
      fatal: true,
      error: { code: 'bad-reply' },
    })
  })

  it('16: QUIT may be sent at any time except within a message or an exchange', () => {
    const client = ready('', mail, rcpt('a'))
    drive(client, [asBytes('250 ok\r\n')])
    drive(client, [asBytes('250 ok\r\n')])
    client.send(quit)
    expect(asChars(client.takeOutput())).toBe('RCPT TO:<a@foo.com>\r\nQUIT\r\n')
    const early = new ClientConnection()
    early.send(ehlo)
    drive(early, [asBytes('220 x\r\n502 no\r\n')])
    early.send(quit)
    expect(asChars(early.takeOutput())).toBe('EHLO bar.com\r\nQUIT\r\n')
  })

  it('HELO if EHLO is refused; nothing is offered then', () => {
    const client = new ClientConnection()
    client.send(ehlo)
    drive(client, [asBytes('220 x\r\n502 no\r\n')])
    client.send({ verb: 'helo', domain: 'bar.com' })
    drive(client, [asBytes('250 x\r\n')])
    expect([client.state, client.extensions]).toEqual(['ready', {}])
  })

  it('XCLIENT starts over, ATRN ends the session for another one', () => {
    const client = ready('250-XCLIENT NAME\r\n250-ATRN\r\n', { verb: 'xclient', attributes: [{ name: 'NAME', value: 'x' }] })
    drive(client, [asBytes('220 again\r\n')])
    expect([client.state, client.extensions]).toEqual(['connected', undefined])
    client.send(ehlo)
    drive(client, [asBytes('250-x\r\n250 ATRN\r\n')])
    client.send({ verb: 'atrn', domains: [] })
    expect(drive(client, [asBytes('250 now you\r\nEHLO y\r\n')])).toMatchObject([
      { type: 'reply', command: { verb: 'atrn' } },
      { type: 'turned', rest: asBytes('EHLO y\r\n') },
      { type: 'closed' },
    ])
  })

  it('says what it waits for, and for how long (RFC 5321 4.5.3.2.1 to 4.5.3.2.4 and 4.5.3.2.6)', () => {
    const client = new ClientConnection()
    expect(client.awaiting).toBe('connect')
    client.send(ehlo)
    drive(client, [asBytes('220 x\r\n')])
    expect(client.awaiting).toBe('ehlo')
    drive(client, [asBytes('250 x\r\n')])
    expect(client.awaiting).toBe(undefined)
    expect((['connect', 'mail', 'rcpt', 'data', 'body-end', 'bdat-last', 'noop'] as const).map(timeoutFor)).toEqual([
      300_000, 300_000, 300_000, 120_000, 600_000, 600_000, 300_000,
    ])
  })

  it('refuses a bare LF in a message (RFC 5321 2.3.8)', () => {
    const client = ready('', mail, rcpt('a'), data)
    for (const line of ['250 ok\r\n', '250 ok\r\n', '354 go\r\n']) drive(client, [asBytes(line)])
    client.takeOutput()
    expect(client.waiting).toBe('reply')
    expect(caught(() => client.send({ type: 'body-chunk', bytes: asBytes('a\nb') }))).toMatchObject({
      code: 'bare-lf',
      offset: 1,
    })
    expect(client.takeOutput()).toEqual([])
  })

  it('a greeting that refuses leaves QUIT', () => {
    const client = new ClientConnection()
    expect(drive(client, [asBytes('554 no service\r\n')])).toMatchObject([{ type: 'greeting', reply: { code: 554 } }])
    expect(caught(() => client.send(ehlo))).toMatchObject({ code: 'invalid-state' })
    client.send(quit)
    expect(drive(client, [asBytes('221 bye\r\n')]).at(-1)).toEqual({ type: 'closed' })
  })

  it('sends no more than the window ahead', () => {
    const client = ready('250-PIPELINING\r\n', mail, ...Array.from({ length: 500 }, (_, n) => rcpt(`u${n}`)))
    const window = ready('250-PIPELINING\r\n')
    for (const command of [mail, ...Array.from({ length: 500 }, (_, n) => rcpt(`u${n}`))]) window.send(command)
    expect(asChars(window.takeOutput()).match(/\r\n/g)).toHaveLength(100)
    expect(client.waiting).toBe('input')
  })

  test.prop([
    fc.array(
      fc.constantFrom('220 x\r\n', '250-PIPELINING\r\n', '250 ok\r\n', '354 go\r\n', '421 x\r\n', '550 no\r\n', '\r', '\n', 'x'),
    ),
    fc.array(fc.nat()),
  ])('chunking changes nothing', (pieces, cuts) => clientInvariant(asBytes(pieces.join('')), cuts))
})

describe('the tap', () => {
  it('sees the session and no secret, on both sides', () => {
    const seen: string[] = []
    const tap = (side: string) => (direction: string, bytes: Uint8Array) =>
      void seen.push(`${side} ${direction} ${asChars(bytes)}`)
    const client = new ClientConnection({ tap: tap('client') })
    const server = new ServerConnection({ hostname: 'x', extensions: { auth: ['PLAIN'] }, tap: tap('server') })
    client.send(ehlo)
    backToBack({
      client,
      server,
      onServer: event => {
        const reply = answer(event)
        if (reply !== undefined) server.send(reply)
      },
      onClient: event => {
        if (event.type === 'reply' && event.command?.verb === 'ehlo')
          client.send({ verb: 'auth', mechanism: 'PLAIN', initialResponse: asBytes('\0tim\0x') })
      },
    })
    expect(seen).toContain('client sent AUTH PLAIN ***\r\n')
    expect(seen).toContain('server received AUTH PLAIN ***\r\n')
    expect(seen.join('')).not.toContain('AHRpbQB4')
  })
})

describe('two messages that a server mixes (RFC 5321 4.1.1.5)', () => {
  const rset: CommandInit = { verb: 'rset' }

  it('commands queued after a refused RSET are not sent, except QUIT', () => {
    const client = ready('', mail, rcpt('a'))
    for (const reply of ['250 ok\r\n', '250 ok\r\n']) {
      drive(client, [asBytes(reply)])
      client.takeOutput()
    }
    for (const command of [rset, mail, quit]) client.send(command)
    expect(asChars(client.takeOutput())).toBe('RSET\r\n')
    expect(drive(client, [asBytes('450 no\r\n')])).toMatchObject([
      { type: 'reply', command: rset },
      { type: 'unanswered', command: { verb: 'mail' }, sent: false },
    ])
    expect(asChars(client.takeOutput())).toBe('QUIT\r\n')
  })

  it('354 for mixed messages ends the session, and no content is sent', () => {
    const client = ready('250-PIPELINING\r\n', mail, rcpt('a'))
    drive(client, [asBytes('250 ok\r\n250 ok\r\n')])
    for (const command of [rset, mail, rcpt('a'), data]) client.send(command)
    client.takeOutput()
    const events = drive(client, [asBytes('450 no\r\n503 no\r\n250 ok\r\n354 go\r\n')])
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'bad-reply' } })
    expect(asChars(client.takeOutput())).toBe('')
  })
})

it('354 in LMTP without a recipient: DATA has its outcome before the last event (RFC 2033 4.2)', () => {
  const client = lmtp()
  for (const command of [mail, rcpt('a'), data]) client.send(command)
  client.takeOutput()
  expect(drive(client, [asBytes('250 ok\r\n550 no\r\n354 go\r\n')]).slice(2)).toMatchObject([
    { type: 'unanswered', command: { verb: 'data' }, sent: true },
    { type: 'protocol-error', fatal: true },
  ])
})

it('a secret that is wiped after `send` is neither lost nor shown', () => {
  let seen = ''
  const client = new ClientConnection({ tap: (_, bytes) => void (seen += asChars(bytes)) })
  client.send({ verb: 'ehlo', domain: 'x' })
  drive(client, [asBytes('220 x\r\n250-x\r\n250 AUTH PLAIN\r\n')])
  client.send({ verb: 'noop', argument: undefined })
  const secret = { verb: 'auth' as const, mechanism: 'PLAIN', initialResponse: asBytes('secret') as Uint8Array | undefined }
  client.send(secret)
  secret.initialResponse = undefined
  client.takeOutput()
  drive(client, [asBytes('250 ok\r\n')])
  expect(asChars(client.takeOutput())).toBe('AUTH PLAIN c2VjcmV0\r\n')
  expect(seen).toContain('AUTH PLAIN ***')
  expect(seen).not.toContain('c2VjcmV0')
})

it('a server that accepts STARTTLS without offering it ends the session (RFC 3207 4)', () => {
  const client = ready('250-STARTTLS\r\n', mail, { verb: 'rset' }, { verb: 'starttls' }, { verb: 'ehlo', domain: 'x' })
  const events = drive(client, [asBytes('250 ok\r\n500 no\r\n'), asBytes('220 go\r\n')])
  expect(events.at(-1)).not.toMatchObject({ type: 'upgrade' })
  expect(client.waiting === 'closed' || client.state === 'mail').toBe(true)
  expect(asChars(client.takeOutput())).not.toContain('EHLO')
})

it('options are copied: later changes have no effect', () => {
  const options = { lmtp: true }
  const client = new ClientConnection(options)
  options.lmtp = false
  client.send({ verb: 'lhlo', domain: 'x' })
  drive(client, [asBytes('220 x\r\n')])
  expect(asChars(client.takeOutput())).toBe('LHLO x\r\n')
})
