/** CDNSKEY: the key that a child wants to be vouched for; `0 3 0 AA==` asks for none (RFC 7344 3.2, RFC 8078 4). */
import type { RecordType } from '../record.js'
import { type PublicKey, publicKeyFields } from './fields/public-key.js'

export type Cdnskey = PublicKey

export const cdnskey: RecordType<Cdnskey> = {
  name: 'CDNSKEY',
  code: 60,
  anyClass: true,
  fields: publicKeyFields,
}
