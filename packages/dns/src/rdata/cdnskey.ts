/** CDNSKEY: the DNSKEY record whose digest a child wants in its parent (RFC 7344 3.2). */
import { dnssecAlgorithms } from '../iana/security.js'
import type { RecordType } from '../record.js'
import { base64Rest } from './fields/binary.js'
import { code } from './fields/codes.js'
import { u8, u16 } from './fields/numbers.js'

export interface Cdnskey {
  readonly flags: number
  /** 3, or the key is of no use (RFC 4034 2.1.2). */
  readonly protocol: number
  readonly algorithm: number
  readonly publicKey: Uint8Array
}

export const cdnskey: RecordType<Cdnskey> = {
  name: 'CDNSKEY',
  code: 60,
  anyClass: true,
  fields: { flags: u16, protocol: u8, algorithm: /* @__PURE__ */ code(1, dnssecAlgorithms), publicKey: base64Rest },
}
