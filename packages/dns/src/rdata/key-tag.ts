/** The tag of a key (RFC 4034 B), by which RRSIG, SIG and DS records refer to a DNSKEY or KEY record. */
import { isBytes } from '@mailwire/bytes'
import { fail, located } from '../error.js'
import { checkObject } from '../given.js'
import { MessageWriter } from '../wire/writer.js'
import type { Dnskey } from './dnskey.js'
import { publicKeyFields } from './fields/public-key.js'
import type { Field } from './record-type.js'

/**
 * The key tag of a DNSKEY or KEY record, given its RDATA or its data. Tags are not unique (RFC 4034 B).
 *
 * @throws {@link DnsError} `truncated` for RDATA below 4 bytes
 *
 * @example
 * keyTag({ flags: 256, protocol: 3, algorithm: 13, publicKey: new Uint8Array(64) }) // => 1037
 */
export function keyTag(key: Dnskey | Uint8Array): number {
  const rdata = isBytes(key) ? key : rdataOf(key)
  const { length } = rdata
  if (length < 4) fail('truncated', length, `compute key tag: at least 4 bytes of RDATA expected, ${length} found`)
  // RSA/MD5: two bytes of the modulus, before its last one (RFC 4034 B.1).
  if (rdata[3] === 1) return length < 7 ? 0 : (rdata[length - 3]! << 8) | rdata[length - 2]!
  let sum = 0
  for (let at = 0; at < length; at++) sum += (at & 1) === 0 ? rdata[at]! << 8 : rdata[at]!
  return (sum + Math.floor(sum / 0x10000)) & 0xffff
}

/** Encodes the RDATA, which contains no name and so is already canonical. */
function rdataOf(key: Dnskey): Uint8Array {
  checkObject(key, 'encode record data')
  const writer = new MessageWriter(64)
  const fields: Readonly<Record<string, Field<unknown>>> = publicKeyFields
  for (const [name, field] of Object.entries(fields)) {
    try {
      field.encode(writer, key[name as keyof Dnskey])
    } catch (error) {
      throw located(error, { field: name })
    }
  }
  return writer.finish()
}
