/** DSYNC: whom to tell of a change in a child (RFC 9859 2). */
import { dsyncSchemes } from '../iana/certificates.js'
import { code, recordType } from './fields/code.js'
import { name } from './fields/names.js'
import { u16 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Dsync {
  /** CDS, CSYNC, ... */
  readonly type: string
  /** 1 is NOTIFY. */
  readonly scheme: number
  readonly port: number
  readonly target: string
}

export const dsync: RecordType<Dsync, 'DSYNC'> = {
  name: 'DSYNC',
  code: 66,
  anyClass: true,
  fields: {
    type: recordType,
    scheme: /* @__PURE__ */ code(dsyncSchemes, 1, 'mnemonic'),
    port: u16,
    target: name,
  },
}
