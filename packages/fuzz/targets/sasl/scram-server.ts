import { scramServerInvariant } from '../../../sasl/test/invariants.js'

/** What a SCRAM client says to a server. */
export const fuzz = (bytes: Uint8Array): void => scramServerInvariant(bytes)
