/** NIMLOC: a locator of the Nimrod routing architecture (draft-ietf-nimrod-dns). IN only. */

import { hex, rest } from './fields/binary.js'
import type { RecordType } from './record-type.js'

export interface Nimloc {
  /** At least one byte. */
  readonly locator: Uint8Array
}

export const nimloc: RecordType<Nimloc, 'NIMLOC'> = {
  name: 'NIMLOC',
  code: 32,
  multiline: [0, 0],
  fields: { locator: /* @__PURE__ */ rest(hex, 1) },
}
