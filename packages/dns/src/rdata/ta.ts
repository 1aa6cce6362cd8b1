/** TA: DS as a trust anchor, with the layout of DS (IANA registry). */

import { type DelegationDigest, delegationFields, digestLength } from './fields/ds.js'
import type { RecordType } from './record-type.js'

export type Ta = DelegationDigest

export const ta: RecordType<Ta, 'TA'> = {
  name: 'TA',
  code: 32768,
  anyClass: true,
  multiline: [3, 0],
  fields: delegationFields,
  check: digestLength,
}
