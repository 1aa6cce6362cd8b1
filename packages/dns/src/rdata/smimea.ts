/** SMIMEA: the certificate of a mail address (RFC 8162 2). */

import { type CertificateAssociation, certificateFields } from './fields/certificate.js'
import type { RecordType } from './record-type.js'

export interface Smimea extends CertificateAssociation {}

export const smimea: RecordType<Smimea, 'SMIMEA'> = {
  name: 'SMIMEA',
  code: 53,
  anyClass: true,
  multiline: [3, 0],
  fields: certificateFields,
}
