/** What the tables of the session say, and what a tap is shown of lines that break the framing. */
import { asChars, octets } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type Command, framingOf, isAllowed, stateAfter } from '../src/index.js'
import { LineMask } from '../src/mask.js'
import { say, written } from './support.js'

describe('tables', () => {
  it('RFC 2595 4: STLS is for a session without TLS, which is meant where nothing is said', () => {
    expect([isAllowed('authorization', 'stls'), isAllowed('authorization', 'stls', false)]).toEqual([true, true])
    expect([isAllowed('authorization', 'stls', true), isAllowed('authorization', 'capa', true)]).toEqual([false, true])
  })

  it.each(['constructor', 'toString', '__proto__'])('%s is no state, verb or answer', name => {
    expect(isAllowed('transaction', name as 'noop')).toBe(false)
    expect(isAllowed(name as 'transaction', 'noop')).toBe(false)
    expect(stateAfter('transaction', 'noop', name as '+OK')).toBeUndefined()
  })

  it.each<[Command, string]>([
    [{ verb: 'lang', tag: undefined }, 'rows'],
    [{ verb: 'lang', tag: 'de' }, 'line'],
    [{ verb: 'auth', mechanism: undefined, initialResponse: undefined }, 'rows'],
    [{ verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined }, 'line'],
    [{ verb: 'list', message: undefined }, 'rows'],
    [{ verb: 'list', message: 1 }, 'line'],
    [{ verb: 'uidl', message: undefined }, 'rows'],
    [{ verb: 'uidl', message: 1 }, 'line'],
    [{ verb: 'capa' }, 'rows'],
    [{ verb: 'top', message: 1, lines: 0 }, 'body'],
    [{ verb: 'retr', message: 1 }, 'body'],
    [{ verb: 'stat' }, 'line'],
  ])('the answer to %j is framed as %s', (command, framing) => {
    expect(framingOf(command)).toBe(framing)
  })
})

it.each<[Command, Command, string]>([
  [{ verb: 'stls' }, { verb: 'capa' }, 'STLS\r\n'],
  [{ verb: 'auth', mechanism: 'PLAIN', initialResponse: new Uint8Array(1) }, { verb: 'stat' }, 'AUTH PLAIN AA==\r\n'],
  [{ verb: 'capa' }, { verb: 'capa' }, 'CAPA\r\nCAPA\r\n'],
])('with pipelining, what follows %j waits where it depends on the answer', (first, second, expected) => {
  const client = new ClientConnection({ pipelining: true })
  say(client, '+OK\r\n')
  client.send(first)
  client.send(second)
  expect(written(client)).toBe(expected)
})

it.each([
  ['STAT', 'STAT'],
  ['STAT\r', 'STAT'],
  ['STAT\n', 'STAT'],
  ['STAT\r\n\n\r', 'STAT'],
  ['PASS\n', 'PASS'],
  ['PASS x\n', 'PASS ***'],
  ['\r', '***'],
  ['\n', '***'],
  ['', '***'],
])('%j is shown to a tap as %j', (line, shown) => {
  expect(asChars(new LineMask().show(octets(line)))).toBe(`${shown}\r\n`)
})

describe('AUTH', () => {
  it.each([
    [17, 'AUTH PLAIN AAAA\r\n'],
    [16, 'AUTH PLAIN\r\n'],
  ])(
    'RFC 5034 4: with lines of at most %i bytes its initial response goes along where there is room',
    (commandLine, expected) => {
      const client = new ClientConnection({ limits: { commandLine } })
      say(client, '+OK\r\n')
      client.send({ verb: 'auth', mechanism: 'PLAIN', initialResponse: new Uint8Array(3) })
      expect(written(client)).toBe(expected)
    },
  )

  it('says where a challenge is not base 64', () => {
    const client = new ClientConnection()
    client.send({ verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined })
    expect(say(client, '+OK\r\n+ AA!A\r\n')).toMatchObject([{ type: 'greeting' }, { error: { code: 'bad-base64', offset: 9 } }])
  })
})
