/** Which commands wait for which (RFC 9051 5.5): message numbers are never sent while they may change. */
import { asBytes, asChars, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type CommandBodyInit, type SearchKey, ServerConnection, type ServerEvent } from '../../src/index.js'

const set = [{ start: 1, end: 3 }]
const commands = {
  fetch: { verb: 'fetch', uid: false, set, items: [{ item: 'FLAGS' }] },
  'uid fetch': { verb: 'fetch', uid: true, set, items: [{ item: 'FLAGS' }] },
  store: { verb: 'store', uid: false, set, action: 'add', silent: false, flags: ['\\Seen'] },
  'uid store': { verb: 'store', uid: true, set, action: 'add', silent: false, flags: ['\\Seen'] },
  search: { verb: 'search', uid: false, keys: [{ key: 'ALL' }] },
  'uid search': { verb: 'search', uid: true, keys: [{ key: 'ALL' }] },
  'uid search by number': {
    verb: 'search',
    uid: true,
    keys: [{ key: 'NOT', of: { key: 'OR', of: [{ key: 'ALL' }, { key: 'SET', set }] } }],
  },
  'uid search fuzzily by number': { verb: 'search', uid: true, keys: [{ key: 'FUZZY', of: { key: 'SET', set } }] },
  'uid search of the saved': { verb: 'search', uid: true, keys: [{ key: 'SET', set: '$' }] },
  'uid search of what is unknown': { verb: 'search', uid: true, keys: [{ key: 'unknown', name: 'XNEAR', bytes: asBytes(' 5') }] },
  copy: { verb: 'copy', uid: false, set, mailbox: 'a' },
  'copy of the saved': { verb: 'copy', uid: false, set: '$', mailbox: 'a' },
  'uid copy': { verb: 'copy', uid: true, set, mailbox: 'a' },
  replace: {
    verb: 'replace',
    uid: false,
    number: 4,
    mailbox: 'a',
    message: { content: { type: 'message', binary: false, size: 1, bytes: asBytes('x') } },
  },
  expunge: { verb: 'expunge', uids: undefined },
  noop: { verb: 'noop' },
  check: { verb: 'check' },
} as const satisfies Record<string, CommandBodyInit>
type Name = keyof typeof commands

const selected = (): ClientConnection => {
  const client = new ClientConnection()
  drive(client, [asBytes('* PREAUTH hi\r\n')])
  client.send({ verb: 'select', mailbox: 'x', tag: 's' })
  client.takeOutput()
  drive(client, [asBytes('s OK x\r\n')])
  return client
}

/** How many of them are on the wire before any is answered. */
function sentTogether(client: ClientConnection, names: readonly Name[]): number {
  for (const [index, name] of names.entries()) client.send({ ...commands[name], tag: `t${index}` })
  return asChars(client.takeOutput()).split('\r\n').length - 1
}

describe('one behind the other (RFC 9051 5.5)', () => {
  it.each<[string, ...Name[]]>([
    ['FETCH + STORE + SEARCH + NOOP', 'fetch', 'store', 'search', 'noop'],
    ['STORE + COPY + EXPUNGE', 'store', 'copy', 'expunge'],
    ['UID SEARCH + UID SEARCH', 'uid search', 'uid search'],
    ['commands by unique identifiers', 'noop', 'uid fetch', 'uid store', 'uid copy', 'expunge'],
    ['SEARCH without numbers among its keys', 'noop', 'search'],
    ['what was saved is no number (RFC 9051 6.4.4.2)', 'noop', 'copy of the saved', 'uid search of the saved'],
  ])('%s need not wait', (_, ...names) => {
    expect(sentTogether(selected(), names)).toBe(names.length)
  })

  it.each<[string, number, ...Name[]]>([
    ['FETCH + NOOP + STORE', 2, 'fetch', 'noop', 'store'],
    ['STORE + COPY + FETCH', 2, 'store', 'copy', 'fetch'],
    ['COPY + COPY', 1, 'copy', 'copy'],
    ['CHECK + FETCH', 1, 'check', 'fetch'],
    ['EXPUNGE + STORE', 1, 'expunge', 'store'],
    ['UID FETCH + FETCH', 1, 'uid fetch', 'fetch'],
    ['NOOP + REPLACE', 1, 'noop', 'replace'],
    ['UID STORE + SEARCH by number', 1, 'uid store', 'uid search by number'],
    ['EXPUNGE + SEARCH FUZZY by number', 1, 'expunge', 'uid search fuzzily by number'],
    ['UID SEARCH + UID SEARCH by number', 1, 'uid search', 'uid search by number'],
    ['NOOP + a key whose arguments are not known', 1, 'noop', 'uid search of what is unknown'],
  ])('%s: only %i go out', (_, count, ...names) => {
    const client = selected()
    expect(sentTogether(client, names)).toBe(count)
    // The completion of what may change numbers lets the next one go.
    drive(client, [asBytes(Array.from({ length: count }, (_, index) => `t${index} OK x\r\n`).join(''))])
    expect(asChars(client.takeOutput())).toMatch(new RegExp(`^t${count} `))
  })

  it('a deep search is walked without recursion', () => {
    let key: SearchKey = { key: 'SET', set: '$' }
    for (let depth = 0; depth < 15; depth++) key = { key: 'NOT', of: key }
    const client = selected()
    client.send({ verb: 'noop' })
    client.send({ verb: 'search', uid: true, keys: [key] })
    expect(asChars(client.takeOutput())).toMatch(/NOOP\r\nA\d+ UID SEARCH (?:NOT ){15}\$\r\n$/)
  })
})

describe('EXPUNGE while a command is under way (RFC 9051 7.5.1, RFC 7162 3.2.10)', () => {
  const holding: readonly Name[] = [
    'fetch',
    'store',
    'search',
    'uid search by number',
    'uid search fuzzily by number',
    'uid search of what is unknown',
  ]

  it.each(Object.keys(commands) as Name[])('%s: both sides agree', name => {
    const client = selected()
    const server = new ServerConnection({ capabilities: ['IMAP4rev1', 'UIDPLUS', 'REPLACE', 'LITERAL+'] })
    const accept = (event: ServerEvent): void => {
      if (event.type === 'literal') server.send({ type: 'continuation', text: 'go on' })
      else if (event.type === 'command' && event.command.verb === 'connect')
        server.send({ type: 'preauth', tag: undefined, code: undefined, text: 'x' })
      else if (event.type === 'command' && event.command.verb === 'select')
        server.send({ type: 'ok', tag: event.command.tag, code: undefined, text: 'x' })
    }
    drive(server, [asBytes('s SELECT x\r\n')], accept)
    server.takeOutput()
    expect([client.mayExpunge, server.mayExpunge]).toEqual([false, false])
    client.send({ ...commands[name], tag: 't' })
    for (let round = 0; round < 5; round++) {
      drive(server, client.takeOutput(), accept)
      drive(client, server.takeOutput())
    }
    const expected = !holding.includes(name)
    expect([client.mayExpunge, server.mayExpunge]).toEqual([expected, expected])
    const send = (): void => server.send({ type: 'expunge', number: 1 })
    if (expected) expect(send).not.toThrow()
    else expect(send).toThrow('EXPUNGE is not allowed in')
  })
})
