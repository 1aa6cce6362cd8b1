import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, backToBack, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type ClientEvent,
  type Command,
  ServerConnection,
  type ServerEvent,
  type ServerOptions,
  type ServerSend,
} from '../../src/index.js'
import { clientInvariant, serverInvariant } from '../invariants.js'

const messages = ['Subject: one\r\n\r\n.dot\r\nbody\r\n', 'Subject: two\r\n\r\n..\r\n']

/** A maildrop for tim, whose password is x. */
function answer(event: ServerEvent): ServerSend[] {
  if (event.type === 'auth-response')
    return [asChars(event.data) === '\0tim\0x' ? { status: '+OK', text: 'maildrop locked' } : event.suggestedReply]
  if (event.type === 'auth-cancel' || event.type === 'update') return [event.suggestedReply]
  if (event.type !== 'command') return []
  const { command, suggestedReply } = event
  switch (command.verb) {
    case 'pass':
      return [command.password === 'x' ? { status: '+OK', text: 'maildrop locked' } : suggestedReply]
    case 'apop':
      return [{ status: '+OK', text: 'maildrop has 2 messages' }]
    case 'auth':
      if (command.mechanism !== 'PLAIN') return [suggestedReply]
      return command.initialResponse === undefined
        ? [{ type: 'challenge', data: asBytes('') }]
        : [{ status: '+OK', text: 'maildrop locked' }]
    case 'stat':
      return [{ status: '+OK', text: '2 320' }]
    case 'list':
      return command.message === undefined
        ? [{ status: '+OK', text: '2 messages', rows: messages.map((text, at) => `${at + 1} ${text.length}`) }]
        : [{ status: '+OK', text: '1 120' }]
    case 'uidl':
      return [{ status: '+OK', text: 'uids follow', rows: ['1 a', '2 b'] }]
    case 'retr':
    case 'top': {
      const text = messages[command.message - 1]
      if (text === undefined) return [suggestedReply]
      return [
        { status: '+OK', text: `${text.length} octets` },
        { type: 'body-chunk', bytes: asBytes(text) },
        { type: 'body-end' },
      ]
    }
    case 'dele':
      return [{ status: '+OK', text: 'message deleted' }]
    default:
      return [suggestedReply]
  }
}

const user: Command = { verb: 'user', name: 'tim' }
const pass: Command = { verb: 'pass', password: 'x' }
const quit: Command = { verb: 'quit' }

/** A client that is logged in and has sent what is given. */
function loggedIn(...commands: Command[]): ClientConnection {
  const client = new ClientConnection()
  drive(client, [asBytes('+OK\r\n')])
  for (const command of [user, pass, ...commands]) client.send(command)
  drive(client, [asBytes('+OK\r\n+OK\r\n')])
  return client
}

describe('a message', () => {
  it.each<Command>([
    { verb: 'retr', message: 1 },
    { verb: 'top', message: 1, lines: 0 },
  ])('the message that %j asked for begins behind its response, also an empty one', command => {
    for (const text of ['', 'a\r\n']) {
      const events = drive(loggedIn(command), [asBytes(`+OK\r\n${text}.\r\n`)])
      expect(events.map(({ type }) => type)).toEqual([
        'response',
        'body-start',
        ...(text === '' ? [] : ['body-chunk']),
        'body-end',
      ])
      expect(events[1]).toEqual({ type: 'body-start', command })
    }
    expect(drive(loggedIn(command), [asBytes('-ERR\r\n')])).toMatchObject([{ type: 'response' }])
  })

  it('reports a bare LF in a message and reads on to its end', () => {
    const events = drive(loggedIn({ verb: 'retr', message: 1 }, { verb: 'noop' }), [asBytes('+OK\r\nA\n.\nB\r\n.\r\n+OK\r\n')])
    expect(events.slice(-2)).toMatchObject([
      { type: 'body-end', violations: [{ kind: 'bare-lf', count: 2 }] },
      { type: 'response', command: { verb: 'noop' } },
    ])
  })
})

describe('a hostile server', () => {
  const last = (client: ClientConnection, text: string): ClientEvent | undefined => drive(client, [asBytes(text)]).at(-1)

  it.each([
    ['1: a status that is none', 'HELLO\r\n', 'bad-response'],
    ['1: a continuation outside AUTH', '+ \r\n', 'bad-response'],
    ['2: a first line above 512 bytes', `+OK ${'x'.repeat(600)}\r\n`, 'line-too-long'],
    ['4: a line that ends in a bare LF', '+OK\n', 'bare-lf'],
  ])('%s', (_name, text, code) => {
    expect(last(loggedIn({ verb: 'noop' }), text)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code } })
  })

  it('7: a response that nobody asked for', () => {
    expect(last(loggedIn(), '+OK\r\n')).toMatchObject({ type: 'protocol-error', error: { code: 'unsolicited' } })
  })

  it('4: the end inside a message is never a whole message', () => {
    const client = loggedIn({ verb: 'retr', message: 1 })
    drive(client, [asBytes('+OK\r\nA\r\n.')])
    client.receiveEnd()
    expect(client.nextEvent()).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'unexpected-end' } })
    expect(client.nextEvent()).toBeUndefined()
    expect(caught(() => client.send(quit))).toMatchObject({ code: 'invalid-state' })
    expect(caught(() => client.receive(asBytes('x')))).toMatchObject({ code: 'invalid-state' })
  })

  it('6: a listing above its limit ends the session', () => {
    const client = new ClientConnection({ limits: { listing: 100 }, pipelining: true })
    for (const command of [user, pass, { verb: 'uidl', message: undefined } as Command]) client.send(command)
    expect(last(client, `+OK\r\n+OK\r\n+OK\r\n+OK\r\n${'1 aaaaaaaa\r\n'.repeat(20)}`)).toMatchObject({
      type: 'protocol-error',
      error: { code: 'limit' },
    })
  })

  it('8: bytes behind the +OK to STLS', () => {
    const client = new ClientConnection()
    client.send({ verb: 'stls' })
    expect(last(client, '+OK\r\n+OK\r\n-ERR injected\r\n')).toMatchObject({
      type: 'protocol-error',
      fatal: true,
      error: { code: 'plaintext-after-upgrade' },
    })
  })

  it('8 and 11: bytes before upgraded() are refused, and capabilities are forgotten after it', () => {
    const client = new ClientConnection()
    client.send({ verb: 'capa' })
    client.send({ verb: 'stls' })
    drive(client, [asBytes('+OK\r\n+OK\r\nSTLS\r\n.\r\n+OK\r\n')])
    expect([client.waiting, client.capabilities]).toEqual(['upgrade', { stls: true }])
    expect(caught(() => client.receive(asBytes('x')))).toMatchObject({ code: 'invalid-state' })
    expect(client.upgraded()).toEqual(asBytes(''))
    expect([client.waiting, client.capabilities]).toEqual(['input', undefined])
  })

  it('8: what is sent on the +OK to STLS waits until TLS is up (RFC 2595 4)', () => {
    const client = new ClientConnection()
    client.send({ verb: 'stls' })
    drive(client, [asBytes('+OK\r\n+OK\r\n')], event => {
      if (event.type === 'response') client.send({ verb: 'capa' })
    })
    expect([client.waiting, asChars(client.takeOutput())]).toEqual(['upgrade', 'STLS\r\n'])
    client.upgraded()
    expect(asChars(client.takeOutput())).toBe('CAPA\r\n')
  })

  it('10: a greeting without timestamp, and one that refuses', () => {
    expect(last(new ClientConnection(), '+OK hello\r\n')).toMatchObject({ type: 'greeting', timestamp: undefined })
    const client = new ClientConnection()
    expect(drive(client, [asBytes('-ERR busy\r\n')]).map(event => event.type)).toEqual(['greeting', 'closed'])
  })

  it('is bounded in what lies unused', () => {
    const client = new ClientConnection({ limits: { buffered: 10 } })
    client.receive(asBytes('+OK\r\n+OK hello\r\n'))
    client.receive(asBytes('+OK\r\n'))
    expect(client.nextEvent()).toMatchObject({ type: 'protocol-error', error: { code: 'input-overflow' } })
  })

  test.prop([
    fc.array(
      fc
        .constantFrom(
          '+OK\r\n',
          '-ERR [AUTH] x\r\n',
          '+OK 1 2\r\n',
          '.\r\n',
          '1 a\r\n',
          '+ \r\n',
          '\r',
          '\n',
          'x'.repeat(600),
          '..x\r\n',
        )
        .map(asBytes),
    ),
  ])('chunking changes nothing', clientInvariant)
})

describe('what a client may not send', () => {
  it.each<[string, (client: ClientConnection) => void]>([
    ['RETR before it is logged in', client => client.send({ verb: 'retr', message: 1 })],
    ['PASS without USER', client => client.send(pass)],
    ['an answer that no challenge waits for', client => client.send({ type: 'auth-response', data: asBytes('') })],
    ['anything behind QUIT', client => [quit, quit].forEach(command => void client.send(command))],
  ])('%s', (_name, run) => {
    expect(caught(() => run(new ClientConnection()))).toMatchObject({ name: 'Pop3Error', code: 'invalid-state' })
  })
})

describe('a hostile client', () => {
  const run = (text: string, options?: ServerOptions): { replies: string[]; events: ServerEvent[] } => {
    const server = new ServerConnection(options)
    const events = drive(server, [asBytes(text)], event => {
      for (const output of answer(event)) server.send(output)
    })
    return { replies: asChars(server.takeOutput()).trim().split('\r\n').slice(1), events }
  }

  const bareLf = '-ERR the line ends in a bare LF; lines end in CRLF'

  it.each<[string, string, string[], ServerOptions?]>([
    [
      'a command above 255 bytes: one answer',
      `USER ${'x'.repeat(300)}\r\nNOOP\r\n`,
      ['-ERR a line of more than 255 bytes', '-ERR NOOP is not allowed in the authorization state'],
    ],
    ['an unknown verb', 'XTND\r\n', ['-ERR unknown command']],
    ['a command of another state', 'RETR 1\r\n', ['-ERR RETR is not allowed in the authorization state']],
    [
      'message 0',
      'USER tim\r\nPASS x\r\nRETR 0\r\n',
      ['+OK send PASS', '+OK maildrop locked', '-ERR message numbers start at 1'],
    ],
    ['PASS without USER', 'PASS x\r\n', ['-ERR PASS is not allowed in the authorization state']],
    [
      'PASS after a PASS that failed',
      'USER tim\r\nPASS y\r\nPASS x\r\n',
      ['+OK send PASS', '-ERR [AUTH] authentication failed', '-ERR PASS is not allowed in the authorization state'],
    ],
    [
      'STLS after login',
      'USER tim\r\nPASS x\r\nSTLS\r\n',
      ['+OK send PASS', '+OK maildrop locked', '-ERR STLS is not allowed in the transaction state'],
    ],
    ['RFC 1939 3: a bare LF does not split a line', 'CAPA\nQUIT\r\n', [bareLf]],
    ['RFC 1939 3: a bare LF gets its answer each time', 'CAPA\nUSER tim\nQUIT\n', [bareLf, bareLf, bareLf]],
    [
      'RFC 1939 3: what is behind two bare LFs is not run',
      'CAPA\nUSER tim\nQUIT\r\nUSER tim\r\n',
      [bareLf, bareLf, '+OK send PASS'],
    ],
    [
      'RFC 5034 4: a bare LF in an exchange, and those behind it',
      'AUTH PLAIN\r\nAHRpbQB4\nQUIT\n',
      ['+ ', bareLf, bareLf],
      { capabilities: { sasl: ['PLAIN'] } },
    ],
    ['a bare CR does not split a line', 'NOOP\rQUIT\r\n', ['-ERR the line contains a control character']],
  ])('%s', (_name, text, replies, options) => {
    expect(run(text, options).replies).toEqual(replies)
    serverInvariant([asBytes(text)])
  })

  it('AUTH: not base 64, and given up', () => {
    const options: ServerOptions = { capabilities: { sasl: ['PLAIN'] } }
    expect(run('AUTH PLAIN\r\n!\r\nAUTH PLAIN\r\n*\r\nAUTH NOPE\r\n', options).replies).toEqual([
      '+ ',
      '-ERR the response is not base64',
      '+ ',
      '-ERR authentication was cancelled',
      '-ERR SASL NOPE is not offered',
    ])
  })

  it('is told to go after 20 unrecognized commands', () => {
    const { replies, events } = run('NOPE\r\n'.repeat(30))
    expect(replies).toHaveLength(21)
    expect(replies.at(-1)).toBe('-ERR more than 20 bad commands in a row')
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'too-many-errors' } })
  })

  it('cannot send a line without end', () => {
    const server = new ServerConnection()
    const events = drive(
      server,
      Array.from({ length: 100 }, () => asBytes('x'.repeat(1000))),
      event => 'suggestedReply' in event && server.send(event.suggestedReply),
    )
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', error: { code: 'line-too-long' } })
  })

  it.each([
    ['with its end', `NOOP\r\n${'x'.repeat(66_000)}\r\nNOOP\r\n`],
    ['without it', `NOOP\r\n${'x'.repeat(66_000)}`],
    ['with a bare LF in it', `NOOP\r\n${'x'.repeat(100)}\n${'x'.repeat(66_000)}\r\n`],
  ])('is told where the line that is too long begins, however it was cut: %s', (_name, text) => {
    serverInvariant([asBytes(text)])
    const { events } = run(text)
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', error: { code: 'line-too-long', offset: 6 } })
  })

  it('cannot speak before TLS as if below it', () => {
    const { events } = run('STLS\r\nUSER tim\r\n', { capabilities: { stls: true } })
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'plaintext-after-upgrade' } })
  })

  test.prop([
    fc.array(
      fc
        .constantFrom(
          'USER a\r\n',
          'PASS b\r\n',
          'AUTH PLAIN\r\n',
          '*\r\n',
          'CAPA\r\n',
          'STLS\r\n',
          'QUIT\r\n',
          '\r',
          '\n',
          'x'.repeat(300),
          ' \0',
        )
        .map(asBytes),
    ),
  ])('chunking changes nothing', serverInvariant)
})

describe('what a server may not send', () => {
  const at = (text: string): ServerConnection => {
    const server = new ServerConnection()
    drive(server, [asBytes(text)], event => {
      if (server.waiting === 'reply' && !(event.type === 'command' && event.command.verb === 'retr'))
        for (const output of answer(event)) server.send(output)
    })
    return server
  }
  it.each<[string, (server: ServerConnection) => void, string]>([
    ['an answer to nothing', () => at('').send({ status: '+OK' }), 'invalid-state'],
    ['a body to nothing', server => server.send({ type: 'body-end' }), 'invalid-state'],
    ['rows to RETR', server => server.send({ status: '+OK', rows: ['1 2'] }), 'invalid-state'],
    ['CR and LF in the text', server => server.send({ status: '+OK', text: 'a\r\nb' }), 'bad-response'],
    [
      'a bare LF in a message',
      server =>
        [{ status: '+OK' as const }, { type: 'body-chunk' as const, bytes: asBytes('a\nb') }].forEach(
          part => void server.send(part),
        ),
      'bare-lf',
    ],
    ['a challenge outside AUTH', server => server.send({ type: 'challenge', data: asBytes('') }), 'invalid-state'],
  ])('%s', (_name, run, code) => {
    expect(caught(() => run(at('USER tim\r\nPASS x\r\nRETR 1\r\n')))).toMatchObject({ name: 'Pop3Error', code })
  })
})

describe('the tap', () => {
  it('sees the session and no secret, on both sides', () => {
    const seen: string[] = []
    const client = new ClientConnection({ tap: (direction, bytes) => seen.push(`client ${direction} ${asChars(bytes)}`) })
    const server = new ServerConnection({
      capabilities: { sasl: ['PLAIN'] },
      tap: (direction, bytes) => seen.push(`server ${direction} ${asChars(bytes)}`),
    })
    client.send({ verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined })
    client.send({ verb: 'retr', message: 1 })
    backToBack({
      client,
      server,
      onClient: event => event.type === 'challenge' && client.send({ type: 'auth-response', data: asBytes('\0tim\0secret') }),
      onServer: event => {
        if (event.type === 'auth-response') server.send({ status: '+OK' })
        else for (const output of answer(event)) server.send(output)
      },
    })
    expect(seen).toContain('client sent ***\r\n')
    expect(seen).toContain('server received ***\r\n')
    expect(seen.filter(line => line.startsWith('client received ') && line.includes('dot'))).toHaveLength(1)
    expect(seen.join('')).not.toContain('AHRpbQBzZWNyZXQ')
  })
})
