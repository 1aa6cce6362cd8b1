/** PX: what an Internet mail domain is in X.400, and the other way round (RFC 2163 4). IN only. */

import { foldedName } from './fields/names.js'
import { u16 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Px {
  /** The lowest is tried first. */
  readonly preference: number
  readonly map822: string
  readonly mapx400: string
}

export const px: RecordType<Px, 'PX'> = {
  name: 'PX',
  code: 26,
  fields: { preference: u16, map822: foldedName, mapx400: foldedName },
}
