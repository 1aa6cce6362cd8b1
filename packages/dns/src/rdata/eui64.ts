/** EUI64: a 64-bit link-layer address (RFC 7043 4). */

import { eui64Address } from './fields/groups.js'
import type { RecordType } from './record-type.js'

export interface Eui64 {
  /** Eight pairs of hex digits with dashes between. */
  readonly address: string
}

export const eui64: RecordType<Eui64, 'EUI64'> = {
  name: 'EUI64',
  code: 109,
  anyClass: true,
  fields: { address: eui64Address },
}
