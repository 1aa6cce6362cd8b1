/** SPF: who may send mail for the owner (RFC 4408 3.1.1); laid out as TXT, which took its place (RFC 7208 3.1). */

import { characterStrings } from './fields/strings.js'
import type { RecordType } from './record-type.js'

export interface Spf {
  /** One text, joined without a space. */
  readonly strings: readonly string[]
}

export const spf: RecordType<Spf, 'SPF'> = {
  name: 'SPF',
  code: 99,
  anyClass: true,
  fields: { strings: characterStrings },
}
