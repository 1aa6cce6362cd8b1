/** DNAME: the whole tree below the owner is found elsewhere (RFC 6672 2.1). */
import type { RecordType } from '../record.js'
import { foldedName } from './fields/names.js'

export interface Dname {
  readonly target: string
}

export const dname: RecordType<Dname> = {
  name: 'DNAME',
  code: 39,
  anyClass: true,
  fields: { target: foldedName },
}
