/** NSEC3: hashes of names, and what a record proves by them (RFC 5155 5, 8.3; RFC 9276 for the limit of iterations). */
import { concat, decodeBase32Hex, encodeBase32Hex, lowerAscii } from '@mailwire/bytes'
import { canonicalRdata, compareRdata } from '../canonical.js'
import { type CryptoOptions, digest } from '../crypto.js'
import { fail } from '../error.js'
import { canonicalName, encodeName, isSubdomain, parentName, splitLabels } from '../name.js'
import { MessageReader } from '../reader.js'
import type { RecordInit } from '../record.js'

/** The most additional iterations that are computed unless the caller allows more: each one costs whoever answers (RFC 9276 3.2). */
export const MAX_NSEC3_ITERATIONS = 100

export interface Nsec3Options extends CryptoOptions {
  /** {@link MAX_NSEC3_ITERATIONS} by default. */
  readonly maxIterations?: number | undefined
}

/**
 * The hash of a name with SHA-1, 20 octets (RFC 5155 5).
 *
 * @throws {@link DnsError} `limit` above the most iterations allowed, `bad-value` for a salt above 255 octets
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
  const most = options.maxIterations ?? MAX_NSEC3_ITERATIONS
  if (!(iterations >= 0 && iterations <= most)) fail('limit', 0, `NSEC3: ${String(iterations)} iterations, ${most} allowed`)
  if (salt.length > 255) fail('bad-value', 0, `NSEC3: a salt of ${salt.length} octets, 255 allowed`)
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

/** What the records say of a name that does not exist (RFC 5155 8.3). */
export interface ClosestEncloser {
  /** The nearest ancestor that exists. */
  readonly closest: string
  /** The name one label longer, which does not. */
  readonly nextCloser: string
  /** The record that covers it leaves insecure delegations out, so that one may exist there (RFC 5155 6). */
  readonly optOut: boolean
}

/**
 * The closest encloser proof (RFC 5155 8.3); `undefined` where the records do not give one. They must be verified already. Records with other
 * parameters than the first, and hash algorithms other than SHA-1, are passed over.
 *
 * @throws {@link DnsError} as {@link nsec3Hash}, and for malformed records
 */
export async function closestEncloser(
  name: string,
  zone: string,
  records: readonly RecordInit[],
  options: Nsec3Options = {},
): Promise<ClosestEncloser | undefined> {
  if (!isSubdomain(name, zone)) return undefined
  const all = records.map(fieldsOf).filter(link => link.hashAlgorithm === 1)
  const [first] = all
  if (first === undefined) return undefined
  const links = all.filter(link => link.iterations === first.iterations && compareRdata(link.salt, first.salt) === 0)
  const hash = (of: string): Promise<Uint8Array> => nsec3Hash(of, first.salt, first.iterations, options)
  const levels = splitLabels(canonicalName(name)).length - splitLabels(canonicalName(zone)).length
  let nextCloser: string | undefined
  let candidate = canonicalName(name)
  for (let level = 0; level <= levels; level++) {
    const hashed = await hash(candidate)
    if (links.some(link => compareRdata(link.owner, hashed) === 0)) {
      if (nextCloser === undefined) return undefined // the name itself exists
      const missing = await hash(nextCloser)
      const cover = links.find(link => coversHash(link.owner, link.next, missing))
      return cover === undefined ? undefined : { closest: candidate, nextCloser, optOut: (cover.flags & 1) !== 0 }
    }
    nextCloser = candidate
    candidate = parentName(candidate)
  }
  return undefined
}

/** True when a hash lies strictly between two; the last of a zone leads back to its first. */
export function coversHash(owner: Uint8Array, next: Uint8Array, hash: Uint8Array): boolean {
  const behind = compareRdata(owner, hash) < 0
  const before = compareRdata(hash, next) < 0
  return compareRdata(owner, next) < 0 ? behind && before : (behind || before) && compareRdata(owner, hash) !== 0
}

interface Nsec3Link {
  readonly owner: Uint8Array
  readonly next: Uint8Array
  readonly hashAlgorithm: number
  readonly flags: number
  readonly iterations: number
  readonly salt: Uint8Array
}

function fieldsOf(record: RecordInit): Nsec3Link {
  const reader = new MessageReader(canonicalRdata(record))
  const hashAlgorithm = reader.u8()
  const flags = reader.u8()
  const iterations = reader.u16()
  const salt = reader.copy(reader.u8())
  const next = reader.copy(reader.u8())
  const owner = decodeBase32Hex(splitLabels(record.name)[0]?.toUpperCase() ?? '', fail)
  return { owner, next, hashAlgorithm, flags, iterations, salt }
}
