/** What POP3's connections share with those of the other protocols: getters, frozen tables, offers, quirks and strict. */
import { asBytes, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type Capabilities,
  ClientConnection,
  type Command,
  decodeCommand,
  type Pop3Quirk,
  quirks,
  ServerConnection,
} from '../src/index.js'
import { transitions } from '../src/session/state.js'
import { acceptLogin, converse, loggedIn, say } from './support.js'

describe('quirks', () => {
  const lines: { readonly [Quirk in Pop3Quirk]?: string } = {
    'trailing-space': 'STAT ',
    'extra-space': 'RETR  1',
    'space-in-name': 'USER tim smith',
    'keyword-length': 'XFOOBAR',
    'bare-auth': 'AUTH',
    'not-utf8': 'PASS \xff',
  }
  it.each(Object.entries(lines) as [Pop3Quirk, string][])('%s is read with a warning, and refused when strict', (id, text) => {
    const line = asBytes(text)
    expect(decodeCommand(line).warnings).toMatchObject([{ code: id }])
    expect(caught(() => decodeCommand(line, { strict: true }))).toMatchObject({ name: 'Pop3Error', code: 'bad-command' })
    expect(JSON.stringify(converse(`${text}\r\n`).events)).toContain(id)
    expect(converse(`${text}\r\n`, { strict: true }).events.at(-1)).toMatchObject({
      command: { verb: 'invalid', error: { code: 'bad-command' } },
    })
  })

  const capa: Command = { verb: 'capa' }
  const login: Command = { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined }
  /** What a server sends: the command, the answer, and the code of the error when strict. */
  const answers: readonly (readonly [Pop3Quirk, Command, string, string])[] = [
    ['trailing-space', { verb: 'uidl', message: undefined }, '+OK\r\n1 a \r\n.\r\n', 'bad-listing'],
    ['extra-space', { verb: 'list', message: 1 }, '+OK 1  120\r\n', 'bad-listing'],
    ['leading-space', capa, '+OK\r\n TOP\r\n.\r\n', 'bad-listing'],
    ['not-utf8', { verb: 'lang', tag: undefined }, '+OK\r\nfr Fran\xe7ais\r\n.\r\n', 'bad-listing'],
    ['not-utf8', { verb: 'noop' }, '+OK d\xe9\r\n', 'bad-response'],
    ['status-case', { verb: 'noop' }, '+ok\r\n', 'bad-response'],
    ['glued-status', { verb: 'noop' }, '-ERR[SYS/TEMP] later\r\n', 'bad-response'],
    ['text-after', { verb: 'last' }, '+OK 3 is the last message seen.\r\n', 'bad-listing'],
    ['text-after', capa, '+OK\r\nTOP 5\r\n.\r\n', 'bad-listing'],
    ['mechanism-name', capa, '+OK\r\nSASL PLAIN X@Y\r\n.\r\n', 'bad-listing'],
  ]
  it.each(answers)('%s: %j answered by %j is read with a warning, and refused when strict', (id, command, answer, code) => {
    const event = say(loggedIn({}, command), answer).at(-1)
    expect(event).toMatchObject({ type: 'response' })
    expect(JSON.stringify(event)).toContain(`"warnings":[{"code":"${id}"`)
    expect(say(loggedIn({ strict: true }, command), answer).at(-1)).toMatchObject({ fatal: true, error: { code } })
  })

  it('bare-plus is read with a warning, and the exchange is cancelled when strict', () => {
    const exchange = (strict: boolean): ClientConnection => {
      const client = new ClientConnection({ strict })
      client.send(login)
      return client
    }
    expect(say(exchange(false), '+OK\r\n+\r\n').at(-1)).toMatchObject({
      type: 'challenge',
      warnings: [{ code: 'bare-plus', offset: 5 }],
    })
    expect(say(exchange(true), '+OK\r\n+\r\n').at(-1)).toMatchObject({ fatal: false, error: { code: 'bad-response' } })
  })

  it('have a test here, each, and say what they are', () => {
    const tested = new Set<string>([...Object.keys(lines), ...answers.map(([id]) => id), 'bare-plus'])
    expect([...tested].sort()).toEqual(Object.keys(quirks).sort())
    for (const quirk of Object.values(quirks)) expect(Object.values(quirk).every(text => text !== '')).toBe(true)
  })
})

describe('a strict client', () => {
  it.each([
    ['a row that is none', { verb: 'list', message: undefined }, '+OK\r\n1 120\r\nx\r\n.\r\n', 'bad-listing'],
    ['a message twice', { verb: 'uidl', message: undefined }, '+OK\r\n1 a\r\n1 b\r\n.\r\n', 'bad-listing'],
    ['a drop listing that is none', { verb: 'stat' }, '+OK many\r\n', 'bad-listing'],
  ] as const)('ends the session at %s (RFC 1939 5)', (_name, command, answer, code) => {
    expect(say(loggedIn({}, command), answer).at(-1)).toMatchObject({ type: 'response' })
    expect(say(loggedIn({ strict: true }, command), answer).at(-1)).toMatchObject({
      type: 'protocol-error',
      fatal: true,
      error: { code },
    })
  })

  it('tells of the command whose answer it refused', () => {
    const events = say(loggedIn({ strict: true }, { verb: 'list', message: undefined }), '+OK\r\nx\r\n.\r\n')
    expect(events).toMatchObject([{ type: 'unanswered', command: { verb: 'list' }, sent: true }, { type: 'protocol-error' }])
  })

  it.each([
    [{ verb: 'list', message: undefined }, '+OK\r\n1 120\r\n.\r\n'],
    [{ verb: 'capa' }, '+OK\r\nTOP\r\n.\r\n'],
    [{ verb: 'noop' }, '+OK\r\n'],
  ] as const)('goes on behind %j where all is well', (command, answer) => {
    expect(say(loggedIn({ strict: true }, command), answer).at(-1)).toMatchObject({ type: 'response' })
  })
})

describe('what a server offers', () => {
  it('may depend on the session, and has no STLS inside TLS (RFC 2595 4)', () => {
    const asked: unknown[] = []
    const capabilities = (session: object): Capabilities => {
      asked.push(session)
      return { stls: true, user: true }
    }
    const server = new ServerConnection({ capabilities })
    expect(server.capabilities).toEqual({ stls: true, user: true })
    drive(server, [asBytes('STLS\r\n')], event => {
      if (event.type === 'command') server.send(event.suggestedReply)
      if (event.type === 'upgrade') server.upgraded()
    })
    expect([server.secure, server.authenticated, server.capabilities]).toEqual([true, false, { stls: undefined, user: true }])
    drive(server, [asBytes('USER tim\r\nPASS x\r\n')], event => {
      const answer = acceptLogin(event)
      if (answer !== undefined) server.send(answer)
    })
    expect([server.authenticated, server.capabilities.user]).toEqual([true, true])
    // Once at the start, after TLS starts and after the login, whatever else is sent.
    expect(asked).toEqual([
      { secure: false, authenticated: false },
      { secure: true, authenticated: false },
      { secure: true, authenticated: true },
    ])
    for (const byte of asBytes('NOOP\r\nCAPA\r\nQUIT\r\n'))
      drive(server, [Uint8Array.of(byte)], event => {
        if ('suggestedReply' in event) server.send(event.suggestedReply)
      })
    expect([server.state, asked.length]).toEqual(['update', 3])
  })
})

describe('a function of the caller that fails', () => {
  const failing: Readonly<Record<string, [give: () => unknown, message: string]>> = {
    throws: [
      () => {
        throw new Error('no')
      },
      'no',
    ],
    'gives what CAPA cannot say': [() => ({ implementation: 'a\r\nb' }), 'CR'],
    'gives nothing': [() => undefined, 'expected'],
  }
  it.each(Object.entries(failing))('%s: it comes through, and the session stays as it was', (_name, [give, message]) => {
    let fails = true
    const capabilities = (): Capabilities => (fails ? (give() as Capabilities) : { stls: true })
    const rejected = (run: () => unknown): void => {
      fails = true
      expect(caught(run).message).toContain(message)
      fails = false
    }
    rejected(() => new ServerConnection({ capabilities }))

    const server = new ServerConnection({ capabilities })
    drive(server, [asBytes('STLS\r\n')], event => {
      if (event.type === 'command') server.send(event.suggestedReply)
    })
    rejected(() => server.upgraded())
    expect([server.waiting, server.secure]).toEqual(['upgrade', false])
    server.upgraded()

    server.receive(asBytes('APOP tim c4c9334bac560ecc979e58001b3e22fb\r\n'))
    expect(server.nextEvent()).toMatchObject({ command: { verb: 'apop' } })
    server.takeOutput()
    rejected(() => server.send({ status: '+OK' }))
    expect([server.waiting, server.authenticated, server.takeOutput().length]).toEqual(['reply', false, 0])
    server.send({ status: '+OK' })
    expect(server.authenticated).toBe(true)
  })
})

describe('session state', () => {
  it('can be read and not set', () => {
    const client = loggedIn({})
    expect([client.state, client.secure, client.authenticated]).toEqual(['transaction', false, true])
    for (const connection of [client, new ServerConnection()])
      for (const name of ['state', 'secure', 'authenticated', 'capabilities', 'waiting'])
        expect(caught(() => Object.assign(connection, { [name]: undefined }))).toBeInstanceOf(TypeError)
    expect(new ClientConnection().authenticated).toBe(false)
  })

  it('is moved by tables that nobody can change', () => {
    for (const table of [transitions, ...Object.values(transitions), transitions.named.pass])
      expect(Object.isFrozen(table)).toBe(true)
  })
})
