/** CSYNC: which records of a child the parent is to copy (RFC 7477 2.1). */

import { u16, u32 } from './fields/numbers.js'
import { typeBitmap } from './fields/type-bitmap.js'
import type { RecordType } from './record-type.js'

export interface Csync {
  readonly serial: number
  /** 1 is immediate, 2 soaminimum. */
  readonly flags: number
  readonly types: readonly string[]
}

export const csync: RecordType<Csync, 'CSYNC'> = {
  name: 'CSYNC',
  code: 62,
  anyClass: true,
  fields: {
    serial: u32,
    flags: u16,
    types: typeBitmap,
  },
}
