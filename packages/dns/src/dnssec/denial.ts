/**
 * Authenticated denial: what the NSEC or NSEC3 records of a response prove about a name (RFC 4035 5.4, RFC 5155 8, RFC 6840 4, RFC 9824). Verify
 * their signatures with `verifyRrset` first.
 *
 * Always: records of an ancestor zone prove nothing below a zone cut, and nothing below a DNAME.
 */
import type { Registry } from '../codec.js'
import { fail } from '../error.js'
import { checkObject, checkObjects, shown } from '../given.js'
import { typeCode, typeName } from '../iana/types.js'
import { registryOf } from '../message/everything.js'
import { canonicalName, equalNames, isSubdomain, parentName, splitLabels } from '../names/name.js'
import type { Nsec } from '../rdata/nsec.js'
import type { AnyRecordInit } from '../rdata/record.js'
import type { Rrsig } from '../rdata/rrsig.js'
import { typedData } from './keys.js'
import { covers } from './nsec.js'
import { closestEncloserOf, endsAuthority, linksOf, type Nsec3Options } from './nsec3.js'
import { signedLabels } from './rrset.js'

/** What is proved not to exist. */
export interface Denial {
  /**
   * `no-name`: the name does not exist. `no-data`: it does, or a wildcard matches it, but there are no such records. If NSEC3 records with
   * opt-out cover a name that was asked for DS, it is `no-data` with `optOut`, even if the response is NXDOMAIN: a delegation without DS may exist.
   */
  readonly kind: 'no-name' | 'no-data'
  /** The name itself if it exists, else its nearest existing ancestor. */
  readonly closest: string
  /** The wildcard that matches the name and has no such records; only with `no-data`. */
  readonly wildcard: string | undefined
  /** A delegation without signatures may still exist, as the zone opted it out (RFC 5155 6). Only with NSEC3. */
  readonly optOut: boolean
  /**
   * The name itself has NS and no SOA: there is a zone cut. Only then, or with `optOut`, does a name without DS start an unsigned zone
   * (RFC 6840 4.4).
   */
  readonly delegation: boolean
}

/**
 * What the records of a zone prove about a name and type; `undefined` if they prove nothing. They must be verified already, with the zone as their
 * signer; other types than NSEC and NSEC3 are ignored. An NSEC record expanded from a wildcard proves nothing about its owner and must not be
 * included: `verifyRrset` reports it, and it is ignored if its RRSIG is included.
 *
 * @throws {@link DnsError} `bad-type`, `bad-name` for an invalid question, `limit` for NSEC3 with too many iterations, and as `decodeMessage` for
 * malformed records
 *
 * @example
 * const records = parseZone('example. 0 IN NSEC xx.example. NS SOA')
 * await proveDenial('ml.example', 'A', 'example', records)
 * // => { kind: 'no-name', closest: 'example', wildcard: undefined, optOut: false, delegation: false }
 */
export async function proveDenial(
  name: string,
  type: string,
  zone: string,
  records: readonly AnyRecordInit[],
  options: Nsec3Options = {},
): Promise<Denial | undefined> {
  checkObject(options, 'prove denial: options')
  const registry = registryOf(options, 'prove denial')
  const code = registry.typeCode(type) ?? fail('bad-type', 0, `prove denial: unknown type ${shown(type)}`, 'local')
  const question: Asked = { name: canonicalName(name), type: typeName(code) }
  if (!isSubdomain(question.name, zone)) return undefined
  return denialByNsec(question, nsecsOf(registry, records, zone)) ?? (await denialByNsec3(question, zone, records, options))
}

/**
 * True if the records prove that a wildcard applies to a name: no closer match exists (RFC 4035 5.3.4, RFC 5155 8.8).
 *
 * @param wildcard from `verifyRrset`
 * @throws {@link DnsError} as {@link proveDenial}
 *
 * @example
 * const records = parseZone('*.w.example. 0 IN NSEC xx.example. MX')
 * await proveWildcard('a.z.w.example', '*.w.example', 'example', records) // => true
 */
export async function proveWildcard(
  name: string,
  wildcard: string,
  zone: string,
  records: readonly AnyRecordInit[],
  options: Nsec3Options = {},
): Promise<boolean> {
  const closest = parentName(canonicalName(wildcard))
  const asked = canonicalName(name)
  const nextCloser = belowOf(asked, closest)
  if (nextCloser === undefined || !isSubdomain(closest, zone)) return false
  const found = coverOf(asked, nsecsOf(registryOf(options, 'prove wildcard'), records, zone))
  // The name is between two names that are no closer to it than the wildcard's parent.
  if (found !== undefined && !isSubdomain(found.next, nextCloser) && !isSubdomain(found.owner, nextCloser)) return true
  const links = linksOf(zone, records, options)
  return links !== undefined && (await links.covering(nextCloser)) !== undefined
}

interface Asked {
  readonly name: string
  readonly type: string
}

interface NsecLink {
  readonly owner: string
  readonly next: string
  readonly types: readonly string[]
}

/** Whatever its bitmap says, the NSEC record and its signature exist at its owner (RFC 4035 5.4). NSEC3 records have an owner of their own. */
const AT_EACH_NSEC = ['NSEC', 'RRSIG'] as const
/** The types that may exist beside a CNAME, so that a query for them does not follow it (RFC 4035 2.5). */
const BESIDE_CNAME: ReadonlySet<string> = /* @__PURE__ */ new Set(AT_EACH_NSEC)
const NSEC = 47
const RRSIG = 46

function nsecsOf(registry: Registry, records: readonly AnyRecordInit[], zone: string): NsecLink[] {
  checkObjects(records, 'prove denial: records')
  const expanded = expandedOwners(registry, records)
  return records
    .filter(({ type, name }) => typeCode(type) === NSEC && isSubdomain(name, zone) && !expanded.has(canonicalName(name)))
    .map(record => {
      const { nextName, types } = typedData<Nsec>(registry, record, 'NSEC')
      return { owner: canonicalName(record.name), next: canonicalName(nextName), types }
    })
    .filter(({ next }) => isSubdomain(next, zone))
}

/** Owners whose NSEC was signed with fewer labels than they have: anyone can make one from a wildcard's NSEC, for any name below it. */
function expandedOwners(registry: Registry, records: readonly AnyRecordInit[]): ReadonlySet<string> {
  const owners = records
    .filter(record => {
      if (typeCode(record.type) !== RRSIG) return false
      const { typeCovered, labels } = typedData<Rrsig>(registry, record, 'RRSIG')
      return typeCode(typeCovered) === NSEC && labels < signedLabels(splitLabels(canonicalName(record.name)))
    })
    .map(({ name }) => canonicalName(name))
  return new Set(owners)
}

function denialByNsec(asked: Asked, links: readonly NsecLink[]): Denial | undefined {
  const { name } = asked
  const match = links.find(({ owner }) => owner === name)
  if (match !== undefined) return denialAt(asked, [...match.types, ...AT_EACH_NSEC], name)
  const cover = coverOf(name, links)
  if (cover === undefined) return undefined
  // The next name is below this one, so this one exists, without records.
  if (isSubdomain(cover.next, name)) return found('no-data', name)
  const closest = sharedAncestor(name, cover)
  const wildcard = wildcardAt(closest)
  const source = links.find(({ owner }) => owner === wildcard)
  if (source !== undefined) return denialAt(asked, [...source.types, ...AT_EACH_NSEC], closest, wildcard)
  const noWildcard = coverOf(wildcard, links)
  if (noWildcard === undefined) return undefined
  return isSubdomain(noWildcard.next, wildcard) ? found('no-data', closest, wildcard) : found('no-name', closest)
}

/** The record that covers a name; one from above a zone cut or a DNAME proves nothing about names below it (RFC 6840 4.1). */
const coverOf = (name: string, links: readonly NsecLink[]): NsecLink | undefined =>
  links.find(({ owner, next, types }) => covers(owner, next, name) && !(isSubdomain(name, owner) && endsAuthority(types)))

async function denialByNsec3(
  asked: Asked,
  zone: string,
  records: readonly AnyRecordInit[],
  options: Nsec3Options,
): Promise<Denial | undefined> {
  const links = linksOf(zone, records, options)
  if (links === undefined) return undefined
  const match = await links.matching(asked.name)
  if (match !== undefined) return denialAt(asked, match.types, asked.name)
  const proof = await closestEncloserOf(asked.name, zone, links)
  if (proof === undefined) return undefined
  const { closest, optOut } = proof
  const wildcard = wildcardAt(closest)
  const source = await links.matching(wildcard)
  if (source !== undefined) return denialAt(asked, source.types, closest, wildcard, optOut)
  // An opted-out unsigned delegation has no DS, whatever a wildcard has (RFC 5155 8.6).
  if (asked.type === 'DS' && optOut) return found('no-data', closest, undefined, optOut)
  if ((await links.covering(wildcard)) !== undefined) return found('no-name', closest, undefined, optOut)
  // A name that exists only because such delegations are below it has no NSEC3 record either (RFC 5155 7.1, erratum 3441).
  return optOut ? found('no-data', closest, undefined, optOut) : undefined
}

/** What the type bitmap of a name, or of the wildcard that matches it, proves about one type. */
function denialAt(
  { name, type }: Asked,
  types: readonly string[],
  closest: string,
  wildcard?: string,
  optOut = false,
): Denial | undefined {
  const has = (wanted: string): boolean => types.includes(wanted)
  // NXNAME marks a name that does not exist in compact denial (RFC 9824 3.2).
  if (has('NXNAME') && wildcard === undefined) return found('no-name', parentName(name), undefined, optOut)
  // The parent side of a zone cut is authoritative for DS only, the child side for all other types (RFC 4035 5.2, RFC 6840 4.1).
  if (type === 'DS' ? has('SOA') && name !== '.' : has('NS') && !has('SOA')) return undefined
  const there =
    type === 'ANY'
      ? types.some(each => each !== 'NSEC' && each !== 'RRSIG')
      : has(type) || (has('CNAME') && !BESIDE_CNAME.has(type))
  if (there) return undefined
  return found('no-data', closest, wildcard, optOut, wildcard === undefined && has('NS') && !has('SOA'))
}

const found = (kind: Denial['kind'], closest: string, wildcard?: string, optOut = false, delegation = false): Denial => ({
  kind,
  closest,
  wildcard,
  optOut,
  delegation,
})

const wildcardAt = (closest: string): string => (closest === '.' ? '*' : `*.${closest}`)

/** The ancestor of a name that is one label longer than `above`; `undefined` if the name is not below `above`. */
function belowOf(name: string, above: string): string | undefined {
  if (equalNames(name, above) || !isSubdomain(name, above)) return undefined
  let below = name
  while (!equalNames(parentName(below), above)) below = parentName(below)
  return below
}

/** The nearest ancestor of a name that is also one of an existing name beside it, and so exists. */
function sharedAncestor(name: string, { owner, next }: NsecLink): string {
  let ancestor = name
  while (!isSubdomain(owner, ancestor) && !isSubdomain(next, ancestor)) ancestor = parentName(ancestor)
  return ancestor
}
