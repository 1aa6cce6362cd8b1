import { concat } from '@mailwire/bytes'
import { asBytes } from '@mailwire/tooling/testing'
import { commandInvariant } from '../../../smtp/test/invariants.js'

const RCPT = asBytes('RCPT TO:')

/** A path, and the parameters behind it. */
export const fuzz = (bytes: Uint8Array): void => commandInvariant(concat([RCPT, bytes]))
