/** EID: an endpoint identifier of the Nimrod routing architecture (draft-ietf-nimrod-dns). IN only. */

import { hex, rest } from './fields/binary.js'
import type { RecordType } from './record-type.js'

export interface Eid {
  /** At least one byte. */
  readonly endpointIdentifier: Uint8Array
}

export const eid: RecordType<Eid, 'EID'> = {
  name: 'EID',
  code: 31,
  multiline: [0, 0],
  fields: { endpointIdentifier: /* @__PURE__ */ rest(hex, 1) },
}
