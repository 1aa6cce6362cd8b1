import { errorResultInvariant } from '../../../sasl/test/invariants.js'

/** What a server of OAUTHBEARER or XOAUTH2 says of its refusal. */
export const fuzz = (bytes: Uint8Array): void => errorResultInvariant(bytes)
