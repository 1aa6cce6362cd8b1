/** RRSIG: the signature of a set of records (RFC 4034 3). */

import { decodeSignature, encodeSignature, type Signature, signatureFields } from './fields/signature.js'
import type { RecordType } from './record-type.js'

export type Rrsig = Signature

export const rrsig: RecordType<Rrsig, 'RRSIG'> = {
  name: 'RRSIG',
  code: 46,
  anyClass: true,
  multiline: [4, 4],
  fields: /* @__PURE__ */ signatureFields(),
  decode: decodeSignature,
  encode: encodeSignature,
}
