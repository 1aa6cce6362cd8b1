import { scramClientInvariant } from '../../../sasl/test/invariants.js'

/** What a SCRAM server says to a client. */
export const fuzz = (bytes: Uint8Array): void => scramClientInvariant(bytes)
