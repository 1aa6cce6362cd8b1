import { replyInvariant } from '../../../smtp/test/invariants.js'

/** A reply of one or more lines. */
export const fuzz = (bytes: Uint8Array): void => replyInvariant(bytes)
