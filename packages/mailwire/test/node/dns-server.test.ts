/** The name server against clients that hold it (RFC 7766 6.2). */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { encodeMessage } from '@mailwire/dns'
import { encodeTcp, TcpDecoder } from '@mailwire/dns/transport'
import { afterEach, expect, it, vi } from 'vitest'
import { type DnsServerOptions, resolve, startDnsServer } from '../../src/node.js'

const query = encodeTcp(encodeMessage({ id: 7, questions: [{ name: 'some.domain', type: 'TXT' }] }))
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function start(options: Partial<DnsServerOptions> = {}) {
  const errors: unknown[] = []
  const server = await startDnsServer({
    tcpTimeout: 150,
    answer: ({ id, questions }) => ({ id, flags: { qr: true }, questions }),
    onError: error => errors.push(error),
    ...options,
  })
  closers.push(() => server.close())
  return { ...server, errors }
}

async function open(server: { host: string; port: number }): Promise<Socket> {
  const socket = connect(server)
  socket.on('error', () => {})
  closers.push(() => socket.destroy())
  await once(socket, 'connect')
  return socket
}

it('a byte now and then of a query does not hold a connection', async () => {
  const socket = await open(await start())
  let at = 0
  const drip = setInterval(() => socket.write(query.subarray(at % 10, (at++ % 10) + 1)), 40)
  socket.resume()
  // A byte that crosses the server's goodbye resets the connection, which is its end, too.
  await new Promise(settle => socket.once('close', settle))
  clearInterval(drip)
})

it('a client that takes no answer is let go, and the session ends', async () => {
  const strings = Array(200).fill('x'.repeat(255))
  const server = await start({
    maxConnections: 1,
    answer: ({ id, questions }) => ({
      id,
      flags: { qr: true },
      questions,
      answers: [{ name: 'some.domain', type: 'TXT', ttl: 1, data: { strings } }],
    }),
  })
  const socket = await open(server)
  socket.pause()
  for (let at = 0; at < 400; at++) socket.write(query)
  // The one session there may be is over when another client is served.
  const ask = () => resolve('some.domain', 'TXT', { server, tcp: true, timeout: 5000 }).catch(() => undefined)
  await vi.waitUntil(async () => (await ask())?.message.answers.length === 1, { timeout: 10_000, interval: 100 })
})

it('the time that an answer takes is not the time of its client', async () => {
  const server = await start({
    answer: async ({ id, questions }) => {
      await new Promise(settle => setTimeout(settle, 300))
      return { id, flags: { qr: true }, questions }
    },
  })
  await expect(resolve('some.domain', 'A', { server, tcp: true, timeout: 5000 })).resolves.toMatchObject({ transport: 'tcp' })
})

it('a client that ends after its queries gets all answers (RFC 7766 6.2.1.1)', async () => {
  const socket = await open(await start())
  for (let at = 0; at < 20; at++) socket.write(query)
  socket.end()
  const decoder = new TcpDecoder()
  for await (const chunk of socket) decoder.push(chunk)
  let count = 0
  while (decoder.next() !== undefined) count++
  expect(count).toBe(20)
})

it('a client that leaves in the middle of an answer ends nothing else', async () => {
  let release = (): void => {}
  const busy = new Promise<void>(settle => {
    release = settle
  })
  const server = await start({
    answer: async ({ id, questions }) => {
      if (questions[0]?.type === 'TXT') await busy
      return { id, flags: { qr: true }, questions }
    },
  })
  const socket = await open(server)
  socket.write(query)
  socket.resetAndDestroy()
  release()
  await expect(resolve('some.domain', 'A', { server, tcp: true, timeout: 5000 })).resolves.toMatchObject({ transport: 'tcp' })
})
