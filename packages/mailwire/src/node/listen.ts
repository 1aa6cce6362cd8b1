/** Listening sockets: one session per connection, limits on their number, and a close that ends all of them. */
import { once, setMaxListeners } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { badOption } from './errors.js'
import { destroySoon } from './wire.js'

export interface ListenOptions {
  /** The address to listen on; `127.0.0.1` by default, so that nothing is open to the world by accident. */
  readonly host?: string | undefined
  /** The port; 0, the default, takes any free one. */
  readonly port?: number | undefined
  /**
   * Sessions at a time; 100 by default (RFC 5321 4.5.4.2 allows a limit). One more takes the place of the session that has been idle longest,
   * unless all are worth more than a new one (they are logged in, or are sending a message): then the new one is turned away.
   */
  readonly maxConnections?: number | undefined
  /** Sessions of one address at a time; no limit of its own by default. More are turned away. */
  readonly maxConnectionsPerAddress?: number | undefined
  /** Milliseconds that `close` waits for answers in progress, mainly for messages that are being stored; 5,000 by default. */
  readonly closeTimeout?: number | undefined
}

/** A running server. */
export interface Listener {
  /** The address that it listens on. */
  readonly host: string
  readonly port: number
  /** Stops taking connections, ends those that are open, and resolves when all are closed. */
  close(): Promise<void>
}

/** The interface between a session and its listener. */
export interface Visit {
  /** Aborted when the listener is closed: what a session writes then is still sent. */
  readonly closing: AbortSignal
  readonly closeTimeout: number
  /** With `true` a new session cannot replace this one. `false`, the default, makes it the last of those that may be replaced. */
  keepPlace(keeps: boolean): void
}

/** Connections that the system holds for us before they are accepted; Node's own default. */
const BACKLOG = 511

/** How long the last words of sessions that are ended may take to be sent, in milliseconds. */
const LAST_WORDS = 1000

/** Connections that are being turned away, at most; the system drops more without a word. */
const TURNED_AWAY = 16

/**
 * Runs `session` on each connection. A session that throws loses its connection and nothing else; `onError` hears of it. `refusal` is written to clients that are turned away.
 *
 * @throws {@link NetworkError} `bad-option` for a port or a number of connections that can never work; the system's error (`EADDRINUSE`,
 * `EACCES`, ...) when it cannot listen
 */
export async function listen(
  options: ListenOptions,
  session: (socket: Socket, visit: Visit) => Promise<void>,
  onError: (error: unknown) => void = () => {},
  refusal?: string | undefined,
): Promise<Listener> {
  const { maxConnections = 100, closeTimeout = 5000, port: wanted = 0 } = options
  if (!(Number.isInteger(wanted) && wanted >= 0 && wanted <= 65_535))
    badOption('listen', 'port', `a number from 0 to 65535 expected: found ${String(wanted)}`)
  if (!(maxConnections >= 1)) badOption('listen', 'maxConnections', `at least 1 expected: found ${String(maxConnections)}`)
  const places = new Places(maxConnections, options.maxConnectionsPerAddress ?? Number.POSITIVE_INFINITY)
  const sockets = new Set<Socket>()
  const controller = new AbortController()
  const closing = controller.signal
  setMaxListeners(0, closing)
  const server = createServer({ allowHalfOpen: true }, socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    if (!places.take(socket)) {
      socket.on('error', () => {})
      if (refusal !== undefined) socket.write(refusal)
      return destroySoon(socket)
    }
    socket.once('close', () => places.leave(socket))
    const visit: Visit = { closing, closeTimeout, keepPlace: keeps => places.keep(socket, keeps) }
    // A session may throw while it is made.
    Promise.resolve()
      .then(() => session(socket, visit))
      .catch(onError)
      .catch(() => {}) // `onError` threw: there is no other handler to report it to
      .finally(() => socket.destroy())
  })
  server.maxConnections = maxConnections + TURNED_AWAY
  server.listen({ port: wanted, host: options.host ?? '127.0.0.1', backlog: Math.max(BACKLOG, maxConnections) })
  await once(server, 'listening')
  const { address, port } = server.address() as AddressInfo
  return {
    host: address,
    port,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      controller.abort()
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, closeTimeout + LAST_WORDS)
      await closed
      clearTimeout(timer)
    },
  }
}

/** Who has a place, and who may lose it. */
class Places {
  readonly #most: number
  readonly #mostOfAddress: number
  readonly #taken = new Set<Socket>()
  readonly #addresses = new Map<string, number>()
  readonly #idle = new Set<Socket>() // longest first
  /** A socket forgets its address when it is closed. */
  readonly #addressOf = new WeakMap<Socket, string>()

  constructor(most: number, mostOfAddress: number) {
    this.#most = most
    this.#mostOfAddress = mostOfAddress
  }

  /** Reserves a place for a connection, if necessary by ending another one. */
  take(socket: Socket): boolean {
    const address = socket.remoteAddress ?? ''
    const ofAddress = this.#addresses.get(address) ?? 0
    if (ofAddress >= this.#mostOfAddress) return false
    if (this.#taken.size >= this.#most) {
      const [longest] = this.#idle
      if (longest === undefined) return false
      this.leave(longest)
      longest.destroy()
    }
    this.#taken.add(socket)
    this.#idle.add(socket)
    this.#addresses.set(address, (this.#addresses.get(address) ?? 0) + 1)
    this.#addressOf.set(socket, address)
    return true
  }

  keep(socket: Socket, keeps: boolean): void {
    this.#idle.delete(socket)
    if (!keeps && this.#taken.has(socket)) this.#idle.add(socket)
  }

  leave(socket: Socket): void {
    if (!this.#taken.delete(socket)) return
    this.#idle.delete(socket)
    const address = this.#addressOf.get(socket)!
    const left = this.#addresses.get(address)! - 1
    if (left === 0) this.#addresses.delete(address)
    else this.#addresses.set(address, left)
  }
}
