/** DNSKEY: a key of a zone (RFC 4034 2). */
import type { RecordType } from '../record.js'
import { type PublicKey, publicKeyFields } from './fields/public-key.js'

export type Dnskey = PublicKey

export const dnskey: RecordType<Dnskey> = {
  name: 'DNSKEY',
  code: 48,
  anyClass: true,
  fields: publicKeyFields,
}
