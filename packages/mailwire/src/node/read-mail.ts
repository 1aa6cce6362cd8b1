/** What the readers of maildrops share, whether they speak POP3 or IMAP: options, limits, TLS and the connection. */
import type { Tap } from '@mailwire/pop3'
import type { LoginOptions } from './client-login.js'
import { type ClientTlsOptions, clearHint, type TlsWay } from './client-tls.js'
import { connect } from './connect.js'
import type { Endpoint } from './endpoint.js'
import { atServer, NetworkError } from './errors.js'
import { Wire, type WireOptions } from './wire.js'

/** What a reader keeps or reads of a server at most; {@link defaultReadLimits} has the numbers, and their units. */
export interface ReadLimits {
  readonly messages: number
  readonly content: number
  readonly untagged: number
}

export const defaultReadLimits: ReadLimits = {
  /** Messages of one maildrop; their listing may have 80 bytes for each (RFC 1939 7: a number and a unique-id of 70). */
  messages: 100_000,
  /** Bytes of all messages together: they are in memory. */
  content: 1_073_741_824,
  /** IMAP responses that one command may bring besides the messages that were asked for. */
  untagged: 10_000,
}

/**
 * A login, by `name` and `password`, by `credentials` or by `authenticate`, and TLS: credentials go over it only, with a certificate for `servername`, unless
 * `allowCleartextCredentials` is set.
 */
export interface ReadMailOptions extends ClientTlsOptions, LoginOptions {
  /**
   * Milliseconds to wait for a connection, and for each answer, however slowly its bytes come; by default 30 seconds for the connection, and
   * 5 minutes for an answer.
   */
  readonly timeout?: number | undefined
  /** Those that differ from {@link defaultReadLimits}. What goes above one throws `limit` with its name. */
  readonly limits?: Partial<ReadLimits> | undefined
  /** Sees the session, secrets masked. */
  readonly tap?: Tap | undefined
}

/** Connects, and puts the session on the socket. */
async function wireTo<Event extends { readonly type: string }>(
  connection: ConstructorParameters<typeof Wire<Event>>[0],
  server: Endpoint,
  options: ReadMailOptions,
  endsStep?: WireOptions['endsStep'],
): Promise<Wire<Event>> {
  const { timeout, servername = server.host, ca, certificate } = options
  return new Wire<Event>(connection, await connect(server, timeout), {
    tls: { side: 'client', servername, ca, certificate },
    implicitTls: options.tls === 'implicit',
    timeout,
    endsStep,
  })
}

/**
 * One session from its connection to its end; what goes wrong says with which server. Once its result is there, what goes wrong changes
 * nothing of it.
 */
export async function readOver<Event extends { readonly type: string }, Result>(
  connection: ConstructorParameters<typeof Wire<Event>>[0],
  server: Endpoint,
  options: ReadMailOptions,
  session: (wire: Wire<Event>) => Promise<Result>,
  endsStep?: WireOptions['endsStep'],
): Promise<Result> {
  const wire = await wireTo<Event>(connection, server, options, endsStep)
  try {
    return await session(wire)
  } catch (error) {
    throw atServer(server, error)
  } finally {
    await wire.close().catch(() => wire.destroy())
  }
}

/** Counts what is kept of a server's messages. */
export class ContentBudget {
  #left: number
  readonly #most: number

  constructor(most: number) {
    this.#left = most
    this.#most = most
  }

  /** @throws {@link NetworkError} `limit` */
  take(size: number): void {
    this.#left -= size
    if (this.#left < 0) throw overLimit('content', `the messages have more than ${this.#most} bytes`)
  }
}

export const overLimit = (limit: keyof ReadLimits, reason: string, cause?: unknown): NetworkError =>
  new NetworkError('limit', `read mail: ${reason} (limits.${limit})`, cause)

/** A refused login. */
export const loginRefused = (what: string, said: string, way: TlsWay, secure: boolean): NetworkError =>
  new NetworkError('refused', `${what}: ${said}${clearHint(way, secure)}`)
