/** Fields that are domain names. Only this file decides which names are compressed and which are put in lower case. */
import { fail } from '../../error.js'
import { dottedName } from '../../names/name.js'
import type { Field } from '../record-type.js'

/** A domain name in a type that RFC 1035 defines: it may be compressed (RFC 3597 4), and DNSSEC sees it in lower case (RFC 4034 6.2). */
export const compressibleName: Field<string> = /* @__PURE__ */ domainName(true, true)
/** A domain name in one of the later types that RFC 4034 6.2 lists: never compressed on the way out, read either way, in lower case for DNSSEC. */
export const foldedName: Field<string> = /* @__PURE__ */ domainName(false, true)
/** A domain name in any other type: never compressed on the way out, read either way, and DNSSEC sees it as it is (RFC 3597 7, RFC 6840 5.1). */
export const name: Field<string> = /* @__PURE__ */ domainName(false, false)

function domainName(compress: boolean, fold: boolean): Field<string> {
  return {
    kind: 'name',
    decode: reader => reader.name(),
    encode: (writer, value) => writer.name(value, compress, fold),
    parse: tokens => tokens.name(),
    format: value =>
      typeof value === 'string' ? dottedName(value) : fail('bad-name', 0, `encode name: a string expected, not ${typeof value}`),
  }
}
