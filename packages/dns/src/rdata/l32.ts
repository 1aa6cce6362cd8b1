/** L32: a 32-bit locator of ILNP (RFC 6742 2.2). */

import { ipv4 } from './fields/addresses.js'
import { u16 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface L32 {
  /** The lowest is preferred. */
  readonly preference: number
  /** A dotted quad. */
  readonly locator32: string
}

export const l32: RecordType<L32, 'L32'> = {
  name: 'L32',
  code: 105,
  anyClass: true,
  fields: { preference: u16, locator32: ipv4 },
}
