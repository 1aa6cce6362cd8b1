/** RKEY: a key for NAPTR records (draft-reid-dnsext-rkey). */
import type { RecordType } from '../record.js'
import { base64Rest } from './fields/binary.js'
import { u8, u16 } from './fields/numbers.js'

export interface Rkey {
  readonly flags: number
  readonly protocol: number
  readonly algorithm: number
  readonly publicKey: Uint8Array
}

export const rkey: RecordType<Rkey> = {
  name: 'RKEY',
  code: 57,
  anyClass: true,
  fields: { flags: u16, protocol: u8, algorithm: u8, publicKey: base64Rest },
}
