import { clientInvariant } from '../../../smtp/test/invariants.js'
import { cutsOf } from '../../src/cuts.js'

/** All that a server says in one session. */
export const fuzz = (bytes: Uint8Array): void => clientInvariant(bytes, cutsOf(bytes))
