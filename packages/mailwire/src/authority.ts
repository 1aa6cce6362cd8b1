/**
 * A name server's answers from records in memory (RFC 1034 4.3.2, RFC 1035 6.2, RFC 2308, RFC 6891): pure, with no I/O. For small zones; wildcards and
 * DNSSEC are not supported.
 */
import {
  canonicalName,
  compareNames,
  type DnsRecord,
  type EdnsInit,
  isSubdomain,
  type Message,
  type MessageInit,
  parentName,
} from '@mailwire/dns'
import { parseZone } from '@mailwire/dns/zone'

/** The records of one part of the tree. */
export interface Zone {
  /** The name at its top. */
  readonly origin: string
  /**
   * True for a cache rather than a zone: it answers like a resolver, with RA and without AA, and has no records but those it holds.
   */
  readonly cache: boolean
  readonly records: readonly DnsRecord[]
  /** The records by owner name, in their order. */
  readonly byOwner: ReadonlyMap<string, readonly DnsRecord[]>
  /** The owners and all names above them: what exists (RFC 4592 2.2.2). */
  readonly names: ReadonlySet<string>
}

/** Aliases in a row; more are a loop. */
const MAX_ALIASES = 8

/**
 * A zone from its text, which is not loaded where it has an error (RFC 1035 5.2).
 *
 * @throws `DnsError` with line and column
 *
 * @example
 * loadZone('@ 60 MX 10 mail', { origin: 'some.domain' }).records.length // => 1
 */
export function loadZone(text: string, options: { readonly origin: string; readonly cache?: boolean }): Zone {
  const records = parseZone(text, { origin: options.origin })
  const byOwner = new Map<string, DnsRecord[]>()
  for (const record of records) {
    const owner = canonicalName(record.name)
    const known = byOwner.get(owner)
    if (known === undefined) byOwner.set(owner, [record])
    else known.push(record)
  }
  return {
    origin: canonicalName(options.origin),
    cache: options.cache ?? false,
    records,
    byOwner,
    names: namesIn(byOwner.keys()),
  }
}

function namesIn(owners: Iterable<string>): ReadonlySet<string> {
  const names = new Set<string>()
  for (const owner of owners)
    for (let at = owner; !names.has(at); at = parentName(at)) {
      names.add(at)
      if (at === '.') break
    }
  return names
}

/**
 * The answer to a query. Answers are in the order of the zone's text; additional records in canonical order of their owners.
 *
 * `edns` is the server's OPT record for clients that use EDNS.
 */
export function answerQuery(query: Message, zones: readonly Zone[], edns: EdnsInit = {}): MessageInit {
  const { id, opcode, questions } = query
  const base: MessageInit = {
    id,
    opcode,
    flags: { qr: true, rd: query.flags.rd, cd: query.flags.cd },
    questions,
    ...(query.edns === undefined ? {} : { edns: { udpPayloadSize: 4096, ...edns } }),
  }
  if ((query.edns?.version ?? 0) > 0) return { ...base, rcode: 'BADVERS' }
  if (opcode !== 'QUERY') return { ...base, rcode: 'NOTIMP' }
  const [question] = questions
  if (question === undefined || questions.length > 1) return { ...base, rcode: 'FORMERR' }
  const name = canonicalName(question.name)
  const zone = zoneOf(zones, name)
  if (zone === undefined || question.class !== 'IN') return { ...base, rcode: 'REFUSED' }
  const flags = { ...base.flags, aa: !zone.cache, ra: zone.cache }
  const found = lookUp(zone, name, question.type)
  const additionals = additionalFor([...found.answers, ...found.authorities], zones)
  return { ...base, ...found, flags: { ...flags, aa: flags.aa && !found.referral }, additionals }
}

interface Found {
  readonly rcode: 'NOERROR' | 'NXDOMAIN'
  readonly answers: readonly DnsRecord[]
  readonly authorities: readonly DnsRecord[]
  readonly referral: boolean
}

function lookUp(zone: Zone, name: string, type: string): Found {
  const answers: DnsRecord[] = []
  let owner = name
  for (let aliases = 0; aliases <= MAX_ALIASES; aliases++) {
    const cut = delegationAbove(zone, owner)
    if (cut !== undefined && !zone.cache) return { rcode: 'NOERROR', answers, authorities: cut, referral: answers.length === 0 }
    const records = zone.byOwner.get(owner) ?? []
    const matching = records.filter(record => type === 'ANY' || record.type === type)
    if (matching.length > 0)
      return {
        rcode: 'NOERROR',
        answers: [...answers, ...matching],
        authorities: type === 'NS' ? [] : nameServersOf(zone, owner),
        referral: false,
      }
    const alias = records.find(record => record.type === 'CNAME')
    if (alias?.type !== 'CNAME' || alias.data === undefined) return { ...noSuch(zone, owner), answers, referral: false }
    answers.push(alias)
    owner = canonicalName(alias.data.cname)
    if (!isSubdomain(owner, zone.origin)) break
  }
  return { rcode: 'NOERROR', answers, authorities: [], referral: false }
}

/** "There is no such name" or "not of this type", with the SOA that says for how long (RFC 2308 3). */
function noSuch(zone: Zone, owner: string): Pick<Found, 'rcode' | 'authorities'> {
  return {
    rcode: zone.names.has(owner) ? 'NOERROR' : 'NXDOMAIN',
    authorities: (zone.byOwner.get(zone.origin) ?? []).filter(record => record.type === 'SOA'),
  }
}

/** The NS records of the closest name above that has some, within the zone. */
function nameServersOf(zone: Zone, owner: string): readonly DnsRecord[] {
  for (let at = owner; isSubdomain(at, zone.origin); at = parentName(at)) {
    const servers = (zone.byOwner.get(at) ?? []).filter(record => record.type === 'NS')
    if (servers.length > 0) return servers
    if (at === '.') break
  }
  return []
}

/** The NS records of a zone cut between the zone's top and the name. */
function delegationAbove(zone: Zone, owner: string): readonly DnsRecord[] | undefined {
  const servers = nameServersOf(zone, owner)
  return servers.length > 0 && canonicalName(servers[0]!.name) !== zone.origin ? servers : undefined
}

/** The addresses of the hosts that the records name, by canonical order of their owners. */
function additionalFor(records: readonly DnsRecord[], zones: readonly Zone[]): DnsRecord[] {
  const hosts = new Set(records.flatMap(hostIn).map(canonicalName))
  return [...hosts]
    .sort(compareNames)
    .flatMap(host =>
      (zoneOf(zones, host)?.byOwner.get(host) ?? []).filter(record => record.type === 'A' || record.type === 'AAAA'),
    )
}

/** The host that a record names, if its type names one. */
function hostIn(record: DnsRecord): string[] {
  if (record.data === undefined) return []
  if (record.type === 'MX') return [record.data.exchange]
  if (record.type === 'NS') return [record.data.nsdname]
  return record.type === 'SRV' ? [record.data.target] : []
}

/** The zone that a name is in: the one with the longest origin. */
function zoneOf(zones: readonly Zone[], name: string): Zone | undefined {
  let found: Zone | undefined
  for (const zone of zones)
    if (
      isSubdomain(name, zone.origin) &&
      (found === undefined || zone.origin.length > found.origin.length || found.origin === '.')
    )
      found = zone
  return found
}
