/** AFSDB: a database server of an AFS or DCE cell (RFC 1183 1). */

import { foldedName } from './fields/names.js'
import { u16 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Afsdb {
  /** 1 for an AFS volume location server, 2 for DCE. */
  readonly subtype: number
  readonly hostname: string
}

export const afsdb: RecordType<Afsdb, 'AFSDB'> = {
  name: 'AFSDB',
  code: 18,
  anyClass: true,
  fields: { subtype: u16, hostname: foldedName },
}
