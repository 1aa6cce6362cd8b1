/** RKEY: a key to encrypt NAPTR records with (draft-reid-dnsext-rkey); laid out as KEY. */

import { base64, rest } from './fields/binary.js'
import { u8, u16 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Rkey {
  /** 0 so far. */
  readonly flags: number
  /** 1 so far. */
  readonly protocol: number
  /** As in DNSKEY. */
  readonly algorithm: number
  /** At least one byte. */
  readonly publicKey: Uint8Array
}

export const rkey: RecordType<Rkey, 'RKEY'> = {
  name: 'RKEY',
  code: 57,
  anyClass: true,
  multiline: [3, 0, 'key'],
  fields: { flags: u16, protocol: u8, algorithm: u8, publicKey: /* @__PURE__ */ rest(base64, 1) },
}
