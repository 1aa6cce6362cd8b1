import { plainInvariant } from '../../../sasl/test/invariants.js'

/** A PLAIN message. */
export const fuzz = (bytes: Uint8Array): void => plainInvariant(bytes)
