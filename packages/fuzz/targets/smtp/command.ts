import { commandInvariant } from '../../../smtp/test/invariants.js'

/** A line that a client sends. */
export const fuzz = (bytes: Uint8Array): void => commandInvariant(bytes)
