/** ZONEMD: the digest of a whole zone, scheme SIMPLE (RFC 8976 3.3.1), over canonical records in canonical order. */
import { concat, equalBytes } from '@mailwire/bytes'
import { type CryptoOptions, digest } from '../crypto.js'
import { fail } from '../error.js'
import { checkObject, checkObjects, shown } from '../given.js'
import { typeCode } from '../iana/types.js'
import { canonicalRdataBy, canonicalRecordBy, compareBytes } from '../message/canonical.js'
import { type CodecOptions, registryOf } from '../message/everything.js'
import { compareNames, equalNames, isSubdomain } from '../names/name.js'
import type { AnyRecordInit } from '../rdata/record.js'
import type { Soa } from '../rdata/soa.js'
import type { Zonemd } from '../rdata/zonemd.js'
import { typedData } from './keys.js'

const SOA = 6
const ZONEMD = 63
const RRSIG = 46
/** The only scheme (RFC 8976 5.2). */
const SIMPLE = 1
/** SHA-384 and SHA-512 (RFC 8976 5.3). */
const HASHES = [1, 2] as const

/**
 * The digest of a zone, without duplicates, records outside the zone, and at its apex ZONEMD and the signatures that cover it.
 *
 * @param hashAlgorithm 1 SHA-384, 2 SHA-512
 * @throws {@link DnsError} `no-crypto` for another hash, and as `encodeMessage` for malformed records
 *
 * @example
 * const digest = await zoneDigest('example', parseZone(text), 1) // 48 bytes, for ZONEMD
 */
export async function zoneDigest(
  zone: string,
  records: readonly AnyRecordInit[],
  hashAlgorithm = 1,
  options: CryptoOptions & CodecOptions = {},
): Promise<Uint8Array> {
  checkObjects(records, 'digest zone')
  checkObject(options, 'digest zone: options')
  const registry = registryOf(options, 'digest zone')
  if (hashAlgorithm !== 1 && hashAlgorithm !== 2)
    fail('no-crypto', 0, `digest zone: unsupported ZONEMD hash ${shown(hashAlgorithm)}`, 'local')
  const entries = records
    .filter(({ name }) => isSubdomain(name, zone))
    .map(record => ({
      name: record.name,
      type: registry.typeCode(record.type) ?? 0,
      rdata: canonicalRdataBy(registry, record),
      bytes: canonicalRecordBy(registry, record),
    }))
    .filter(({ name, type, rdata }) => !equalNames(name, zone) || !isAboutZonemd(type, rdata))
    .sort((a, b) => compareNames(a.name, b.name) || a.type - b.type || compareBytes(a.rdata, b.rdata))
  const parts: Uint8Array[] = []
  for (const { bytes } of entries) {
    const before = parts[parts.length - 1]
    if (before === undefined || !equalBytes(before, bytes)) parts.push(bytes)
  }
  return digest(hashAlgorithm === 1 ? 'SHA-384' : 'SHA-512', concat(parts), options)
}

/** Why a zone's digest is not valid, or cannot be checked. */
export type ZonemdFailure =
  | 'no-soa' // the apex has no SOA record, or more than one
  | 'no-zonemd' // no ZONEMD record at the apex
  | 'serial' // none has the zone's serial number
  | 'unsupported' // none has a supported scheme and hash that appears only once
  | 'mismatch' // the digest of the zone is different

export type ZonemdResult = { readonly ok: true } | { readonly ok: false; readonly error: ZonemdFailure }

/**
 * Checks a zone against the ZONEMD records at its apex (RFC 8976 4): one usable record with the zone's digest is enough. Verify the records'
 * signatures with `verifyRrset` first.
 *
 * @throws {@link DnsError} as `encodeMessage` for malformed records
 *
 * @example
 * await verifyZonemd('example', parseZone(text)) // => { ok: true }
 */
export async function verifyZonemd(
  zone: string,
  records: readonly AnyRecordInit[],
  options: CryptoOptions & CodecOptions = {},
): Promise<ZonemdResult> {
  checkObjects(records, 'verify ZONEMD')
  const registry = registryOf(options, 'verify ZONEMD')
  const failed = (error: ZonemdFailure): ZonemdResult => ({ ok: false, error })
  const atApex = records.filter(({ name }) => equalNames(name, zone))
  const [soa, ...others] = atApex.filter(({ type }) => typeCode(type) === SOA)
  if (soa === undefined) return failed('no-soa')
  // The same record twice is one: a zone transfer ends with the record that it begins with.
  const rdata = canonicalRdataBy(registry, soa)
  if (others.some(other => !equalBytes(canonicalRdataBy(registry, other), rdata))) return failed('no-soa')
  const { serial } = typedData<Soa>(registry, soa, 'SOA')
  const all = atApex.filter(({ type }) => typeCode(type) === ZONEMD).map(record => typedData<Zonemd>(registry, record, 'ZONEMD'))
  if (all.length === 0) return failed('no-zonemd')
  if (!all.some(each => each.serial === serial)) return failed('serial')
  // Loop over hashes, not over records, of which there may be many.
  const usable = HASHES.flatMap(hash => {
    const same = all.filter(each => each.scheme === SIMPLE && each.hashAlgorithm === hash)
    return same.length === 1 ? same.filter(each => each.serial === serial) : []
  })
  if (usable.length === 0) return failed('unsupported')
  for (const { hashAlgorithm, digest } of usable)
    if (equalBytes(await zoneDigest(zone, records, hashAlgorithm, options), digest)) return { ok: true }
  return failed('mismatch')
}

const isAboutZonemd = (type: number, rdata: Uint8Array): boolean =>
  type === ZONEMD || (type === RRSIG && rdata[0] === 0 && rdata[1] === ZONEMD)
