/** SIG: the ancestor of RRSIG, today the signature of a message (RFC 2535 4.1, RFC 2931). */

import { recordType } from './fields/code.js'
import { type Signature, signatureFields } from './fields/signature.js'
import type { Field, RecordType } from './record-type.js'

export type Sig = Signature

/** A type without a mnemonic is a bare number (RFC 2535 7.2), 0 above all, which covers a message. */
const typeCovered: Field<string> = {
  kind: 'record-type',
  decode: reader => recordType.decode(reader),
  encode: (writer, type) => recordType.encode(writer, type),
  parse: tokens => {
    const code = tokens.peek()?.text ?? ''
    if (!/^\d{1,5}$/.test(code)) return recordType.parse(tokens)
    const token = tokens.next('a record type')
    return Number(code) <= 0xffff
      ? tokens.types.typeName(Number(code))
      : tokens.refuse('bad-type', 'a record type expected', token)
  },
  format: (type, types) => recordType.format(type, types).replace(/^TYPE/, ''),
}

export const sig: RecordType<Sig, 'SIG'> = {
  name: 'SIG',
  code: 24,
  anyClass: true,
  multiline: [5, 3],
  fields: /* @__PURE__ */ signatureFields(typeCovered),
}
