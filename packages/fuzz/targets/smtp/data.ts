import { dataInvariant } from '../../../smtp/test/invariants.js'
import { cutsOf } from '../../src/cuts.js'

/** What a client sends after the 354: a message with its dots, the end of data, and whatever follows. */
export const fuzz = (bytes: Uint8Array): void => dataInvariant(bytes, cutsOf(bytes))
