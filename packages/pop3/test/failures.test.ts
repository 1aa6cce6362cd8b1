/** How the POP3 clients of JavaScript fail, each row with the bytes that are right: cut as it was found, and at every split point. */
import { asBytes, asChars, caught, drive, everySplit } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import type { ClientEvent, Command } from '../src/index.js'
import { loggedIn, written } from './support.js'

const retr: Command = { verb: 'retr', message: 1 }

/** What a client makes of the chunks: the message as characters where there is one, the statuses, and how it ended. */
function outcome(chunks: readonly Uint8Array[], ...commands: readonly Command[]) {
  const client = loggedIn({ pipelining: true }, ...commands)
  const events: ClientEvent[] = drive(client, chunks)
  return {
    body: asChars(events.flatMap(event => (event.type === 'body-chunk' ? [event.bytes] : []))),
    statuses: events.flatMap(event => (event.type === 'response' ? [`${event.command.verb} ${event.response.status}`] : [])),
    errors: events.flatMap(event => (event.type === 'protocol-error' ? [event.error.code] : [])),
    last: events.at(-1)?.type,
    waiting: client.waiting,
  }
}

describe('a message that others lose, cut or rewrite (RFC 1939 3)', () => {
  // `|` is where the network cut it.
  it.each([
    ['whole', '+OK\r\nA\r\n.\r\n', 'A\r\n'],
    ['its end in a chunk of its own', '+OK\r\nA\r\n|.\r\n', 'A\r\n'],
    ['between CR and LF of its last line', '+OK\r\nA\r|\n.\r\n', 'A\r\n'],
    ['behind the last dot', '+OK\r\nA\r\n.|\r\n', 'A\r\n'],
    ['inside the last CRLF', '+OK\r\nA\r\n.\r|\n', 'A\r\n'],
    ['a chunk that is a dot of a line', '+OK\r\nA\r\n|.|.x\r\n.\r\n', 'A\r\n.x\r\n'],
    ['a status in two', '+O|K\r\nA\r\n.\r\n', 'A\r\n'],
    ['a first line that begins with a dot', '+OK\r\n..b\r\n.\r\n', '.b\r\n'],
    ['an empty one', '+OK\r\n.\r\n', ''],
    ['8-bit bytes', '+OK\r\n\xe9\xff\r\n.\r\n', '\xe9\xff\r\n'],
    ['one dot where two should be', '+OK\r\n.x\r\n.\r\n', 'x\r\n'],
    ['lines that are all dots', '+OK\r\n..\r\n...\r\n.\r\n', '.\r\n..\r\n'],
  ])('%s', (_name, wire, body) => {
    const expected = { body, statuses: ['retr +OK'], errors: [], last: 'body-end', waiting: 'input' }
    expect(outcome(wire.split('|').map(asBytes), retr)).toEqual(expected)
    for (const chunks of everySplit(asBytes(wire.replaceAll('|', '')))) expect(outcome(chunks, retr)).toEqual(expected)
  })
})

it('a refusal that was cut in two is one refusal', () => {
  const expected = { body: '', statuses: ['retr -ERR'], errors: [], last: 'response', waiting: 'input' }
  expect(outcome([asBytes('-E'), asBytes('RR nope\r\n')], retr)).toEqual(expected)
  for (const chunks of everySplit(asBytes('-ERR nope\r\n'))) expect(outcome(chunks, retr)).toEqual(expected)
})

it('two responses in one chunk answer two commands', () => {
  const commands: Command[] = [{ verb: 'stat' }, retr, { verb: 'noop' }]
  for (const chunks of everySplit(asBytes('+OK 1 2\r\n+OK\r\nA\r\n.\r\n+OK\r\n')))
    expect(outcome(chunks, ...commands)).toMatchObject({
      body: 'A\r\n',
      statuses: ['stat +OK', 'retr +OK', 'noop +OK'],
      errors: [],
    })
})

it('an argument that holds a second command is never sent', () => {
  const client = loggedIn({})
  const argument = '1\r\nDELE 2' as unknown as number
  for (const verb of ['uidl', 'list', 'retr', 'dele'] as const)
    expect(caught(() => client.send({ verb, message: argument }))).toMatchObject({ name: 'Pop3Error', fault: 'local' })
  expect(caught(() => client.send({ verb: 'top', message: 1, lines: argument }))).toMatchObject({ fault: 'local' })
  expect(written(client)).toBe('')
})

it.each([
  ['behind the last dot', '.'],
  ['inside the last CRLF, as Cyrus 3.4 does', '.\r'],
  ['behind a line', ''],
  ['inside a line', 'B'],
])('a message whose stream ends %s waits, and is never reported whole (RFC 1939 3)', (_name, end) => {
  for (const chunks of everySplit(asBytes(`+OK\r\nA\r\n${end}`))) {
    const client = loggedIn({}, retr)
    const before = drive(client, chunks).map(({ type }) => type)
    expect([before.includes('body-end'), before.includes('protocol-error'), client.waiting]).toEqual([false, false, 'input'])
    client.receiveEnd()
    const after = drive(client, [])
    expect(after.at(-1)).toMatchObject({
      type: 'protocol-error',
      fatal: true,
      error: { code: 'unexpected-end', fault: 'remote' },
    })
    expect(after.some(({ type }) => type === 'body-end')).toBe(false)
  }
})

describe('rows in answer to UIDL with a number, as of Mailpit', () => {
  it('are an error of their own, and never the answer to the next command', () => {
    for (const chunks of everySplit(asBytes('+OK\r\n1 a\r\n.\r\n+OK\r\n'))) {
      const client = loggedIn({ pipelining: true }, { verb: 'uidl', message: 1 }, { verb: 'noop' })
      expect(drive(client, chunks)).toMatchObject([
        { type: 'response', command: { verb: 'uidl' }, listing: { type: 'malformed', error: { code: 'bad-listing' } } },
        { type: 'unanswered', command: { verb: 'noop' }, sent: true },
        { type: 'protocol-error', fatal: true, error: { code: 'bad-response' } },
      ])
    }
  })

  it('are unsolicited where nothing else was asked', () => {
    const client = loggedIn({}, { verb: 'uidl', message: 1 })
    expect(drive(client, [asBytes('+OK 1 a\r\n+OK\r\n')]).at(-1)).toMatchObject({ fatal: true, error: { code: 'unsolicited' } })
  })
})
