/** MR: the mailbox that took the place of the owner (RFC 1035 3.3.8). Experimental. */

import { compressibleName } from './fields/names.js'
import type { RecordType } from './record-type.js'

export interface Mr {
  readonly newname: string
}

export const mr: RecordType<Mr, 'MR'> = {
  name: 'MR',
  code: 9,
  anyClass: true,
  fields: { newname: compressibleName },
}
