/** DHCID: which DHCP client has a name (RFC 4701 3). IN only. */

import { base64, rest } from './fields/binary.js'
import type { RecordType } from './record-type.js'

export interface Dhcid {
  /** Identifier type, digest type and digest. */
  readonly data: Uint8Array
}

export const dhcid: RecordType<Dhcid, 'DHCID'> = {
  name: 'DHCID',
  code: 49,
  multiline: [0, 0, 'dhcid'],
  fields: {
    data: /* @__PURE__ */ rest(base64, 1),
  },
}
