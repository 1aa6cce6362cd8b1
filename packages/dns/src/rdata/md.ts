/** MD: a host that delivers the owner's mail (RFC 1035 3.3.4). Obsolete: MX took its place. */

import { compressibleName } from './fields/names.js'
import type { RecordType } from './record-type.js'

export interface Md {
  readonly madname: string
}

export const md: RecordType<Md, 'MD'> = {
  name: 'MD',
  code: 3,
  anyClass: true,
  fields: { madname: compressibleName },
}
