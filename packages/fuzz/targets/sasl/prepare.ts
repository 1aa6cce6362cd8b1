import { preparedInvariant } from '../../../sasl/test/invariants.js'

/** A name or password for SASLprep, in UTF-8. */
export const fuzz = (bytes: Uint8Array): void => preparedInvariant(bytes)
