/** TA: DS as a trust anchor, with the layout of DS (IANA registry). */
import type { RecordType } from '../record.js'
import { type DelegationDigest, delegationFields, digestLength } from './fields/ds.js'

export type Ta = DelegationDigest

export const ta: RecordType<Ta> = {
  name: 'TA',
  code: 32768,
  anyClass: true,
  fields: delegationFields,
  check: digestLength,
}
