/** KX: a host that exchanges keys for the owner (RFC 2230 3). IN only. */

import { foldedName } from './fields/names.js'
import { u16 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Kx {
  /** The lowest is tried first. */
  readonly preference: number
  readonly exchanger: string
}

export const kx: RecordType<Kx, 'KX'> = {
  name: 'KX',
  code: 36,
  fields: { preference: u16, exchanger: foldedName },
}
