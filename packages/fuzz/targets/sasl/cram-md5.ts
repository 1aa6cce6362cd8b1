import { cramMd5Invariant } from '../../../sasl/test/invariants.js'

/** A response of CRAM-MD5. */
export const fuzz = (bytes: Uint8Array): void => cramMd5Invariant(bytes)
