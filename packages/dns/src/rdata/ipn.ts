/** IPN: the number of a node of the Bundle Protocol (draft-johnson-dns-ipn-cla). */

import { u64 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Ipn {
  /** 64 bits. */
  readonly nodeNumber: bigint
}

export const ipn: RecordType<Ipn, 'IPN'> = {
  name: 'IPN',
  code: 264,
  anyClass: true,
  fields: { nodeNumber: u64 },
}
