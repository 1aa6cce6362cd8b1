/** DS: the digest of a key of the zone below (RFC 4034 5). */
import { dnssecAlgorithms } from '../iana/security.js'
import type { RecordType } from '../record.js'
import { someHexRest } from './fields/binary.js'
import { code } from './fields/codes.js'
import { u8, u16 } from './fields/numbers.js'

export interface Ds {
  readonly keyTag: number
  readonly algorithm: number
  /** 1 is SHA-1, 2 SHA-256, 4 SHA-384. */
  readonly digestType: number
  readonly digest: Uint8Array
}

export const ds: RecordType<Ds> = {
  name: 'DS',
  code: 43,
  anyClass: true,
  fields: { keyTag: u16, algorithm: /* @__PURE__ */ code(1, dnssecAlgorithms), digestType: u8, digest: someHexRest },
}
