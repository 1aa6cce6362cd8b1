/** MINFO: who is responsible for a mailing list, and who gets its errors (RFC 1035 3.3.7). Experimental. */

import { compressibleName } from './fields/names.js'
import type { RecordType } from './record-type.js'

export interface Minfo {
  /** A mailbox, its `@` as a dot. */
  readonly rmailbx: string
  /** A mailbox, its `@` as a dot. */
  readonly emailbx: string
}

export const minfo: RecordType<Minfo, 'MINFO'> = {
  name: 'MINFO',
  code: 14,
  anyClass: true,
  fields: { rmailbx: compressibleName, emailbx: compressibleName },
}
