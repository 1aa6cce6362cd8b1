/** SSHFP: the fingerprint of a host key of SSH (RFC 4255 3.1). */
import { sshAlgorithms } from '../iana/certificates.js'
import { hex, rest, wrongLength } from './fields/binary.js'
import { code } from './fields/code.js'
import { u8 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Sshfp {
  /** See `sshAlgorithms`. */
  readonly algorithm: number
  /** 1 is SHA-1, 2 SHA-256. */
  readonly fingerprintType: number
  /** As long as `fingerprintType` says. */
  readonly fingerprint: Uint8Array
}

/** By type: SHA-1 (RFC 4255 3.1.3), SHA-256 (RFC 6594 4). */
const FINGERPRINTS = { 1: 20, 2: 32 }

export const sshfp: RecordType<Sshfp, 'SSHFP'> = {
  name: 'SSHFP',
  code: 44,
  anyClass: true,
  multiline: [2, 0],
  fields: {
    algorithm: /* @__PURE__ */ code(sshAlgorithms, 1, 'number'),
    fingerprintType: u8,
    fingerprint: /* @__PURE__ */ rest(hex, 0),
  },
  check: ({ fingerprintType, fingerprint }) => wrongLength(FINGERPRINTS, fingerprintType, fingerprint),
}
