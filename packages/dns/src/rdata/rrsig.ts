/** RRSIG: the signature of an RRset (RFC 4034 3.1). */
import { dnssecAlgorithms } from '../iana/security.js'
import type { RecordType } from '../record.js'
import { base64Rest } from './fields/binary.js'
import { code, recordTypeField } from './fields/codes.js'
import { foldedName } from './fields/names.js'
import { u8, u16, u32 } from './fields/numbers.js'
import { moment } from './fields/times.js'

export interface Rrsig {
  readonly typeCovered: string
  readonly algorithm: number
  /** Labels of the owner name, without the root and a wildcard. */
  readonly labels: number
  readonly originalTtl: number
  /** Seconds since 1970 modulo 2^32, as the next. */
  readonly expiration: number
  readonly inception: number
  readonly keyTag: number
  readonly signer: string
  readonly signature: Uint8Array
}

export const rrsig: RecordType<Rrsig> = {
  name: 'RRSIG',
  code: 46,
  anyClass: true,
  fields: {
    typeCovered: recordTypeField,
    algorithm: /* @__PURE__ */ code(1, dnssecAlgorithms),
    labels: u8,
    originalTtl: u32,
    expiration: moment,
    inception: moment,
    keyTag: u16,
    signer: foldedName,
    signature: base64Rest,
  },
}
