/** AFSDB: a database server of an AFS or DCE cell (RFC 1183 1). */
import type { RecordType } from '../record.js'
import { foldedName } from './fields/names.js'
import { u16 } from './fields/numbers.js'

export interface Afsdb {
  /** 1 for an AFS volume location server, 2 for DCE. */
  readonly subtype: number
  readonly hostname: string
}

export const afsdb: RecordType<Afsdb> = {
  name: 'AFSDB',
  code: 18,
  anyClass: true,
  fields: { subtype: u16, hostname: foldedName },
}
