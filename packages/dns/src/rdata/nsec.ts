/** NSEC: the next name of a zone, and the types at this one (RFC 4034 4.1). */
import type { RecordType } from '../record.js'
import { name } from './fields/names.js'
import { typeBitmap } from './fields/type-bitmap.js'

export interface Nsec {
  /** Not lower-cased in the canonical form (RFC 6840 5.1). */
  readonly nextDomain: string
  readonly types: readonly string[]
}

export const nsec: RecordType<Nsec> = {
  name: 'NSEC',
  code: 47,
  anyClass: true,
  fields: { nextDomain: name, types: typeBitmap },
}
