import { pathInvariant } from '../../../smtp/test/invariants.js'

/** A mailbox without brackets. */
export const fuzz = (bytes: Uint8Array): void => pathInvariant(bytes)
