/** NULL: anything at all; experimental, and not for zone text but as `\#` (RFC 1035 3.3.10). */
import type { RecordType } from '../record.js'
import { hexRest } from './fields/binary.js'
import { row } from './row.js'

export interface Null {
  readonly bytes: Uint8Array
}

export const nullRecord: RecordType<Null> = {
  name: 'NULL',
  code: 10,
  anyClass: true,
  layout: { .../* @__PURE__ */ row<Null>({ bytes: hexRest }), parse: tokens => tokens.missing('\\# length hex') },
}
