import { responseSplitInvariant } from '../../../imap/test/invariants.js'

/** Responses one after another, with literals that stream. */
export const fuzz = (bytes: Uint8Array): void => responseSplitInvariant(bytes)
