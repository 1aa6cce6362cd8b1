import { serverInvariant } from '../../../smtp/test/invariants.js'
import { cutsOf } from '../../src/cuts.js'

/** All that a client says in one session. */
export const fuzz = (bytes: Uint8Array): void => serverInvariant(bytes, cutsOf(bytes))
