import { tokenServerInvariant } from '../../../sasl/test/invariants.js'

/** The first message of OAUTHBEARER or XOAUTH2. */
export const fuzz = (bytes: Uint8Array): void => tokenServerInvariant(bytes)
