/** SIG: the ancestor of RRSIG, today the signature of a message (RFC 2535 4.1, RFC 2931). */
import type { RecordType } from '../record.js'
import { type Signature, signatureFields } from './fields/signature.js'

export type Sig = Signature

export const sig: RecordType<Sig> = {
  name: 'SIG',
  code: 24,
  anyClass: true,
  fields: signatureFields,
}
