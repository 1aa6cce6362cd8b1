/** MB: the host of a mailbox (RFC 1035 3.3.3). Experimental. */
import type { RecordType } from '../record.js'
import { compressibleName } from './fields/names.js'

export interface Mb {
  readonly madname: string
}

export const mb: RecordType<Mb> = {
  name: 'MB',
  code: 7,
  anyClass: true,
  fields: { madname: compressibleName },
}
