/** Where a server listens, and the check of what callers give for it. */
import { badOption } from './errors.js'
import { demandObject, found } from './given.js'

/** Where a server listens. */
export interface Endpoint {
  /** A host name, or an address without brackets. */
  readonly host: string
  /** From 1 to 65535. */
  readonly port: number
}

/** A server's address. Without a host Node would connect to this machine. @throws {@link NetworkError} `bad-option` */
export function checkEndpoint(action: string, server: Endpoint, option = 'server'): void {
  demandObject(action, server, option, '{ host, port } expected')
  const { host, port } = server
  if (typeof host !== 'string' || host === '')
    badOption(action, `${option}.host`, `a host name or an address expected: ${found(host)}`)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    badOption(action, `${option}.port`, `a number from 1 to 65535 expected: ${found(port)}`)
}
