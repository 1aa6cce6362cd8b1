/** Opens a TCP connection, within a time. */
import { connect as netConnect, type Socket } from 'node:net'
import { checkEndpoint, type Endpoint } from './endpoint.js'
import { NetworkError, systemError } from './errors.js'

/**
 * A connected socket.
 *
 * @param timeout milliseconds; 30 seconds by default
 * @throws {@link NetworkError} `unreachable` when the connection is refused (a closed port) or the host does not exist, `timeout` when there is no answer (a
 * blocked port), both with the system's error as `cause`; `bad-option` for a host or a port that is missing or invalid
 */
export async function connect(server: Endpoint, timeout = 30_000): Promise<Socket> {
  checkEndpoint('connect', server)
  const { host, port } = server
  return new Promise((settle, reject) => {
    const socket = netConnect({ host, port })
    const fail = (error: NetworkError): void => {
      socket.destroy()
      reject(error)
    }
    socket.setTimeout(timeout, () =>
      fail(new NetworkError('timeout', `${host} port ${port}: no answer in ${timeout} ms; the port may be blocked`)),
    )
    socket.once('error', error => fail(systemError(`${host} port ${port}`, error)))
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      socket.setTimeout(0)
      socket.removeAllListeners('timeout')
      settle(socket)
    })
  })
}
