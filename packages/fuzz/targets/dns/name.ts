import { nameInvariant } from '../../../dns/test/invariants.js'

/** A message in which a name starts at the first byte. */
export const fuzz = (bytes: Uint8Array): void => nameInvariant(bytes)
