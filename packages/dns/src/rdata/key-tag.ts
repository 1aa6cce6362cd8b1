/** The tag of a key (RFC 4034 B), by which RRSIG, SIG and DS records refer to a DNSKEY or KEY record. */
import { fail, located } from '../error.js'
import { checkObject } from '../given.js'
import { MessageWriter } from '../wire/writer.js'
import type { Dnskey } from './dnskey.js'
import { publicKeyFields } from './fields/public-key.js'
import type { Field } from './record-type.js'

/**
 * The tag that tells keys apart, not always (RFC 4034 B): of the RDATA of a DNSKEY or KEY record, or of its data.
 *
 * @throws {@link DnsError} `truncated` for RDATA below 4 octets
 *
 * @example
 * keyTag({ flags: 256, protocol: 3, algorithm: 13, publicKey: new Uint8Array(64) }) // => 1037
 */
export function keyTag(key: Dnskey | Uint8Array): number {
  const rdata = key instanceof Uint8Array ? key : rdataOf(key)
  const { length } = rdata
  if (length < 4) fail('truncated', length, `compute key tag: ${length} octets of RDATA, 4 needed`)
  // RSA/MD5: the last but two octets of the modulus (RFC 4034 B.1).
  if (rdata[3] === 1) return length < 7 ? 0 : (rdata[length - 3]! << 8) | rdata[length - 2]!
  let sum = 0
  for (let at = 0; at < length; at++) sum += (at & 1) === 0 ? rdata[at]! << 8 : rdata[at]!
  return (sum + Math.floor(sum / 0x10000)) & 0xffff
}

/** RDATA, which holds no name and so is the same in every form. */
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
