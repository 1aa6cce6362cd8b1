/** Mod-sequences given by a store (RFC 7162 3.1). 0 is below that of every message. */
import { fail } from '../error.js'
import { bigintOf } from '../values.js'

/** A mod-sequence. @throws {@link ImapError} `bad-value` for another type, and for a number below 0 */
export const modseqOf = (value: bigint, action: string): bigint =>
  bigintOf(value, action) >= 0n ? value : fail('bad-value', 0, `${action}: mod-sequence ${value} is below 0`)
