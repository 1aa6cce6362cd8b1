/** CLA: how a node of the Bundle Protocol is reached (draft-johnson-dns-ipn-cla). */
import type { RecordType } from '../record.js'
import { characterStrings } from './fields/strings.js'

export interface Cla {
  readonly strings: readonly string[]
}

export const cla: RecordType<Cla> = {
  name: 'CLA',
  code: 263,
  anyClass: true,
  fields: { strings: characterStrings },
}
