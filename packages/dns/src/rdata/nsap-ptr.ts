/** NSAP-PTR: a name that an NSAP points to (RFC 1348). Obsolete: PTR took its place (RFC 1706 6). IN only. */

import { name } from './fields/names.js'
import type { RecordType } from './record-type.js'

export interface NsapPtr {
  readonly ptrdname: string
}

export const nsapPtr: RecordType<NsapPtr, 'NSAP-PTR'> = {
  name: 'NSAP-PTR',
  code: 23,
  fields: { ptrdname: name },
}
