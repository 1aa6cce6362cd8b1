/** What a server may answer: the tables of state.ts, carried out. Whatever they do not allow throws before a byte is written. */
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import type { ServerOptions, ServerSend, State } from '../../src/index.js'
import { type Answer, type Answers, transitions } from '../../src/session/state.js'
import { serverAt, written } from '../support.js'

const DIGEST = '0'.repeat(32)
const TO_TRANSACTION = ['USER tim', 'PASS x']
const options: ServerOptions = { capabilities: { stls: true, sasl: ['PLAIN'] } }

/** Each row of the tables: the lines that lead there, the last of which waits for the answer, and where the answers lead. */
const rows: readonly (readonly [
  state: State,
  verb: keyof (typeof transitions)[State],
  lines: readonly string[],
  answers: Answers,
])[] = [
  ['connecting', 'connect', [], { '+OK': 'authorization', '-ERR': 'ended' }],
  ['authorization', 'invalid', ['PASS x'], { '-ERR': 'authorization' }],
  ['authorization', 'invalid', ['RETR 1'], { '-ERR': 'authorization' }],
  ['authorization', 'invalid', ['RETR x'], { '-ERR': 'authorization' }],
  ['authorization', 'invalid', ['XTND'], { '-ERR': 'authorization' }],
  ['authorization', 'invalid', ['STLS', 'STLS'], { '-ERR': 'authorization' }],
  ['authorization', 'user', ['USER tim'], { '+OK': 'named', '-ERR': 'authorization' }],
  ['authorization', 'apop', [`APOP tim ${DIGEST}`], { '+OK': 'transaction', '-ERR': 'authorization' }],
  ['authorization', 'auth', ['AUTH PLAIN'], { '-ERR': 'authorization', '+': 'exchange' }],
  ['authorization', 'auth-initial', ['AUTH PLAIN AHQAeA=='], { '+OK': 'transaction', '-ERR': 'authorization', '+': 'exchange' }],
  ['authorization', 'stls', ['STLS'], { '+OK': 'tls', '-ERR': 'authorization' }],
  ['authorization', 'quit', ['QUIT'], { '+OK': 'ended', '-ERR': 'ended' }],
  ['named', 'invalid', ['USER tim', 'STAT'], { '-ERR': 'named' }],
  ['named', 'user', ['USER tim', 'USER ann'], { '+OK': 'named', '-ERR': 'authorization' }],
  ['named', 'pass', ['USER tim', 'PASS x'], { '+OK': 'transaction', '-ERR': 'authorization' }],
  ['named', 'quit', ['USER tim', 'QUIT'], { '+OK': 'ended', '-ERR': 'ended' }],
  ['exchange', 'auth-response', ['AUTH PLAIN', 'AHQAeA=='], { '+OK': 'transaction', '-ERR': 'authorization', '+': 'exchange' }],
  ['exchange', 'auth-cancel', ['AUTH PLAIN', '*'], { '-ERR': 'authorization' }],
  ['exchange', 'auth-cancel', ['AUTH PLAIN', '!'], { '-ERR': 'authorization' }],
  ['exchange', 'auth-cancel', ['AUTH PLAIN', `${'A'.repeat(12_288)}`], { '-ERR': 'authorization' }],
  ['transaction', 'invalid', [...TO_TRANSACTION, 'USER ann'], { '-ERR': 'transaction' }],
  ['transaction', 'invalid', [...TO_TRANSACTION, 'AUTH PLAIN'], { '-ERR': 'transaction' }],
  ['transaction', 'invalid', [...TO_TRANSACTION, 'STLS'], { '-ERR': 'transaction' }],
  ['transaction', 'noop', [...TO_TRANSACTION, 'NOOP'], { '+OK': 'transaction', '-ERR': 'transaction' }],
  ['transaction', 'dele', [...TO_TRANSACTION, 'DELE 1'], { '+OK': 'transaction', '-ERR': 'transaction' }],
  ['transaction', 'quit', [...TO_TRANSACTION, 'QUIT'], { '+OK': 'update', '-ERR': 'update' }],
]

const sends: Readonly<Record<Answer, ServerSend>> = {
  '+OK': { status: '+OK' },
  '-ERR': { status: '-ERR' },
  '+': { type: 'challenge', data: asBytes('') },
}

describe.each(rows)('in the %s state, to %s (%j)', (state, verb, lines, answers) => {
  it.each<Answer>(['+OK', '-ERR', '+'])('%s leads where the table says, or throws (RFC 1939 3 to 6, RFC 5034 4)', answer => {
    const { server } = serverAt(lines, options)
    expect(transitions[state][verb]).toEqual(answers)
    expect(server.state).toBe(state)
    const next = answers[answer]
    if (next === undefined) {
      expect(caught(() => server.send(sends[answer]))).toMatchObject({ name: 'Pop3Error', code: 'invalid-state' })
      expect([written(server), server.state, server.waiting]).toEqual(['', state, 'reply'])
      server.send({ status: '-ERR' })
    } else {
      server.send(sends[answer])
      expect(server.state).toBe(next)
    }
    expect(written(server)).toMatch(/^[+-].*\r\n$/)
  })
})

describe('what a server may not send', () => {
  it.each<[string, string, unknown, string]>([
    ['the status of another protocol', 'NOOP', { status: '250' }, 'bad-response'],
    ['no status', 'NOOP', {}, 'bad-response'],
    ['nothing', 'NOOP', undefined, 'bad-value'],
    ['a string', 'NOOP', '+OK', 'bad-value'],
    ['an unknown type', 'NOOP', { type: 'chunk' }, 'bad-value'],
    ['a code with a response behind it', 'NOOP', { status: '-ERR', code: 'A] \r\n+OK [B' }, 'bad-response'],
    ['a text with a response behind it', 'NOOP', { status: '-ERR', text: 'a\r\n+OK' }, 'bad-response'],
    ['a text that is a number', 'NOOP', { status: '+OK', text: 5 }, 'bad-value'],
    ['a first line of 513 bytes (RFC 2449 4)', 'NOOP', { status: '+OK', text: 'x'.repeat(507) }, 'line-too-long'],
    ['rows to a command that has none', 'NOOP', { status: '+OK', rows: [] }, 'invalid-state'],
    ['rows that refuse', 'LIST', { status: '-ERR', rows: [] }, 'invalid-state'],
    ['no rows to LIST', 'LIST', { status: '+OK' }, 'invalid-state'],
    ['rows that are a string', 'CAPA', { status: '+OK', rows: 'TOP' }, 'bad-value'],
    ['a row that is a number', 'CAPA', { status: '+OK', rows: [5] }, 'bad-value'],
    ['a row that is missing', 'CAPA', { status: '+OK', rows: Array(1) }, 'bad-value'],
    ['a row with a dot and a response behind it', 'CAPA', { status: '+OK', rows: ['TOP\r\n.\r\n+OK'] }, 'bad-listing'],
    ['a row of LIST without a size', 'LIST', { status: '+OK', rows: ['1'] }, 'bad-listing'],
    ['a unique-id of 71 characters', 'UIDL', { status: '+OK', rows: [`1 ${'x'.repeat(71)}`] }, 'bad-listing'],
    ['STAT without numbers', 'STAT', { status: '+OK', text: 'fine' }, 'bad-listing'],
    ['message 99 to LIST 1', 'LIST 1', { status: '+OK', text: '99 120' }, 'bad-listing'],
    ['message 99 to UIDL 1', 'UIDL 1', { status: '+OK', text: '99 a' }, 'bad-listing'],
    ['a challenge that is a string', 'NOOP', { type: 'challenge', data: 'x' }, 'bad-value'],
    ['a message that was not asked for', 'NOOP', { type: 'body-chunk', bytes: asBytes('x') }, 'invalid-state'],
    ['the end of one', 'NOOP', { type: 'body-end' }, 'invalid-state'],
  ])('%s', (_name, line, output, code) => {
    const { server } = serverAt([...TO_TRANSACTION, line])
    const error = caught(() => server.send(output as ServerSend))
    expect(error).toMatchObject({ name: 'Pop3Error', code })
    expect(error.message).toMatch(/^(?:send|encode)\b/)
    expect([written(server), server.waiting]).toEqual(['', 'reply'])
  })

  it('a response inside a message', () => {
    const { server } = serverAt([...TO_TRANSACTION, 'RETR 1'])
    server.send({ status: '+OK' })
    for (const output of [{ status: '+OK' }, { type: 'challenge', data: asBytes('') }] as const)
      expect(caught(() => server.send(output))).toMatchObject({ code: 'invalid-state' })
    expect(caught(() => server.send({ type: 'body-chunk', bytes: 'x' as unknown as Uint8Array }))).toMatchObject({
      code: 'bad-value',
      message: 'send body-chunk: a Uint8Array expected, not a string',
    })
    server.send({ type: 'body-end' })
    expect(written(server)).toBe('+OK\r\n.\r\n')
  })

  it('what a getter answers the second time', () => {
    const { server } = serverAt([...TO_TRANSACTION, 'NOOP'])
    const once = (...answers: unknown[]) => ({ get: () => (answers.length > 1 ? answers.shift() : answers[0]) })
    server.send(
      Object.defineProperties(
        {},
        { status: once('-ERR', '+OK'), code: once('A', 'A] \r\n+OK [B'), text: once('a', 'a\r\n+OK') },
      ) as ServerSend,
    )
    expect(written(server)).toBe('-ERR [A] a\r\n')
  })
})

describe('what a server may send', () => {
  it('a first line of 512 bytes (RFC 2449 4)', () => {
    const { server } = serverAt([...TO_TRANSACTION, 'NOOP'])
    server.send({ status: '+OK', text: 'x'.repeat(506) })
    expect(written(server)).toHaveLength(512)
  })

  it('rows that begin with a dot, which is doubled (RFC 1939 3)', () => {
    const { server } = serverAt(['CAPA'])
    server.send({ status: '+OK', rows: ['.X', 'Y.', '..'] })
    expect(written(server)).toBe('+OK\r\n..X\r\nY.\r\n...\r\n.\r\n')
  })

  it('nothing once the session has ended', () => {
    const { server } = serverAt(['QUIT'])
    server.send({ status: '+OK' })
    const error = caught(() => server.send({ status: '+OK' }))
    expect(error).toMatchObject({ code: 'invalid-state', message: 'send: the session has ended' })
  })
})

describe('commands of the caller’s own', () => {
  it('may get +OK where they are named, and count as good ones', () => {
    const { server, last } = serverAt([...TO_TRANSACTION, 'xtnd XMIT'], { verbs: ['XTND'] })
    expect(last).toMatchObject({ command: { verb: 'unknown', name: 'XTND' }, suggestedReply: { status: '-ERR' } })
    server.send({ status: '+OK' })
    expect([written(server), server.state]).toEqual(['+OK\r\n', 'transaction'])
  })
})

describe('QUIT', () => {
  it('enters the update state from the transaction state only (RFC 1939 4 and 6)', () => {
    for (const [lines, state] of [
      [['QUIT'], 'ended'],
      [['USER tim', 'QUIT'], 'ended'],
      [[...TO_TRANSACTION, 'QUIT'], 'update'],
    ] as const) {
      const { server } = serverAt(lines)
      server.send({ status: '-ERR', text: 'some deleted messages not removed' })
      expect([server.state, server.nextEvent()]).toEqual([state, { type: 'closed' }])
    }
  })

  it('is not what ends a session that the client just leaves: no message is removed (RFC 1939 6)', () => {
    const { server } = serverAt([...TO_TRANSACTION, 'DELE 1'])
    server.send({ status: '+OK' })
    server.receiveEnd()
    expect([server.nextEvent(), server.state]).toEqual([{ type: 'closed' }, 'transaction'])
  })
})
