/** MINFO: who is responsible for a mailing list, and who gets its errors (RFC 1035 3.3.7). Experimental. */
import type { RecordType } from '../record.js'
import { compressibleName } from './fields/names.js'

export interface Minfo {
  /** A mailbox, its `@` as a dot. */
  readonly rmailbx: string
  /** A mailbox, its `@` as a dot. */
  readonly emailbx: string
}

export const minfo: RecordType<Minfo> = {
  name: 'MINFO',
  code: 14,
  anyClass: true,
  fields: { rmailbx: compressibleName, emailbx: compressibleName },
}
