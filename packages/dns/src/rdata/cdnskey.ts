/** CDNSKEY: the key that a child wants to be vouched for; `0 3 0 AA==` asks for none (RFC 7344 3.2, RFC 8078 4). */

import { type PublicKey, publicKeyFields } from './fields/public-key.js'
import type { RecordType } from './record-type.js'

export type Cdnskey = PublicKey

export const cdnskey: RecordType<Cdnskey, 'CDNSKEY'> = {
  name: 'CDNSKEY',
  code: 60,
  anyClass: true,
  multiline: [3, 0, 'dnskey'],
  fields: publicKeyFields,
}
