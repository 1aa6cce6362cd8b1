/** MX: a host that takes the owner's mail (RFC 1035 3.3.9). The lowest preference is tried first (RFC 5321 5.1). */

import { compressibleName } from './fields/names.js'
import { u16 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Mx {
  readonly preference: number
  /** The host; "." with preference 0 says that there is none (RFC 7505). */
  readonly exchange: string
}

export const mx: RecordType<Mx, 'MX'> = {
  name: 'MX',
  code: 15,
  anyClass: true,
  fields: { preference: u16, exchange: compressibleName },
  decode: reader => ({ preference: reader.u16('preference'), exchange: reader.name() }),
  encode: (writer, data) => {
    writer.u16(data.preference)
    writer.name(data.exchange, true)
  },
}
