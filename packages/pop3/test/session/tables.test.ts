/** What the tables of the session say, and what a tap is shown of lines that break the framing. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type Command, framingOf, ServerConnection } from '../../src/index.js'
import { LineMask } from '../../src/session/mask.js'
import { forbiddenIn, stateAfter } from '../../src/session/state.js'
import { loggedIn, say, serverAt, written } from '../support.js'

describe('tables', () => {
  it('RFC 2595 4: STLS is for a session without TLS, which is meant where nothing is said', () => {
    expect([forbiddenIn('authorization', 'stls'), forbiddenIn('authorization', 'stls', { secure: false })]).toEqual([
      undefined,
      undefined,
    ])
    expect(forbiddenIn('authorization', 'stls', { secure: true })).toBe('a session inside TLS')
    expect(forbiddenIn('authorization', 'capa', { secure: true, utf8: true })).toBeUndefined()
  })

  it('RFC 6856 2.1: STLS is not allowed in a session after UTF8', () => {
    expect(forbiddenIn('authorization', 'stls', { utf8: true })).toBe('a session after UTF8')
    expect(forbiddenIn('authorization', 'stls', { utf8: false })).toBeUndefined()
  })

  it.each(['constructor', 'toString', '__proto__'])('%s is no state, verb or answer', name => {
    expect(forbiddenIn('transaction', name as 'noop')).toBe('the transaction state')
    expect(forbiddenIn(name as 'transaction', 'noop')).toBe(`the ${name} state`)
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
    [{ verb: 'last' }, 'line'],
  ])('the answer to %j is framed as %s', (command, framing) => {
    expect(framingOf(command)).toBe(framing)
  })

  it.each([
    [null, 'framing: an object expected, not null'],
    [{}, 'framing: verb: a string expected, not undefined'],
  ])('%j is no command', (command, message) => {
    expect(caught(() => framingOf(command as unknown as Command))).toMatchObject({ code: 'bad-value', message })
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
  ['LAST', 'LAST'],
  ['LAST secret', 'LAST ***'],
  ['STAT\r', 'STAT'],
  ['STAT\n', 'STAT'],
  ['STAT\r\n\n\r', 'STAT'],
  ['PASS\n', 'PASS'],
  ['PASS x\n', 'PASS ***'],
  ['\r', '***'],
  ['\n', '***'],
  ['', '***'],
])('%j is shown to a tap as %j', (line, shown) => {
  expect(asChars(new LineMask().show(asBytes(line)))).toBe(`${shown}\r\n`)
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

describe('a server', () => {
  it('inside TLS from the start neither offers STLS nor takes it (RFC 2595 4)', () => {
    const capabilities = { user: true, stls: true } as const
    const rowsOf = (tls: boolean): unknown =>
      (serverAt(['CAPA'], { tls, capabilities }).last as { suggestedReply: { rows: unknown } }).suggestedReply.rows
    expect(rowsOf(false)).toContain('STLS')
    expect(rowsOf(true)).not.toContain('STLS')
    expect(serverAt(['STLS'], { tls: true, capabilities }).last).toMatchObject({
      command: { verb: 'invalid', error: { code: 'bad-sequence' }, command: { verb: 'stls' } },
    })
    expect(serverAt(['STLS'], { capabilities }).last).toMatchObject({ command: { verb: 'stls' } })
  })

  it('hands out one command at a time, whatever has come', () => {
    const server = new ServerConnection()
    server.receive(asBytes('CAPA\r\nNOOP\r\n'))
    expect(server.nextEvent()).toMatchObject({ command: { verb: 'connect' } })
    expect([server.nextEvent(), server.waiting]).toEqual([undefined, 'reply'])
    server.send({ status: '+OK' })
    expect(server.nextEvent()).toMatchObject({ command: { verb: 'capa' } })
    expect(server.nextEvent()).toBeUndefined()
  })
})

it.each([
  ['\0x', 'nul', 5],
  ['1 a\0', 'nul', 8],
  ['\rx', 'bare-cr', 5],
  ['1 a\rb', 'bare-cr', 8],
])('a row %j of a listing is %s', (row, code, at) => {
  const client = loggedIn({}, { verb: 'uidl', message: undefined })
  const before = '+OK\r\n'.repeat(3).length
  expect(say(client, `+OK\r\n${row}\r\n.\r\n`).at(-1)).toMatchObject({ fatal: true, error: { code, offset: before + at } })
})
