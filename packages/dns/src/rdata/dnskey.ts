/** DNSKEY: a key of a zone (RFC 4034 2). */

import { decodePublicKey, encodePublicKey, type PublicKey, publicKeyFields } from './fields/public-key.js'
import type { RecordType } from './record-type.js'

export type Dnskey = PublicKey

export const dnskey: RecordType<Dnskey, 'DNSKEY'> = {
  name: 'DNSKEY',
  code: 48,
  anyClass: true,
  multiline: [3, 0, 'dnskey'],
  fields: publicKeyFields,
  decode: decodePublicKey,
  encode: encodePublicKey,
}
