import { asBytes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type Command } from '../../src/index.js'

/** How a session ends whose server closes behind these answers. */
function last(commands: readonly Command[], answers: string): unknown {
  const client = new ClientConnection({ pipelining: true })
  for (const command of commands) client.send(command)
  client.receive(asBytes(`+OK hi\r\n${answers}`))
  client.receiveEnd()
  let event = client.nextEvent()
  for (let next = event; next !== undefined; next = client.nextEvent()) event = next
  return event
}

const login: readonly Command[] = [
  { verb: 'user', name: 'u' },
  { verb: 'pass', password: 'p' },
]
const cut = { type: 'protocol-error', fatal: true, error: { code: 'unexpected-end' } }

describe('a server that closes (RFC 1939 6)', () => {
  it.each<[string, readonly Command[], string, object]>([
    ['with nothing marked', login, '+OK\r\n+OK\r\n', { type: 'closed' }],
    ['with a message marked, before QUIT', [...login, { verb: 'dele', message: 1 }], '+OK\r\n+OK\r\n+OK\r\n', cut],
    ['where DELE was refused', [...login, { verb: 'dele', message: 1 }], '+OK\r\n+OK\r\n-ERR no\r\n', { type: 'closed' }],
    [
      'where RSET took the mark back',
      [...login, { verb: 'dele', message: 1 }, { verb: 'rset' }],
      '+OK\r\n+OK\r\n+OK\r\n+OK\r\n',
      { type: 'closed' },
    ],
    [
      'with a message marked, and no answer to QUIT',
      [...login, { verb: 'dele', message: 1 }, { verb: 'quit' }],
      '+OK\r\n+OK\r\n+OK\r\n',
      cut,
    ],
    [
      'with a message marked, whatever else was answered since',
      [...login, { verb: 'dele', message: 1 }, { verb: 'noop' }],
      '+OK\r\n+OK\r\n+OK\r\n+OK\r\n',
      cut,
    ],
    ['with a command that has no answer', [...login, { verb: 'noop' }], '+OK\r\n+OK\r\n', cut],
    ['with nothing marked, and no answer to QUIT', [...login, { verb: 'quit' }], '+OK\r\n+OK\r\n', { type: 'closed' }],
  ])('%s', (_, commands, answers, expected) => {
    expect(last(commands, answers)).toMatchObject(expected)
  })

  it('before its greeting breaks the session off, where nothing was sent either', () => {
    const client = new ClientConnection()
    client.receiveEnd()
    expect(client.nextEvent()).toMatchObject(cut)
  })

  it('and whose last words nobody asked for is quoted with its code', () => {
    expect(last(login, '+OK\r\n+OK\r\n-ERR [SYS/TEMP] shutting down\r\n')).toMatchObject({
      error: { code: 'unsolicited', message: expect.stringContaining('-ERR [SYS/TEMP] shutting down') },
    })
  })
})
