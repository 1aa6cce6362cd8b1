/** Asks a name server: over UDP, and over TCP when the answer was truncated (RFC 1035 4.2, RFC 5452 9, RFC 7766 5). */
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, isIPv6 } from 'node:net'
import {
  decodeMessage,
  type EdnsInit,
  encodeMessage,
  encodeTcp,
  equalNames,
  isDnsError,
  type Message,
  type MessageInit,
  TcpDecoder,
} from '@mailwire/dns'
import type { Transport } from './dns-server.js'
import { NetworkError, systemCode } from './errors.js'

/** Where a server listens. */
export interface Endpoint {
  readonly host: string
  readonly port: number
}

export interface ResolveOptions {
  readonly server: Endpoint
  /** Ask over TCP from the start. */
  readonly tcp?: boolean | undefined
  /** Take a truncated answer as it is. */
  readonly ignoreTruncation?: boolean | undefined
  /** What is said in the OPT record; `null` for none. */
  readonly edns?: EdnsInit | null | undefined
  readonly flags?: MessageInit['flags'] | undefined
  readonly class?: string | undefined
  /** The ID of the message; random unless given. */
  readonly id?: number | undefined
  /** Milliseconds for each try; 5000 by default. */
  readonly timeout?: number | undefined
  /** How often to ask; 3 by default. */
  readonly tries?: number | undefined
}

/** An answer, and how it came. */
export interface Resolution {
  readonly message: Message
  /** Octets of the answer. */
  readonly size: number
  readonly transport: Transport
  /** The truncated answer over UDP that came first, if one did. */
  readonly truncated: { readonly message: Message; readonly size: number } | undefined
  /** Milliseconds. */
  readonly time: number
}

/**
 * The answer to one question, whatever its response code.
 *
 * @throws {@link NetworkError} `no-answer` when nobody answered, `unreachable` when nobody listens there
 *
 * @example
 * const { message } = await resolve('gmail.com', 'MX', { server: { host: '127.0.0.1', port: 5353 } })
 */
export async function resolve(name: string, type: string, options: ResolveOptions): Promise<Resolution> {
  const start = performance.now()
  const query: MessageInit = {
    id: options.id ?? randomInt(0x10000),
    flags: { rd: true, ...options.flags },
    questions: [{ name, type, class: options.class ?? 'IN' }],
    ...(options.edns === null ? {} : { edns: options.edns ?? {} }),
  }
  const bytes = encodeMessage(query)
  const isAnswer = (message: Message): boolean => answers(message, query)
  const done = (found: Answer, transport: Transport, truncated?: Answer): Resolution => ({
    ...found,
    transport,
    truncated,
    time: performance.now() - start,
  })
  if (options.tcp === true) return done(await overTcp(bytes, options, isAnswer), 'tcp')
  const first = await overUdp(bytes, options, isAnswer)
  if (!first.message.flags.tc || options.ignoreTruncation === true) return done(first, 'udp')
  return done(await overTcp(bytes, options, isAnswer), 'tcp', first)
}

interface Answer {
  readonly message: Message
  readonly size: number
}

/** What is taken for the answer: the same ID and question (RFC 5452 9.1). Anything else was not meant for us. */
function answers(message: Message, query: MessageInit): boolean {
  const asked = query.questions![0]!
  const [given] = message.questions
  return (
    message.flags.qr &&
    message.id === query.id &&
    (given === undefined ? message.rcode !== 'NOERROR' : equalNames(given.name, asked.name) && given.type === asked.type)
  )
}

async function overUdp(bytes: Uint8Array, options: ResolveOptions, isAnswer: (message: Message) => boolean): Promise<Answer> {
  const { server, timeout = 5000, tries = 3 } = options
  const socket = createSocket(isIPv6(server.host) ? 'udp6' : 'udp4')
  try {
    // A connected socket takes datagrams from that server only, and hears when nobody listens there.
    socket.connect(server.port, server.host)
    await once(socket, 'connect')
    for (let attempt = 0; attempt < tries; attempt++) {
      socket.send(bytes)
      const found = await firstAnswer(socket, timeout, isAnswer)
      if (found !== undefined) return found
    }
  } catch (error) {
    throw unreachable(server, error)
  } finally {
    socket.close()
  }
  throw new NetworkError('no-answer', `no answer from ${server.host} port ${server.port} in ${tries} tries of ${timeout} ms`)
}

function firstAnswer(
  socket: ReturnType<typeof createSocket>,
  timeout: number,
  isAnswer: (message: Message) => boolean,
): Promise<Answer | undefined> {
  return new Promise((settle, reject) => {
    const finish = (run: () => void): void => {
      clearTimeout(timer)
      socket.off('message', onMessage)
      socket.off('error', onError)
      run()
    }
    const onMessage = (bytes: Uint8Array): void => {
      const message = decodeOrNothing(bytes)
      if (message !== undefined && isAnswer(message)) finish(() => settle({ message, size: bytes.length }))
    }
    const onError = (error: Error): void => finish(() => reject(error))
    const timer = setTimeout(() => finish(() => settle(undefined)), timeout)
    socket.on('message', onMessage)
    socket.on('error', onError)
  })
}

async function overTcp(bytes: Uint8Array, options: ResolveOptions, isAnswer: (message: Message) => boolean): Promise<Answer> {
  const { server, timeout = 5000 } = options
  const socket = connect(server)
  socket.setTimeout(timeout, () =>
    socket.destroy(new NetworkError('no-answer', `no answer from ${server.host} port ${server.port} over TCP in ${timeout} ms`)),
  )
  try {
    socket.write(encodeTcp(bytes))
    const decoder = new TcpDecoder()
    for await (const chunk of socket) {
      decoder.push(chunk)
      for (let found = decoder.next(); found !== undefined; found = decoder.next()) {
        const message = decodeMessage(found)
        if (isAnswer(message)) return { message, size: found.length }
      }
    }
  } catch (error) {
    throw isDnsError(error)
      ? new NetworkError('no-answer', `the answer over TCP cannot be read: ${error.message}`, error)
      : unreachable(server, error)
  } finally {
    socket.destroy()
  }
  throw new NetworkError('no-answer', `${server.host} port ${server.port} closed the connection without an answer`)
}

/** A datagram that is no message is not the answer; the right one may still come. */
function decodeOrNothing(bytes: Uint8Array): Message | undefined {
  try {
    return decodeMessage(bytes)
  } catch (error) {
    if (isDnsError(error)) return undefined
    throw error
  }
}

function unreachable(server: Endpoint, error: unknown): NetworkError {
  if (error instanceof NetworkError) return error
  return new NetworkError(
    'unreachable',
    `name server ${server.host} port ${server.port}: ${systemCode(error) ?? String(error)}`,
    error,
  )
}
