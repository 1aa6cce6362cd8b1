/** RESINFO: what a resolver can do (RFC 9606 4); laid out as TXT, a key or `key=value` a string. */

import { characterStrings } from './fields/strings.js'
import type { RecordType } from './record-type.js'

export interface Resinfo {
  readonly strings: readonly string[]
}

export const resinfo: RecordType<Resinfo, 'RESINFO'> = {
  name: 'RESINFO',
  code: 261,
  anyClass: true,
  fields: { strings: characterStrings },
}
