/** What a server does on its own: when it ends a session, with which last words, what it counts and what its tap sees. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type Capabilities,
  type Pop3Limits,
  ServerConnection,
  type ServerEvent,
  type ServerOptions,
  type ServerSend,
} from '../../src/index.js'
import { acceptLogin, converse, serverAt, written } from '../support.js'

const LOGIN = ['USER tim', 'PASS x']
const accept = (event: ServerEvent): ServerSend | undefined => (event.type === 'command' ? { status: '+OK' } : undefined)

describe('too many errors', () => {
  /** The lines that were answered, and how the session ended. */
  const ending = (text: string, limits: Partial<Pop3Limits>, answer?: (event: ServerEvent) => ServerSend | undefined) => {
    const { replies, events } = converse(text, { limits, capabilities: { user: true, sasl: ['PLAIN'] } }, answer)
    return [replies.slice(-1), events.at(-1)]
  }
  const fatal = { type: 'protocol-error', fatal: true, error: { code: 'too-many-errors', fault: 'remote' } }

  it.each<[string, string, Partial<Pop3Limits>, string]>([
    ['bad commands in a row', 'FOO\r\nFOO\r\n', { badCommands: 1 }, '-ERR more than 1 bad commands in a row'],
    ['bad commands in all', 'FOO\r\nCAPA\r\nFOO\r\n', { badCommandsTotal: 1 }, '-ERR more than 1 bad commands'],
    [
      'failed logins, whose -ERR is the last line',
      'USER a\r\nPASS b\r\n'.repeat(2),
      { failedLogins: 1 },
      '-ERR [AUTH] authentication failed',
    ],
  ])('end the session: %s', (_name, text, limits, last) => {
    expect(ending(`${text}NOOP\r\n`, limits)).toMatchObject([[last], fatal])
  })

  it('are no logins that succeed: USER is accepted as often as a client likes', () => {
    const [replies, last] = ending('USER a\r\n'.repeat(9), { failedLogins: 1 }, accept)
    expect([replies, last]).toMatchObject([['+OK'], { type: 'command' }])
  })

  it('are no refusals of other commands', () => {
    const refuse = (event: ServerEvent): ServerSend | undefined =>
      event.type === 'command' ? { status: event.command.verb === 'capa' ? '-ERR' : '+OK' } : undefined
    expect(ending('CAPA\r\n'.repeat(9), { failedLogins: 1 }, refuse)).toMatchObject([['-ERR'], { type: 'command' }])
  })
})

describe('a client that closes', () => {
  const closing = (lines: readonly string[], rest: string) => {
    const { server, last } = serverAt(lines, { capabilities: { user: true, sasl: ['PLAIN'] } })
    server.send(acceptLogin(last)!)
    server.takeOutput()
    server.receive(asBytes(rest))
    server.receiveEnd()
    return [server.nextEvent(), written(server)]
  }
  const cut = { type: 'protocol-error', fatal: true, error: { code: 'unexpected-end', fault: 'remote' } }

  it('between two commands ends the session', () => {
    expect(closing(['USER tim'], '')).toEqual([{ type: 'closed' }, ''])
  })

  it.each([
    ['inside a line', ['USER tim'], 'PASS'],
    ['inside an exchange (RFC 5034 4)', ['AUTH PLAIN'], ''],
  ])('%s breaks it off, and is told nothing more', (_name, lines, rest) => {
    expect(closing(lines, rest)).toMatchObject([cut, ''])
  })
})

it('a client whose line does not end is told why the session does', () => {
  const { replies, events } = converse('x'.repeat(300), { limits: { skipped: 20 } })
  expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'line-too-long', offset: 0 } })
  expect(replies.at(-1)).toBe('-ERR a line of more than 20 bytes')
})

describe('a message on its way', () => {
  const sending = (options: ServerOptions = {}): ServerConnection => {
    const { server } = serverAt([...LOGIN, 'RETR 1'], options)
    server.send({ status: '+OK' })
    server.takeOutput()
    return server
  }
  const chunk = (text: string): ServerSend => ({ type: 'body-chunk', bytes: asBytes(text) })

  it('is owed: no other command is handed out before its end', () => {
    const server = sending()
    server.receive(asBytes('NOOP\r\n'))
    expect([server.waiting, server.nextEvent()]).toEqual(['reply', undefined])
    server.send({ type: 'body-end' })
    expect([server.waiting, server.nextEvent()]).toMatchObject(['input', { command: { verb: 'noop' } }])
  })

  it('may not hold a bare CR or LF, unless the server normalizes', () => {
    for (const options of [{}, { normalize: false }, { normalize: undefined }])
      for (const [text, code] of [
        ['a\nb', 'bare-lf'],
        ['a\rb', 'bare-cr'],
      ] as const)
        expect(caught(() => sending(options).send(chunk(text)))).toMatchObject({ code, fault: 'local' })
    const server = sending({ normalize: true })
    server.send(chunk('a\nb\rc'))
    server.send({ type: 'body-end' })
    expect(written(server)).toBe('a\r\nb\r\nc\r\n.\r\n')
  })
})

describe('an exchange (RFC 5034 4)', () => {
  const failed = { status: '-ERR', code: 'AUTH', text: 'authentication failed' }
  const said = (line: string) => serverAt(['AUTH PLAIN', line], { capabilities: { sasl: ['PLAIN'] } }).last

  it.each<[string, ServerEvent]>([
    ['AGEA', { type: 'auth-response', data: asBytes('\0a\0'), suggestedReply: failed as ServerSend & { status: '-ERR' } }],
    ['', { type: 'auth-response', data: asBytes(''), suggestedReply: failed as ServerSend & { status: '-ERR' } }],
    ['*', { type: 'auth-cancel', suggestedReply: { status: '-ERR', text: 'authentication was cancelled' } }],
    ['!', { type: 'auth-cancel', suggestedReply: { status: '-ERR', text: 'the response is not base64' } }],
  ])('the line %j', (line, event) => {
    expect(said(line)).toEqual(event)
  })

  it('a challenge is hidden from a tap, unless it is empty', () => {
    for (const [data, shown] of [
      ['', '+ \r\n'],
      ['nonce', '+ ***\r\n'],
    ] as const) {
      const seen: string[] = []
      const { server } = serverAt(['AUTH PLAIN'], {
        capabilities: { sasl: ['PLAIN'] },
        tap: (direction, bytes) => direction === 'sent' && seen.push(asChars([bytes])),
      })
      server.send({ type: 'challenge', data: asBytes(data) })
      expect(seen.at(-1)).toBe(shown)
    }
  })
})

it('commands that were accepted do not stop STLS; UTF8 alone does (RFC 6856 2.1)', () => {
  const { last } = serverAt(['CAPA', 'USER tim', 'STLS'], { capabilities: { user: true, stls: true } })
  expect(last).toMatchObject({ command: { verb: 'stls' } })
})

it('is authenticated from the login to the end, its QUIT included', () => {
  const { server } = serverAt([...LOGIN, 'QUIT'])
  expect(server.authenticated).toBe(true)
  server.send({ status: '+OK' })
  expect([server.state, server.authenticated]).toEqual(['update', true])
  const other = serverAt(['QUIT']).server
  other.send({ status: '+OK' })
  expect([other.state, other.authenticated]).toEqual(['ended', false])
})

describe('options', () => {
  it.each<[string, unknown, string]>([
    ['no object', null, 'new ServerConnection: an object expected, not null'],
    ['verbs that are no list', { verbs: 'XTND' }, 'new ServerConnection: verbs: an array expected, not a string'],
    ['a hostname of two lines', { hostname: 'a\r\nb' }, 'new ServerConnection: hostname: the text contains CR, LF or NUL'],
  ])('%s', (_name, options, message) => {
    const error = caught(() => new ServerConnection(options as ServerOptions))
    expect(error).toMatchObject({ code: 'bad-value', fault: 'local', message })
  })

  it.each<[string, unknown]>([
    ['a timestamp that is no msg-id (RFC 1939 7)', { timestamp: 'now' }],
    ['more than a msg-id', { timestamp: '<1@x> hi' }],
    ['a hostname that begins like a code (RFC 2449 3)', { hostname: '[x' }],
    ['a hostname that begins like a timestamp', { hostname: 'x<' }],
  ])('%s', (_name, options) => {
    expect(caught(() => new ServerConnection(options as ServerOptions))).toMatchObject({ code: 'bad-value', fault: 'local' })
  })

  it('a hostname and a timestamp are in the greeting', () => {
    expect(new ServerConnection({ hostname: 'x[1]', timestamp: '<1@x>' }).nextEvent()).toMatchObject({
      suggestedReply: { status: '+OK', text: 'x[1] ready <1@x>' },
    })
    expect(new ServerConnection().nextEvent()).toMatchObject({ suggestedReply: { status: '+OK', text: 'ready' } })
  })

  it('strict refuses what is read otherwise', () => {
    for (const [strict, verb] of [
      [true, 'invalid'],
      [false, 'noop'],
      [undefined, 'noop'],
    ] as const)
      expect(serverAt([...LOGIN, 'NOOP '], { strict }).last).toMatchObject({ command: { verb } })
  })

  it('capabilities from a function are asked for at the start, after TLS and after the login (RFC 2449 5)', () => {
    const asked: unknown[] = []
    const capabilities = (session: object): Capabilities => {
      asked.push(session)
      return { user: true, stls: true, implementation: `${asked.length}` }
    }
    const { server, last } = serverAt(['CAPA', 'STLS', ...LOGIN, 'NOOP', 'NOOP', 'CAPA'], { capabilities })
    expect(asked).toEqual([
      { secure: false, authenticated: false },
      { secure: true, authenticated: false },
      { secure: true, authenticated: true },
    ])
    expect(last).toMatchObject({ suggestedReply: { rows: ['USER', 'IMPLEMENTATION 3'] } })
    expect([server.capabilities, server.secure]).toEqual([{ user: true, stls: undefined, implementation: '3' }, true])
  })

  it('inside TLS from the start: it is secure, and says so to the function', () => {
    for (const tls of [true, false, undefined]) {
      const asked: unknown[] = []
      const capabilities = (session: object): Capabilities => {
        asked.push(session)
        return { user: true }
      }
      const server = new ServerConnection({ tls, capabilities })
      expect([server.secure, asked]).toEqual([tls === true, [{ secure: tls === true, authenticated: false }]])
    }
  })

  it.each([
    ['given', { sasl: ['A B'] }],
    ['from a function', () => ({ sasl: ['A B'] })],
  ])('capabilities that CAPA cannot say are refused at once, %s', (_name, capabilities) => {
    expect(caught(() => new ServerConnection({ capabilities }))).toMatchObject({ code: 'bad-listing', fault: 'local' })
  })
})
