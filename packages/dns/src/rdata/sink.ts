/** SINK: data of any kind, said to be coded in some way (draft-eastlake-kitchen-sink). */

import { base64, rest } from './fields/binary.js'
import { u8 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Sink {
  readonly meaning: number
  readonly coding: number
  readonly subcoding: number
  /** May be empty. */
  readonly data: Uint8Array
}

export const sink: RecordType<Sink, 'SINK'> = {
  name: 'SINK',
  code: 40,
  anyClass: true,
  multiline: [3, 0],
  fields: { meaning: u8, coding: u8, subcoding: u8, data: /* @__PURE__ */ rest(base64, 0) },
}
