/** RP: who is responsible for the owner (RFC 1183 2.2). */

import { foldedName } from './fields/names.js'
import type { RecordType } from './record-type.js'

export interface Rp {
  /** The mailbox, its `@` as a dot; "." for none. */
  readonly mbox: string
  /** Where TXT records tell more; "." for nowhere. */
  readonly txt: string
}

export const rp: RecordType<Rp, 'RP'> = {
  name: 'RP',
  code: 17,
  anyClass: true,
  fields: { mbox: foldedName, txt: foldedName },
}
