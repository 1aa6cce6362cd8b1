/** MG: a mailbox that belongs to the mail group of the owner's name (RFC 1035 3.3.6). Experimental. */

import { compressibleName } from './fields/names.js'
import type { RecordType } from './record-type.js'

export interface Mg {
  readonly mgmname: string
}

export const mg: RecordType<Mg, 'MG'> = {
  name: 'MG',
  code: 8,
  anyClass: true,
  fields: { mgmname: compressibleName },
}
