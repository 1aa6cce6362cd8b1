/** NSEC3PARAM: how a zone hashes its names (RFC 5155 4). */

import { counted, hex } from './fields/binary.js'
import { u8, u16 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Nsec3param {
  /** 1 is SHA-1. */
  readonly hashAlgorithm: number
  readonly flags: number
  readonly iterations: number
  readonly salt: Uint8Array
}

export const nsec3param: RecordType<Nsec3param, 'NSEC3PARAM'> = {
  name: 'NSEC3PARAM',
  code: 51,
  anyClass: true,
  fields: {
    hashAlgorithm: u8,
    flags: u8,
    iterations: u16,
    salt: /* @__PURE__ */ counted(hex, 1, 0),
  },
}
