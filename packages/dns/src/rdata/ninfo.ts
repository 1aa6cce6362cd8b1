/** NINFO: text about the state of a zone (draft-reid-dnsext-zs); laid out as TXT. */

import { characterStrings } from './fields/strings.js'
import type { RecordType } from './record-type.js'

export interface Ninfo {
  readonly strings: readonly string[]
}

export const ninfo: RecordType<Ninfo, 'NINFO'> = {
  name: 'NINFO',
  code: 56,
  anyClass: true,
  fields: { strings: characterStrings },
}
