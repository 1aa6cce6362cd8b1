/** RT: a host that relays to the owner, which has no connection of its own (RFC 1183 3.3). */

import { foldedName } from './fields/names.js'
import { u16 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Rt {
  /** The lowest is tried first. */
  readonly preference: number
  readonly intermediateHost: string
}

export const rt: RecordType<Rt, 'RT'> = {
  name: 'RT',
  code: 21,
  anyClass: true,
  fields: { preference: u16, intermediateHost: foldedName },
}
