/** What answers each command, and that rows read in order need no record of which messages were seen (RFC 1939 5 and 7, RFC 1460 5, RFC 6856 3). */
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type ClientEvent, type Command, type Listing } from '../src/index.js'
import { type Kind, kindOf, lineReaderOf } from '../src/listing-kinds.js'
import { Row } from '../src/row.js'
import { loggedIn, say, serverAt, written } from './support.js'

const listingOf = (events: readonly ClientEvent[]): Listing | undefined =>
  events.flatMap(event => (event.type === 'response' && event.listing !== undefined ? [event.listing] : []))[0]

describe('one line that answers', () => {
  it.each<[Command, string, object]>([
    [{ verb: 'stat' }, '2 320', { type: 'stat', drop: { count: 2, octets: 320 }, warnings: [] }],
    [{ verb: 'last' }, '3', { type: 'last', message: 3, warnings: [] }],
    [{ verb: 'list', message: 2 }, '2 9', { type: 'list', rows: [{ message: 2, octets: 9 }], malformed: [], warnings: [] }],
    [{ verb: 'uidl', message: 2 }, '2 a', { type: 'uidl', rows: [{ message: 2, uid: 'a' }], malformed: [], warnings: [] }],
    [{ verb: 'lang', tag: 'de' }, 'de', { type: 'lang', rows: [{ tag: 'de', name: undefined }], malformed: [], warnings: [] }],
  ])('%j', (command, text, listing) => {
    expect(listingOf(say(loggedIn({}, command), `+OK ${text}\r\n`))).toEqual(listing)
  })

  it('is for people where the command has no listing', () => {
    expect(lineReaderOf({ verb: 'noop' })).toBeUndefined()
  })

  it.each<[Command, string]>([
    [{ verb: 'list', message: 2 }, '1 9'],
    [{ verb: 'uidl', message: 2 }, '1 a'],
  ])('%j is malformed where it is about another message', (command, text) => {
    expect(listingOf(say(loggedIn({}, command), `+OK ${text}\r\n`))).toMatchObject({
      type: 'malformed',
      rows: [text],
      error: {
        message: `parse ${command.verb.toUpperCase()}: the row is about message 1, but message 2 was requested`,
      },
    })
  })
})

describe('rows that answer', () => {
  it.each<[Command, string, object]>([
    [{ verb: 'list', message: undefined }, '12 x', { type: 'list', rows: [], malformed: [{ row: '12 x', message: 12 }] }],
    [{ verb: 'uidl', message: undefined }, '12', { type: 'uidl', rows: [], malformed: [{ row: '12', message: 12 }] }],
    [{ verb: 'lang', tag: undefined }, '12 x', { type: 'lang', rows: [], malformed: [{ row: '12 x', message: undefined }] }],
    [{ verb: 'capa' }, '12 \x7f', { type: 'capa', rows: [], malformed: [{ row: '12 \x7f', message: undefined }] }],
  ])('%j: only rows of messages have a message where they are malformed', (command, row, listing) => {
    expect(listingOf(say(loggedIn({}, command), `+OK\r\n${row}\r\n.\r\n`))).toMatchObject(listing)
  })

  it('AUTH without an argument: the names of mechanisms', () => {
    const client = new ClientConnection()
    say(client, '+OK\r\n')
    client.send({ verb: 'auth', mechanism: undefined, initialResponse: undefined })
    const listing = { type: 'auth', mechanisms: ['PLAIN'], malformed: [], warnings: [] }
    expect(listingOf(say(client, '+OK\r\nplain\r\n.\r\n'))).toEqual(listing)
  })

  it('a capability twice is malformed', () => {
    expect(listingOf(say(loggedIn({}, { verb: 'capa' }), '+OK\r\nTOP\r\ntop\r\n.\r\n'))).toMatchObject({
      malformed: [{ row: 'top', error: { message: 'parse CAPA: TOP appears twice' } }],
    })
  })
})

describe('rows of messages', () => {
  const padding = 'x'.repeat(100)
  const plain = (kind: Kind, text: string) => kind.readPlain!(asBytes(text + padding), 100)
  const one = (kind: Kind, text: string): void => kind.read(new Row(false).moveTo(asBytes(text), 0, text.length, 0))
  const messages = (kind: Kind): unknown => {
    const listing = kind.listing({ malformed: [], warnings: [] })
    return 'rows' in listing && listing.rows.map(row => typeof row === 'object' && 'message' in row && row.message)
  }

  it.each(['list', 'uidl'] as const)('%s: plain rows are taken many at a time as long as messages ascend', verb => {
    const kind = kindOf({ verb, message: undefined })
    expect(plain(kind, '1 5\r\n2 5\r\n')).toEqual({ rows: 2, bytes: 10 })
    one(kind, '3 5')
    expect(plain(kind, '3 5\r\n')).toEqual({ rows: 0, bytes: 0 })
    expect(plain(kind, '5 5\r\n6 5\r\n')).toEqual({ rows: 2, bytes: 10 })
    one(kind, '4 5')
    expect(plain(kind, '7 5\r\n')).toEqual({ rows: 0, bytes: 0 })
    one(kind, '7 5')
    expect(() => one(kind, '6 5')).toThrow('message 6 appears twice')
    one(kind, '8 5')
    one(kind, '9 5')
    expect(() => one(kind, '9 5')).toThrow('message 9 appears twice')
    expect(messages(kind)).toEqual([1, 2, 3, 5, 6, 4, 7, 8, 9])
  })

  it.each(['list', 'uidl'] as const)('%s: a message that was read in either way is not read again', verb => {
    const kind = kindOf({ verb, message: undefined })
    plain(kind, '1 5\r\n2 5\r\n')
    for (const message of [2, 1]) {
      const { message: text } = caught(() => one(kind, `${message} 5`))
      expect(text).toBe(`parse ${verb.toUpperCase()}: message ${message} appears twice`)
    }
    expect(messages(kind)).toEqual([1, 2])
  })
})

describe('a server checks what it writes by the rule of the command', () => {
  const login = ['USER a', 'PASS b']
  it.each<[string, object, string]>([
    ['LIST', { rows: ['1 120 more words'] }, '+OK\r\n1 120 more words\r\n.\r\n'],
    ['LIST 1', { text: '1 120 more words' }, '+OK 1 120 more words\r\n'],
    ['LIST', { rows: ['1 120', '2 9'] }, '+OK\r\n1 120\r\n2 9\r\n.\r\n'],
    ['LIST', { rows: [] }, '+OK\r\n.\r\n'],
    ['STAT', { text: '2 320 more' }, '+OK 2 320 more\r\n'],
    ['UIDL', { rows: ['1 a', '2 b'] }, '+OK\r\n1 a\r\n2 b\r\n.\r\n'],
    ['UIDL 1', { text: '1 a' }, '+OK 1 a\r\n'],
    ['CAPA', { rows: ['TOP', 'X a'] }, '+OK\r\nTOP\r\nX a\r\n.\r\n'],
    ['LANG', { rows: ['de Deutsch'] }, '+OK\r\nde Deutsch\r\n.\r\n'],
    ['LANG de', { text: 'de  Ja' }, '+OK de  Ja\r\n'],
    ['NOOP', { text: 'anything' }, '+OK anything\r\n'],
  ])('%s is answered by %j', (line, answer, expected) => {
    const { server } = serverAt([...login, line])
    server.send({ status: '+OK', ...answer })
    expect(written(server)).toBe(expected)
  })

  it.each<[string, object, string]>([
    ['LANG', { rows: ['de  Deutsch'] }, 'send LANG: extra-space is not allowed in strict mode'],
    ['STAT', { text: 'some' }, 'send STAT: a number expected'],
    ['LAST', { text: '1 is it' }, 'send LAST: text-after is not allowed in strict mode'],
    ['UIDL', { rows: ['1 a', '2 b c'] }, 'send UIDL: the end expected'],
    ['UIDL 1', { text: '2 a' }, 'send UIDL: the row is about message 2, but message 1 was requested'],
    ['CAPA', { rows: ['TOP', 'X  a'] }, 'send CAPA: extra-space is not allowed in strict mode'],
    ['LIST 1', { text: '2 120' }, 'send LIST: the row is about message 2, but message 1 was requested'],
  ])('%s is not answered by %j', (line, answer, message) => {
    const { server } = serverAt([...login, line])
    expect(caught(() => server.send({ status: '+OK', ...answer })).message).toContain(message)
  })
})
