/** ZONEMD: the digest of a whole zone (RFC 8976 2.2). */

import { hex, rest, wrongLength } from './fields/binary.js'
import { u8, u32 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Zonemd {
  readonly serial: number
  /** 1 is SIMPLE. */
  readonly scheme: number
  /** 1 is SHA-384, 2 SHA-512. */
  readonly hashAlgorithm: number
  /** At least twelve bytes; in scheme SIMPLE, the length of the hash. */
  readonly digest: Uint8Array
}

const SIMPLE = 1
/** By hash: SHA-384, SHA-512 (RFC 8976 2.2.3). */
const DIGESTS = { 1: 48, 2: 64 }

export const zonemd: RecordType<Zonemd, 'ZONEMD'> = {
  name: 'ZONEMD',
  code: 63,
  anyClass: true,
  multiline: [3, 0],
  fields: {
    serial: u32,
    scheme: u8,
    hashAlgorithm: u8,
    digest: /* @__PURE__ */ rest(hex, 12),
  },
  check: ({ scheme, hashAlgorithm, digest }) => (scheme === SIMPLE ? wrongLength(DIGESTS, hashAlgorithm, digest) : undefined),
}
