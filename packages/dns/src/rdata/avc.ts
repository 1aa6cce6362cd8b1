/** AVC: what an application's traffic looks like (Cisco, IANA registration of 2016); laid out as TXT. */

import { characterStrings } from './fields/strings.js'
import type { RecordType } from './record-type.js'

export interface Avc {
  readonly strings: readonly string[]
}

export const avc: RecordType<Avc, 'AVC'> = {
  name: 'AVC',
  code: 258,
  anyClass: true,
  fields: { strings: characterStrings },
}
