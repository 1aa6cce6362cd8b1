import { digestChallengeInvariant } from '../../../sasl/test/invariants.js'

/** A challenge of DIGEST-MD5. */
export const fuzz = (bytes: Uint8Array): void => digestChallengeInvariant(bytes)
