/**
 * Zone text to records. mailwire gives typed data with absolute names, and refuses what no name server would load; dns-zonefile gives
 * typed data with names as they stand; dnsz gives the data of a record as one string.
 */
import type { DnsRecord } from '@mailwire/dns'
import { parseZone } from '@mailwire/dns/zone'
import zonefile from 'dns-zonefile'
import * as dnsz from 'dnsz'
import { ORIGIN, zone } from '../inputs/zone.js'
import { contender, type Topic } from '../topic.js'

export const dnsZone = (): readonly Topic[] => {
  const records = parseZone(zone)
  return [
    {
      name: 'dns/zone/hosts',
      about: `parse the text of a zone: ${records.length} records with comments, ${Math.round(zone.length / 1024)} KiB`,
      incumbent: 'dns-zonefile',
      expected: fromDnsz(dnsz.parseZone(zone)),
      contenders: [
        contender('mailwire', () => parseZone(zone), fromMailwire),
        contender('dns-zonefile', () => zonefile.parse(zone), fromZonefile),
        contender('dnsz', () => dnsz.parseZone(zone), fromDnsz),
      ],
    },
  ]
}

/** One form for all: a line a record, names absolute without the final dot, sorted, as dns-zonefile keeps records by type. */
const line = (name: string, ttl: number, type: string, values: readonly unknown[]): string =>
  [
    name,
    ttl,
    type,
    ...values.map(value =>
      String(value)
        .replace(/^"(.*)"$/, '$1')
        .replace(/\.$/, ''),
    ),
  ].join(' ')

const absolute = (name: string): string => (name === '@' ? ORIGIN : name.endsWith('.') ? name.slice(0, -1) : `${name}.${ORIGIN}`)

const fromMailwire = (records: readonly DnsRecord[]): unknown =>
  records.map(({ name, ttl, type, data }) => line(name, ttl, type, Object.values(data ?? {}).flat())).sort()

const fromDnsz = ({ records }: dnsz.DnszDnsData): unknown =>
  records.map(({ name, ttl, type, content }) => line(name, ttl, type, type === 'TXT' ? [content] : content.split(' '))).sort()

/** What dns-zonefile calls the fields of each type, in their order. */
const FIELDS = {
  soa: ['mname', 'rname', 'serial', 'refresh', 'retry', 'expire', 'minimum'],
  ns: ['host'],
  mx: ['preference', 'host'],
  a: ['ip'],
  aaaa: ['ip'],
  cname: ['alias'],
  srv: ['priority', 'weight', 'port', 'target'],
  txt: ['txt'],
}

function fromZonefile(parsed: object): unknown {
  const zone = parsed as Readonly<Record<string, unknown>>
  return Object.entries(FIELDS)
    .flatMap(([type, fields]) =>
      [zone[type] ?? []].flat().map(record => {
        const { name, ttl, ...data } = record as Readonly<Record<string, string>>
        return line(
          absolute(name!),
          Number(ttl ?? zone['$ttl']),
          type.toUpperCase(),
          fields.map(field => data[field]),
        )
      }),
    )
    .sort()
}
