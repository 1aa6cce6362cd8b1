import { responseInvariant } from '../../../pop3/test/invariants.js'

/** The first line of a response. */
export const fuzz = (bytes: Uint8Array): void => responseInvariant(bytes)
