import { initialResponseInvariant } from '../../../sasl/test/invariants.js'

/** An initial response as the protocols write it. */
export const fuzz = (bytes: Uint8Array): void => initialResponseInvariant(bytes)
