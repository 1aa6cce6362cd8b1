/** EID: a Nimrod endpoint (draft-ietf-nimrod-dns). IN only. */
import type { RecordType } from '../record.js'
import { hexRest } from './fields/binary.js'

export interface Eid {
  readonly endpoint: Uint8Array
}

export const eid: RecordType<Eid> = {
  name: 'EID',
  code: 31,
  fields: { endpoint: hexRest },
}
