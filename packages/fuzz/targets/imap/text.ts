import { textInvariant } from '../../../imap/test/invariants.js'

/** A header field: encoded words, a date, parameters with semicolons between. */
export const fuzz = (bytes: Uint8Array): void => textInvariant(bytes)
