/** AUTH from the client's side (RFC 5034 4): what is a challenge, how many there may be, and what may answer one. */
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type ClientOptions, type ClientSend, type Command } from '../../src/index.js'
import { loggedIn, say, written } from '../support.js'

const auth = (mechanism: string | undefined, initialResponse?: Uint8Array): Command => ({
  verb: 'auth',
  mechanism,
  initialResponse,
})

function authenticating(command: Command, options: ClientOptions = {}): ClientConnection {
  const client = new ClientConnection(options)
  client.send(command)
  say(client, '+OK\r\n')
  client.takeOutput()
  return client
}

describe('a line that starts with + and a space', () => {
  it('is a challenge behind AUTH with a mechanism, with and without an initial response', () => {
    for (const command of [auth('PLAIN'), auth('PLAIN', asBytes('x'))])
      expect(say(authenticating(command), '+ AAAA\r\n')).toEqual([{ type: 'challenge', data: asBytes('\0\0\0'), warnings: [] }])
  })

  it('is no response to any other command, AUTH without a mechanism among them', () => {
    const fatal = [
      { type: 'unanswered', sent: true },
      { type: 'protocol-error', fatal: true, error: { code: 'bad-response' } },
    ]
    expect(say(authenticating(auth(undefined)), '+ AAAA\r\n')).toMatchObject(fatal)
    expect(say(loggedIn({}, { verb: 'noop' }), '+ AAAA\r\n')).toMatchObject(fatal)
  })

  it('may be longer than a response while AUTH waits, and no other line may', () => {
    const limits = { responseLine: 20, authLine: 40 }
    expect(say(authenticating(auth('PLAIN'), { limits }), `+ ${'A'.repeat(36)}\r\n`)).toMatchObject([{ type: 'challenge' }])
    for (const client of [
      authenticating(auth('PLAIN'), { limits: { ...limits, authLine: 39 } }),
      loggedIn({ limits }, { verb: 'noop' }),
    ])
      expect(say(client, `+ ${'A'.repeat(36)}\r\n`).at(-1)).toMatchObject({ fatal: true, error: { code: 'line-too-long' } })
  })
})

it('more challenges than the limit are fatal', () => {
  const client = authenticating(auth('CRAM-MD5'), { limits: { challenges: 2 } })
  for (let count = 0; count < 2; count++) {
    expect(say(client, '+ \r\n')).toMatchObject([{ type: 'challenge' }])
    client.send({ type: 'auth-response', data: asBytes('x') })
  }
  expect(say(client, '+ \r\n').at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'limit' } })
  expect(client.waiting).toBe('closed')
})

it.each<[string, unknown, string]>([
  ['data of another type', { type: 'auth-response', data: 'x' }, 'send auth-response: a Uint8Array expected, not a string'],
  ['an unknown type', { type: 'auth' }, 'send: type must be auth-response or auth-cancel'],
])('%s is refused, in words', (_name, output, message) => {
  const client = authenticating(auth('PLAIN'))
  say(client, '+ \r\n')
  expect(caught(() => client.send(output as ClientSend))).toMatchObject({ code: 'bad-value', message })
  expect([written(client), client.waiting]).toEqual(['', 'reply'])
})
