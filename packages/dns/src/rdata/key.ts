/** KEY: a key that TKEY or SIG(0) uses (RFC 2535 3.1, RFC 3445 4). */
import type { RecordType } from '../record.js'
import { base64, rest } from './fields/binary.js'
import { type PublicKey, publicKeyFields } from './fields/public-key.js'

export type Key = PublicKey

/** Both bits of the flags' key type: no key (RFC 2535 3.1.2). */
const NOKEY = 0xc000

export const key: RecordType<Key> = {
  name: 'KEY',
  code: 25,
  anyClass: true,
  fields: { ...publicKeyFields, publicKey: /* @__PURE__ */ rest(base64, 0) },
  check: ({ flags, publicKey }) =>
    publicKey.length > 0 || (flags & NOKEY) === NOKEY ? undefined : 'there is no key, and the flags do not say so',
}
