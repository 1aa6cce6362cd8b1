/** EUI48: a 48-bit address of IEEE 802 (RFC 7043 3). */
import type { RecordType } from '../record.js'
import { hyphenated } from './fields/binary.js'

export interface Eui48 {
  /** Six octets. */
  readonly address: Uint8Array
}

export const eui48: RecordType<Eui48> = {
  name: 'EUI48',
  code: 108,
  anyClass: true,
  fields: { address: /* @__PURE__ */ hyphenated(6) },
}
