/** EUI48: a 48-bit link-layer address (RFC 7043 3). */

import { eui48Address } from './fields/groups.js'
import type { RecordType } from './record-type.js'

export interface Eui48 {
  /** Six pairs of hex digits with dashes between. */
  readonly address: string
}

export const eui48: RecordType<Eui48, 'EUI48'> = {
  name: 'EUI48',
  code: 108,
  anyClass: true,
  fields: { address: eui48Address },
}
