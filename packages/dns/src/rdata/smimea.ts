/** SMIMEA: the certificate of a mail address (RFC 8162 2). */
import { tlsaMatchingTypes, tlsaSelectors, tlsaUsages } from '../iana/security.js'
import type { RecordType } from '../record.js'
import { someHexRest } from './fields/binary.js'
import { code } from './fields/codes.js'

export interface Smimea {
  readonly usage: number
  readonly selector: number
  readonly matchingType: number
  readonly certificateData: Uint8Array
}

export const smimea: RecordType<Smimea> = {
  name: 'SMIMEA',
  code: 53,
  anyClass: true,
  fields: {
    usage: /* @__PURE__ */ code(1, tlsaUsages),
    selector: /* @__PURE__ */ code(1, tlsaSelectors),
    matchingType: /* @__PURE__ */ code(1, tlsaMatchingTypes),
    certificateData: someHexRest,
  },
}
