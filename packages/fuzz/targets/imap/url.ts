import { urlInvariant } from '../../../imap/test/invariants.js'

/** A URL of the scheme imap. */
export const fuzz = (bytes: Uint8Array): void => urlInvariant(bytes)
