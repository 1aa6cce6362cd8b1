/** The layout that DS shares with CDS, DLV and TA (RFC 4034 5.1). */
import { dnssecAlgorithms } from '../../iana/dnssec-algorithms.js'
import type { RecordType } from '../../record.js'
import { hex, rest } from './binary.js'
import { code } from './code.js'
import { u8, u16 } from './numbers.js'

/** A key of a zone, told by its digest. */
export interface DelegationDigest {
  readonly keyTag: number
  /** See `dnssecAlgorithms`. */
  readonly algorithm: number
  /** 1 SHA-1, 2 SHA-256, 4 SHA-384. */
  readonly digestType: number
  readonly digest: Uint8Array
}

export const delegationFields: RecordType<DelegationDigest>['fields'] = {
  keyTag: u16,
  algorithm: /* @__PURE__ */ code(dnssecAlgorithms, 1, 'number'),
  digestType: u8,
  digest: /* @__PURE__ */ rest(hex, 1),
}
