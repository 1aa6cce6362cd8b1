/** NID: a node identifier of ILNP (RFC 6742 2.1). */

import { halfIPv6 } from './fields/groups.js'
import { u16 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Nid {
  /** The lowest is preferred. */
  readonly preference: number
  /** Four groups of four hex digits. */
  readonly nodeId: string
}

export const nid: RecordType<Nid, 'NID'> = {
  name: 'NID',
  code: 104,
  anyClass: true,
  fields: { preference: u16, nodeId: halfIPv6 },
}
