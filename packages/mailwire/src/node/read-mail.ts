/** What the readers of maildrops share, whether they speak POP3 or IMAP: options, limits, TLS and the connection. */
import type { Tap } from '@mailwire/pop3'
import type { ClientTlsOptions } from './client-tls.js'
import { connect } from './connect.js'
import { NetworkError } from './errors.js'
import type { Endpoint } from './resolve.js'
import { Wire, type WireOptions } from './wire.js'

/** What a reader keeps or reads of a server at most. */
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

/** The password goes over TLS only, with a certificate for `servername`, unless `allowCleartextCredentials` is set. */
export interface ReadMailOptions extends ClientTlsOptions {
  readonly name: string
  readonly password: string
  /** Milliseconds to wait for a connection, and for each answer, however slowly its bytes come; 5 minutes by default. */
  readonly timeout?: number | undefined
  readonly limits?: Partial<ReadLimits> | undefined
  readonly tap?: Tap | undefined
}

/** Connects, and puts the session on the socket. */
export async function wireTo<Event extends { readonly type: string }>(
  connection: ConstructorParameters<typeof Wire<Event>>[0],
  server: Endpoint,
  options: ReadMailOptions,
  endsStep?: WireOptions['endsStep'],
): Promise<Wire<Event>> {
  const { timeout, servername = server.host, ca } = options
  return new Wire<Event>(connection, await connect(server, timeout), {
    tls: { side: 'client', servername, ca },
    implicitTls: options.tls === 'implicit',
    timeout,
    endsStep,
  })
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

export const overLimit = (limit: keyof ReadLimits, reason: string): NetworkError =>
  new NetworkError('limit', `read mail: ${reason} (limits.${limit})`)

export const closed = (reason: string, cause?: unknown): NetworkError => new NetworkError('closed', reason, cause)

/** Ends a session whose result is there: what goes wrong now changes nothing of it. */
export async function closeQuietly(wire: { close(): Promise<void>; destroy(): void }): Promise<void> {
  await wire.close().catch(() => wire.destroy())
}
