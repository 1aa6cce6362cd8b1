/** NSAP-PTR: a name that an NSAP points to (RFC 1348). Obsolete: PTR took its place (RFC 1706 6). IN only. */
import type { RecordType } from '../record.js'
import { name } from './fields/names.js'

export interface NsapPtr {
  readonly ptrdname: string
}

export const nsapPtr: RecordType<NsapPtr> = {
  name: 'NSAP-PTR',
  code: 23,
  fields: { ptrdname: name },
}
