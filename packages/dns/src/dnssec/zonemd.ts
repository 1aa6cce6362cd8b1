/** ZONEMD: the digest of a whole zone, scheme SIMPLE (RFC 8976 3.3.1), over canonical records in canonical order. */
import { concat } from '@mailwire/bytes'
import { canonicalRdata, canonicalRecord, compareRdata } from '../canonical.js'
import { type CryptoOptions, digest } from '../crypto.js'
import { fail } from '../error.js'
import { typeCode } from '../iana/types.js'
import { compareNames, equalNames, isSubdomain } from '../name.js'
import type { RecordInit } from '../record.js'

const ZONEMD = 63
const RRSIG = 46

/**
 * The digest of a zone. Left out are duplicates, records outside the zone, and at its apex ZONEMD and the signatures that cover it.
 *
 * @param hashAlgorithm 1 SHA-384, 2 SHA-512
 * @throws {@link DnsError} `no-crypto` for another hash, and as `encodeMessage` for malformed records
 *
 * @example
 * const digest = await zoneDigest('example', parseZone(text), 1) // 48 octets, for ZONEMD
 */
export async function zoneDigest(
  zone: string,
  records: readonly RecordInit[],
  hashAlgorithm = 1,
  options: CryptoOptions = {},
): Promise<Uint8Array> {
  if (hashAlgorithm !== 1 && hashAlgorithm !== 2) fail('no-crypto', 0, `ZONEMD hash ${hashAlgorithm} cannot be computed here`)
  const entries = records
    .filter(({ name }) => isSubdomain(name, zone))
    .map(record => ({
      name: record.name,
      type: typeCode(record.type) ?? 0,
      rdata: canonicalRdata(record),
      bytes: canonicalRecord(record),
    }))
    .filter(({ name, type, rdata }) => !equalNames(name, zone) || !isAboutZonemd(type, rdata))
    .sort((a, b) => compareNames(a.name, b.name) || a.type - b.type || compareRdata(a.rdata, b.rdata))
  const parts: Uint8Array[] = []
  for (const { bytes } of entries) {
    const before = parts[parts.length - 1]
    if (before === undefined || compareRdata(before, bytes) !== 0) parts.push(bytes)
  }
  return digest(hashAlgorithm === 1 ? 'SHA-384' : 'SHA-512', concat(parts), options)
}

const isAboutZonemd = (type: number, rdata: Uint8Array): boolean =>
  type === ZONEMD || (type === RRSIG && rdata[0] === 0 && rdata[1] === ZONEMD)
