/** KEY: a public key, above all for SIG(0) (RFC 2535 3, RFC 3445 4). */
import { dnssecAlgorithms } from '../iana/security.js'
import type { RecordType } from '../record.js'
import { base64Rest } from './fields/binary.js'
import { code } from './fields/codes.js'
import { u8, u16 } from './fields/numbers.js'

export interface Key {
  readonly flags: number
  /** 3, or the key is of no use (RFC 4034 2.1.2). */
  readonly protocol: number
  readonly algorithm: number
  readonly publicKey: Uint8Array
}

export const key: RecordType<Key> = {
  name: 'KEY',
  code: 25,
  anyClass: true,
  fields: { flags: u16, protocol: u8, algorithm: /* @__PURE__ */ code(1, dnssecAlgorithms), publicKey: base64Rest },
}
