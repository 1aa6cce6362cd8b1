/** PTR: a name that the owner points to, above all from an address (RFC 1035 3.3.12). */

import { compressibleName } from './fields/names.js'
import type { RecordType } from './record-type.js'

export interface Ptr {
  readonly ptrdname: string
}

export const ptr: RecordType<Ptr, 'PTR'> = {
  name: 'PTR',
  code: 12,
  anyClass: true,
  fields: { ptrdname: compressibleName },
  decode: reader => ({ ptrdname: reader.name() }),
  encode: (writer, data) => writer.name(data.ptrdname, true),
}
