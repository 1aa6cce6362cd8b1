/** AFSDB: a host of a database of the AFS kind (RFC 1183 1, RFC 5864). */
import type { RecordType } from '../record.js'
import { foldedName } from './fields/names.js'
import { u16 } from './fields/numbers.js'

export interface Afsdb {
  readonly subtype: number
  readonly hostname: string
}

export const afsdb: RecordType<Afsdb> = {
  name: 'AFSDB',
  code: 18,
  anyClass: true,
  fields: { subtype: u16, hostname: foldedName },
}
