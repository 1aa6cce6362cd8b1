import { commandInvariant } from '../../../imap/test/invariants.js'

/** A command with its literals. */
export const fuzz = (bytes: Uint8Array): void => commandInvariant(bytes)
