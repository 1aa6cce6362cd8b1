/** MR: the new name of a mailbox; experimental (RFC 1035 3.3.8). */
import type { RecordType } from '../record.js'
import { compressibleName } from './fields/names.js'

export interface Mr {
  /** A mailbox. */
  readonly newname: string
}

export const mr: RecordType<Mr> = {
  name: 'MR',
  code: 9,
  anyClass: true,
  fields: { newname: compressibleName },
}
