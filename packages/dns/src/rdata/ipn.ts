/** IPN: the number of a node of the Bundle Protocol (draft-johnson-dns-ipn-cla). */
import type { RecordType } from '../record.js'
import { u64 } from './fields/numbers.js'

export interface Ipn {
  /** 64 bits. */
  readonly nodeNumber: bigint
}

export const ipn: RecordType<Ipn> = {
  name: 'IPN',
  code: 264,
  anyClass: true,
  fields: { nodeNumber: u64 },
}
