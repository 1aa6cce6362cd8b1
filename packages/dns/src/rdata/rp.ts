/** RP: who is responsible for a name (RFC 1183 2.2). */
import type { RecordType } from '../record.js'
import { foldedName } from './fields/names.js'

export interface Rp {
  /** A mailbox, its `@` as a dot. */
  readonly mbox: string
  /** Where a TXT record says more. */
  readonly txt: string
}

export const rp: RecordType<Rp> = {
  name: 'RP',
  code: 17,
  anyClass: true,
  fields: { mbox: foldedName, txt: foldedName },
}
