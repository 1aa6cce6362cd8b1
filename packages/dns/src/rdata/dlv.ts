/** DLV: DS kept outside of the parent (RFC 4431; historic). */

import { type DelegationDigest, delegationFields, digestLength } from './fields/ds.js'
import type { RecordType } from './record-type.js'

export type Dlv = DelegationDigest

export const dlv: RecordType<Dlv, 'DLV'> = {
  name: 'DLV',
  code: 32769,
  anyClass: true,
  multiline: [3, 0],
  fields: delegationFields,
  check: digestLength,
}
