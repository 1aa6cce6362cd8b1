/** Which replies answer what in a client, what follows from them, and what it writes between them (RFC 5321 4.2, 4.3.2). */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type ClientEvent, type ClientOptions, type ClientSend, type CommandInit } from '../../src/all.js'
import { content, data, ehlo, end, mail, quit, rcpt, ready } from '../support.js'

const noop: CommandInit = { verb: 'noop', argument: undefined }
const rset: CommandInit = { verb: 'rset' }
const starttls: CommandInit = { verb: 'starttls' }

const say = (client: ClientConnection, ...replies: string[]): string => {
  hear(client, ...replies)
  return asChars(client.takeOutput())
}

/** The events of replies that arrive one at a time. */
const hear = (client: ClientConnection, ...replies: string[]): ClientEvent[] =>
  replies.flatMap(reply => drive(client, [asBytes(`${reply}\r\n`)]))

/** A client in a transaction whose RSET was refused, so that a new message may have joined the old one. */
function mixed(...commands: CommandInit[]): ClientConnection {
  const client = ready('250-PIPELINING\r\n', mail, rcpt('a'))
  say(client, '250 ok', '250 ok')
  client.send(rset)
  say(client, '450 no')
  for (const command of commands) client.send(command)
  client.takeOutput()
  return client
}

describe('the reply', () => {
  it.each([250, 221])('%i to QUIT ends the session (RFC 5321 4.1.1.10)', code => {
    const client = ready('', quit)
    expect(hear(client, `${code} bye`)).toMatchObject([{ type: 'reply', command: quit }, { type: 'closed' }])
  })

  it.each([354, 334])('%i does not answer QUIT', code => {
    const client = ready('', quit)
    expect(hear(client, `${code} go`)).toMatchObject([
      { type: 'unanswered', command: quit, sent: true },
      {
        type: 'protocol-error',
        error: { code: 'bad-reply', message: `receive: ${code} is not a valid reply to quit` },
        fatal: true,
      },
    ])
  })

  it('421 for the first of two recipients ends an LMTP session (RFC 2033 4.2, RFC 5321 3.8)', () => {
    const client = new ClientConnection({ lmtp: true })
    client.send({ verb: 'lhlo', domain: 'a' })
    say(client, '220 x', '250-x\r\n250 PIPELINING')
    for (const command of [mail, rcpt('a'), rcpt('b'), data]) client.send(command)
    say(client, '250 ok', '250 ok', '250 ok', '354 go')
    client.send(end)
    expect(hear(client, '421 bye')).toMatchObject([
      { type: 'reply', command: { verb: 'body-end' }, reply: { code: 421 } },
      { type: 'closed' },
    ])
  })

  it('552 in the middle of a message leaves nothing to send before the end', () => {
    const client = ready('250-PIPELINING\r\n', mail, rcpt('a'), data)
    hear(client, '250 ok', '250 ok', '354 go')
    expect(client.waiting).toBe('reply')
    client.receive(asBytes('552 full\r\n'))
    expect(client.nextEvent()).toMatchObject({ type: 'reply', command: { verb: 'body-end' }, reply: { code: 552 } })
    expect([client.waiting, client.state]).toEqual(['input', 'ended'])
    expect(client.nextEvent()).toEqual({ type: 'closed' })
  })

  it('220 to STARTTLS inside a transaction is out of step: no TLS begins (RFC 3207 4)', () => {
    const client = ready('250-PIPELINING\r\n250-STARTTLS\r\n', mail, rset, starttls)
    expect(hear(client, '250 ok', '500 no').length).toBe(2)
    expect(hear(client, '220 go')).toMatchObject([
      { type: 'unanswered', command: starttls, sent: true },
      {
        type: 'protocol-error',
        error: { code: 'bad-reply', message: 'receive: 220 is not a valid reply to starttls' },
        fatal: true,
      },
    ])
    expect([asChars(client.takeOutput()), client.secure]).toEqual(['QUIT\r\n', false])
  })

  it('454 to it there is a refusal like others', () => {
    const client = ready('250-PIPELINING\r\n250-STARTTLS\r\n', mail, rset, starttls)
    expect(hear(client, '250 ok', '500 no', '454 no')).toMatchObject([
      { type: 'reply' },
      { type: 'reply' },
      { type: 'reply', command: starttls },
    ])
    expect(client.state).toBe('mail')
  })

  it('250 to RCPT after a refused MAIL is taken as it is', () => {
    const client = ready('250-PIPELINING\r\n', mail, rcpt('a'))
    expect(hear(client, '550 no', '250 ok')).toMatchObject([{ type: 'reply' }, { type: 'reply', command: rcpt('a') }])
    expect(client.state).toBe('ready')
  })
})

it('a greeting may end in another code, and no other reply may (RFC 5321 3.1, 4.2.1)', () => {
  const client = new ClientConnection()
  client.send(ehlo)
  expect(hear(client, '220-x\r\n554 no')).toMatchObject([{ type: 'greeting', reply: { code: 554, lines: ['x', 'no'] } }])
  expect(client.state).toBe('refused')
  const later = ready('', noop)
  expect(hear(later, '250-x\r\n554 no').at(-1)).toMatchObject({ type: 'protocol-error', error: { code: 'bad-reply' } })
})

describe('whom a reply is for (RFC 2033 4.2)', () => {
  /** The verb, the code and the recipient of each reply. */
  const heard = (client: ClientConnection, ...replies: string[]): unknown[] =>
    hear(client, ...replies).map(event =>
      event.type === 'reply' ? [event.command?.verb, event.reply.code, event.recipient?.localPart] : event.type,
    )
  const begin = (lmtp: boolean): ClientConnection => {
    const client = new ClientConnection({ lmtp })
    client.send({ verb: lmtp ? 'lhlo' : 'ehlo', domain: 'a' })
    say(client, '220 x', '250-x\r\n250-PIPELINING\r\n250 CHUNKING')
    return client
  }

  it('is a recipient at the end of a message in LMTP, in each message anew', () => {
    const client = begin(true)
    for (const names of [
      ['a', 'b'],
      ['c', 'd'],
    ]) {
      for (const command of [mail, ...names.map(rcpt), rset, mail, ...names.map(rcpt), data]) client.send(command)
      const accepted = [['mail', 250, undefined], ...names.map(() => ['rcpt', 250, undefined])]
      expect(heard(client, ...Array<string>(7).fill('250 ok'), '354 go')).toEqual([
        ...accepted,
        ['rset', 250, undefined],
        ...accepted,
        ['data', 354, undefined],
      ])
      client.send(end)
      client.send(noop)
      expect(heard(client, '250 ok', '452 full', '250 ok')).toEqual([
        ['body-end', 250, names[0]],
        ['body-end', 452, names[1]],
        ['noop', 250, undefined],
      ])
    }
  })

  it('is nobody where a last chunk cannot be taken', () => {
    const client = begin(true)
    for (const command of [mail, rcpt('a'), rcpt('b')]) client.send(command)
    say(client, '250 ok', '250 ok', '250 ok')
    client.send(content('x\r\n'))
    client.takeOutput()
    client.send(end)
    client.takeOutput()
    expect(heard(client, '452 full', '503 no')).toEqual([
      ['bdat', 452, undefined],
      ['bdat', 503, undefined],
    ])
    expect(client.awaiting).toBe(undefined)
  })

  it('is nobody in SMTP', () => {
    const client = begin(false)
    for (const command of [mail, rcpt('a'), rcpt('b'), data]) client.send(command)
    hear(client, '250 ok', '250 ok', '250 ok', '354 go')
    client.send(end)
    expect(heard(client, '250 ok')).toEqual([['body-end', 250, undefined]])
  })
})

describe('the end of the stream', () => {
  it('before the greeting is an error, also where nothing was sent', () => {
    const client = new ClientConnection()
    client.receiveEnd()
    expect(client.nextEvent()).toMatchObject({ type: 'protocol-error', error: { code: 'unexpected-end' }, fatal: true })
  })

  it('in a reply is an error', () => {
    const client = ready()
    hear(client)
    client.receive(asBytes('421-x\r\n'))
    client.receiveEnd()
    expect(client.nextEvent()).toMatchObject({ type: 'protocol-error', error: { code: 'unexpected-end' }, fatal: true })
  })
})

describe('after a refused RSET in a transaction (RFC 5321 4.1.1.5)', () => {
  it('354 to DATA ends the session', () => {
    expect(hear(mixed(data), '354 go').at(-1)).toMatchObject({
      type: 'protocol-error',
      error: { code: 'bad-reply', message: 'receive: 354 is not a valid reply to data' },
      fatal: true,
    })
  })

  it('a refusal of DATA or of another command is taken as it is, and what waits is sent', () => {
    const refused = mixed(data, noop)
    expect(hear(refused, '554 no')).toMatchObject([{ type: 'reply', command: data }])
    expect(asChars(refused.takeOutput())).toBe('NOOP\r\n')
    const other = mixed({ verb: 'help', argument: undefined }, noop)
    expect(hear(other, '502 no')).toMatchObject([{ type: 'reply' }])
    expect(asChars(other.takeOutput())).toBe('NOOP\r\n')
  })

  it.each([rset, ehlo])('354 is good again after $verb and MAIL', command => {
    const client = mixed(command)
    say(client, '250-x\r\n250 PIPELINING')
    for (const next of [mail, rcpt('a'), data]) client.send(next)
    expect(hear(client, '250 ok', '250 ok', '354 go').at(-1)).toMatchObject({ type: 'reply', command: data })
    expect(client.waiting).toBe('reply')
  })

  it('354 without a transaction is answered by the end of the message, also where RSET was sent before (RFC 2920 3.1)', () => {
    for (const client of [mixed(rset), ready('250-PIPELINING\r\n', rset)]) {
      say(client, '250 ok')
      for (const next of [mail, rcpt('a'), data]) client.send(next)
      expect(say(client, '550 no', '503 no', '354 go')).toMatch(/(?:^|\r\n)\.\r\n$/)
    }
    const begun = ready('250-PIPELINING\r\n', mail, rset)
    say(begun, '250 ok', '250 ok')
    for (const next of [mail, rcpt('a'), data]) begun.send(next)
    expect(say(begun, '550 no', '503 no', '354 go')).toMatch(/(?:^|\r\n)\.\r\n$/)
  })

  it('one that is refused outside a transaction stops nothing', () => {
    const client = ready('', rset, mail)
    expect(hear(client, '500 no')).toMatchObject([{ type: 'reply', command: rset }])
    expect(asChars(client.takeOutput())).toBe('MAIL FROM:<Smith@bar.com>\r\n')
  })
})

describe('what is written', () => {
  const inChunks = (): ClientConnection => {
    const client = ready('250-PIPELINING\r\n250-CHUNKING\r\n', mail, rcpt('a'))
    say(client, '250 ok', '250 ok')
    return client
  }

  it('no chunk before the output is taken, whatever is sent or answered meanwhile', () => {
    const client = inChunks()
    client.send(content('one\r\n'))
    expect(asChars(client.takeOutput())).toBe('BDAT 5\r\none\r\n')
    client.send(content('two\r\n'))
    hear(client, '250 ok')
    client.send(content('three\r\n'))
    expect(asChars(client.takeOutput())).toBe('BDAT 12\r\ntwo\r\nthree\r\n')
    hear(client, '250 ok')
    client.send(content('four\r\n'))
    client.send(noop)
    expect(hear(client, '250 ok')).toMatchObject([
      { type: 'unanswered', command: { verb: 'bdat', size: 6 }, sent: false },
      { type: 'unanswered', command: noop, sent: false },
      { type: 'protocol-error', error: { code: 'unsolicited' }, fatal: true },
    ])
    expect(client.takeOutput()).toEqual([])
  })

  it("the caller's bytes and no copy, where the output is taken at once", () => {
    const client = inChunks()
    const bytes = asBytes('one\r\n')
    client.send({ type: 'body-chunk', bytes })
    expect(client.takeOutput().map(part => part.buffer === bytes.buffer)).toEqual([false, true])
  })

  it('commands behind a message, once it has ended', () => {
    const client = ready('250-PIPELINING\r\n', mail, rcpt('a'), rcpt('b'), data)
    say(client, '250 ok', '550 no', '250 ok', '354 go')
    client.send(mail)
    client.send(content('x\r\n'))
    expect(asChars(client.takeOutput())).toBe('x\r\n')
    client.send(end)
    expect(asChars(client.takeOutput())).toBe('.\r\nMAIL FROM:<Smith@bar.com>\r\n')
  })

  it('`*` as the tap sees it, where an exchange is cancelled (RFC 4954 4)', () => {
    const seen: string[] = []
    const tap: ClientOptions['tap'] = (direction, bytes) => void (direction === 'sent' && seen.push(asChars(bytes)))
    const client = new ClientConnection({ tap })
    client.send(ehlo)
    say(client, '220 x', '250-x\r\n250 AUTH PLAIN')
    client.send({ verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined })
    hear(client, '334 ')
    client.send({ type: 'auth-cancel' })
    expect(seen.at(-1)).toBe('*\r\n')
  })

  it('a name with an underscore only where that is accepted', () => {
    const name: CommandInit = { verb: 'ehlo', domain: 'my_host' }
    const client = new ClientConnection({ accept: ['domain-underscore'] })
    client.check(name)
    client.send(name)
    expect(say(client, '220 x')).toBe('EHLO my_host\r\n')
    const other = new ClientConnection()
    expect(caught(() => other.check(name))).toMatchObject({ name: 'SmtpError' })
    expect(caught(() => other.send(name))).toMatchObject({ name: 'SmtpError' })
  })
})

describe('what is misused', () => {
  it('is named in the error', () => {
    expect(caught(() => new ClientConnection({ accept: ['x'] } as unknown as ClientOptions)).message).toMatch(/^open session: /)
    const client = ready()
    expect(caught(() => client.send('x' as unknown as ClientSend)).message).toBe('send: an object expected, not a string')
    hear(client, '421 bye')
    expect(caught(() => client.send(mail)).message).toBe('send: the session has ended')
    expect(caught(() => client.check(mail)).message).toBe('check: the session has ended')
  })

  it('a piece of a message without bytes is not its end', () => {
    const open = ready('250-PIPELINING\r\n250-CHUNKING\r\n', mail, rcpt('a'), data)
    say(open, '250 ok', '250 ok', '354 go')
    const chunks = ready('250-PIPELINING\r\n250-CHUNKING\r\n', mail, rcpt('a'))
    say(chunks, '250 ok', '250 ok')
    for (const client of [open, chunks]) {
      expect(caught(() => client.send({ type: 'body-chunk' } as unknown as ClientSend))).toMatchObject({
        code: 'bad-value',
        message: 'send body-chunk: a Uint8Array expected, not undefined',
      })
      expect(client.takeOutput()).toEqual([])
    }
  })

  it('an end of a message with bytes is its end', () => {
    const client = ready('250-PIPELINING\r\n', mail, rcpt('a'), data)
    say(client, '250 ok', '250 ok', '354 go')
    client.send({ ...end, bytes: asBytes('x\r\n') } as ClientSend)
    expect(asChars(client.takeOutput())).toBe('.\r\n')
  })
})
