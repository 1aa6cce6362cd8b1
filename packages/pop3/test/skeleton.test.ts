/** What POP3's connections share with those of the other protocols: getters, frozen tables, offers, quirks and strict. */
import { caught, drive, octets } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type Capabilities, ClientConnection, decodeCommand, type Pop3Quirk, quirks, ServerConnection } from '../src/index.js'
import { transitions } from '../src/session/state.js'
import { acceptLogin, converse, loggedIn, say } from './support.js'

describe('quirks', () => {
  const lines: Readonly<Record<Pop3Quirk, string>> = {
    'trailing-space': 'STAT ',
    'extra-space': 'RETR  1',
    'space-in-name': 'USER tim smith',
  }
  it.each(Object.keys(quirks) as Pop3Quirk[])('%s is read with a warning, and refused when strict', id => {
    const line = octets(lines[id])
    expect(decodeCommand(line).warnings).toMatchObject([{ code: id }])
    expect(caught(() => decodeCommand(line, { strict: true }))).toMatchObject({ name: 'Pop3Error', code: 'bad-command' })
    expect(Object.values(quirks[id]).every(text => text !== '')).toBe(true)
    expect(JSON.stringify(converse(`${lines[id]}\r\n`).events)).toContain(id)
    expect(converse(`${lines[id]}\r\n`, { strict: true }).events.at(-1)).toMatchObject({
      command: { verb: 'invalid', error: { code: 'bad-command' } },
    })
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
    drive(server, [octets('STLS\r\n')], event => {
      if (event.type === 'command') server.send(event.suggestedReply)
      if (event.type === 'upgrade') server.upgraded()
    })
    expect([server.secure, server.authenticated, server.capabilities]).toEqual([true, false, { stls: undefined, user: true }])
    drive(server, [octets('USER tim\r\nPASS x\r\n')], event => {
      const answer = acceptLogin(event)
      if (answer !== undefined) server.send(answer)
    })
    expect([server.authenticated, server.capabilities.user]).toEqual([true, true])
    expect(asked.at(0)).toEqual({ secure: false, authenticated: false })
    expect(asked.at(-1)).toEqual({ secure: true, authenticated: true })
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
  it.each(Object.entries(failing))('%s: it comes through, and no command is lost', (_name, [give, message]) => {
    let fails = true
    const capabilities = (): Capabilities => (fails ? (give() as Capabilities) : {})
    const server = new ServerConnection({ capabilities })
    server.nextEvent()
    server.send({ status: '+OK' })
    server.receive(octets('CAPA\r\nSTAT\r\n'))
    expect(caught(() => server.nextEvent()).message).toContain(message)
    fails = false
    expect(server.nextEvent()).toMatchObject({ type: 'command', command: { verb: 'capa' } })
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
