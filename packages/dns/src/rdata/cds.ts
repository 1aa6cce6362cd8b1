/** CDS: the DS that a child wants; `0 0 0 00` asks for none (RFC 7344 3.1, RFC 8078 4). */

import { type DelegationDigest, delegationFields, digestLength } from './fields/ds.js'
import type { RecordType } from './record-type.js'

export type Cds = DelegationDigest

export const cds: RecordType<Cds, 'CDS'> = {
  name: 'CDS',
  code: 59,
  anyClass: true,
  multiline: [3, 0],
  fields: delegationFields,
  check: digestLength,
}
