/** A name server on a UDP and a TCP socket of the same port (RFC 1035 4.2, RFC 7766). */
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { decodeMessage, encodeMessage, isDnsError, type Message, type MessageInit } from '@mailwire/dns'
import { encodeTcp, TcpDecoder } from '@mailwire/dns/transport'
import { type Listener, type ListenOptions, listen, type Visit } from './listen.js'
import { checkFunction, checkGiven } from './server-options.js'
import { destroySoon } from './wire.js'

/** How a query came in. */
export type Transport = 'udp' | 'tcp'

export interface DnsServerOptions extends ListenOptions {
  /** The answer to a query; what it throws is answered with SERVFAIL. */
  readonly answer: (query: Message, transport: Transport) => MessageInit | Promise<MessageInit>
  /** The most bytes of an answer over UDP, whatever the client takes; 1232 by default, which passes everywhere. */
  readonly maxUdpAnswer?: number | undefined
  /** Milliseconds for each query over TCP, from the answer before it to its last byte, and for the client to take an answer; 10000 by default. */
  readonly tcpTimeout?: number | undefined
  /** Hears of what `answer` threw. */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** What a client takes over UDP that says nothing about it (RFC 1035 4.2.1). */
const CLASSIC_UDP = 512

/**
 * Starts a name server. Answers that do not fit a datagram are cut by whole RRsets, with TC when it matters; over TCP they are whole.
 *
 * @throws {@link NetworkError} `bad-option` for an option that is missing or can never work; the system's error (`EADDRINUSE`, `EACCES`, ...)
 * when it cannot listen
 */
export async function startDnsServer(options: DnsServerOptions): Promise<Listener> {
  checkGiven(options, '{ answer }')
  checkFunction('answer', options.answer)
  // RFC 7766 6.2.3 speaks of seconds.
  const { maxUdpAnswer = 1232, tcpTimeout = 10_000, onError = () => {} } = options
  const reply = async (bytes: Uint8Array, transport: Transport): Promise<Uint8Array | undefined> => {
    let query: Message
    try {
      query = decodeMessage(bytes)
    } catch (error) {
      return isDnsError(error) ? formatError(bytes) : undefined
    }
    if (query.flags.qr) return undefined
    try {
      const room =
        transport === 'tcp' ? 65_535 : Math.min(maxUdpAnswer, Math.max(CLASSIC_UDP, query.edns?.udpPayloadSize ?? CLASSIC_UDP))
      return encodeMessage(await options.answer(query, transport), { maxSize: room })
    } catch (error) {
      onError(error)
      return encodeMessage({
        id: query.id,
        opcode: query.opcode,
        rcode: 'SERVFAIL',
        flags: { qr: true, rd: query.flags.rd },
        questions: query.questions,
      })
    }
  }
  const session = (socket: Socket, { closing }: Visit): Promise<void> => {
    closing.addEventListener('abort', () => destroySoon(socket))
    return serveTcp(socket, bytes => reply(bytes, 'tcp'), tcpTimeout)
  }
  const tcp = await listen(options, session, onError)
  const udp = createSocket(tcp.host.includes(':') ? 'udp6' : 'udp4')
  udp.on('message', (bytes, peer) => {
    reply(bytes, 'udp').then(answer => answer !== undefined && send(udp, answer, peer.port, peer.address), onError)
  })
  try {
    udp.bind(tcp.port, tcp.host)
    await once(udp, 'listening')
  } catch (error) {
    await tcp.close()
    throw error
  }
  udp.on('error', onError)
  return {
    host: tcp.host,
    port: tcp.port,
    close: async () => {
      await Promise.all([tcp.close(), new Promise<void>(resolve => udp.close(() => resolve()))])
    },
  }
}

/** Answers queries in their order. A client that is too slow in sending one, or in taking an answer, loses its connection. */
async function serveTcp(
  socket: Socket,
  reply: (bytes: Uint8Array) => Promise<Uint8Array | undefined>,
  timeout: number,
): Promise<void> {
  const decoder = new TcpDecoder()
  const closed = new Promise(settle => socket.once('close', settle))
  const wait = (): ReturnType<typeof setTimeout> => setTimeout(() => socket.destroy(), timeout)
  let slow = wait()
  try {
    for await (const chunk of socket) {
      decoder.push(chunk)
      for (let message = decoder.next(); message !== undefined; message = decoder.next()) {
        clearTimeout(slow) // the time of the answer is ours
        const answer = await reply(message)
        if (socket.destroyed) return
        slow = wait()
        if (answer !== undefined && !socket.write(encodeTcp(answer))) await Promise.race([once(socket, 'drain'), closed])
      }
    }
    socket.end()
    await closed
  } finally {
    clearTimeout(slow)
  }
}

/** FORMERR with the ID and the RD bit of a message that could not be read; no answer if it is not a query (RFC 1035 4.1.1). */
function formatError(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < 12 || (bytes[2]! & 0x80) !== 0) return undefined
  return encodeMessage({ id: (bytes[0]! << 8) | bytes[1]!, rcode: 'FORMERR', flags: { qr: true, rd: (bytes[2]! & 1) !== 0 } })
}

/** Ignores errors: the client may be gone before its answer is sent. */
const send = (socket: UdpSocket, bytes: Uint8Array, port: number, address: string): void =>
  socket.send(bytes, port, address, () => {})
