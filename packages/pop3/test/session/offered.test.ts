/** What CAPA announces: refused before it is sent where it is missing, and suggested to be refused by the same table. */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type Capabilities,
  ClientConnection,
  type ClientEvent,
  type Command,
  formatCapabilities,
  type Verb,
} from '../../src/index.js'
import { missingFor } from '../../src/session/offered.js'
import { loggedIn, say, serverAt, written } from '../support.js'

const DIGEST = '0'.repeat(32)
const user: Command = { verb: 'user', name: 'tim' }
const pass: Command = { verb: 'pass', password: 'secret' }
const quit: Command = { verb: 'quit' }
const auth = (mechanism: string | undefined): Command => ({ verb: 'auth', mechanism, initialResponse: undefined })

/** A client that was told the capabilities; logged in where the command needs it. */
function asked(capabilities: Capabilities, inTransaction = false): ClientConnection {
  const client = inTransaction ? loggedIn({}) : new ClientConnection()
  if (!inTransaction) say(client, '+OK <1@x>\r\n')
  client.send({ verb: 'capa' })
  say(client, capa(capabilities))
  client.takeOutput()
  return client
}
const capa = (capabilities: Capabilities): string => `+OK\r\n${[...formatCapabilities(capabilities), '.', ''].join('\r\n')}`
const unsent = (events: readonly ClientEvent[]) =>
  events.flatMap(event => (event.type === 'unanswered' && !event.sent ? [event.command.verb] : []))

/** Every verb: what it needs, the capabilities that have it, and the closest that do not. */
const needs: Readonly<Record<Verb, readonly (readonly [Command, missing: string, has: Capabilities, lacks: Capabilities])[]>> = {
  user: [
    [user, 'USER', { user: true }, {}],
    [{ verb: 'user', name: 'jörg' }, 'UTF8 USER', { user: true, utf8: ['user'] }, { user: true, utf8: [] }],
    [{ verb: 'user', name: 'j\udcf6rg' }, 'UTF8 USER', { user: true, utf8: ['USER'] }, { user: true }],
  ],
  pass: [
    [pass, 'USER', { user: true }, {}],
    [{ verb: 'pass', password: 'pässword' }, 'UTF8 USER', { user: true, utf8: ['USER'] }, { user: true, utf8: ['OTHER'] }],
  ],
  apop: [[{ verb: 'apop', name: 'jörg', digest: DIGEST }, 'UTF8 USER', { utf8: ['USER'] }, {}]],
  auth: [
    [auth('PLAIN'), 'SASL', { sasl: ['PLAIN'] }, {}],
    [auth('PLAIN'), 'SASL PLAIN', { sasl: ['XOAUTH2', 'plain'] }, { sasl: ['PLAIN-CLIENTTOKEN'] }],
    [auth(undefined), 'SASL', { sasl: [] }, {}],
  ],
  stls: [[{ verb: 'stls' }, 'STLS', { stls: true }, {}]],
  utf8: [[{ verb: 'utf8' }, 'UTF8', { utf8: [] }, {}]],
  lang: [
    [{ verb: 'lang', tag: undefined }, 'LANG', { lang: true }, {}],
    [{ verb: 'lang', tag: 'en' }, 'LANG', { lang: true }, {}],
  ],
  top: [[{ verb: 'top', message: 1, lines: 0 }, 'TOP', { top: true }, {}]],
  uidl: [
    [{ verb: 'uidl', message: undefined }, 'UIDL', { uidl: true }, {}],
    [{ verb: 'uidl', message: 1 }, 'UIDL', { uidl: true }, {}],
  ],
  list: [],
  retr: [],
  dele: [],
  stat: [],
  last: [],
  noop: [],
  rset: [],
  quit: [],
  capa: [],
  unknown: [],
}
const rows = Object.values(needs).flat()
const free: readonly Command[] = [
  { verb: 'list', message: 1 },
  { verb: 'retr', message: 1 },
  { verb: 'dele', message: 1 },
  { verb: 'stat' },
  { verb: 'last' },
  { verb: 'noop' },
  { verb: 'rset' },
  { verb: 'capa' },
  { verb: 'unknown', name: 'XFOO', argument: undefined },
  { verb: 'apop', name: 'tim', digest: DIGEST },
  quit,
]
const isOfTransaction = ({ verb }: Command): boolean => !['user', 'pass', 'apop', 'auth', 'stls', 'utf8', 'lang'].includes(verb)

describe('the table of what each command needs (RFC 2449 6, RFC 2595 4, RFC 5034 3, RFC 6856)', () => {
  it.each(rows)('%j: %s', (command, missing, has, lacks) => {
    expect([missingFor(command, has), missingFor(command, lacks)]).toEqual([undefined, missing])
  })

  it.each(free)('%j needs nothing', command => {
    expect(missingFor(command, {})).toBeUndefined()
  })
})

describe('a client that asked', () => {
  const begun = (command: Command, capabilities: Capabilities): ClientConnection => {
    const client = asked(command.verb === 'pass' ? { user: true } : capabilities, isOfTransaction(command))
    if (command.verb !== 'pass') return client
    for (const one of [user, { verb: 'capa' } as const]) client.send(one)
    say(client, `+OK\r\n${capa(capabilities)}`)
    client.takeOutput()
    return client
  }

  it.each(rows)('does not send %j without %s', (command, missing, has, lacks) => {
    const client = begun(command, lacks)
    const error = caught(() => client.send(command))
    expect(error).toMatchObject({ name: 'Pop3Error', code: 'not-offered', fault: 'local' })
    expect(error.message).toBe(`send ${command.verb}: the server did not offer ${missing}`)
    expect([written(client), client.waiting]).toEqual(['', 'input'])
    const other = begun(command, has)
    other.send(command)
    expect(written(other)).not.toBe('')
  })

  it.each(free)('sends %j all the same', command => {
    const client = asked({}, isOfTransaction(command))
    client.send(command)
    expect(written(client)).not.toBe('')
  })

  it('and was refused knows nothing, as one that did not ask (RFC 2449 5)', () => {
    for (const answer of ['-ERR what?\r\n', undefined]) {
      const client = new ClientConnection()
      say(client, '+OK\r\n')
      if (answer !== undefined) client.send({ verb: 'capa' })
      if (answer !== undefined) say(client, answer)
      client.takeOutput()
      client.send({ verb: 'user', name: 'jörg' })
      expect(written(client)).toContain('USER')
    }
  })

  it('asks again after TLS, and knows nothing until then (RFC 2595 4)', () => {
    const client = asked({ stls: true })
    client.send({ verb: 'stls' })
    client.send(user)
    say(client, '+OK\r\n')
    client.upgraded()
    expect(written(client)).toBe('STLS\r\nUSER tim\r\n')
  })
})

describe('what was queued before CAPA was answered', () => {
  const queued = (answer: string, ...commands: readonly Command[]) => {
    const client = new ClientConnection()
    for (const command of [{ verb: 'capa' } as const, ...commands]) client.send(command)
    return { client, events: say(client, `+OK <1@x>\r\n${answer}`) }
  }

  it('does not go out where it is not offered, nor what waits behind it: no name and no password', () => {
    const { client, events } = queued(capa({ uidl: true }), user, pass, { verb: 'stat' }, quit)
    expect([unsent(events), written(client)]).toEqual([['user', 'pass', 'stat'], 'CAPA\r\nQUIT\r\n'])
    expect(events.map(({ type }) => type)).toEqual(['greeting', 'response', 'unanswered', 'unanswered', 'unanswered'])
  })

  it('a login behind an STLS that is not offered does not go out in the clear', () => {
    const { client, events } = queued(capa({ user: true }), { verb: 'stls' }, user, pass)
    expect([unsent(events), written(client)]).toEqual([['stls', 'user', 'pass'], 'CAPA\r\n'])
    client.send(user)
    expect(written(client)).toBe('USER tim\r\n')
  })

  it('goes out where it is', () => {
    const { client, events } = queued(capa({ user: true }), user, pass)
    expect([unsent(events), written(client)]).toEqual([[], 'CAPA\r\nUSER tim\r\n'])
  })

  it('is not measured by what was known before TLS', () => {
    const { client, events } = queued(capa({ stls: true }), { verb: 'stls' }, user, pass)
    expect([unsent(events), written(client)]).toEqual([[], 'CAPA\r\nSTLS\r\n'])
  })
})

describe('UTF8 and STLS (RFC 6856 2.1)', () => {
  it('a client does not send STLS after UTF8, whatever the answer to that', () => {
    for (const answer of ['', '+OK\r\n', '-ERR\r\n']) {
      const client = new ClientConnection()
      say(client, '+OK\r\n')
      client.send({ verb: 'utf8' })
      say(client, answer)
      expect(caught(() => client.send({ verb: 'stls' }))).toMatchObject({ code: 'invalid-state' })
      expect(written(client)).toBe('UTF8\r\n')
    }
  })

  it('nor behind an UTF8 that still waits, but after one that was taken back', () => {
    const client = new ClientConnection()
    for (const command of [{ verb: 'stls' }, { verb: 'utf8' }] as const) client.send(command)
    expect(caught(() => client.send({ verb: 'stls' })).message).toContain('inside TLS')
    say(client, '+OK\r\n-ERR no\r\n')
    client.send({ verb: 'stls' })
    expect(written(client)).toBe('STLS\r\nSTLS\r\n')
    const other = new ClientConnection()
    other.send({ verb: 'utf8' })
    expect(caught(() => other.send({ verb: 'stls' })).message).toContain('after UTF8')
  })

  it('a server refuses STLS after an UTF8 that it accepted', () => {
    const capabilities = { stls: true, utf8: [] } as const
    expect(serverAt(['UTF8', 'STLS'], { capabilities }).last).toMatchObject({
      command: { verb: 'invalid', error: { code: 'bad-sequence' } },
      suggestedReply: { status: '-ERR', text: 'STLS is not allowed in a session after UTF8' },
    })
    expect(serverAt(['UTF8', 'STLS'], { capabilities: { stls: true } }).last).toMatchObject({ command: { verb: 'stls' } })
  })

  it('UTF8 is for the authorization state', () => {
    expect(caught(() => loggedIn({}).send({ verb: 'utf8' }))).toMatchObject({ code: 'invalid-state' })
    expect(serverAt(['USER a', 'PASS b', 'UTF8'], { capabilities: { user: true, utf8: [] } }).last).toMatchObject({
      command: { verb: 'invalid' },
    })
  })
})

describe('PIPELINING (RFC 2449 6.6)', () => {
  const sent = (pipelining: boolean | undefined, capabilities: Capabilities | undefined): string => {
    const client = new ClientConnection({ pipelining })
    say(client, '+OK\r\n')
    if (capabilities !== undefined) {
      client.send({ verb: 'capa' })
      say(client, capa(capabilities))
      client.takeOutput()
    }
    for (const command of [user, pass]) client.send(command)
    return written(client)
  }
  const one = 'USER tim\r\n'
  const both = 'USER tim\r\nPASS secret\r\n'

  it.each<[boolean | undefined, Capabilities | undefined, string]>([
    [undefined, { user: true, pipelining: true }, both],
    [undefined, { user: true }, one],
    [undefined, undefined, one],
    [false, { user: true, pipelining: true }, one],
    [true, undefined, both],
    [true, { user: true }, both],
  ])('with the option %s and the capabilities %j', (option, capabilities, expected) => {
    expect(sent(option, capabilities)).toBe(expected)
  })

  it('is over when TLS comes up, until CAPA is asked again (RFC 2595 4)', () => {
    const client = asked({ stls: true, user: true, pipelining: true })
    expect(client.pipelining).toBe(true)
    for (const command of [{ verb: 'stls' } as const, user, pass]) client.send(command)
    say(client, '+OK\r\n')
    client.upgraded()
    expect([client.pipelining, written(client)]).toEqual([false, 'STLS\r\nUSER tim\r\n'])
  })

  it('sends commands while a message still comes', () => {
    const client = asked({ pipelining: true }, true)
    client.send({ verb: 'retr', message: 1 })
    say(client, '+OK\r\nhalf')
    client.send({ verb: 'dele', message: 1 })
    expect(written(client)).toBe('RETR 1\r\nDELE 1\r\n')
  })
})

describe('a server', () => {
  it.each(rows)('suggests refusing %j without %s', (command, missing, has, lacks) => {
    const line = asChars([lineOf(command)])
    const before = isOfTransaction(command) ? ['USER a', 'PASS b'] : command.verb === 'pass' ? ['USER a'] : []
    const reply = (capabilities: Capabilities) => serverAt([...before, line], { capabilities }).last
    expect(reply(lacks)).toMatchObject({ suggestedReply: { status: '-ERR', text: `${missing} is not offered` } })
    expect(JSON.stringify(reply(has))).not.toContain('not offered')
  })

  it('offers USER where it was told nothing, and that alone', () => {
    expect(serverAt(['CAPA']).last).toMatchObject({ suggestedReply: { rows: ['USER'] } })
    expect(serverAt(['USER tim']).last).toMatchObject({ suggestedReply: { status: '+OK' } })
  })

  it.each([
    ['USER j\xf6rg', []],
    ['PASS \xff', ['USER tim']],
    [`APOP \xf6 ${DIGEST}`, []],
  ])('that takes UTF-8 never accepts %j, which is not (RFC 6856 2.2)', (line, before) => {
    const { server, last } = serverAt([...before, line], { capabilities: { user: true, utf8: ['USER'] } })
    expect(last).toMatchObject({ command: { verb: 'invalid', error: { code: 'bad-text', fault: 'remote' } } })
    expect(caught(() => server.send({ status: '+OK' }))).toMatchObject({ code: 'invalid-state' })
    expect(serverAt([...before, line], { capabilities: { user: true } }).last).not.toMatchObject({ command: { verb: 'invalid' } })
  })
})

/** The line of a command, also of one that `encodeCommand` writes as UTF-8. */
function lineOf(command: Command): Uint8Array {
  const client = isOfTransaction(command) ? loggedIn({}) : new ClientConnection()
  if (!isOfTransaction(command)) say(client, '+OK <1@x>\r\n')
  if (command.verb === 'pass') {
    client.send(user)
    say(client, '+OK\r\n')
  }
  client.takeOutput()
  client.send(command)
  drive(client, [])
  return asBytes(written(client).slice(0, -2))
}
