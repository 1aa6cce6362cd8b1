import { tcpInvariant } from '../../../dns/test/invariants.js'

/** A stream of messages over TCP. */
export const fuzz = (bytes: Uint8Array): void => tcpInvariant(bytes)
