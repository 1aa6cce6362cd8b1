/** CERT: a certificate or a revocation list (RFC 4398 2). */
import { certificateTypes, dnssecAlgorithms } from '../iana/security.js'
import type { RecordType } from '../record.js'
import { base64Rest } from './fields/binary.js'
import { code } from './fields/codes.js'
import { u16 } from './fields/numbers.js'

export interface Cert {
  readonly certificateType: number
  readonly keyTag: number
  readonly algorithm: number
  readonly certificate: Uint8Array
}

export const cert: RecordType<Cert> = {
  name: 'CERT',
  code: 37,
  anyClass: true,
  fields: {
    certificateType: /* @__PURE__ */ code(2, certificateTypes, true),
    keyTag: u16,
    algorithm: /* @__PURE__ */ code(1, dnssecAlgorithms),
    certificate: base64Rest,
  },
}
