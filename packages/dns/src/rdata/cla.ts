/** CLA: the convergence layers of a node of the Bundle Protocol (draft-johnson-dns-ipn-cla); laid out as TXT. */

import { characterStrings } from './fields/strings.js'
import type { RecordType } from './record-type.js'

export interface Cla {
  readonly strings: readonly string[]
}

export const cla: RecordType<Cla, 'CLA'> = {
  name: 'CLA',
  code: 263,
  anyClass: true,
  fields: { strings: characterStrings },
}
