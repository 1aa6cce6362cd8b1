/** TLSA: the certificate of a TLS server (RFC 6698 2.1). */

import { type CertificateAssociation, certificateFields, decodeAssociation, encodeAssociation } from './fields/certificate.js'
import type { RecordType } from './record-type.js'

export interface Tlsa extends CertificateAssociation {}

export const tlsa: RecordType<Tlsa, 'TLSA'> = {
  name: 'TLSA',
  code: 52,
  anyClass: true,
  multiline: [3, 0],
  fields: certificateFields,
  decode: decodeAssociation,
  encode: encodeAssociation,
}
