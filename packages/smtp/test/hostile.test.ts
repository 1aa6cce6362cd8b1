/** Peers that never end, that say more than they were asked, or that leave early: limits at n-1, n and n+1, and what reaches the caller. */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  decodeCommand,
  decodeReply,
  encodeCommand,
  encodeReply,
  formatLocalPart,
  localPartText,
  parseExtensions,
  parseMailbox,
  Transaction,
} from '../src/all.js'
import { commandInvariant } from './invariants.js'
import { at, codes, data, ehlo, mail, quit, rcpt, ready } from './support.js'

const extensions = { auth: ['PLAIN'] }

describe('a client that never ends (RFC 4954 9, RFC 5321 4.5.3.1.10, 7.8)', () => {
  const begin = 'EHLO a\r\nMAIL FROM:<a@b>\r\n'
  it.each([
    ['unrecognized commands in a row', '', 'FOO\r\n', 500, { badCommands: 3 }],
    ['unrecognized commands with good ones between', '', 'FOO\r\nNOOP\r\n', 500, { badCommandsTotal: 3 }],
    ['recipients that are refused', begin, 'RCPT TO:<Green@b>\r\n', 550, { refusals: 3 }],
    ['failed logins', 'EHLO a\r\n', 'AUTH LOGIN\r\n', 504, { failedLogins: 3 }],
  ])('%s', (_name, before, line, code, limits) => {
    const refused = (times: number): number[] =>
      codes(`${before}${line.repeat(times)}`, { extensions, limits }).filter(found => found === code || found === 421)
    expect(refused(2)).toEqual([code, code])
    expect(refused(3)).toEqual([code, code, code])
    expect(refused(4).at(-1)).toBe(421)
    expect(refused(9)).toEqual(refused(4))
  })

  it('a good command resets the count of consecutive ones', () => {
    expect(codes('FOO\r\nFOO\r\nNOOP\r\nFOO\r\nFOO\r\n', { limits: { badCommands: 2 } })).toEqual([500, 500, 250, 500, 500])
  })

  it('recipients that are only too many are not counted', () => {
    const limits = { refusals: 3, recipients: 1 }
    expect(codes(begin + 'RCPT TO:<a@b>\r\n'.repeat(20), { limits })).not.toContain(421)
  })
})

describe('a person without CR', () => {
  it('is answered each time; text after it up to CRLF is part of the broken line', () => {
    for (const chunk of [1, 7, 1000]) {
      const text = 'EHLO a\nNOOP\nQUIT\n'
      expect(codes(text.slice(0, chunk) + text.slice(chunk))).toEqual([500, 500, 500])
    }
    expect(codes('NOOP\nQUIT\r\nNOOP\r\n')).toEqual([500, 250])
    expect(codes(`${'x'.repeat(3000)}\nNOOP\n`)).toEqual([500, 500])
  })
})

describe('a hostile server', () => {
  it('552 while the message is sent keeps its code, and ends the session', () => {
    const client = ready('', mail, rcpt('a'))
    const transaction = new Transaction(ready(), { sender: null, recipients: [at('a', 'b')] })
    client.send(data)
    for (const line of ['250 ok\r\n', '250 ok\r\n', '354 go\r\n']) drive(client, [asBytes(line)])
    const events = drive(client, [asBytes('552 5.3.4 too large\r\n')])
    expect(events).toMatchObject([{ type: 'reply', command: { verb: 'body-end' }, reply: { code: 552 } }, { type: 'closed' }])
    expect(transaction.handle(events[0]!)).toMatchObject({ type: 'done', result: { delivered: false, reply: { code: 552 } } })
  })

  it('a greeting that ends in a refusal reaches the caller (RFC 5321 3.1)', () => {
    const client = new ClientConnection()
    expect(drive(client, [asBytes('220-mx.example\r\n521 go away\r\n')])).toMatchObject([
      { type: 'greeting', reply: { code: 521, lines: ['mx.example', 'go away'] } },
    ])
    expect(client.state).toBe('refused')
    expect(drive(ready('', mail), [asBytes('250-a\r\n550 b\r\n')]).at(-1)).toMatchObject({
      fatal: true,
      error: { code: 'bad-reply' },
    })
  })

  it.each(['', '250 ok\r\n', '221 bye\r\n', '500 no\r\n'])(
    'QUIT that is answered by %j and the end is no error (RFC 5321 4.1.1.10)',
    text => {
      const client = ready('', quit)
      const events = drive(client, text === '' ? [] : [asBytes(text)])
      if (client.waiting !== 'closed') client.receiveEnd()
      expect([...events, ...drive(client, [])].at(-1)).toEqual({ type: 'closed' })
    },
  )

  it('a challenge after * is fatal, and so are more challenges than the limit (RFC 4954 4)', () => {
    const auth = { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined } as const
    const given = ready('250-AUTH PLAIN\r\n', auth)
    drive(given, [asBytes('334 !\r\n')])
    expect(drive(given, [asBytes('334 !\r\n')]).at(-1)).toMatchObject({ fatal: true, error: { code: 'bad-reply' } })
    const client = new ClientConnection({ limits: { challenges: 2 } })
    client.send(ehlo)
    drive(client, [asBytes('220 x\r\n250-x\r\n250 AUTH PLAIN\r\n')])
    client.send(auth)
    for (const type of ['challenge', 'challenge', 'protocol-error']) {
      expect(drive(client, [asBytes('334 \r\n')]).at(-1)).toMatchObject({ type })
      if (type === 'challenge') client.send({ type: 'auth-response', data: asBytes('x') })
    }
  })

  it('if all recipients were refused, the end of the session reports their replies', () => {
    const client = ready('250-PIPELINING\r\n')
    const transaction = new Transaction(client, { sender: null, recipients: [at('a', 'b'), at('c', 'd')] })
    for (const event of drive(client, [asBytes('250 ok\r\n550 no a\r\n551 no c\r\n')])) transaction.handle(event)
    const result = transaction.breakOff({ code: 451, enhanced: undefined, lines: ['lost'] })
    expect([result.reply.code, ...result.rejected.map(({ reply }) => reply.code)]).toEqual([550, 550, 551])
  })
})

describe('values', () => {
  it('SIZE=5 is not SIZE, and AUTH= is AUTH (RFC 1870 4)', () => {
    expect(parseExtensions(['SIZE 100', 'SIZE=5', 'AUTH=LOGIN'])).toEqual({ size: 100, auth: ['LOGIN'] })
  })

  it.each(['+5BUNAVAILABLE]', '[tempunavail+5D'])('XCLIENT has no value that decodes to a mark of absence: %s', value => {
    const line = asBytes(`XCLIENT NAME=${value}\r\n`)
    expect(caught(() => decodeCommand(line))).toMatchObject({ code: 'bad-command', offset: 13 })
    commandInvariant(line)
  })

  it('XCLIENT and XFORWARD keep both marks of absence', () => {
    for (const verb of ['XCLIENT', 'XFORWARD']) {
      const line = `${verb} NAME=[TEMPUNAVAIL] ADDR=[UNAVAILABLE]\r\n`
      const command = decodeCommand(asBytes(line))
      expect(command).toMatchObject({
        attributes: [
          { name: 'NAME', value: undefined, temporary: true },
          { name: 'ADDR', value: undefined },
        ],
      })
      expect(asChars(encodeCommand(command))).toBe(line)
    }
    const attributes = [{ name: 'NAME', value: '[tempunavail]' }]
    expect(caught(() => encodeCommand({ verb: 'xclient', attributes }))).toMatchObject({ code: 'bad-command' })
  })

  it('EHLO may be greeted with control characters (RFC 5321 4.1.1.1)', () => {
    for (const strict of [false, true]) {
      const reply = decodeReply(asBytes('250-a.example hi\x01\0\x7f\r\n250 HELP\r\n'), { strict })
      expect(reply.lines).toEqual(['a.example hi\x01\0\x7f', 'HELP'])
      expect(caught(() => encodeReply(reply))).toMatchObject({ code: 'bad-reply' }) // no NUL is ever written
      const printable = { ...reply, lines: ['a.example hi\x01\x7f', 'HELP'] }
      expect(decodeReply(encodeReply(printable), { strict })).toEqual(printable)
    }
    for (const text of ['250 a\0b\r\n', '250-a\r\n250 b c\0\r\n', '251 a b\0\r\n'])
      expect(caught(() => decodeReply(asBytes(text)))).toMatchObject({ code: 'bad-reply' })
  })

  it.each(['a', 'a.b', 'a b', '', 'a..b', '.a', 'a"b\\c', 'a@b', 'é', 'é f'])(
    'formatLocalPart(%j) is the inverse of localPartText (RFC 5321 4.1.2)',
    text => {
      const localPart = formatLocalPart(text)
      expect(localPartText(parseMailbox(`${localPart}@b.example`))).toBe(text)
    },
  )

  it('no parameter is accepted by an extension of another kind (RFC 5321 4.1.1.11)', () => {
    expect(
      codes('EHLO a\r\nMAIL FROM:<a@b> VRFY\r\nMAIL FROM:<a@b> PIPELINING\r\n', { extensions: { vrfy: true, pipelining: true } }),
    ).toEqual([250, 555, 555])
  })
})

describe('values of the wrong type, as JavaScript callers hand them in', () => {
  /** A string at first, and then a line end and a command. */
  const changing = (): string => {
    let times = 0
    return { toString: () => (times++ === 0 ? 'a' : 'a\r\nQUIT') } as unknown as string
  }
  it.each<[string, () => unknown]>([
    ['EHLO', () => encodeCommand({ verb: 'ehlo', domain: changing() })],
    ['a route', () => encodeCommand({ verb: 'rcpt', forwardPath: { ...at('a', 'b'), sourceRoute: [changing()] } })],
    ['ETRN', () => encodeCommand({ verb: 'etrn', argument: changing() })],
    ['NOOP', () => encodeCommand({ verb: 'noop', argument: changing() })],
    ['VRFY', () => encodeCommand({ verb: 'vrfy', argument: changing() })],
    ['AUTH', () => encodeCommand({ verb: 'auth', mechanism: changing(), initialResponse: undefined })],
    ['an unknown command', () => encodeCommand({ verb: 'unknown', name: changing(), argument: undefined })],
    ['XCLIENT', () => encodeCommand({ verb: 'xclient', attributes: [{ name: changing(), value: 'x' }] })],
    ['a reply', () => encodeReply({ code: 250, lines: [changing()] })],
    ['a status', () => encodeReply({ code: 250, enhanced: changing() })],
    ['lines', () => encodeReply({ code: 250, lines: 'ok' as unknown as string[] })],
    ['bytes of a command', () => decodeCommand(new ArrayBuffer(4) as unknown as Uint8Array)],
    ['bytes of a reply', () => decodeReply('250 ok\r\n' as unknown as Uint8Array)],
  ])('%s', (_name, run) => {
    expect(caught(run)).toMatchObject({ name: 'SmtpError', code: 'bad-value' })
  })
})
