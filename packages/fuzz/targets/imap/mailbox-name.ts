import { mailboxNameInvariant } from '../../../imap/test/invariants.js'

/** A name of a mailbox, and a pattern on the next line. */
export const fuzz = (bytes: Uint8Array): void => mailboxNameInvariant(bytes)
