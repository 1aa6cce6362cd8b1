/** What a session holds on to, whatever the peer sends: never more than its limits, and never the caller's chunks. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { asBytes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type ClientEvent,
  decodeCommand,
  decodeReply,
  defaultLimits,
  ReplyDecoder,
  ServerConnection,
  type ServerEvent,
} from '../src/all.js'
import { answer } from './support.js'

const MIB = 1_048_576
const start = 'EHLO a\r\nMAIL FROM:<a@b>\r\n'
const extensions = { pipelining: true, chunking: true, auth: ['PLAIN'] } as const

type Answer = (event: ServerEvent, server: ServerConnection) => void
const reply: Answer = (event, server) => {
  const output = answer(event)
  if (output !== undefined) server.send(output)
}

/** A server in a session that has begun, and the one way to feed it: gives the bytes that it took before it hung up, and the last event. */
function server(text: string, react: Answer = reply) {
  const session = new ServerConnection({ hostname: 'mx.example', extensions })
  const feed = (chunk: Uint8Array, times: number): { taken: number; last: ServerEvent | undefined } => {
    let last: ServerEvent | undefined
    for (let time = 0; time < times; time++) {
      if (session.waiting === 'closed') return { taken: time * chunk.length, last }
      session.receive(chunk)
      for (let event = session.nextEvent(); event !== undefined; event = session.nextEvent()) {
        last = event
        react(event, session)
      }
      session.takeOutput()
    }
    return { taken: times * chunk.length, last }
  }
  feed(asBytes(text), 1)
  return { session, feed }
}

/** Every array of bytes that a value holds, however deep. */
function arraysIn(value: unknown): Uint8Array[] {
  if (value instanceof Uint8Array) return [value]
  if (value instanceof Map) return [...value.values()].flatMap(arraysIn)
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(arraysIn) : []
}

/** Bytes at the end of a much larger array, as a socket that reads into one gives them. */
function inside(text: string): Uint8Array {
  const large = new Uint8Array(MIB)
  large.set(asBytes(text), MIB - text.length)
  return large.subarray(MIB - text.length)
}

/** One byte after another, each a view on a chunk of a MiB of its own; gives how many of those are still alive afterwards. */
async function trickle(text: string, times: number, receive: (chunk: Uint8Array) => void): Promise<number> {
  const large: WeakRef<ArrayBufferLike>[] = []
  const collect = collector()
  for (let time = 0; time < times; time++)
    for (const letter of text) {
      const chunk = inside(letter)
      large.push(new WeakRef(chunk.buffer))
      receive(chunk)
      if (large.length % 200 === 0) await collect()
    }
  await collect()
  return large.filter(one => one.deref() !== undefined).length
}

/** Runs the runtime's garbage collector, between two turns of its loop. */
function collector(): () => Promise<void> {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  return async () => {
    await new Promise(resolve => setTimeout(resolve))
    gc()
  }
}

describe('bytes that are views of a MiB each', () => {
  it.each<[string, string, string, Answer | undefined]>([
    ['commands', '', 'NOOP x\r\n', reply],
    ['commands while the caller owes an answer', '', 'NOOP x\r\n', () => {}],
    ['a line without end', '', 'xxxxxxxx', reply],
    ['a message', `${start}RCPT TO:<c@d>\r\nDATA\r\n`, '..\r\n.x\r\n', reply],
    ['a chunk', `${start}RCPT TO:<c@d>\r\nBDAT 99999\r\n`, 'chunk\r\n', reply],
    ['an exchange', 'EHLO a\r\nAUTH PLAIN\r\n', 'AHRpbQB4', reply],
  ])('keep none of them alive in a server: %s', async (_name, text, fed, react) => {
    const { feed } = server(text, react)
    expect(await trickle(fed, 100, chunk => feed(chunk, 1))).toBeLessThanOrEqual(2)
  })

  it('keep none of them alive in a client, nor in a decoder', async () => {
    const client = new ClientConnection()
    const decoder = new ReplyDecoder()
    const kept: unknown[] = []
    const alive = await trickle('220-hello\r\n', 90, chunk => {
      client.receive(chunk)
      client.nextEvent()
      decoder.push(chunk)
      kept.push(decoder.next())
    })
    expect(alive).toBeLessThanOrEqual(2)
  })
})

describe('a server', () => {
  it.each([
    ['a byte at a time', 1],
    ['a few at a time', 7],
    ['many at a time', 1000],
  ])('ends the session on a line without end, %s', (_name, size) => {
    const { taken, last } = server('').feed(asBytes('x'.repeat(size)), Math.ceil(MIB / size))
    expect(last).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'line-too-long' } })
    expect(taken).toBeLessThanOrEqual(defaultLimits.skipped + 2 * size)
  })

  it('ends the session if more is unread than it may keep, while a reply is due', () => {
    const { feed } = server('', () => {})
    const chunk = asBytes('NOOP\r\n'.repeat(100))
    const { taken, last } = feed(chunk, 10_000)
    expect(last).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'input-overflow' } })
    expect(taken).toBeLessThanOrEqual(defaultLimits.buffered + 2 * chunk.length)
  })

  it('keeps as many recipients as the limit says, and refuses the others', () => {
    const { session, feed } = server(start)
    feed(asBytes('RCPT TO:<c@d>\r\n'.repeat(50)), 100)
    expect(session.envelope?.recipients).toHaveLength(defaultLimits.recipients)
  })

  it('keeps nothing of a message, of whatever lines', () => {
    const { session, feed } = server(`${start}RCPT TO:<c@d>\r\nDATA\r\n`)
    const own: Uint8Array[] = []
    const chunk = asBytes('..\r\n.x\r\n'.repeat(20_000))
    session.receive(chunk)
    for (let event = session.nextEvent(); event !== undefined; event = session.nextEvent()) own.push(...arraysIn(event))
    expect(own.reduce((sum, bytes) => sum + bytes.length, 0)).toBe(20_000 * 6)
    for (const bytes of own) if (bytes.buffer !== chunk.buffer) expect(bytes.buffer.byteLength).toBeLessThanOrEqual(8192)
    expect(feed(asBytes('\0'), 10_000).last).toMatchObject({ type: 'body-chunk' })
    expect(feed(asBytes('\r\n.\r\n'), 1).last).toMatchObject({
      type: 'body-end',
      violations: [{ kind: 'nul', count: 10_000 }, {}],
    })
  })

  it('gives commands that keep no chunk in memory', () => {
    const events: ServerEvent[] = []
    const { feed } = server('', (event, session) => {
      events.push(event)
      if (event.type === 'command' && event.command.verb === 'auth') session.send({ type: 'challenge', data: asBytes('') })
      else reply(event, session)
    })
    feed(inside('EHLO a\r\nAUTH PLAIN AHRpbQB5\r\nAHRpbQB4\r\nMAIL FROM:<a@b>\r\nRCPT TO:<"c d"@d>\r\nFOO bar\r\n'), 1)
    expect(events.map(event => (event.type === 'command' ? event.command.verb : event.type))).toEqual([
      'connect',
      'ehlo',
      'auth',
      'auth-response',
      'mail',
      'rcpt',
      'unknown',
    ])
    const kept = arraysIn(events)
    expect(kept).toHaveLength(2)
    for (const bytes of kept) expect(bytes.buffer.byteLength).toBeLessThan(100)
  })
})

describe('a client', () => {
  /** What a client says to bytes that come again and again, and how many it took. */
  function hear(text: string, times: number): { taken: number; last: ClientEvent | undefined } {
    const client = new ClientConnection()
    let last: ClientEvent | undefined
    for (let time = 0; time < times; time++) {
      client.receive(asBytes(text))
      for (let event = client.nextEvent(); event !== undefined; event = client.nextEvent()) last = event
      if (client.waiting === 'closed') return { taken: (time + 1) * text.length, last }
    }
    return { taken: times * text.length, last }
  }

  it.each<[string, string, string, number]>([
    ['a line without end', 'x', 'line-too-long', defaultLimits.replyLine + 1],
    ['a reply of lines without end', '220-\r\n', 'limit', 6 * (defaultLimits.replyLines + 1)],
    ['a reply of long lines', `220-${'x'.repeat(2000)}\r\n`, 'limit', defaultLimits.replySize + 4000],
  ])('ends the session on %s', (_name, text, code, most) => {
    const { taken, last } = hear(text, 100_000)
    expect(last).toMatchObject({ type: 'protocol-error', fatal: true, error: { code } })
    expect(taken).toBeLessThanOrEqual(most)
  })
})

describe('what the codecs give', () => {
  it('keeps no chunk in memory', () => {
    const values = [decodeCommand(inside('AUTH PLAIN AHRpbQB4\r\n')), decodeReply(inside('250-2.1.5 a\r\n250 2.1.5 b\r\n'))]
    expect(arraysIn(values).map(bytes => bytes.buffer.byteLength)).toEqual([6])
  })
})
