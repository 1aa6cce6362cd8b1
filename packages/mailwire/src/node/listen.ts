/** Listening sockets: one session a connection, a bound on how many, and a close that leaves nothing behind. */
import { once, setMaxListeners } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { destroySoon } from './wire.js'

export interface ListenOptions {
  /** The address to listen on; `127.0.0.1` by default, so that nothing is open to the world by accident. */
  readonly host?: string | undefined
  /** The port; 0, the default, takes any free one. */
  readonly port?: number | undefined
  /** Sessions at a time; more wait in the system's queue or are refused. 100 by default. */
  readonly maxConnections?: number | undefined
}

/** A server that is up. */
export interface Listener {
  readonly host: string
  readonly port: number
  /** Stops taking connections and drops those that are open. */
  close(): Promise<void>
}

/**
 * Runs `session` on each connection. A session that throws loses its connection and nothing else; `onError` hears of it. `closing` is
 * aborted when the listener is closed: what a session writes then is still sent.
 *
 * @throws the system's error (`EADDRINUSE`, `EACCES`, ...) when it cannot listen
 */
export async function listen(
  options: ListenOptions,
  session: (socket: Socket, closing: AbortSignal) => Promise<void>,
  onError: (error: unknown) => void = () => {},
): Promise<Listener> {
  const open = new Set<Socket>()
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  const server = createServer({ allowHalfOpen: true }, socket => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    session(socket, closing.signal)
      .catch(onError)
      .finally(() => socket.destroy())
  })
  server.maxConnections = options.maxConnections ?? 100
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1')
  await once(server, 'listening')
  const { address, port } = server.address() as AddressInfo
  return {
    host: address,
    port,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      closing.abort()
      for (const socket of open) destroySoon(socket)
      await closed
    },
  }
}
