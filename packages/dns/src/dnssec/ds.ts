/** DS: a parent's digest of a child's key (RFC 4034 5.1.4, RFC 4509, RFC 6605). */
import { concat, equalSecrets } from '@mailwire/bytes'
import { type CryptoOptions, digest } from '../crypto.js'
import { fail } from '../error.js'
import { checkBytes, checkObject, checkWhole, shown } from '../given.js'
import { canonicalRdata } from '../message/canonical.js'
import { canonicalName, encodeName } from '../names/name.js'
import type { Dnskey } from '../rdata/dnskey.js'
import type { Ds } from '../rdata/ds.js'
import { keyTag } from '../rdata/key-tag.js'
import { isZoneKey, REVOKE } from './keys.js'

const hashes: ReadonlyMap<number, string> = /* @__PURE__ */ new Map([
  [1, 'SHA-1'],
  [2, 'SHA-256'],
  [4, 'SHA-384'],
])

/**
 * The DS data for a zone's key.
 *
 * @param digestType 1 SHA-1, 2 SHA-256 (the default), 4 SHA-384
 * @throws {@link DnsError} `no-crypto` for another digest type
 *
 * @example
 * const { digest } = await makeDs('dskey.example.com', dnskeyData)
 */
export async function makeDs(owner: string, key: Dnskey, digestType = 2, options: CryptoOptions = {}): Promise<Ds> {
  checkObject(options, 'make DS: options')
  checkObject(key, 'make DS: key')
  const hash = hashes.get(digestType) ?? fail('no-crypto', 0, `make DS: unsupported digest type ${shown(digestType)}`)
  const rdata = canonicalRdata({ name: owner, type: 'DNSKEY', data: key })
  const bytes = await digest(hash, concat([encodeName(canonicalName(owner)), rdata]), options)
  return { keyTag: keyTag(rdata), algorithm: key.algorithm, digestType, digest: bytes }
}

/**
 * True if a DS record refers to this key (RFC 4035 5.2); false also for an unsupported digest type, and for a key that is not a zone key
 * (RFC 4034 5.2) or is revoked (RFC 5011 2.1).
 *
 * @throws {@link DnsError} `bad-value` for arguments of another type
 */
export async function matchesDs(ds: Ds, owner: string, key: Dnskey, options: CryptoOptions = {}): Promise<boolean> {
  checkObject(ds, 'match DS')
  checkBytes(ds.digest, 'match DS: digest')
  checkObject(key, 'match DS: key')
  checkWhole(key.flags, 0xffff, 'match DS: flags of the key')
  if (!hashes.has(ds.digestType) || ds.algorithm !== key.algorithm) return false
  if (!isZoneKey(key) || (key.flags & REVOKE) !== 0) return false
  const made = await makeDs(owner, key, ds.digestType, options)
  return made.keyTag === ds.keyTag && equalSecrets(made.digest, ds.digest)
}
