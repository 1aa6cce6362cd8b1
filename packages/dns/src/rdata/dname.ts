/** DNAME: another name for all that is below the owner (RFC 6672 2.1). Its name is not compressed, though some servers do. */

import { foldedName } from './fields/names.js'
import type { RecordType } from './record-type.js'

export interface Dname {
  readonly target: string
}

export const dname: RecordType<Dname, 'DNAME'> = {
  name: 'DNAME',
  code: 39,
  anyClass: true,
  fields: { target: foldedName },
}
