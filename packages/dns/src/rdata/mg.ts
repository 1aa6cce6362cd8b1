/** MG: a member of a mail group; experimental (RFC 1035 3.3.6). */
import type { RecordType } from '../record.js'
import { compressibleName } from './fields/names.js'

export interface Mg {
  /** A mailbox. */
  readonly mgmname: string
}

export const mg: RecordType<Mg> = {
  name: 'MG',
  code: 8,
  anyClass: true,
  fields: { mgmname: compressibleName },
}
