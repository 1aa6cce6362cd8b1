/** NSEC3: as NSEC, by hashes of names (RFC 5155 3). */

import { base32Hex, counted, hex } from './fields/binary.js'
import { u8, u16 } from './fields/numbers.js'
import { typeBitmap } from './fields/type-bitmap.js'
import type { RecordType } from './record-type.js'

export interface Nsec3 {
  /** 1 is SHA-1. */
  readonly hashAlgorithm: number
  /** 1 is opt-out. */
  readonly flags: number
  readonly iterations: number
  readonly salt: Uint8Array
  readonly nextHashed: Uint8Array
  /** Mnemonics or `TYPEn`, in ascending order of their numbers. */
  readonly types: readonly string[]
}

const salt = /* @__PURE__ */ counted(hex, 1, 0)
const nextHashed = /* @__PURE__ */ counted(base32Hex, 1, 1)

export const nsec3: RecordType<Nsec3, 'NSEC3'> = {
  name: 'NSEC3',
  code: 50,
  anyClass: true,
  multiline: [4, 1, 'types'],
  fields: {
    hashAlgorithm: u8,
    flags: u8,
    iterations: u16,
    salt,
    nextHashed,
    types: typeBitmap,
  },
  decode: reader => ({
    hashAlgorithm: reader.u8(),
    flags: reader.u8(),
    iterations: reader.u16(),
    salt: salt.decode(reader),
    nextHashed: nextHashed.decode(reader),
    types: typeBitmap.decode(reader),
  }),
}
