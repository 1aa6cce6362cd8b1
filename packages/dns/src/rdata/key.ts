/** KEY: a key that TKEY or SIG(0) uses (RFC 2535 3.1, RFC 3445 4). */
import type { RecordType } from '../record.js'
import { type PublicKey, publicKeyFields } from './fields/public-key.js'

export type Key = PublicKey

export const key: RecordType<Key> = {
  name: 'KEY',
  code: 25,
  anyClass: true,
  fields: publicKeyFields,
}
