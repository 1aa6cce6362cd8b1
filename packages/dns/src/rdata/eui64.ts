/** EUI64: a 64-bit address of IEEE 802 (RFC 7043 4). */
import type { RecordType } from '../record.js'
import { hyphenated } from './fields/binary.js'

export interface Eui64 {
  /** Eight octets. */
  readonly address: Uint8Array
}

export const eui64: RecordType<Eui64> = {
  name: 'EUI64',
  code: 109,
  anyClass: true,
  fields: { address: /* @__PURE__ */ hyphenated(8) },
}
