import { sequenceSetInvariant } from '../../../imap/test/invariants.js'

/** Two sets, one a line. */
export const fuzz = (bytes: Uint8Array): void => sequenceSetInvariant(bytes)
