/** AVC: what an application's traffic looks like (Cisco, IANA registration of 2016); laid out as TXT. */
import type { RecordType } from '../record.js'
import { characterStrings } from './fields/strings.js'

export interface Avc {
  readonly strings: readonly string[]
}

export const avc: RecordType<Avc> = {
  name: 'AVC',
  code: 258,
  anyClass: true,
  fields: { strings: characterStrings },
}
