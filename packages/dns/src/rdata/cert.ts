/** CERT: a certificate or a revocation list (RFC 4398 2). */
import { certificateTypes } from '../iana/certificates.js'
import { dnssecAlgorithms, shownAlgorithms } from '../iana/dnssec-algorithms.js'
import { base64, rest } from './fields/binary.js'
import { code } from './fields/code.js'
import { u16 } from './fields/numbers.js'
import type { Field, RecordType } from './record-type.js'

export interface Cert {
  /** See `certificateTypes`. */
  readonly certificateType: number
  readonly keyTag: number
  /** See `dnssecAlgorithms`. */
  readonly algorithm: number
  readonly certificate: Uint8Array
}

const algorithm = (): Field<number> => code({ ...shownAlgorithms, ...dnssecAlgorithms }, 1, 'mnemonic')

export const cert: RecordType<Cert, 'CERT'> = {
  name: 'CERT',
  code: 37,
  anyClass: true,
  multiline: [3, 0],
  fields: {
    certificateType: /* @__PURE__ */ code(certificateTypes, 2, 'mnemonic'),
    keyTag: u16,
    algorithm: /* @__PURE__ */ algorithm(),
    certificate: /* @__PURE__ */ rest(base64, 1),
  },
}
