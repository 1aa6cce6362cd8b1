/** MG: a mailbox that belongs to the mail group of the owner's name (RFC 1035 3.3.6). Experimental. */
import type { RecordType } from '../record.js'
import { compressibleName } from './fields/names.js'

export interface Mg {
  readonly mgmname: string
}

export const mg: RecordType<Mg> = {
  name: 'MG',
  code: 8,
  anyClass: true,
  fields: { mgmname: compressibleName },
}
