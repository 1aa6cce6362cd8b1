/** HINFO: what a host is (RFC 1035 3.3.2), or that ANY is not answered in full (RFC 8482 4.2). */

import { characterString } from './fields/strings.js'
import type { RecordType } from './record-type.js'

export interface Hinfo {
  readonly cpu: string
  readonly os: string
}

export const hinfo: RecordType<Hinfo, 'HINFO'> = {
  name: 'HINFO',
  code: 13,
  anyClass: true,
  fields: { cpu: characterString, os: characterString },
}
