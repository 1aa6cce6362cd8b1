/** NSEC: the next name of a zone, and the types at this one (RFC 4034 4). DNSSEC sees the next name as it is (RFC 6840 5.1). */

import { name } from './fields/names.js'
import { typeBitmap } from './fields/type-bitmap.js'
import type { RecordType } from './record-type.js'

export interface Nsec {
  readonly nextName: string
  /** Mnemonics or `TYPEn`, in ascending order of their numbers. */
  readonly types: readonly string[]
}

export const nsec: RecordType<Nsec, 'NSEC'> = {
  name: 'NSEC',
  code: 47,
  anyClass: true,
  fields: { nextName: name, types: typeBitmap },
  decode: reader => ({ nextName: reader.name(), types: typeBitmap.decode(reader) }),
}
