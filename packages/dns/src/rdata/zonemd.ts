/** ZONEMD: the digest of a whole zone (RFC 8976 2.2). */
import type { RecordType } from '../record.js'
import { hex, rest } from './fields/binary.js'
import { u8, u32 } from './fields/numbers.js'

export interface Zonemd {
  readonly serial: number
  /** 1 is SIMPLE. */
  readonly scheme: number
  /** 1 is SHA-384, 2 SHA-512. */
  readonly hashAlgorithm: number
  /** Twelve octets at least. */
  readonly digest: Uint8Array
}

export const zonemd: RecordType<Zonemd> = {
  name: 'ZONEMD',
  code: 63,
  anyClass: true,
  fields: {
    serial: u32,
    scheme: u8,
    hashAlgorithm: u8,
    digest: /* @__PURE__ */ rest(hex, 12),
  },
}
