/** NSEC3: hashes of names, and what records prove (RFC 5155 5, 8.3; RFC 9276 for the limit of iterations). */
import { concat, decodeBase32Hex, encodeBase32Hex, equalBytes, lowerAscii } from '@mailwire/bytes'
import type { Registry } from '../codec.js'
import { type CryptoOptions, digest } from '../crypto.js'
import { fail } from '../error.js'
import { checkBytes, checkObject, checkObjects, checkWhole, shown } from '../given.js'
import { typeCode } from '../iana/types.js'
import { compareBytes } from '../message/canonical.js'
import { type CodecOptions, registryOf } from '../message/everything.js'
import { canonicalName, encodeName, equalNames, isSubdomain, parentName, splitLabels } from '../names/name.js'
import type { Nsec3 } from '../rdata/nsec3.js'
import type { AnyRecordInit } from '../rdata/record.js'
import { typedData } from './keys.js'

const NSEC3 = 50
/** The only hash algorithm (RFC 5155 11). */
const SHA1 = 1
/** The length of a hash in bytes. */
const SHA1_LENGTH = 20
/** The only defined flag; records with other flags are ignored (RFC 5155 8.2). */
const OPT_OUT = 1

/** The default limit of additional iterations, each of which costs time (RFC 9276 3.2). */
export const MAX_NSEC3_ITERATIONS = 100

export interface Nsec3Options extends CryptoOptions, CodecOptions {
  /** {@link MAX_NSEC3_ITERATIONS} by default. */
  readonly maxIterations?: number | undefined
}

/**
 * The hash of a name with SHA-1, 20 bytes (RFC 5155 5).
 *
 * @throws {@link DnsError} `limit` for too many iterations, `bad-value` for a salt above 255 bytes
 *
 * @example
 * const hash = await nsec3Hash('example', Uint8Array.of(0xaa, 0xbb, 0xcc, 0xdd), 12)
 * hash.length // => 20
 */
export async function nsec3Hash(
  name: string,
  salt: Uint8Array,
  iterations: number,
  options: Nsec3Options = {},
): Promise<Uint8Array> {
  checkBytes(salt, 'hash name: salt')
  checkObject(options, 'hash name: options')
  checkWhole(iterations, Number.MAX_SAFE_INTEGER, 'hash name: iterations')
  const most = options.maxIterations ?? MAX_NSEC3_ITERATIONS
  if (!(iterations <= most)) fail('limit', 0, `hash name: ${shown(iterations)} iterations, at most ${most} allowed`)
  if (salt.length > 255) fail('bad-value', 0, `hash name: salt of ${salt.length} bytes, at most 255 allowed`)
  let hash = await digest('SHA-1', concat([encodeName(canonicalName(name)), salt]), options)
  for (let round = 0; round < iterations; round++) hash = await digest('SHA-1', concat([hash, salt]), options)
  return hash
}

/** The owner name of a name's NSEC3 record. @throws as {@link nsec3Hash} */
export async function nsec3Owner(
  name: string,
  zone: string,
  salt: Uint8Array,
  iterations: number,
  options: Nsec3Options = {},
): Promise<string> {
  const label = lowerAscii(encodeBase32Hex(await nsec3Hash(name, salt, iterations, options)))
  return canonicalName(zone) === '.' ? label : `${label}.${canonicalName(zone)}`
}

/** What the records prove about a name that does not exist (RFC 5155 8.3). */
export interface ClosestEncloser {
  /** The nearest existing ancestor. */
  readonly closest: string
  /** The name one label longer, which does not exist. */
  readonly nextCloser: string
  /** The record that covers it has the opt-out flag, so an insecure delegation may exist there (RFC 5155 6). */
  readonly optOut: boolean
}

/**
 * The closest encloser proof (RFC 5155 8.3); `undefined` if the records do not give one. They must be verified already. Records with other
 * parameters than the first, of another zone, and those that RFC 5155 8.1 and 8.2 exclude are ignored.
 *
 * @throws {@link DnsError} as {@link nsec3Hash}, and for malformed records
 */
export async function closestEncloser(
  name: string,
  zone: string,
  records: readonly AnyRecordInit[],
  options: Nsec3Options = {},
): Promise<ClosestEncloser | undefined> {
  const links = linksOf(zone, records, options)
  return links === undefined || !isSubdomain(name, zone) ? undefined : closestEncloserOf(canonicalName(name), zone, links)
}

/**
 * True if an NSEC3 record proves that `name` does not exist in its zone, except as an unsigned delegation if it has the opt-out flag. False for
 * a name outside the zone, and for a record with another flag or with another hash than SHA-1 (RFC 5155 8.1 and 8.2).
 *
 * @throws {@link DnsError} `bad-type` for another record, and as {@link nsec3Hash}
 *
 * @example
 * const hash = '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom' // of example, the only name of this zone
 * const [record] = parseZone(`${hash}.example. 0 IN NSEC3 1 0 12 aabbccdd ${hash}`)
 * await nsec3Covers(record!, 'b.example') // => true
 */
export async function nsec3Covers(record: AnyRecordInit, name: string, options: Nsec3Options = {}): Promise<boolean> {
  const link = linkFor(name, record, options)
  return link !== undefined && coversHash(link.owner, link.data.nextHashed, await hashBy(link.data, name, options))
}

/** True if an NSEC3 record belongs to a name. @throws as {@link nsec3Covers} */
export async function nsec3Matches(record: AnyRecordInit, name: string, options: Nsec3Options = {}): Promise<boolean> {
  const link = linkFor(name, record, options)
  return link !== undefined && equalBytes(link.owner, await hashBy(link.data, name, options))
}

/** NSEC3 records of one zone and one set of parameters. Each name is hashed once. */
export interface Nsec3Links {
  matching(name: string): Promise<Nsec3 | undefined>
  covering(name: string): Promise<Nsec3 | undefined>
}

/** The usable NSEC3 records; `undefined` if there are none. */
export function linksOf(zone: string, records: readonly AnyRecordInit[], options: Nsec3Options): Nsec3Links | undefined {
  checkObjects(records, 'prove denial: records')
  const registry = registryOf(options, 'prove denial')
  const all = records
    .filter(({ type, name }) => typeCode(type) === NSEC3 && equalNames(parentName(name), zone))
    .map(record => linkOf(registry, record))
    .filter(isUsable)
  const first = all[0]?.data
  if (first === undefined) return undefined
  const links = all.filter(({ data }) => data.iterations === first.iterations && equalBytes(data.salt, first.salt))
  const hashes = new Map<string, Promise<Uint8Array>>()
  const hash = (name: string): Promise<Uint8Array> => {
    const known = hashes.get(name) ?? hashBy(first, name, options)
    hashes.set(name, known)
    return known
  }
  return {
    matching: async name => {
      const hashed = await hash(name)
      return links.find(({ owner }) => equalBytes(owner, hashed))?.data
    },
    covering: async name => {
      const hashed = await hash(name)
      return links.find(({ owner, data }) => coversHash(owner, data.nextHashed, hashed))?.data
    },
  }
}

/** {@link closestEncloser} of a canonical name within the zone. */
export async function closestEncloserOf(name: string, zone: string, links: Nsec3Links): Promise<ClosestEncloser | undefined> {
  const levels = splitLabels(name).length - splitLabels(canonicalName(zone)).length
  let nextCloser: string | undefined
  let candidate = name
  for (let level = 0; level <= levels; level++) {
    const match = await links.matching(candidate)
    if (match !== undefined) {
      // The name itself exists; or the record is at a zone cut or a DNAME, and proves nothing below it.
      if (nextCloser === undefined || endsAuthority(match.types)) return undefined
      const cover = await links.covering(nextCloser)
      return cover === undefined ? undefined : { closest: candidate, nextCloser, optOut: (cover.flags & OPT_OUT) !== 0 }
    }
    nextCloser = candidate
    candidate = parentName(candidate)
  }
  return undefined
}

/** True for the types at a zone cut or a DNAME, below which the zone is not authoritative (RFC 5155 8.3, RFC 6840 4.1). */
export const endsAuthority = (types: readonly string[]): boolean =>
  types.includes('DNAME') || (types.includes('NS') && !types.includes('SOA'))

/** True if a hash is strictly between two; the last hash of a zone is followed by its first. */
function coversHash(owner: Uint8Array, next: Uint8Array, hash: Uint8Array): boolean {
  const behind = compareBytes(owner, hash) < 0
  const before = compareBytes(hash, next) < 0
  return compareBytes(owner, next) < 0 ? behind && before : behind || before
}

interface Link {
  /** The hash in the owner name. */
  readonly owner: Uint8Array
  readonly data: Nsec3
}

function linkOf(registry: Registry, record: AnyRecordInit): Link {
  const data = typedData<Nsec3>(registry, record, 'NSEC3')
  return { owner: decodeBase32Hex(splitLabels(record.name)[0] ?? '', fail), data }
}

/** `undefined` for a record that proves nothing about a name, whatever their hashes. */
function linkFor(name: string, record: AnyRecordInit, options: Nsec3Options): Link | undefined {
  const link = linkOf(registryOf(options, 'read NSEC3'), record)
  return isUsable(link) && isSubdomain(name, parentName(record.name)) ? link : undefined
}

/** False for a record that must be ignored (RFC 5155 8.1 and 8.2), and for one whose hashes are not SHA-1, by their length. */
const isUsable = ({ owner, data }: Link): boolean =>
  data.hashAlgorithm === SHA1 && data.flags <= OPT_OUT && owner.length === SHA1_LENGTH && data.nextHashed.length === SHA1_LENGTH

const hashBy = ({ salt, iterations }: Nsec3, name: string, options: Nsec3Options): Promise<Uint8Array> =>
  nsec3Hash(name, salt, iterations, options)
