import { messageInvariant } from '../../../dns/test/invariants.js'

/** A whole message. */
export const fuzz = (bytes: Uint8Array): void => messageInvariant(bytes)
