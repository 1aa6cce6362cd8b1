/** Opens a TCP connection, within a time. */
import { connect as netConnect, type Socket } from 'node:net'
import { NetworkError, systemCode } from './errors.js'
import type { Endpoint } from './resolve.js'

/**
 * A connected socket.
 *
 * @throws {@link NetworkError} `unreachable` when it is refused (a closed port), `timeout` when nobody answers (a blocked one)
 */
export function connect({ host, port }: Endpoint, timeout = 30_000): Promise<Socket> {
  return new Promise((settle, reject) => {
    const socket = netConnect({ host, port })
    const fail = (error: NetworkError): void => {
      socket.destroy()
      reject(error)
    }
    socket.setTimeout(timeout, () =>
      fail(new NetworkError('timeout', `${host} port ${port}: no answer in ${timeout} ms; the port may be blocked`)),
    )
    socket.once('error', error =>
      fail(
        new NetworkError(
          'unreachable',
          `${host} port ${port}: ${systemCode(error) === 'ECONNREFUSED' ? 'connection refused; nobody listens there' : (systemCode(error) ?? error.message)}`,
          error,
        ),
      ),
    )
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      socket.setTimeout(0)
      socket.removeAllListeners('timeout')
      settle(socket)
    })
  })
}
