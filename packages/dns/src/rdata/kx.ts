/** KX: a host that exchanges keys for the owner (RFC 2230 3). IN only. */
import type { RecordType } from '../record.js'
import { foldedName } from './fields/names.js'
import { u16 } from './fields/numbers.js'

export interface Kx {
  /** The lowest is tried first. */
  readonly preference: number
  readonly exchanger: string
}

export const kx: RecordType<Kx> = {
  name: 'KX',
  code: 36,
  fields: { preference: u16, exchanger: foldedName },
}
