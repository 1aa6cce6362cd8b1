/** ISDN: a telephone number (RFC 1183 3.2). */

import { optional } from './fields/optional.js'
import { characterString } from './fields/strings.js'
import type { RecordType } from './record-type.js'

export interface Isdn {
  /** Digits, after E.163 or E.164; any text is carried. */
  readonly isdnAddress: string
  /** Hex digits, where there is one. */
  readonly subaddress?: string | undefined
}

export const isdn: RecordType<Isdn, 'ISDN'> = {
  name: 'ISDN',
  code: 20,
  anyClass: true,
  fields: { isdnAddress: characterString, subaddress: /* @__PURE__ */ optional(characterString) },
}
