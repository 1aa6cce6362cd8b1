/** L64: a 64-bit locator of ILNP (RFC 6742 2.3). */

import { halfIPv6 } from './fields/groups.js'
import { u16 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface L64 {
  /** The lowest is preferred. */
  readonly preference: number
  /** Four groups of four hex digits. */
  readonly locator64: string
}

export const l64: RecordType<L64, 'L64'> = {
  name: 'L64',
  code: 106,
  anyClass: true,
  fields: { preference: u16, locator64: halfIPv6 },
}
