import { messageInvariant } from '../../../imap/test/invariants.js'

/** What FETCH says of a message, in its parentheses. */
export const fuzz = (bytes: Uint8Array): void => messageInvariant(bytes)
