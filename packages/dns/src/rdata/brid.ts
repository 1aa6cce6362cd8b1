/** BRID: the broadcast remote identification of a drone, in CBOR (RFC 9886). */

import { base64, rest } from './fields/binary.js'
import type { RecordType } from './record-type.js'

export interface Brid {
  readonly content: Uint8Array
}

export const brid: RecordType<Brid, 'BRID'> = {
  name: 'BRID',
  code: 68,
  anyClass: true,
  fields: {
    content: /* @__PURE__ */ rest(base64, 1),
  },
}
