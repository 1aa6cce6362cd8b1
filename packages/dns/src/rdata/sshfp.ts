/** SSHFP: the fingerprint of a host key of SSH (RFC 4255 3.1). */
import { sshAlgorithms } from '../iana/certificates.js'
import type { RecordType } from '../record.js'
import { hex, rest } from './fields/binary.js'
import { code } from './fields/code.js'
import { u8 } from './fields/numbers.js'

export interface Sshfp {
  /** See `sshAlgorithms`. */
  readonly algorithm: number
  /** 1 is SHA-1, 2 SHA-256. */
  readonly fingerprintType: number
  readonly fingerprint: Uint8Array
}

export const sshfp: RecordType<Sshfp> = {
  name: 'SSHFP',
  code: 44,
  anyClass: true,
  fields: {
    algorithm: /* @__PURE__ */ code(sshAlgorithms, 1, 'number'),
    fingerprintType: u8,
    fingerprint: /* @__PURE__ */ rest(hex, 1),
  },
}
