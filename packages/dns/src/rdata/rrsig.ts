/** RRSIG: the signature of a set of records (RFC 4034 3). */
import type { RecordType } from '../record.js'
import { type Signature, signatureFields } from './fields/signature.js'

export type Rrsig = Signature

export const rrsig: RecordType<Rrsig> = {
  name: 'RRSIG',
  code: 46,
  anyClass: true,
  fields: signatureFields,
}
