/** NAPTR: a rule that rewrites a string into a name (RFC 3403 4). Its name is sent uncompressed; some servers compress it, which is accepted. */

import { foldedName } from './fields/names.js'
import { u16 } from './fields/numbers.js'
import { characterString, stringLike } from './fields/strings.js'
import type { RecordType } from './record-type.js'

export interface Naptr {
  /** The lowest is tried first; a higher one only if no rule of a lower one matches. */
  readonly order: number
  /** The lowest is tried first among those of one order. */
  readonly preference: number
  /** Letters and digits; case is ignored. */
  readonly flags: string
  readonly services: string
  readonly regexp: string
  /** "." where `regexp` rewrites. */
  readonly replacement: string
}

const flags = /* @__PURE__ */ stringLike('naptr-flags', 'flags of letters and digits', /^[A-Za-z0-9]*$/)

export const naptr: RecordType<Naptr, 'NAPTR'> = {
  name: 'NAPTR',
  code: 35,
  anyClass: true,
  fields: { order: u16, preference: u16, flags, services: characterString, regexp: characterString, replacement: foldedName },
}
