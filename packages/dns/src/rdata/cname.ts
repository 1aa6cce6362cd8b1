/** CNAME: the canonical name of an alias (RFC 1035 3.3.1). */

import { compressibleName } from './fields/names.js'
import type { RecordType } from './record-type.js'

export interface Cname {
  readonly cname: string
}

export const cname: RecordType<Cname, 'CNAME'> = {
  name: 'CNAME',
  code: 5,
  anyClass: true,
  fields: { cname: compressibleName },
  decode: reader => ({ cname: reader.name() }),
  encode: (writer, data) => writer.name(data.cname, true),
}
