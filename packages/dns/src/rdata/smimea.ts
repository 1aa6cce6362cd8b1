/** SMIMEA: the certificate of a mail address (RFC 8162 2). */
import type { RecordType } from '../record.js'
import { type CertificateAssociation, certificateFields } from './fields/certificate.js'

export interface Smimea extends CertificateAssociation {}

export const smimea: RecordType<Smimea> = {
  name: 'SMIMEA',
  code: 53,
  anyClass: true,
  fields: certificateFields,
}
