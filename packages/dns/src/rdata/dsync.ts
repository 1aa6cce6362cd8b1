/** DSYNC: whom to tell of a change in a child (RFC 9859 2). */
import { dsyncSchemes } from '../iana/security.js'
import type { RecordType } from '../record.js'
import { code, recordTypeField } from './fields/codes.js'
import { name } from './fields/names.js'
import { u16 } from './fields/numbers.js'

export interface Dsync {
  readonly type: string
  readonly scheme: number
  readonly port: number
  readonly target: string
}

export const dsync: RecordType<Dsync> = {
  name: 'DSYNC',
  code: 66,
  anyClass: true,
  fields: { type: recordTypeField, scheme: /* @__PURE__ */ code(1, dsyncSchemes, true), port: u16, target: name },
}
