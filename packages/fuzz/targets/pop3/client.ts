import { cutAt } from '@mailwire/tooling/testing'
import { clientInvariant } from '../../../pop3/test/invariants.js'
import { cutsOf } from '../../src/cuts.js'

/** All that a server says in one session. */
export const fuzz = (bytes: Uint8Array): void => clientInvariant(cutAt(bytes, cutsOf(bytes)))
