/** EID: an endpoint identifier of the Nimrod routing architecture (draft-ietf-nimrod-dns). IN only. */
import type { RecordType } from '../record.js'
import { hex, rest } from './fields/binary.js'

export interface Eid {
  /** At least one octet. */
  readonly endpointIdentifier: Uint8Array
}

export const eid: RecordType<Eid> = {
  name: 'EID',
  code: 31,
  fields: { endpointIdentifier: /* @__PURE__ */ rest(hex, 1) },
}
