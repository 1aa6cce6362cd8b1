/** What IMAP's connections share with those of the other protocols: getters, frozen tables, capabilities as a function of the session. */
import { asBytes, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type ClientOptions,
  quirks,
  type ResponseInit,
  ServerConnection,
  type ServerEvent,
  type StatusResponse,
} from '../src/index.js'
import { transitions } from '../src/session/state.js'

const ok = (tag: string | undefined): StatusResponse => ({ type: 'ok', tag, code: undefined, text: 'done' })

/** A client whose server said yes to everything so far. */
function loggedIn(options: ClientOptions = {}): ClientConnection {
  const client = new ClientConnection(options)
  client.send({ verb: 'login', username: 'tim', password: 'x', tag: 'a' })
  drive(client, [asBytes('* OK hi\r\n'), asBytes('a OK done\r\n')])
  return client
}

/** Says yes to logins, and what is suggested to everything else. */
function accept(event: ServerEvent): readonly ResponseInit[] | undefined {
  if (event.type !== 'command') return undefined
  return event.command.verb === 'login' ? [ok(event.command.tag)] : event.suggestedReply
}

describe('session state', () => {
  it('can be read and not set', () => {
    const client = loggedIn()
    expect([client.state, client.secure, client.authenticated]).toEqual(['authenticated', false, true])
    for (const connection of [client, new ServerConnection()])
      for (const name of ['state', 'secure', 'authenticated', 'capabilities', 'waiting'])
        expect(caught(() => Object.assign(connection, { [name]: undefined }))).toBeInstanceOf(TypeError)
    expect(new ClientConnection().authenticated).toBe(false)
    expect(new ClientConnection({ tls: true }).secure).toBe(true)
  })

  it('is not inherited: a connection has nothing but the contract', () => {
    for (const kind of [ClientConnection, ServerConnection]) {
      expect(Object.getPrototypeOf(kind.prototype)).toBe(Object.prototype)
      expect(Object.keys(new kind())).toEqual([])
    }
  })

  it('is moved by tables that nobody can change', () => {
    const isDeeplyFrozen = (table: object): boolean =>
      Object.isFrozen(table) &&
      Object.values(table).every(value => typeof value !== 'object' || value === null || isDeeplyFrozen(value))
    expect(isDeeplyFrozen(transitions)).toBe(true)
    expect(isDeeplyFrozen(quirks)).toBe(true)
    expect(caught(() => Object.assign(transitions.connecting, { noop: {} }))).toBeInstanceOf(TypeError)
  })
})

describe('what a server announces (RFC 9051 6.1.1, 6.2.1)', () => {
  it('may depend on the session, and has no STARTTLS inside TLS', () => {
    const asked: unknown[] = []
    const server = new ServerConnection({
      capabilities: session => {
        asked.push(session)
        return ['IMAP4rev1', 'STARTTLS', 'AUTH=PLAIN', ...(session.authenticated ? ['QUOTA'] : [])]
      },
    })
    expect(server.capabilities).toEqual(['IMAP4rev1', 'STARTTLS', 'LOGINDISABLED'])
    drive(server, [asBytes('a STARTTLS\r\n')], event => {
      const answer = accept(event)
      if (answer !== undefined) server.send(answer)
      if (event.type === 'upgrade') server.upgraded()
    })
    expect([server.secure, server.authenticated, server.capabilities]).toEqual([true, false, ['IMAP4rev1', 'AUTH=PLAIN']])
    drive(server, [asBytes('b LOGIN tim x\r\n')], event => server.send(accept(event) ?? []))
    expect([server.authenticated, server.capabilities]).toEqual([true, ['IMAP4rev1', 'AUTH=PLAIN', 'QUOTA']])
    expect(asked.at(0)).toEqual({ secure: false, authenticated: false })
    expect(asked.at(-1)).toEqual({ secure: true, authenticated: true })
  })

  it('is said in the greeting and in the answer to CAPABILITY, as it is then', () => {
    const server = new ServerConnection({ tls: true, capabilities: ({ authenticated }) => [authenticated ? 'AFTER' : 'BEFORE'] })
    drive(server, [asBytes('a CAPABILITY\r\nb LOGIN tim x\r\nc CAPABILITY\r\n')], event => server.send(accept(event) ?? []))
    const lines = server.takeOutput().map(bytes => new TextDecoder().decode(bytes))
    expect(lines.join('').match(/BEFORE|AFTER/g)).toEqual(['BEFORE', 'BEFORE', 'AFTER'])
  })
})

describe('what a client knows of its server', () => {
  it('is what was said last, and nothing once TLS is up or somebody is logged in (RFC 9051 6.2.1, 6.2.3)', () => {
    const client = new ClientConnection()
    expect(client.capabilities).toBeUndefined()
    drive(client, [asBytes('* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n')])
    expect([...client.capabilities!]).toEqual(['IMAP4REV1', 'STARTTLS'])
    client.send({ verb: 'starttls', tag: 'a' })
    drive(client, [asBytes('a OK go\r\n')], event => {
      if (event.type === 'upgrade') client.upgraded()
    })
    expect([client.secure, client.capabilities]).toEqual([true, undefined])
    drive(client, [asBytes('* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n')])
    expect([...client.capabilities!]).toEqual(['IMAP4REV1', 'AUTH=PLAIN'])
    client.send({ verb: 'login', username: 'tim', password: 'x', tag: 'b' })
    drive(client, [asBytes('b OK done\r\n')])
    expect([client.authenticated, client.capabilities]).toEqual([true, undefined])
  })
})

describe('strict', () => {
  const line = asBytes('*  3 EXISTS\r\n')

  it('holds for what a client reads: an event that is not fatal', () => {
    expect(drive(loggedIn(), [line.slice()])).toMatchObject([{ type: 'response', response: { number: 3 } }])
    expect(drive(loggedIn({ strict: true }), [line])).toMatchObject([
      { type: 'protocol-error', fatal: false, error: { code: 'bad-syntax', fault: 'remote' } },
    ])
  })

  it('holds for what a server reads: a command that is invalid', () => {
    const verbs = (strict: boolean): string[] => {
      const server = new ServerConnection({ strict })
      return drive(server, [asBytes('a NOOP \r\n')], event => server.send(accept(event) ?? [])).flatMap(event =>
        event.type === 'command' ? event.command.verb : [],
      )
    }
    expect([verbs(false), verbs(true)]).toEqual([
      ['connect', 'noop'],
      ['connect', 'invalid'],
    ])
  })
})
