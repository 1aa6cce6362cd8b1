/** TLSA: the certificate of a TLS server (RFC 6698 2.1). */
import { tlsaMatchingTypes, tlsaSelectors, tlsaUsages } from '../iana/security.js'
import type { RecordType } from '../record.js'
import { someHexRest } from './fields/binary.js'
import { code } from './fields/codes.js'

export interface Tlsa {
  readonly usage: number
  readonly selector: number
  readonly matchingType: number
  readonly certificateData: Uint8Array
}

export const tlsa: RecordType<Tlsa> = {
  name: 'TLSA',
  code: 52,
  anyClass: true,
  fields: {
    usage: /* @__PURE__ */ code(1, tlsaUsages),
    selector: /* @__PURE__ */ code(1, tlsaSelectors),
    matchingType: /* @__PURE__ */ code(1, tlsaMatchingTypes),
    certificateData: someHexRest,
  },
}
