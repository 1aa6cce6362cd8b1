import { continuationInvariant } from '../../../pop3/test/invariants.js'

/** A challenge of a server. */
export const fuzz = (bytes: Uint8Array): void => continuationInvariant(bytes)
