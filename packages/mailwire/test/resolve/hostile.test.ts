/** The resolver against a name server that wants to mislead, hold or exhaust it (RFC 5452 9, RFC 7766). docs/interop.md has the table. */
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { decodeMessage, encodeMessage, type Message, type MessageInit } from '@mailwire/dns'
import { encodeTcp } from '@mailwire/dns/transport'
import { afterEach, describe, expect, it } from 'vitest'
import { type Resolution, type ResolveOptions, resolve, route } from '../../src/node.js'

/** What a hostile server does with a query; `say` sends bytes back the way it came. */
type Behavior = (query: Message, say: (bytes: Uint8Array) => void, peer: { udp: RemoteInfo } | { tcp: Socket }) => void

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function hostile(behavior: Behavior, tcp = true): Promise<{ host: string; port: number; udp: UdpSocket }> {
  const server = createServer(socket => {
    socket.on('error', () => {})
    closers.push(() => socket.destroy())
    socket.once('data', data => behavior(decodeMessage(data.subarray(2)), bytes => void socket.write(bytes), { tcp: socket }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const udp = createSocket('udp4')
  udp.on('message', (data, peer) =>
    behavior(decodeMessage(data), bytes => udp.send(bytes, peer.port, peer.address, () => {}), { udp: peer }),
  )
  udp.bind(port, '127.0.0.1')
  await once(udp, 'listening')
  if (tcp) closers.push(() => server.close())
  else server.close()
  closers.push(() => udp.close())
  return { host: '127.0.0.1', port, udp }
}

const right = ({ id, questions }: Message, change: MessageInit = {}): Uint8Array =>
  encodeMessage({
    id,
    flags: { qr: true },
    questions,
    answers: [{ name: questions[0]!.name, type: 'A', ttl: 60, data: { address: '192.0.2.1' } }],
    ...change,
  })
const addresses = ({ message }: Resolution): unknown => message.answers.map(({ data }) => data)
const GOOD = [{ address: '192.0.2.1' }]
/** An answer that must never be taken. */
const forged = (query: Message, change: MessageInit): Uint8Array =>
  right(query, {
    answers: [{ name: query.questions[0]!.name, type: 'A', ttl: 60, data: { address: '198.51.100.66' } }],
    ...change,
  })

const ask = (server: { host: string; port: number }, options: Partial<ResolveOptions> = {}): Promise<Resolution> =>
  resolve('some.domain', 'A', { server, timeout: 150, tries: 1, ...options })

const FORGERIES: [string, (query: Message) => MessageInit, RegExp][] = [
  ['a wrong ID', ({ id }) => ({ id: id ^ 1 }), /the last one: ID \d+, \d+ expected$/],
  ['a query in place of a response', () => ({ flags: {} }), /a query, a response expected$/],
  ['another opcode', () => ({ opcode: 'NOTIFY' }), /opcode NOTIFY, QUERY expected$/],
  [
    'another name',
    () => ({ questions: [{ name: 'some.domainx', type: 'A' }] }),
    /question some.domainx IN A, some.domain IN A expected$/,
  ],
  [
    'another type',
    () => ({ questions: [{ name: 'some.domain', type: 'AAAA' }] }),
    /question some.domain IN AAAA, some.domain IN A expected$/,
  ],
  [
    'class CH',
    () => ({ questions: [{ name: 'some.domain', type: 'A', class: 'CH' }] }),
    /question some.domain CH A, some.domain IN A expected$/,
  ],
  [
    'the question twice',
    ({ questions }) => ({ questions: [...questions, ...questions] }),
    /2 questions with NOERROR, 1 expected$/,
  ],
  ['no question', () => ({ questions: [] }), /0 questions with NOERROR, 1 expected$/],
]

/** The answer's one record begins at 29: a pointer, type, class, TTL, the length at 39, and four bytes of address. */
const patched =
  (at: number, ...bytes: number[]) =>
  (message: Uint8Array): Uint8Array => {
    message.set(bytes, at)
    return message
  }
const DAMAGED: [string, (answer: Uint8Array) => Uint8Array, RegExp][] = [
  ['cut inside its record', answer => answer.subarray(0, 43), /4 bytes needed, 2 left in answer 1 at byte 41$/],
  ['an address of three bytes', patched(39, 0, 3), /IPv4 address: 4 bytes needed, 3 left in answer 1 at byte 41$/],
  ['a length beyond the end', patched(39, 0, 9), /9 bytes needed, 4 left in answer 1 at byte 41$/],
  ['a name that points at itself', patched(29, 0xc0, 29), /pointer to 29 does not point back to a name in answer 1 at byte 29$/],
  ['a label of a type nobody uses', patched(12, 0x84), /unused label type 0x80 in question 1 at byte 12$/],
]

describe('what is not the answer is passed over (RFC 5452 9.1)', () => {
  for (const tcp of [false, true])
    describe(tcp ? 'over TCP' : 'over UDP', () => {
      const framed = (bytes: Uint8Array): Uint8Array => (tcp ? encodeTcp(bytes) : bytes)

      it.each(FORGERIES)('%s: the answer behind it is taken', async (_title, change) => {
        const server = await hostile((query, say) => {
          say(framed(forged(query, change(query))))
          say(framed(right(query)))
        })
        expect(addresses(await ask(server, { tcp, timeout: 2000 }))).toEqual(GOOD)
      })

      it.each(FORGERIES)('%s: alone it is no answer, and the error says why', async (_title, change, reason) => {
        const server = await hostile((query, say) => say(framed(forged(query, change(query)))))
        await expect(ask(server, { tcp })).rejects.toMatchObject({
          name: 'NetworkError',
          code: 'no-answer',
          message: expect.stringMatching(reason),
          cause: { type: 'mismatch' },
        })
      })

      it('bytes that are not a message are passed over, and the error says what they are', async () => {
        const server = await hostile((query, say) => {
          for (const bytes of [new Uint8Array(12).fill(0xff), right(query).subarray(0, 40)]) say(framed(bytes))
        })
        await expect(ask(server, { tcp })).rejects.toMatchObject({
          code: 'no-answer',
          message: expect.stringMatching(/; 2 received messages are not the answer, the last one: (?!ID)/),
        })
      })

      it.each(DAMAGED)(
        'a damaged answer, %s: the error says what is wrong with it, and where',
        async (_title, damage, reason) => {
          const server = await hostile((query, say) => say(framed(damage(right(query)))))
          const asked = [ask(server, { tcp }), route('some.domain', { server, tcp, timeout: 150, tries: 1 })]
          const [error, unrouted] = await Promise.all(asked.map(work => work.then(String, (error: unknown) => error)))
          expect(error).toMatchObject({
            code: 'no-answer',
            cause: { reason: 'malformed', detail: expect.stringMatching(reason) },
          })
          const { detail } = (error as { cause: { detail: string } }).cause
          expect((error as Error).message.endsWith(`; 1 received message is not the answer, the last one: ${detail}`)).toBe(true)
          expect((unrouted as Error).message).toContain('1 received message is not the answer')
        },
      )

      it('a wrong case of the name is refused on request only (draft-vixie-dnsext-dns0x20)', async () => {
        const server = await hostile((query, say) =>
          say(framed(right(query, { questions: query.questions.map(one => ({ ...one, name: one.name.toLowerCase() })) }))),
        )
        const name = 'abcdefghijklmnopqrstuvwxyz.some.domain'
        const options = { server, tcp, timeout: 150, tries: 1 }
        await expect(resolve(name, 'A', options)).resolves.toMatchObject({ message: { rcode: 'NOERROR' } })
        await expect(resolve(name, 'A', { ...options, randomCase: true })).rejects.toMatchObject({
          code: 'no-answer',
          cause: { reason: 'question' },
        })
        const honest = await hostile((query, say) => say(framed(right(query))))
        const { message } = await resolve(name, 'A', { ...options, server: honest, randomCase: true })
        expect(message.questions[0]?.name.toLowerCase()).toBe(name)
        expect(message.questions[0]?.name).not.toBe(name)
      })

      it.each(['a', 'TYPE1', 'A'])('type %s gets the answer of type A', async type => {
        const server = await hostile((query, say) => say(framed(right(query))))
        expect(addresses(await resolve('SOME.domain.', type, { server, tcp, class: 'in' }))).toEqual(GOOD)
      })
    })
})

describe('datagrams (RFC 5452 9)', () => {
  it('one that is cut inside the header is no message, and the error says so', async () => {
    const server = await hostile((query, say) => say(right(query).subarray(0, 11)))
    await expect(ask(server)).rejects.toMatchObject({
      code: 'no-answer',
      message: expect.stringMatching(/the last one: 11 bytes, at least 12 expected$/),
      cause: { reason: 'malformed' },
    })
  })

  it('the right answer from another port of the same address is not taken (9.1)', async () => {
    const other = createSocket('udp4')
    closers.push(() => other.close())
    const server = await hostile((query, _say, peer) => {
      if ('udp' in peer) other.send(forged(query, {}), peer.udp.port, peer.udp.address)
    })
    await expect(ask(server)).rejects.toMatchObject({
      code: 'no-answer',
      message: expect.stringMatching(/in 1 try of 150 ms$/),
    })
  })

  it('an answer to the first try that comes during the second is taken (RFC 1035 7.3)', async () => {
    let tries = 0
    const server = await hostile((query, say) => {
      if (++tries === 1) setTimeout(() => say(right(query)), 200)
    })
    expect(addresses(await ask(server, { tries: 10 }))).toEqual(GOOD)
  })

  it('an answer that comes after the last try does no harm', async () => {
    const server = await hostile((query, say) => setTimeout(() => say(right(query)), 100))
    await expect(ask(server, { timeout: 30 })).rejects.toMatchObject({ code: 'no-answer' })
    await new Promise(settle => setTimeout(settle, 120))
  })

  it('garbage does not move the deadline, however much of it comes', async () => {
    const server = await hostile((_query, say, peer) => {
      if (!('udp' in peer)) return
      const drip = setInterval(() => say(new Uint8Array(20)), 20)
      closers.push(() => clearInterval(drip))
    })
    await expect(ask(server)).rejects.toMatchObject({ code: 'no-answer' })
  })

  it('after 100 datagrams that are not the answer the question goes over TCP (9.3)', async () => {
    const heard: string[] = []
    const server = await hostile((query, say, peer) => {
      heard.push('udp' in peer ? 'udp' : 'tcp')
      if ('udp' in peer) for (let at = 0; at < 100; at++) say(forged(query, { id: query.id ^ 1 }))
      else say(encodeTcp(right(query)))
    })
    const found = await ask(server, { timeout: 20_000 })
    expect([addresses(found), found.transport, heard]).toEqual([GOOD, 'tcp', ['udp', 'tcp']])
  })

  it('99 of them are borne', async () => {
    const server = await hostile((query, say) => {
      for (let at = 0; at < 99; at++) say(forged(query, { id: query.id ^ 1 }))
      say(right(query))
    })
    expect(await ask(server, { timeout: 20_000 })).toMatchObject({ transport: 'udp' })
  })

  it('a truncated answer is asked for over TCP, also one that is cut inside a record (RFC 2181 9)', async () => {
    for (const cut of [0, 1, 15, 16]) {
      const server = await hostile((query, say, peer) => {
        const short = right(query, { flags: { qr: true, tc: true } })
        say('udp' in peer ? short.subarray(0, short.length - cut) : encodeTcp(right(query)))
      })
      const found = await ask(server, { timeout: 2000 })
      expect([addresses(found), found.transport, found.truncated?.message.flags.tc]).toEqual([GOOD, 'tcp', true])
      expect(await ask(server, { timeout: 2000, ignoreTruncation: true })).toMatchObject({ transport: 'udp' })
    }
  })

  it('truncation by a forger leads nowhere: TC counts only in the answer', async () => {
    const server = await hostile((query, say) => say(forged(query, { id: query.id ^ 1, flags: { qr: true, tc: true } })))
    await expect(ask(server)).rejects.toMatchObject({ code: 'no-answer', cause: { reason: 'id' } })
  })

  it('IDs and ports are not predictable (9.2)', async () => {
    const seen: { id: number; port: number }[] = []
    const server = await hostile((query, say, peer) => {
      if ('udp' in peer) seen.push({ id: query.id, port: peer.udp.port })
      say(right(query))
    })
    for (let at = 0; at < 24; at++) await ask(server, { timeout: 2000 })
    for (const values of [seen.map(({ id }) => id), seen.map(({ port }) => port)]) {
      const steps = values.slice(1).map((value, at) => value - values[at]!)
      expect(new Set(values).size).toBeGreaterThan(20)
      expect(new Set(steps).size).toBeGreaterThan(15)
    }
  })
})

describe('connections (RFC 7766)', () => {
  it('a server that closes at any byte of the answer has not answered; the error counts the bytes', async () => {
    let cut = 0
    const server = await hostile((query, _say, peer) => {
      if ('tcp' in peer) peer.tcp.end(encodeTcp(right(query)).subarray(0, cut))
    })
    const length = encodeTcp(right(decodeMessage(encodeMessage({ questions: [{ name: 'some.domain', type: 'A' }] })))).length
    for (; cut < length; cut++)
      await expect(ask(server, { tcp: true, timeout: 5000 })).rejects.toMatchObject({
        code: 'no-answer',
        message: expect.stringContaining(`closed the connection after ${cut} bytes`),
      })
    expect(addresses(await ask(server, { tcp: true, timeout: 5000 }))).toEqual(GOOD)
  })

  it('a byte now and then does not move the deadline', async () => {
    const server = await hostile((query, say, peer) => {
      if (!('tcp' in peer)) return
      const bytes = encodeTcp(right(query))
      let at = 0
      const drip = setInterval(() => {
        if (at === bytes.length) clearInterval(drip)
        else say(bytes.subarray(at, ++at))
      }, 50)
      closers.push(() => clearInterval(drip))
    })
    await expect(ask(server, { tcp: true })).rejects.toMatchObject({
      code: 'no-answer',
      message: expect.stringMatching(/over TCP in 150 ms$/),
    })
  })

  it('silence ends at the deadline; a reset ends at once', async () => {
    const silent = await hostile(() => {})
    await expect(ask(silent, { tcp: true })).rejects.toMatchObject({ code: 'no-answer' })
    const reset = await hostile((_query, _say, peer) => {
      if ('tcp' in peer) peer.tcp.resetAndDestroy()
    })
    await expect(ask(reset, { tcp: true, timeout: 5000 })).rejects.toMatchObject({ code: 'unreachable' })
  })

  it('endless messages that are not the answer end after 100', async () => {
    const server = await hostile((query, say) => {
      for (let at = 0; at < 100; at++) say(encodeTcp(forged(query, { id: query.id ^ 1 })))
    })
    await expect(ask(server, { tcp: true, timeout: 20_000 })).rejects.toMatchObject({
      code: 'no-answer',
      message: expect.stringMatching(/over TCP; 100 received messages are not the answer, the last one: ID/),
    })
  })

  it('a frame too short to be a message ends at once', async () => {
    const server = await hostile((_query, say) => say(Uint8Array.of(0, 1, 2, 0, 0)))
    await expect(ask(server, { tcp: true, timeout: 20_000 })).rejects.toMatchObject({
      code: 'no-answer',
      message: expect.stringContaining('over TCP: decode '),
      cause: { name: 'DnsError', code: 'bad-frame' },
    })
  })

  it('a server with UDP alone is unreachable for a truncated answer', async () => {
    const server = await hostile((query, say) => say(right(query, { flags: { qr: true, tc: true } })), false)
    await expect(ask(server, { timeout: 2000 })).rejects.toMatchObject({ code: 'unreachable' })
  })
})
