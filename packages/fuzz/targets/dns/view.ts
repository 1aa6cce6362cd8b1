import { viewInvariant } from '../../../dns/test/invariants.js'

/** A message through the lazy view, which must say what eager decoding says. */
export const fuzz = (bytes: Uint8Array): void => viewInvariant(bytes)
