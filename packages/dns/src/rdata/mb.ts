/** MB: the host of a mailbox (RFC 1035 3.3.3). Experimental. */

import { compressibleName } from './fields/names.js'
import type { RecordType } from './record-type.js'

export interface Mb {
  readonly madname: string
}

export const mb: RecordType<Mb, 'MB'> = {
  name: 'MB',
  code: 7,
  anyClass: true,
  fields: { madname: compressibleName },
}
