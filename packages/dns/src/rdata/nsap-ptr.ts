/** NSAP-PTR: a name for an NSAP address (RFC 1348; RFC 1706 6 uses PTR). IN only. */
import type { RecordType } from '../record.js'
import { name } from './fields/names.js'

export interface NsapPtr {
  readonly owner: string
}

export const nsapPtr: RecordType<NsapPtr> = {
  name: 'NSAP-PTR',
  code: 23,
  fields: { owner: name },
}
