/** MF: a host that forwards the owner's mail (RFC 1035 3.3.5). Obsolete: MX took its place. */

import { compressibleName } from './fields/names.js'
import type { RecordType } from './record-type.js'

export interface Mf {
  readonly madname: string
}

export const mf: RecordType<Mf, 'MF'> = {
  name: 'MF',
  code: 4,
  anyClass: true,
  fields: { madname: compressibleName },
}
