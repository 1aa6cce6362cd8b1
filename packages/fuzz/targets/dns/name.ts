import { nameInvariant } from '../../../dns/test/invariants.js'

/** A message in which a name starts at the first octet. */
export const fuzz = (bytes: Uint8Array): void => nameInvariant(bytes)
