/** What servers in the field were seen to send, and what is hostile: one row each, with what becomes of it by default and with `strict`. */
import { asBytes, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type ClientEvent,
  type ClientOptions,
  type Command,
  encodeCommand,
  greetingTimestamp,
} from '../src/index.js'
import { loggedIn, say, written } from './support.js'

const uidl: Command = { verb: 'uidl', message: undefined }
const list: Command = { verb: 'list', message: undefined }
const capa: Command = { verb: 'capa' }
const noop: Command = { verb: 'noop' }
/** Where the stream is once the client is logged in. */
const LOGIN = 3 * '+OK\r\n'.length
const FIRST_ROW = LOGIN + '+OK\r\n'.length

/** The events of an answer, to a client that is logged in. */
const answered = (command: Command, answer: string, options: ClientOptions = {}): ClientEvent[] =>
  say(loggedIn({ pipelining: true, ...options }, command, noop), answer)
const shown = (row: string): string => row.replace('\xe9', '\udce9')
const refusal = (code: string) => ({ type: 'protocol-error', fatal: true, error: { name: 'Pop3Error', code } })

describe('servers in the field', () => {
  it('67, UIDL with three spaces: the row is read with a warning, and refused when strict (RFC 1939 7)', () => {
    expect(answered(uidl, '+OK\r\n1   abc\r\n.\r\n')[0]).toMatchObject({
      listing: {
        type: 'uidl',
        rows: [{ message: 1, uid: 'abc' }],
        malformed: [],
        warnings: [{ code: 'extra-space', offset: FIRST_ROW + 2 }],
      },
    })
    expect(answered(uidl, '+OK\r\n1   abc\r\n.\r\n', { strict: true }).at(-1)).toMatchObject(refusal('bad-listing'))
  })

  it('68, UIDL 1 answered without the number: malformed, and the session goes on (RFC 1939 7)', () => {
    expect(answered({ verb: 'uidl', message: 1 }, '+OK 00001a14\r\n+OK\r\n')).toMatchObject([
      { listing: { type: 'malformed', rows: ['00001a14'], error: { code: 'bad-listing', offset: LOGIN + 4 } } },
      { type: 'response', command: noop },
    ])
  })

  it('69, an empty first row: the good rows are typed, the empty one is reported', () => {
    expect(answered(uidl, '+OK\r\n\r\n1 a\r\n2 b\r\n.\r\n')[0]).toMatchObject({
      listing: {
        rows: [
          { message: 1, uid: 'a' },
          { message: 2, uid: 'b' },
        ],
        malformed: [{ row: '', message: undefined, error: { code: 'bad-listing', offset: FIRST_ROW } }],
      },
    })
  })

  it('70, UIDL 1 answered by rows and a dot: the stray lines are an error, and answer nothing', () => {
    const events = answered({ verb: 'uidl', message: 1 }, '+OK\r\n1 a\r\n.\r\n+OK\r\n')
    expect(events[0]).toMatchObject({ listing: { type: 'malformed' } })
    expect(events.slice(1)).toMatchObject([{ type: 'unanswered', command: noop }, refusal('bad-response')])
  })

  it('71, a row that starts with a dot: one dot is undone, and only a dot alone ends (RFC 1939 3)', () => {
    expect(answered(capa, '+OK\r\n.capability\r\n.\r\n')[0]).toMatchObject({
      listing: { rows: ['capability'], capabilities: { unknown: new Map([['CAPABILITY', '']]) } },
    })
  })

  it('72, +ERR: a typed error, neither success nor a wait (RFC 1939 3)', () => {
    expect(answered(noop, '+ERR Server error\r\n').at(-1)).toMatchObject(refusal('bad-response'))
  })

  it('73, the timestamp is wherever it is in the greeting (RFC 1939 7)', () => {
    expect(greetingTimestamp('mail.test POP3 ready <F2.AA@mail.test> hello')).toBe('<F2.AA@mail.test>')
  })

  it('76, -ERR to AUTH with an initial response: the form without one can be sent (RFC 5034 4)', () => {
    const client = new ClientConnection()
    drive(client, [asBytes('+OK\r\n')])
    client.send({ verb: 'auth', mechanism: 'XOAUTH2', initialResponse: asBytes('x') })
    expect(say(client, '-ERR Protocol error. Connection is closed. 10\r\n')).toMatchObject([{ response: { status: '-ERR' } }])
    client.send({ verb: 'auth', mechanism: 'XOAUTH2', initialResponse: undefined })
    expect(written(client)).toBe('AUTH XOAUTH2 eA==\r\nAUTH XOAUTH2\r\n')
  })

  it('77, the first line of LIST is text, never a row (RFC 1939 5)', () => {
    expect(answered(list, '+OK 20 Messages\r\n1 120\r\n.\r\n')[0]).toMatchObject({
      response: { text: '20 Messages' },
      listing: { rows: [{ message: 1, octets: 120 }], malformed: [], warnings: [] },
    })
  })

  it('LAST as qpopper answers it: a number and a sentence (RFC 1460 5)', () => {
    const listing = { type: 'last', message: 3, warnings: [{ code: 'text-after', offset: LOGIN + 5 }] }
    expect(answered({ verb: 'last' }, '+OK 3 is the last message seen.\r\n')[0]).toMatchObject({ listing })
  })
})

describe('every listing: a bad row is reported with its text, offset and error, and costs only itself', () => {
  it.each<[string, Command, readonly string[], object, readonly number[]]>([
    ['LIST', list, ['1 120', 'x', '2 99'], { rows: [{ message: 1 }, { message: 2 }] }, [1]],
    ['UIDL', uidl, ['1 a', '2 b c', '3 c'], { rows: [{ message: 1 }, { message: 3 }] }, [1]],
    ['CAPA', capa, ['TOP', 'EXPIRE soon', 'LOGIN-DELAY -1', 'UIDL'], { rows: ['TOP', 'UIDL'] }, [1, 2]],
    ['CAPA, a tag twice', capa, ['SASL PLAIN', 'sasl LOGIN'], { capabilities: { sasl: ['PLAIN'] } }, [1]],
    ['LANG', { verb: 'lang', tag: undefined }, ['en English', 'de_DE x', 'de'], { rows: [{ tag: 'en' }, { tag: 'de' }] }, [1]],
    [
      'AUTH',
      { verb: 'auth', mechanism: undefined, initialResponse: undefined },
      ['plain', 'X@Y', 'CRAM-MD5 x', 'LOGIN'],
      { mechanisms: ['PLAIN', 'LOGIN'] },
      [1, 2],
    ],
  ])('%s', (_name, command, rows, listing, bad) => {
    const client = new ClientConnection({ pipelining: true })
    for (const one of command.verb === 'auth'
      ? []
      : [{ verb: 'user', name: 'a' } as const, { verb: 'pass', password: 'b' } as const])
      client.send(one)
    const before = command.verb === 'auth' ? '+OK\r\n' : '+OK\r\n'.repeat(3)
    drive(client, [asBytes(before)])
    client.send(command)
    const event = say(client, `+OK\r\n${rows.map(row => `${row}\r\n`).join('')}.\r\n`).at(-1)
    const offsetOf = (at: number): number =>
      `${before}+OK\r\n${rows
        .slice(0, at)
        .map(row => `${row}\r\n`)
        .join('')}`.length
    const malformed = bad.map(at => ({ row: rows[at], error: { name: 'Pop3Error', code: 'bad-listing', offset: offsetOf(at) } }))
    expect(event).toMatchObject({ type: 'response', listing: { ...listing, malformed } })
  })

  it('a row that cannot be read gives no warning besides', () => {
    const listing = { rows: [], malformed: [{ row: ' 1  a b' }], warnings: [] }
    expect(answered(uidl, '+OK\r\n 1  a b\r\n.\r\n')[0]).toMatchObject({ listing })
  })

  it('rows without end that cannot be read end the session', () => {
    expect(answered(uidl, `+OK\r\n${'\r\n'.repeat(20_000)}`).at(-1)).toMatchObject(refusal('limit'))
  })
})

describe('hostile servers', () => {
  it.each([
    ['1, neither +OK nor -ERR', noop, 'OK\r\n', 'bad-response'],
    ['1, a challenge outside AUTH', noop, '+ \r\n', 'bad-response'],
    ['1, a continuation to CAPA', capa, '+\r\n', 'bad-response'],
    ['2, a first line of 513 bytes', noop, `+OK ${'x'.repeat(507)}\r\n`, 'line-too-long'],
    ['3, a row that is too long', uidl, `+OK\r\n1 ${'x'.repeat(12_300)}\r\n`, 'line-too-long'],
    ['3, a row that never ends', uidl, `+OK\r\n1 ${'x'.repeat(12_300)}`, 'line-too-long'],
    ['5, a dot and a bare LF', uidl, '+OK\r\n1 a\r\n.\n', 'bare-lf'],
    ['5, a dot and a bare CR', uidl, '+OK\r\n1 a\r\n.\rx\r\n', 'bare-cr'],
    ['5, a NUL behind the size', list, '+OK\r\n1 2 a\0b\r\n', 'nul'],
  ] as const)('%s: an error', (_name, command, answer, code) => {
    expect(answered(command, answer).at(-1)).toMatchObject(refusal(code))
  })

  it('4, the end of the stream before the dot: an error, and the part is never reported as whole', () => {
    const client = loggedIn({}, uidl)
    say(client, '+OK\r\n1 a\r\n.')
    client.receiveEnd()
    expect([client.nextEvent(), client.nextEvent()]).toMatchObject([
      { type: 'unanswered', command: uidl },
      refusal('unexpected-end'),
    ])
  })

  it.each([
    ['1', 1],
    ['x a', undefined],
    ['0 a', undefined],
    ['-1 a', undefined],
    ['9007199254740992 a', undefined],
    [`${'9'.repeat(400)} a`, undefined],
    [`1 ${'x'.repeat(71)}`, 1],
    ['1 \x7f', 1],
    ['1 \xe9', 1],
    ['1 a\tb', 1],
    ['1\ta', undefined],
    ['1 a b', 1],
  ])('6, the row %j of UIDL is reported', (row, message) => {
    expect(answered(uidl, `+OK\r\n${row}\r\n7 ok\r\n.\r\n`)[0]).toMatchObject({
      listing: { rows: [{ message: 7, uid: 'ok' }], malformed: [{ row: shown(row), message }] },
    })
  })

  it.each(['1', '1 x', '0 1', '1 -1', '1 9007199254740992', '1 1.5', '1 120x'])('6, the row %j of LIST is reported', row => {
    expect(answered(list, `+OK\r\n${row}\r\n7 9\r\n.\r\n`)[0]).toMatchObject({
      listing: { rows: [{ message: 7, octets: 9 }], malformed: [{ row }] },
    })
  })

  it('6, rows out of order are read, and each message once', () => {
    const listing = {
      rows: [3, 1, 2, 4].map(message => ({ message })),
      malformed: [{ row: '3 b' }, { row: '1 b' }, { row: '4 b' }],
    }
    expect(answered(uidl, '+OK\r\n3 a\r\n1 a\r\n3 b\r\n2 a\r\n1 b\r\n4 a\r\n4 b\r\n.\r\n')[0]).toMatchObject({ listing })
  })

  it.each(['ready', 'ready <no-at-sign>', 'ready <a@b\udcff>', 'ready <a\udce9@b>', '<a@b c>'])(
    '10, a greeting %j has no timestamp for APOP (RFC 1939 7)',
    text => {
      expect(greetingTimestamp(text)).toBeUndefined()
    },
  )

  it('9, a password keeps all of its spaces, and CR, LF and NUL never go out', () => {
    expect(encodeCommand({ verb: 'pass', password: ' a  b ' })).toEqual(asBytes('PASS  a  b \r\n'))
    for (const password of ['a\rb', 'a\nb', 'a\0b'])
      expect(caught(() => encodeCommand({ verb: 'pass', password }))).toMatchObject({ code: 'bad-command', fault: 'local' })
  })
})
