/** Asks a name server: over UDP, and over TCP when the answer was truncated (RFC 1035 4.2 and 7.2, RFC 5452 9, RFC 7766 5). */
import { randomBytes, randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect, isIPv6, type Socket } from 'node:net'
import { type EdnsInit, encodeMessage, isDnsError, type Message, type MessageInit } from '@mailwire/dns'
import { encodeTcp, TcpDecoder } from '@mailwire/dns/transport'
import { type Mismatch, matchResponse, type ResponseMatch } from '../resolve/match.js'
import type { Transport } from './dns-server.js'
import { checkEndpoint, type Endpoint } from './endpoint.js'
import { NetworkError, systemError } from './errors.js'
import { demandObject } from './given.js'

export interface ResolveOptions {
  /** The name server to ask. */
  readonly server: Endpoint
  /** Ask over TCP from the start. */
  readonly tcp?: boolean | undefined
  /** Take a truncated answer as it is; of one that is cut inside a record, the records before it. */
  readonly ignoreTruncation?: boolean | undefined
  /** What is said in the OPT record, which is sent by default with what `encodeMessage` of `@mailwire/dns` fills in; `null` for none. */
  readonly edns?: EdnsInit | null | undefined
  /** Flags of the query; `rd`, recursion desired, is set unless it is given as false. */
  readonly flags?: MessageInit['flags'] | undefined
  /** The class of the question; `IN` by default. */
  readonly class?: string | undefined
  /** The ID of the message; unpredictable unless given (RFC 5452 9.2). */
  readonly id?: number | undefined
  /**
   * Ask with the letters of the name in random case, and take only an answer that repeats them: a bit more for each letter that a forger must
   * guess (draft-vixie-dnsext-dns0x20). A few servers do not repeat the case; they then give no answer.
   */
  readonly randomCase?: boolean | undefined
  /** Milliseconds for each try over UDP and for all of an exchange over TCP, whatever arrives in between; 5000 by default. */
  readonly timeout?: number | undefined
  /** How often to ask over UDP; 3 by default. All that a question costs is bounded (RFC 1035 7.1). */
  readonly tries?: number | undefined
}

/** @throws {@link NetworkError} `bad-option` */
export function checkDnsOptions(action: string, options: ResolveOptions, option?: string): void {
  demandObject(action, options, option ?? 'options', '{ server: { host, port } } of a name server is expected')
  checkEndpoint(action, options.server, option === undefined ? 'server' : `${option}.server`)
}

/** An answer, and how it came. */
export interface Resolution {
  readonly message: Message
  /** Bytes of the answer. */
  readonly size: number
  /** The transport of the answer. */
  readonly transport: Transport
  /** The truncated answer over UDP that was received first, if any. */
  readonly truncated: { readonly message: Message; readonly size: number } | undefined
  /** Milliseconds from the call to the answer. */
  readonly time: number
}

/**
 * The answer to one question, whatever its response code. Only a message that {@link matchResponse} accepts counts as the answer; all others are ignored
 * within the same deadline. 100 such messages over UDP mean a spoofing attempt, and the question is asked over TCP, where a forger has nothing to guess (RFC 5452 9.3).
 *
 * @throws {@link NetworkError} `no-answer` when there was no answer in time, or only other messages: the error's message says what was received and why it was not
 * accepted, and `cause` is the last {@link Mismatch}, or the `DnsError` of an invalid TCP frame; `unreachable` or `timeout` when no server listens there, with the system's error as `cause`;
 * `bad-option` without a server. `DnsError` for a name or type that cannot be asked
 *
 * @example
 * const { message } = await resolve('gmail.com', 'MX', { server: { host: '127.0.0.1', port: 5353 } })
 */
export async function resolve(name: string, type: string, options: ResolveOptions): Promise<Resolution> {
  const start = performance.now()
  checkDnsOptions('resolve', options)
  const { randomCase = false } = options
  const query = encodeMessage({
    id: options.id ?? randomInt(0x10000),
    flags: { rd: true, ...options.flags },
    questions: [{ name: randomCase ? inRandomCase(name) : name, type, class: options.class ?? 'IN' }],
    ...(options.edns === null ? {} : { edns: options.edns ?? {} }),
  })
  const exchange: Exchange = {
    what: `resolve ${JSON.stringify(name)} ${type}`,
    query,
    match: response => matchResponse(query, response, { exactCase: randomCase }),
    server: options.server,
    timeout: options.timeout ?? 5000,
    tries: options.tries ?? 3,
  }
  const done = (found: Answer, transport: Transport, truncated?: Answer): Resolution => ({
    ...found,
    transport,
    truncated,
    time: performance.now() - start,
  })
  if (options.tcp === true) return done(await overTcp(exchange), 'tcp')
  const first = await overUdp(exchange)
  if (first === 'distrusted') return done(await overTcp(exchange), 'tcp')
  if (!first.message.flags.tc || options.ignoreTruncation === true) return done(first, 'udp')
  return done(await overTcp(exchange), 'tcp', first)
}

/** Messages that are not the answer: after so many of them an exchange ends. */
const MAX_MISMATCHES = 100

/** One question and where it goes. */
interface Exchange {
  /** What errors call it. */
  readonly what: string
  readonly query: Uint8Array
  readonly match: (response: Uint8Array) => ResponseMatch
  readonly server: Endpoint
  readonly timeout: number
  readonly tries: number
}

interface Answer {
  readonly message: Message
  readonly size: number
}

/** Messages that were received and are not the answer. */
interface Stray {
  count: number
  last: Mismatch | undefined
}

/** The answer, or `distrusted` after too many messages that are something else. All tries share a socket: an answer may be late. */
function overUdp(exchange: Exchange): Promise<Answer | 'distrusted'> {
  const { server, query, timeout, tries } = exchange
  const socket = createSocket(isIPv6(server.host) ? 'udp6' : 'udp4')
  const stray: Stray = { count: 0, last: undefined }
  let timer: ReturnType<typeof setTimeout> | undefined
  return new Promise<Answer | 'distrusted'>((settle, reject) => {
    let left = tries
    const giveUp = (): void =>
      reject(noAnswer(exchange, `in ${tries === 1 ? '1 try' : `${tries} tries`} of ${timeout} ms`, stray))
    const ask = (): void => {
      clearTimeout(timer)
      if (left-- <= 0) giveUp()
      else {
        timer = setTimeout(ask, timeout)
        socket.send(query)
      }
    }
    timer = setTimeout(giveUp, timeout) // for the address of a host name
    socket.on('error', error => reject(unreachable(exchange, error)))
    socket.on('message', bytes => {
      const match = exchange.match(bytes)
      if (match.type === 'response') settle({ message: match.message, size: bytes.length })
      else if (isTooMany(stray, match)) settle('distrusted')
    })
    socket.once('connect', ask)
    // A connected socket takes datagrams from that address and port only, and reports when no server listens there. Its own port is the system's
    // random choice (RFC 5452 9.2).
    socket.connect(server.port, server.host)
  }).finally(() => {
    clearTimeout(timer)
    socket.close()
  })
}

/** The answer over a connection of its own. One deadline holds for all of it. */
async function overTcp(exchange: Exchange): Promise<Answer> {
  const { server, timeout } = exchange
  const stray: Stray = { count: 0, last: undefined }
  const socket = connect(server)
  const timer = setTimeout(() => socket.destroy(noAnswer(exchange, `over TCP in ${timeout} ms`, stray)), timeout)
  try {
    socket.write(encodeTcp(exchange.query))
    const found = await readAnswer(socket, exchange, stray)
    if (found !== undefined) return found
  } catch (error) {
    if (error instanceof NetworkError) throw error
    throw isDnsError(error) ? noAnswer(exchange, `over TCP: ${error.message}`, stray, error) : unreachable(exchange, error)
  } finally {
    clearTimeout(timer)
    socket.destroy()
  }
  const closed = `: the server closed the connection after ${socket.bytesRead} bytes`
  throw noAnswer(exchange, `over TCP${stray.count < MAX_MISMATCHES ? closed : ''}`, stray)
}

/** `undefined` when the connection ends first, and after too many messages that are not the answer. */
async function readAnswer(socket: Socket, exchange: Exchange, stray: Stray): Promise<Answer | undefined> {
  const decoder = new TcpDecoder()
  for await (const chunk of socket) {
    decoder.push(chunk)
    for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) {
      const match = exchange.match(frame)
      if (match.type === 'response') return { message: match.message, size: frame.length }
      if (isTooMany(stray, match)) return undefined
    }
  }
  return undefined
}

function isTooMany(stray: Stray, match: Mismatch): boolean {
  stray.last = match
  return ++stray.count >= MAX_MISMATCHES
}

function noAnswer({ what, server }: Exchange, how: string, { count, last }: Stray, cause: unknown = last): NetworkError {
  const came =
    last === undefined
      ? ''
      : `; ${count} received ${count === 1 ? 'message is' : 'messages are'} not the answer, the last one: ${last.detail}`
  return new NetworkError('no-answer', `${what}: no answer from ${server.host} port ${server.port} ${how}${came}`, cause)
}

const unreachable = ({ what, server }: Exchange, error: unknown): NetworkError =>
  systemError(`${what}: name server ${server.host} port ${server.port}`, error)

/** Each letter in upper or lower case, by its own random bit. */
function inRandomCase(name: string): string {
  const bits = randomBytes(name.length)
  return name.replace(/[a-z]/gi, (letter, at: number) => ((bits[at]! & 1) === 0 ? letter.toLowerCase() : letter.toUpperCase()))
}
