/** RP: who is responsible for the owner (RFC 1183 2.2). */
import type { RecordType } from '../record.js'
import { foldedName } from './fields/names.js'

export interface Rp {
  /** The mailbox, its `@` as a dot; "." for none. */
  readonly mbox: string
  /** Where TXT records tell more; "." for nowhere. */
  readonly txt: string
}

export const rp: RecordType<Rp> = {
  name: 'RP',
  code: 17,
  anyClass: true,
  fields: { mbox: foldedName, txt: foldedName },
}
