import { proxyInvariant } from '../../../smtp/test/invariants.js'

/** A PROXY header, version 1 or 2, and what follows it. */
export const fuzz = (bytes: Uint8Array): void => proxyInvariant(bytes)
