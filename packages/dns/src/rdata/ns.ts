/** NS: a name server of the owner's zone (RFC 1035 3.3.11). */

import { compressibleName } from './fields/names.js'
import type { RecordType } from './record-type.js'

export interface Ns {
  readonly nsdname: string
}

export const ns: RecordType<Ns, 'NS'> = {
  name: 'NS',
  code: 2,
  anyClass: true,
  fields: { nsdname: compressibleName },
  decode: reader => ({ nsdname: reader.name() }),
  encode: (writer, data) => writer.name(data.nsdname, true),
}
