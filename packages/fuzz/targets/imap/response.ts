import { responseInvariant } from '../../../imap/test/invariants.js'

/** A response with its literals. */
export const fuzz = (bytes: Uint8Array): void => responseInvariant(bytes)
