/** What a client makes of a server's answers: nothing lost, nothing taken for something else, no secret sent where it was not meant to go. */
import { asBytes, asChars, caught, drive, everySplit } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type ClientEvent,
  type ClientOptions,
  type ClientSend,
  type Command,
  type Listing,
} from '../../src/index.js'
import { loggedIn, say, serverAt, written } from '../support.js'

const DIGEST = '0'.repeat(32)
const uidl = (message?: number): Command => ({ verb: 'uidl', message })
const list = (message?: number): Command => ({ verb: 'list', message })
const retr: Command = { verb: 'retr', message: 1 }
const user: Command = { verb: 'user', name: 'tim' }
const pass: Command = { verb: 'pass', password: 'secret' }
const quit: Command = { verb: 'quit' }

/** A client that was greeted. */
function loggedOut(): ClientConnection {
  const client = new ClientConnection()
  say(client, '+OK\r\n')
  return client
}

const listingOf = (command: Command, text: string): Listing | undefined =>
  say(loggedIn({}, command), text).flatMap(event => (event.type === 'response' ? [event.listing] : []))[0]
const codes = (events: readonly ClientEvent[]): string[] =>
  events.flatMap(event => (event.type === 'protocol-error' ? [event.error.code] : []))

describe('listings (RFC 1939 5 and 7)', () => {
  const long = `1 ${'x'.repeat(71)}`
  it.each<[string, string, readonly unknown[], readonly unknown[]]>([
    ['a unique-id of 71 characters', `${long}\r\n2 b\r\n`, [{ message: 2, uid: 'b' }], [{ row: long, message: 1 }]],
    ['an empty row', '\r\n1 a\r\n', [{ message: 1, uid: 'a' }], [{ row: '', message: undefined }]],
    ['three spaces', '1   abc\r\n', [{ message: 1, uid: 'abc' }], []],
    ['no message number', 'x\r\n2 b\r\n', [{ message: 2, uid: 'b' }], [{ row: 'x', message: undefined }]],
    ['message 0', '0 a\r\n2 b\r\n', [{ message: 2, uid: 'b' }], [{ row: '0 a', message: undefined }]],
    [
      'a number above 2^53',
      '9007199254740992 a\r\n2 b\r\n',
      [{ message: 2, uid: 'b' }],
      [{ row: '9007199254740992 a', message: undefined }],
    ],
    ['no unique-id', '1 \r\n2 b\r\n', [{ message: 2, uid: 'b' }], [{ row: '1 ', message: 1 }]],
    ['a unique-id that is not ASCII', '1 \xe9\r\n2 b\r\n', [{ message: 2, uid: 'b' }], [{ row: '1 \udce9', message: 1 }]],
    [
      'a message twice',
      '1 a\r\n1 c\r\n2 b\r\n',
      [
        { message: 1, uid: 'a' },
        { message: 2, uid: 'b' },
      ],
      [{ row: '1 c', message: 1 }],
    ],
    ['a row that starts with a dot', '..1 a\r\n2 b\r\n', [{ message: 2, uid: 'b' }], [{ row: '.1 a', message: undefined }]],
  ])('UIDL with %s: a bad row costs only itself', (_name, text, rows, malformed) => {
    const listing = listingOf(uidl(), `+OK\r\n${text}.\r\n`)
    expect(listing).toMatchObject({ type: 'uidl', rows, malformed })
    if (listing?.type === 'uidl') expect([listing.rows.length, listing.malformed.length]).toEqual([rows.length, malformed.length])
  })

  it('LIST: a bad row is reported with its place in the stream', () => {
    expect(listingOf(list(), '+OK 3 messages\r\n1 120\r\n2 -5\r\n3 99\r\n.\r\n')).toMatchObject({
      type: 'list',
      rows: [
        { message: 1, octets: 120 },
        { message: 3, octets: 99 },
      ],
      malformed: [{ row: '2 -5', message: 2, error: { name: 'Pop3Error', code: 'bad-listing', offset: 15 + 16 + 7 } }],
    })
  })

  it.each<[Command, string]>([
    [list(1), '+OK 99 120'],
    [uidl(1), '+OK 99 a'],
    [uidl(1), '+OK 00001a14'],
    [uidl(1), '+OK 1 a b'],
    [list(1), '+OK'],
    [{ verb: 'stat' }, '+OK two'],
  ])('%j answered by %j is refused, and the session goes on', (command, answer) => {
    const client = loggedIn({}, command, { verb: 'noop' })
    const events = say(client, `${answer}\r\n+OK\r\n`)
    expect(events[0]).toMatchObject({ listing: { type: 'malformed', rows: [answer.slice(4)], error: { code: 'bad-listing' } } })
    expect(events[1]).toMatchObject({ type: 'response', command: { verb: 'noop' } })
  })

  it.each<[Command, string, Listing]>([
    [list(1), '+OK 1 120', { type: 'list', rows: [{ message: 1, octets: 120 }], malformed: [], warnings: [] }],
    [uidl(1), '+OK 1 a', { type: 'uidl', rows: [{ message: 1, uid: 'a' }], malformed: [], warnings: [] }],
  ])('%j answered by %j', (command, answer, listing) => {
    expect(listingOf(command, `${answer}\r\n`)).toEqual(listing)
  })

  it('UIDL 1 answered by rows and a dot: the rows never answer the next command', () => {
    const events = say(loggedIn({ pipelining: true }, uidl(1), { verb: 'noop' }), '+OK\r\n1 a\r\n.\r\n+OK\r\n')
    expect(events[0]).toMatchObject({ listing: { type: 'malformed' } })
    expect([codes(events), events.at(-1)]).toMatchObject([['bad-response'], { fatal: true }])
  })

  it('a first line is text, never a row, and a row may start with a dot', () => {
    expect(listingOf(list(), '+OK 20 Messages\r\n1 120\r\n.\r\n')).toMatchObject({
      rows: [{ message: 1, octets: 120 }],
      malformed: [],
    })
    expect(listingOf({ verb: 'capa' }, '+OK\r\n.capability\r\n.\r\n')).toMatchObject({ rows: ['capability'] })
  })

  it.each([{ verb: 'capa' } as Command, uidl(), { verb: 'stls' } as Command])(
    '-ERR to %j is no failure of the session (RFC 2449 5)',
    command => {
      const client = new ClientConnection()
      const next: Command = command.verb === 'uidl' ? { verb: 'noop' } : { verb: 'capa' }
      drive(client, [asBytes('+OK\r\n')])
      if (command.verb === 'uidl') for (const one of [user, pass]) client.send(one)
      client.send(command)
      drive(client, [asBytes(command.verb === 'uidl' ? '+OK\r\n+OK\r\n' : '')])
      expect(say(client, '-ERR what?\r\n').at(-1)).toMatchObject({
        type: 'response',
        response: { status: '-ERR' },
        listing: undefined,
      })
      client.send(next)
      expect(client.waiting).toBe('input')
      expect(client.capabilities).toBeUndefined()
    },
  )

  it.each(['+ERR Server error', 'HELLO', '+OKAY', '* OK'])('the status %j is an error, neither success nor a wait', text => {
    expect(codes(say(loggedIn({}, { verb: 'noop' }), `${text}\r\n`))).toEqual(['bad-response'])
  })
})

describe('what is queued behind a refusal', () => {
  const refused = (...commands: readonly Command[]): { client: ClientConnection; events: ClientEvent[] } => {
    const client = new ClientConnection()
    for (const command of commands) client.send(command)
    return { client, events: say(client, '+OK <a@b>\r\n-ERR no\r\n') }
  }
  const unsent = (events: readonly ClientEvent[]) =>
    events.flatMap(event => (event.type === 'unanswered' && !event.sent ? [event.command.verb] : []))

  it('a login behind a refused STLS never goes out in the clear (RFC 2595 4)', () => {
    const { client, events } = refused({ verb: 'stls' }, user, pass, { verb: 'stat' }, quit)
    expect(written(client)).toBe('STLS\r\nQUIT\r\n')
    expect(unsent(events)).toEqual(['user', 'pass', 'stat'])
    expect(events[1]).toMatchObject({ type: 'response', command: { verb: 'stls' } })
    expect(client.state).toBe('authorization')
  })

  it.each<[string, readonly Command[], string]>([
    ['USER', [user, pass, { verb: 'stat' }], 'USER tim\r\n'],
    ['APOP', [{ verb: 'apop', name: 'tim', digest: DIGEST }, { verb: 'stat' }], `APOP tim ${DIGEST}\r\n`],
    ['AUTH', [{ verb: 'auth', mechanism: 'PLAIN', initialResponse: asBytes('x') }, { verb: 'stat' }], 'AUTH PLAIN eA==\r\n'],
    [
      'AUTH without an initial response',
      [{ verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined }, { verb: 'stat' }],
      'AUTH PLAIN\r\n',
    ],
  ])('what depends on a refused %s does not go out (RFC 1939 4)', (_name, commands, wire) => {
    const { client, events } = refused(...commands)
    expect(written(client)).toBe(wire)
    expect(unsent(events)).toEqual(commands.slice(1).map(command => command.verb))
    client.send(user)
    expect(written(client)).toBe('USER tim\r\n')
  })

  it('a second USER that was refused ends what PASS may follow (RFC 1939 7)', () => {
    const client = new ClientConnection()
    for (const command of [user, { verb: 'user', name: 'ann' } as Command, pass]) client.send(command)
    const events = say(client, '+OK\r\n+OK\r\n-ERR no\r\n')
    expect([client.state, written(client)]).toEqual(['authorization', 'USER tim\r\nUSER ann\r\n'])
    expect(unsent(events)).toEqual(['pass'])
    expect(caught(() => client.send(pass))).toMatchObject({ code: 'invalid-state' })
  })

  it('a refused RETR holds nothing up', () => {
    const client = loggedIn({}, retr, { verb: 'noop' })
    expect(say(client, '-ERR no\r\n').map(event => event.type)).toEqual(['response'])
    expect(written(client)).toBe('NOOP\r\n')
  })

  it('what was sent ahead already is answered, and +OK to it is not believed (RFC 2449 6.6)', () => {
    const client = new ClientConnection({ pipelining: true })
    for (const command of [user, pass, { verb: 'stat' } as Command]) client.send(command)
    expect(say(client, '+OK\r\n-ERR no\r\n-ERR no\r\n').map(event => event.type)).toEqual(['greeting', 'response', 'response'])
    expect(codes(say(client, '+OK 2 320\r\n'))).toEqual(['bad-sequence'])
  })
})

describe('what may be queued after a refusal', () => {
  it('depends on what was sent ahead already', () => {
    const client = new ClientConnection({ pipelining: true })
    for (const command of [{ verb: 'user', name: 'ann' } as Command, user, pass]) client.send(command)
    say(client, '+OK\r\n-ERR no\r\n')
    client.send({ verb: 'stat' })
    expect(written(client)).toBe('USER ann\r\nUSER tim\r\nPASS secret\r\nSTAT\r\n')
  })
})

describe('the end of the stream', () => {
  const ending = (client: ClientConnection, text: string): ClientEvent[] => {
    const events = say(client, text)
    client.receiveEnd()
    return [...events, ...drive(client, [])]
  }

  it.each([
    ['inside a message', retr, '+OK\r\nA\r\n.\r'],
    ['inside a message, behind a dot', retr, '+OK\r\nA\r\n.'],
    ['before a message', retr, '+OK\r\n'],
    ['inside a listing', uidl(), '+OK\r\n1 a\r\n'],
    ['inside the last line of a listing', uidl(), '+OK\r\n1 a\r\n.\r'],
    ['instead of a response', uidl(), ''],
    ['inside a response', { verb: 'noop' } as Command, '+O'],
  ] as const)('%s is an error (RFC 1939 3)', (_name, command, text) => {
    const events = ending(loggedIn({}, command), text)
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'unexpected-end' } })
    expect(events.map(event => event.type)).not.toContain('body-end')
    expect(events.some(event => event.type === 'response' && event.listing !== undefined)).toBe(false)
  })

  it('each command without a response is told of, before the last event', () => {
    const events = ending(loggedIn({}, retr, { verb: 'noop' }), '')
    expect(events).toMatchObject([
      { type: 'unanswered', command: { verb: 'retr' }, sent: true },
      { type: 'unanswered', command: { verb: 'noop' }, sent: false },
      { type: 'protocol-error', error: { code: 'unexpected-end' } },
    ])
  })

  it('what was queued before a greeting that refuses is told of', () => {
    const client = new ClientConnection()
    client.send(user)
    expect(say(client, '-ERR busy\r\n').map(event => event.type)).toEqual(['greeting', 'unanswered', 'closed'])
  })

  it('instead of the answer to QUIT matters only after DELE (RFC 1939 6)', () => {
    const dele: Command = { verb: 'dele', message: 1 }
    const rset: Command = { verb: 'rset' }
    for (const [commands, answers, last] of [
      [[quit], '', { type: 'closed' }],
      [[dele, quit], '+OK\r\n', { type: 'protocol-error', error: { code: 'unexpected-end' } }],
      [[dele, quit], '-ERR\r\n', { type: 'closed' }],
      [[dele, rset, quit], '+OK\r\n+OK\r\n', { type: 'closed' }],
    ] as const) {
      const events = ending(loggedIn({}, ...commands), answers)
      expect(events.slice(-2)).toMatchObject([{ type: 'unanswered', command: { verb: 'quit' }, sent: true }, last])
    }
  })

  it('brings the last words of the server (RFC 1939 3)', () => {
    const [event] = say(loggedIn({}), '-ERR Disconnected for inactivity\r\n')
    expect(event).toMatchObject({ type: 'protocol-error', error: { code: 'unsolicited' } })
    expect(event?.type === 'protocol-error' && event.error.message).toContain('-ERR Disconnected for inactivity')
  })

  it('QUIT refused ends the session, too (RFC 1939 6)', () => {
    const client = loggedIn({}, quit)
    expect(say(client, '-ERR some deleted messages not removed\r\n').map(event => event.type)).toEqual(['response', 'closed'])
  })
})

describe('AUTH (RFC 5034 4)', () => {
  const plain = (length: number): Command => ({
    verb: 'auth',
    mechanism: 'PLAIN',
    initialResponse: new Uint8Array(length).fill(0x61),
  })
  const authenticating = (command: Command): ClientConnection => {
    const client = new ClientConnection()
    drive(client, [asBytes('+OK\r\n')])
    client.send(command)
    return client
  }

  // "AUTH PLAIN " and CRLF are 13 bytes; 181 to 183 bytes are 244 in base64, 178 to 180 are 240.
  it('an initial response goes with the command in up to 255 bytes', () => {
    const wire = written(authenticating(plain(180)))
    expect([wire.length, wire.startsWith('AUTH PLAIN YWFh')]).toEqual([253, true])
  })

  it.each([
    ['255 bytes with CRLF: one line', 'XOAUTH2', 180, 255],
    ['256 bytes: two lines', 'XOAUTH22', 180, 15],
    ['254 bytes: one line', 'XOAUTH', 180, 254],
    ['an empty one is =', 'XOAUTH2', 0, 16],
  ])('%s', (_name, mechanism, length, sent) => {
    const initialResponse = new Uint8Array(length).fill(0x61)
    expect(written(authenticating({ verb: 'auth', mechanism, initialResponse }))).toHaveLength(sent)
  })

  it('goes in two lines where the caller keeps it back, as Office 365 wants it', () => {
    const client = authenticating({ verb: 'auth', mechanism: 'XOAUTH2', initialResponse: undefined })
    expect(written(client)).toBe('AUTH XOAUTH2\r\n')
    expect(say(client, '+ \r\n')).toMatchObject([{ type: 'challenge', data: asBytes('') }])
    client.send({ type: 'auth-response', data: asBytes('user=a') })
    expect(written(client)).toBe('dXNlcj1h\r\n')
    // The error challenge is answered, and the refusal follows.
    expect(say(client, '+ eyJzdGF0dXMiOiI0MDAifQ==\r\n')).toMatchObject([{ data: asBytes('{"status":"400"}') }])
    client.send({ type: 'auth-response', data: asBytes('') })
    expect(written(client)).toBe('\r\n')
    expect(say(client, '-ERR [AUTH] no\r\n')).toMatchObject([{ type: 'response', response: { code: 'AUTH' } }])
    expect(client.state).toBe('authorization')
  })

  it('a longer one waits for the empty challenge', () => {
    const client = authenticating(plain(181))
    expect(written(client)).toBe('AUTH PLAIN\r\n')
    expect(say(client, '+ \r\n')).toEqual([])
    const response = written(client)
    expect([response.length, response.startsWith('YWFh'), client.waiting]).toEqual([246, true, 'input'])
    expect(say(client, '+OK\r\n')).toMatchObject([{ type: 'response', command: plain(181) }])
    expect(client.state).toBe('transaction')
  })

  it('is not sent when AUTH is refused at once, as Office 365 does', () => {
    const client = authenticating(plain(2000))
    expect(say(client, '-ERR Protocol error\r\n').map(event => event.type)).toEqual(['response'])
    expect([written(client), client.state]).toEqual(['AUTH PLAIN\r\n', 'authorization'])
  })

  it('its challenges are counted anew in each exchange', () => {
    const client = new ClientConnection({ limits: { challenges: 2 } })
    say(client, '+OK\r\n')
    for (let exchange = 0; exchange < 3; exchange++) {
      client.send({ verb: 'auth', mechanism: 'CRAM-MD5', initialResponse: undefined })
      for (let challenge = 0; challenge < 2; challenge++) {
        expect(say(client, '+ AAAA\r\n')).toMatchObject([{ type: 'challenge' }])
        client.send({ type: 'auth-response', data: asBytes('x') })
      }
      expect(say(client, '-ERR no\r\n')).toMatchObject([{ type: 'response' }])
    }
  })

  it('any other command is never longer than 255 bytes (RFC 2449 4)', () => {
    const client = new ClientConnection()
    client.send({ verb: 'user', name: 'x'.repeat(248) })
    expect(caught(() => client.send({ verb: 'user', name: 'x'.repeat(249) }))).toMatchObject({ code: 'line-too-long' })
    expect(written(client)).toBe('')
  })

  it.each(['!', 'a', 'AAAA=AAA', '=AAA', 'AAAA ', 'AAAB====', 'Password:', 'AB=='])(
    'a challenge %j that is not base64 is cancelled with *',
    text => {
      for (const chunks of everySplit(asBytes(`+ ${text}\r\n-ERR cancelled\r\n`))) {
        const client = authenticating({ verb: 'auth', mechanism: 'CRAM-MD5', initialResponse: undefined })
        client.takeOutput()
        const events = drive(client, chunks)
        expect(events).toMatchObject([
          { type: 'protocol-error', fatal: false, error: { code: 'bad-base64' } },
          { type: 'response', response: { status: '-ERR' } },
        ])
        expect([written(client), client.state, client.waiting]).toEqual(['*\r\n', 'authorization', 'input'])
      }
    },
  )

  it('a challenge with data is cancelled where the initial response still waits', () => {
    const client = authenticating(plain(181))
    client.takeOutput()
    expect(codes(say(client, '+ AAAA\r\n'))).toEqual(['bad-sequence'])
    expect(written(client)).toBe('*\r\n')
  })

  it.each([
    ['another challenge', '+ \r\n'],
    ['+OK', '+OK\r\n'],
  ])('%s after it was cancelled is fatal', (_name, text) => {
    const client = authenticating({ verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined })
    expect(say(client, '+ \r\n')).toMatchObject([{ type: 'challenge' }])
    client.send({ type: 'auth-cancel' })
    expect(say(client, text).at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'bad-sequence' } })
  })

  it('+OK before any response is not believed', () => {
    const client = authenticating({ verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined })
    expect(codes(say(client, '+OK\r\n'))).toEqual(['bad-sequence'])
  })

  it('a challenge may be a lone +, and one at a time is handed out', () => {
    const client = authenticating({ verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined })
    expect(say(client, '+\r\n+ AAAA\r\n')).toMatchObject([{ type: 'challenge', data: asBytes('') }])
    client.send({ type: 'auth-response', data: asBytes('x') })
    expect(client.nextEvent()).toEqual({ type: 'challenge', data: asBytes('\0\0\0'), warnings: [] })
  })

  it.each<[unknown, string]>([
    [{ type: 'auth-response', data: 'secret' }, 'bad-value'],
    [{ type: 'auth-response' }, 'bad-value'],
    [{ type: 'auth' }, 'bad-value'],
    [null, 'bad-value'],
    ['*', 'bad-value'],
  ])('does not send %j', (input, code) => {
    const client = authenticating({ verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined })
    say(client, '+ \r\n')
    client.takeOutput()
    const error = caught(() => client.send(input as ClientSend))
    expect(error).toMatchObject({ name: 'Pop3Error', code })
    expect(JSON.stringify(error)).not.toContain('secret')
    expect([written(client), client.waiting]).toEqual(['', 'reply'])
  })
})

describe('what a client forgets when TLS is up (RFC 2595 4)', () => {
  const upgraded = (): ClientConnection => {
    const client = new ClientConnection()
    for (const command of [{ verb: 'capa' }, user, { verb: 'stls' }] as const) client.send(command)
    say(client, '+OK <a@b>\r\n+OK\r\nUSER\r\nSTLS\r\n.\r\n+OK\r\n')
    expect([client.capabilities, client.timestamp, client.state]).toEqual([{ user: true, stls: true }, '<a@b>', 'named'])
    say(client, '+OK\r\n')
    client.upgraded()
    client.takeOutput()
    return client
  }

  it('the capabilities, the timestamp and the user name', () => {
    const client = upgraded()
    expect([client.capabilities, client.timestamp, client.state]).toEqual([undefined, undefined, 'authorization'])
  })

  it.each<[string, Command, string]>([
    ['PASS for a USER before TLS', pass, 'invalid-state'],
    ['APOP with a timestamp from before TLS', { verb: 'apop', name: 'tim', digest: DIGEST }, 'not-offered'],
    ['STLS a second time', { verb: 'stls' }, 'invalid-state'],
  ])('%s is not sent', (_name, command, code) => {
    const client = upgraded()
    expect(caught(() => client.send(command))).toMatchObject({ code, fault: 'local' })
    expect(written(client)).toBe('')
  })

  it('APOP is not queued behind STLS, nor sent without a timestamp (RFC 1939 7)', () => {
    const apop: Command = { verb: 'apop', name: 'tim', digest: DIGEST }
    const client = new ClientConnection()
    client.send({ verb: 'stls' })
    expect(caught(() => client.send(apop))).toMatchObject({ code: 'not-offered' })
    const other = new ClientConnection()
    say(other, '+OK hello <\xe9@b>\r\n')
    expect(caught(() => other.send(apop))).toMatchObject({ code: 'not-offered' })
  })
})

describe('what a client refuses to send, in words', () => {
  const apop: Command = { verb: 'apop', name: 'tim', digest: DIGEST }
  const greeted = (greeting: string): ClientConnection => {
    const client = new ClientConnection()
    say(client, greeting)
    return client
  }

  it.each<[string, () => ClientConnection, unknown, string, string]>([
    [
      'a command of another state',
      () => greeted('+OK\r\n'),
      { verb: 'stat' },
      'invalid-state',
      'send stat: not allowed in the authorization state',
    ],
    [
      'a command of another state than that which follows',
      () => {
        const client = greeted('+OK\r\n')
        client.send(user)
        client.send(pass)
        return client
      },
      user,
      'invalid-state',
      'send user: not allowed in the transaction state after the commands already queued',
    ],
    [
      'APOP without a timestamp',
      () => greeted('+OK\r\n'),
      apop,
      'not-offered',
      'send apop: the server did not offer a timestamp for APOP: its greeting has none, or it was received before TLS',
    ],
    ['what is no object', () => greeted('+OK\r\n'), 'QUIT', 'bad-value', 'send: an object expected, not a string'],
    ['anything once the session has ended', () => greeted('-ERR\r\n'), quit, 'invalid-state', 'send: the session has ended'],
  ])('%s', (_name, begin, output, code, message) => {
    const client = begin()
    drive(client, [])
    expect(caught(() => client.send(output as ClientSend))).toMatchObject({ code, message, fault: 'local' })
  })

  it('options that are no object', () => {
    expect(caught(() => new ClientConnection(null as unknown as ClientOptions))).toMatchObject({
      code: 'bad-value',
      message: 'new ClientConnection: an object expected, not null',
    })
  })
})

describe('the greeting', () => {
  it('that refuses has no timestamp', () => {
    expect(say(new ClientConnection(), '-ERR busy <1@x>\r\n')[0]).toMatchObject({ type: 'greeting', timestamp: undefined })
    expect(say(new ClientConnection(), '+OK ready <1@x>\r\n')[0]).toMatchObject({ type: 'greeting', timestamp: '<1@x>' })
  })

  it('is read as strictly as every other line, and a deviation has its place in the stream', () => {
    expect(say(new ClientConnection({ strict: true }), '+ok ready\r\n')).toMatchObject([{ error: { code: 'bad-response' } }])
    expect(say(new ClientConnection({ skipBlankLine: true }), '\n+ok ready\r\n')).toMatchObject([
      { type: 'greeting', response: { warnings: [{ offset: 1 }] } },
    ])
  })
})

describe('the end of a session by QUIT', () => {
  it.each<[string, ClientConnection, string, boolean]>([
    ['before the login', loggedOut(), 'ended', false],
    ['after the login', loggedIn({}), 'update', true],
  ])('%s', (_name, client, state, authenticated) => {
    client.send(quit)
    expect(say(client, '+OK\r\n').map(({ type }) => type)).toEqual(['response', 'closed'])
    expect([client.state, client.authenticated]).toEqual([state, authenticated])
  })
})

describe('a message', () => {
  it('begins with the command that asked for it, behind the response', () => {
    expect(say(loggedIn({}, retr), '+OK\r\nA\r\n.\r\n')).toMatchObject([
      { type: 'response', command: retr, listing: undefined },
      { type: 'body-start', command: retr },
      { type: 'body-chunk' },
      { type: 'body-end', violations: [] },
    ])
  })
})

it('a tap sees each row of a listing, as many as come at once', () => {
  const rows = Array.from({ length: 50 }, (_, at) => `${at + 1} uid\r\n`)
  const seen: string[] = []
  const client = loggedIn({ tap: (_direction, bytes) => seen.push(asChars([bytes])) }, uidl())
  seen.splice(0)
  say(client, `+OK\r\n${rows.join('')}.\r\n`)
  expect(seen).toEqual(['+OK\r\n', ...rows, '.\r\n'])
})

it('a row may be longer than a first line, up to its own limit (RFC 2449 4)', () => {
  const answer = `+OK\r\nX ${'x'.repeat(96)}\r\n.\r\n`
  const limits = { responseLine: 20, rowLine: 100 }
  expect(say(loggedIn({ limits }, { verb: 'capa' }), answer)).toMatchObject([{ type: 'response' }])
  for (const rowLine of [20, 99])
    expect(codes(say(loggedIn({ limits: { ...limits, rowLine } }, { verb: 'capa' }), answer))).toEqual(['line-too-long'])
})

describe('a strict client', () => {
  it.each<[string, Command, string, string, number]>([
    ['a status in lower case', { verb: 'noop' }, '+ok\r\n', 'bad-response', 15],
    ['a row that is malformed', list(), '+OK\r\n1 x\r\n.\r\n', 'bad-listing', 20],
    ['a text that is malformed', list(1), '+OK 1 x\r\n', 'bad-listing', 19],
  ])('ends the session at %s, which another client reports', (_name, command, answer, code, offset) => {
    expect(say(loggedIn({ strict: true }, command), answer).at(-1)).toMatchObject({
      type: 'protocol-error',
      fatal: true,
      error: { code, offset },
    })
    for (const options of [{}, { strict: false }, { strict: undefined }]) {
      const [event] = say(loggedIn(options, command), answer)
      expect(event).toMatchObject({ type: 'response' })
      expect(JSON.stringify(event)).toContain(`"offset":${offset}`)
    }
  })
})

describe('a client inside TLS', () => {
  it('is secure from the start where it was told so, and STLS is not sent (RFC 2595 4)', () => {
    for (const [tls, secure] of [
      [true, true],
      [false, false],
      [undefined, false],
    ] as const) {
      const client = new ClientConnection({ tls })
      say(client, '+OK\r\n')
      expect(client.secure).toBe(secure)
      const send = (): void => client.send({ verb: 'stls' })
      if (secure) expect(caught(send)).toMatchObject({ code: 'invalid-state' })
      else expect(send).not.toThrow()
    }
  })

  it('is secure once TLS is up, and not before', () => {
    const client = loggedOut()
    client.send({ verb: 'stls' })
    say(client, '+OK\r\n')
    expect(client.secure).toBe(false)
    client.upgraded()
    expect(client.secure).toBe(true)
  })
})

describe('the timestamp that APOP needs (RFC 1939 7)', () => {
  const apop: Command = { verb: 'apop', name: 'tim', digest: DIGEST }

  it.each<[string, ClientOptions, string | undefined, string | undefined]>([
    ['is forgotten with TLS', {}, '<1@x>', undefined],
    ['is forgotten with TLS', { anyTimestamp: false }, '<1@x>', undefined],
    ['is kept where the caller takes any', { anyTimestamp: true }, '<1@x>', '<1@x>'],
  ])('%s: %j', (_name, options, before, after) => {
    const queued = new ClientConnection(options)
    queued.send({ verb: 'stls' })
    const send = (): void => queued.send(apop)
    if (after === undefined) expect(caught(send)).toMatchObject({ code: 'not-offered' })
    else expect(send).not.toThrow()

    const client = new ClientConnection(options)
    client.send({ verb: 'stls' })
    say(client, '+OK <1@x>\r\n+OK\r\n')
    expect(client.timestamp).toBe(before)
    client.upgraded()
    expect(client.timestamp).toBe(after)
  })

  it('is a msg-id, unless the caller takes any', () => {
    for (const [options, timestamp] of [
      [{}, undefined],
      [{ anyTimestamp: true }, '<no msg-id>'],
    ] as const) {
      const client = new ClientConnection(options)
      expect(say(client, '+OK <no msg-id>\r\n')).toMatchObject([{ type: 'greeting', timestamp }])
      expect(client.timestamp).toBe(timestamp)
    }
  })
})

describe('TLS that never comes up', () => {
  it.each([
    [
      'client',
      () => {
        const client = new ClientConnection()
        client.send({ verb: 'stls' })
        say(client, '+OK\r\n+OK\r\n')
        return client
      },
    ],
    [
      'server',
      () => {
        const { server } = serverAt(['STLS'], { capabilities: { stls: true } })
        server.send({ status: '+OK' })
        server.nextEvent()
        return server
      },
    ],
  ])('a peer that closes instead ends the session at once: %s', (_name, upgrading) => {
    const session = upgrading()
    expect([session.waiting, session.nextEvent()]).toEqual(['upgrade', undefined])
    session.receiveEnd()
    expect(session.nextEvent()).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'unexpected-end' } })
    expect([session.waiting, session.nextEvent()]).toEqual(['closed', undefined])
  })
})

describe('what is sent', () => {
  it('is what was checked, whatever happens to the command afterwards', () => {
    const command = { verb: 'retr', message: 1 }
    const client = loggedIn({}, { verb: 'noop' }, command as Command)
    command.message = '1\r\nDELE 1' as unknown as number
    command.verb = 'a\r\nDELE 1'
    expect(say(client, '+OK\r\n').map(event => event.type)).toEqual(['response'])
    expect(written(client)).toBe('RETR 1\r\n')
  })

  it('may be a name with spaces and a password in UTF-8', () => {
    const client = new ClientConnection()
    client.send({ verb: 'user', name: 'John Smith' })
    client.send({ verb: 'pass', password: ' pässword 密 ' })
    say(client, '+OK\r\n+OK\r\n')
    expect(new TextDecoder().decode(asBytes(asChars(client.takeOutput())))).toBe('USER John Smith\r\nPASS  pässword 密 \r\n')
  })

  it.each(['x', new ArrayBuffer(4), undefined, [43]])('receive(%o) throws', chunk => {
    expect(caught(() => new ClientConnection().receive(chunk as unknown as Uint8Array))).toMatchObject({
      name: 'Pop3Error',
      code: 'bad-value',
    })
  })
})

describe('a message without pipelining', () => {
  it('is whole before the next command goes out (RFC 1939 3)', () => {
    const client = loggedIn({}, { verb: 'retr', message: 1 }, { verb: 'retr', message: 2 })
    say(client, '+OK\r\nhalf of')
    expect(written(client)).toBe('')
    say(client, ' it\r\n.\r\n')
    expect(written(client)).toBe('RETR 2\r\n')
  })
})

describe('an exchange that the server ends (RFC 5034 4)', () => {
  const challenged = (): ClientConnection => {
    const client = new ClientConnection()
    client.send({ verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined })
    say(client, '+OK\r\n+ \r\n')
    expect(client.waiting).toBe('reply')
    return client
  }

  it('before its challenge was answered is a failed login', () => {
    const client = challenged()
    expect(say(client, '-ERR too slow\r\n')).toMatchObject([{ type: 'response', response: { status: '-ERR' } }])
    expect([client.state, client.waiting]).toEqual(['authorization', 'input'])
    expect(caught(() => client.send({ type: 'auth-cancel' }))).toMatchObject({ code: 'invalid-state' })
  })
})
