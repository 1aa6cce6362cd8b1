import { parametersInvariant } from '../../../smtp/test/invariants.js'

/** What follows the path of MAIL or RCPT. */
export const fuzz = (bytes: Uint8Array): void => parametersInvariant(bytes)
