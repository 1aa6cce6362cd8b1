/** DS: the parent vouches for a key of a child zone (RFC 4034 5). */

import { type DelegationDigest, decodeDigest, delegationFields, digestLength, encodeDigest } from './fields/ds.js'
import type { RecordType } from './record-type.js'

export type Ds = DelegationDigest

export const ds: RecordType<Ds, 'DS'> = {
  name: 'DS',
  code: 43,
  anyClass: true,
  multiline: [3, 0],
  fields: delegationFields,
  decode: decodeDigest,
  encode: encodeDigest,
  check: digestLength,
}
