/** X25: an address in the public switched data network (RFC 1183 3.1). */

import { characterString } from './fields/strings.js'
import type { RecordType } from './record-type.js'

export interface X25 {
  /** Digits, after X.121; any text is carried. */
  readonly psdnAddress: string
}

export const x25: RecordType<X25, 'X25'> = {
  name: 'X25',
  code: 19,
  anyClass: true,
  fields: { psdnAddress: characterString },
}
