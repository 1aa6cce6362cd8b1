/** HHIT: the hierarchical host identity tag of a drone, in CBOR (RFC 9886). */

import { base64, rest } from './fields/binary.js'
import type { RecordType } from './record-type.js'

export interface Hhit {
  readonly content: Uint8Array
}

export const hhit: RecordType<Hhit, 'HHIT'> = {
  name: 'HHIT',
  code: 67,
  anyClass: true,
  fields: {
    content: /* @__PURE__ */ rest(base64, 1),
  },
}
