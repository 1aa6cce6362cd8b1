/** DNSKEY: a public key of a zone (RFC 4034 2.1). */
import { dnssecAlgorithms } from '../iana/security.js'
import type { RecordType } from '../record.js'
import { base64Rest } from './fields/binary.js'
import { code } from './fields/codes.js'
import { u8, u16 } from './fields/numbers.js'

export interface Dnskey {
  readonly flags: number
  /** 3, or the key is of no use (RFC 4034 2.1.2). */
  readonly protocol: number
  readonly algorithm: number
  readonly publicKey: Uint8Array
}

export const dnskey: RecordType<Dnskey> = {
  name: 'DNSKEY',
  code: 48,
  anyClass: true,
  fields: { flags: u16, protocol: u8, algorithm: /* @__PURE__ */ code(1, dnssecAlgorithms), publicKey: base64Rest },
}
