/** Each limit one below, at and one above its number. */

import { asBytes, caught, drive, limitRows } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type ClientEvent,
  type Command,
  defaultLimits,
  type Pop3Limits,
  ServerConnection,
  type ServerEvent,
} from '../src/index.js'
import { acceptLogin, converse, loggedIn, say, written } from './support.js'

const uidl: Command = { verb: 'uidl', message: undefined }
/** The code of the last event where it is fatal, or what it is. */
const outcome = (events: readonly (ClientEvent | ServerEvent)[]): string | undefined => {
  const last = events.at(-1)
  return last?.type === 'protocol-error' && last.fatal ? last.error.code : last?.type
}

interface Row {
  readonly limit: number
  /** What happens with so many. */
  readonly run: (count: number, limits: Partial<Pop3Limits>) => string | undefined
  readonly within: string
  readonly above: string
}

/** The commands of a text without the last CRLF, and what the last of them became. */
const lastCommand = (text: string, limits: Partial<Pop3Limits>, answer = acceptLogin): string | undefined => {
  const { events } = converse(text, { limits }, answer)
  const last = events.at(-1)
  return last?.type === 'command' && last.command.verb === 'invalid' ? last.command.error.code : outcome(events)
}

const rows: Readonly<Record<keyof Pop3Limits, Row>> = {
  commandLine: {
    limit: 255,
    run: (count, limits) => lastCommand(`USER ${'x'.repeat(count - 7)}\r\n`, limits),
    within: 'command',
    above: 'line-too-long',
  },
  responseLine: {
    limit: 512,
    run: (count, limits) => outcome(say(loggedIn({ limits }, { verb: 'noop' }), `+OK ${'x'.repeat(count - 6)}\r\n`)),
    within: 'response',
    above: 'line-too-long',
  },
  authLine: {
    limit: 12_288,
    run: (count, limits) => {
      const client = new ClientConnection({ limits })
      client.send({ verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined })
      return outcome(say(client, `+OK\r\n+ ${'A'.repeat(count - 4)}\r\n`))
    },
    // What is not a multiple of four is cancelled, which is not fatal.
    within: 'protocol-error|challenge',
    above: 'line-too-long',
  },
  rowLine: {
    limit: 12_288,
    run: (count, limits) => outcome(say(loggedIn({ limits }, uidl), `+OK\r\n${'x'.repeat(count - 2)}\r\n.\r\n`)),
    within: 'response',
    above: 'line-too-long',
  },
  listing: {
    limit: 100,
    run: (count, limits) => outcome(say(loggedIn({ limits }, uidl), `+OK\r\n1 ${'x'.repeat(count - 4)}\r\n.\r\n`)),
    within: 'response',
    above: 'limit',
  },
  listingRows: {
    limit: 50,
    run: (count, limits) =>
      outcome(
        say(loggedIn({ limits }, uidl), `+OK\r\n${Array.from({ length: count }, (_, at) => `${at + 1} a\r\n`).join('')}.\r\n`),
      ),
    within: 'response',
    above: 'limit',
  },
  capabilityRows: {
    limit: 1000,
    run: (count, limits) =>
      outcome(
        say(
          loggedIn({ limits }, { verb: 'capa' }),
          `+OK\r\n${Array.from({ length: count }, (_, at) => `X${at}\r\n`).join('')}.\r\n`,
        ),
      ),
    within: 'response',
    above: 'limit',
  },
  malformedRows: {
    limit: 50,
    run: (count, limits) => outcome(say(loggedIn({ limits }, uidl), `+OK\r\n${'x\r\n'.repeat(count)}.\r\n`)),
    within: 'response',
    above: 'limit',
  },
  warnings: {
    limit: 50,
    run: (count, limits) =>
      outcome(
        say(loggedIn({ limits }, uidl), `+OK\r\n${Array.from({ length: count }, (_, at) => `${at + 1}  a\r\n`).join('')}.\r\n`),
      ),
    within: 'response',
    above: 'limit',
  },
  bodyLine: {
    limit: 1000,
    run: (count, limits) => {
      const last = say(loggedIn({ limits }, { verb: 'retr', message: 1 }), `+OK\r\n${'x'.repeat(count - 2)}\r\n.\r\n`).at(-1)
      return last?.type === 'body-end' ? (last.violations[0]?.kind ?? 'body-end') : undefined
    },
    within: 'body-end',
    above: 'line-too-long',
  },
  badCommands: {
    limit: 20,
    run: (count, limits) => outcome(converse('FOO\r\n'.repeat(count), { limits }).events),
    within: 'command',
    above: 'too-many-errors',
  },
  badCommandsTotal: {
    limit: 100,
    run: (count, limits) => outcome(converse('FOO\r\nCAPA\r\n'.repeat(count), { limits }).events),
    within: 'command',
    above: 'too-many-errors',
  },
  failedLogins: {
    limit: 5,
    run: (count, limits) => outcome(converse('USER a\r\nPASS b\r\n'.repeat(count), { limits }).events),
    within: 'command',
    above: 'too-many-errors',
  },
  challenges: {
    limit: 50,
    run: (count, limits) => {
      const client = new ClientConnection({ limits })
      client.send({ verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined })
      const events = drive(client, [asBytes('+OK\r\n'), ...Array.from({ length: count }, () => asBytes('+ \r\n'))], event => {
        if (event.type === 'challenge') client.send({ type: 'auth-response', data: asBytes('x') })
      })
      return outcome(events)
    },
    within: 'challenge',
    above: 'limit',
  },
  pipelined: {
    limit: 100,
    run: (count, limits) => {
      const client = new ClientConnection({ pipelining: true, limits })
      for (let at = 0; at < count; at++) client.send({ verb: 'capa' })
      drive(client, [asBytes('+OK\r\n')])
      return written(client).length === 6 * count ? 'all' : 'waits'
    },
    within: 'all',
    above: 'waits',
  },
  skipped: {
    limit: 65_536,
    run: (count, limits) => outcome(converse(`${'x'.repeat(count)}`, { limits }).events),
    within: 'command',
    above: 'line-too-long',
  },
  buffered: {
    limit: 10,
    run: (count, limits) => {
      const server = new ServerConnection({ limits })
      server.nextEvent()
      server.receive(asBytes('x'.repeat(count)))
      server.receive(asBytes('x'))
      server.send({ status: '+OK' })
      return outcome([server.nextEvent() ?? { type: 'upgrade', layer: 'tls' }])
    },
    within: 'upgrade',
    above: 'input-overflow',
  },
}

/** Whether so many are accepted; anything but what the row says of either is an error. */
function accepts(key: keyof Pop3Limits, count: number): boolean {
  const { limit, run, within, above } = rows[key]
  const found = run(count, { [key]: limit })
  expect([...within.split('|'), above]).toContain(found)
  return found !== above
}

const keys = Object.keys(rows) as (keyof Pop3Limits)[]
const numbers = Object.fromEntries(keys.map(key => [key, rows[key].limit])) as Record<keyof Pop3Limits, number>
const probes = Object.fromEntries(keys.map(key => [key, (count: number) => accepts(key, count)])) as Record<
  keyof Pop3Limits,
  (count: number) => boolean
>

it.each(limitRows(numbers, probes))('limits.%s, %i: %s', (_key, count, isAccepted, isWithin) => {
  expect(isWithin(count)).toBe(isAccepted)
})

describe('limits', () => {
  it('each has a row here', () => {
    expect(Object.keys(rows).sort()).toEqual(Object.keys(defaultLimits).sort())
  })

  it.each([Number.NaN, -1, '5', null])('%o bounds nothing, and is refused', value => {
    for (const Connection of [ClientConnection, ServerConnection])
      expect(caught(() => new Connection({ limits: { listing: value as number } }))).toMatchObject({
        name: 'Pop3Error',
        code: 'bad-number',
        fault: 'local',
        message: expect.stringMatching(/^check limits: listing: /),
      })
  })

  it('undefined is the default', () => {
    expect(outcome(converse('FOO\r\n'.repeat(30), { limits: { badCommands: undefined as unknown as number } }).events)).toBe(
      'too-many-errors',
    )
  })
})

describe('failed logins', () => {
  it('the -ERR to the login is the last line (RFC 1939 3 asks for one response a command)', () => {
    const { replies, events } = converse('USER a\r\nPASS b\r\n'.repeat(10))
    expect(replies.filter(line => line.startsWith('-ERR'))).toHaveLength(6)
    expect([replies.at(-1), outcome(events)]).toEqual(['-ERR [AUTH] authentication failed', 'too-many-errors'])
  })

  it.each([
    ['APOP', `APOP a ${'0'.repeat(32)}\r\n`],
    ['AUTH with an initial response', 'AUTH PLAIN AGEAYg==\r\n'],
    ['AUTH with an unknown mechanism', 'AUTH NOPE\r\n'],
    ['AUTH given up', 'AUTH PLAIN\r\n*\r\n'],
    ['AUTH with a response that is not base64', 'AUTH PLAIN\r\n!\r\n'],
    ['AUTH with a response', 'AUTH PLAIN\r\nAGEAYg==\r\n'],
  ])('%s counts', (_name, text) => {
    const refuse = (event: ServerEvent) =>
      event.type === 'command' &&
      event.command.verb === 'auth' &&
      event.command.mechanism === 'PLAIN' &&
      event.command.initialResponse === undefined
        ? ({ type: 'challenge', data: new Uint8Array(0) } as const)
        : 'suggestedReply' in event
          ? event.suggestedReply
          : undefined
    expect(outcome(converse(text.repeat(5), { capabilities: { sasl: ['PLAIN'] } }, refuse).events)).not.toBe('too-many-errors')
    expect(outcome(converse(text.repeat(6), { capabilities: { sasl: ['PLAIN'] } }, refuse).events)).toBe('too-many-errors')
  })

  it('a refused USER counts: names could be guessed with it', () => {
    const refuse = (event: ServerEvent) =>
      event.type === 'command' ? ({ status: event.command.verb === 'connect' ? '+OK' : '-ERR' } as const) : undefined
    expect(outcome(converse('USER a\r\n'.repeat(6), {}, refuse).events)).toBe('too-many-errors')
  })
})
