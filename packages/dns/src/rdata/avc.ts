/** AVC: what applications may see (as TXT). */
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
