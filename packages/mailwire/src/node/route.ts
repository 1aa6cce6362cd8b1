/** Finds the hosts that take a domain's mail, with their addresses, of IPv4 and IPv6 (RFC 5321 3.6.2, 5.1 and 5.2, RFC 1035 8.1, RFC 7505). */
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { canonicalName, type DnsRecord } from '@mailwire/dns'
import { type MailTarget, mailTargets } from '../mail-targets.js'
import { answersFor } from '../resolve/answers.js'
import { badOption, NetworkError } from './errors.js'
import { checkDnsOptions, type Resolution, type ResolveOptions, resolve } from './resolve.js'

/** A host, and where it is. */
export interface RoutedTarget extends MailTarget {
  readonly addresses: readonly string[]
}

export interface RouteOptions extends ResolveOptions {
  /** Numbers from 0 to below 1, for the order of hosts with the same preference. */
  readonly random?: (() => number) | undefined
  /**
   * The names of the host that sends, where it takes mail for others to relay it: it and the hosts that are no nearer are left out, so that
   * mail never comes back (RFC 5321 5.1).
   */
  readonly self?: readonly string[] | undefined
  /** Sees every answer. */
  readonly onAnswer?: ((resolution: Resolution) => void) | undefined
}

/**
 * The hosts to try for a domain's mail, in order. Addresses in the MX answer are used; the others are looked up. An address
 * literal is its own host (RFC 5321 5.1), and U-labels are looked up as A-labels (RFC 6531 3.7.1). Aliases of the domain and of its hosts are
 * followed within each answer, and records of other names in it are left out.
 *
 * @throws {@link NetworkError} `no-route` when the domain does not exist, takes no mail, or would send it back; `no-answer`, `unreachable`,
 * `timeout`; `bad-option`
 */
export async function route(domain: string, options: RouteOptions): Promise<RoutedTarget[]> {
  checkDnsOptions('route', options)
  if (typeof domain !== 'string' || domain.includes('@'))
    badOption('route', 'domain', `the part of an address after the @ expected: found ${JSON.stringify(domain)}`)
  if (domain.startsWith('[')) return [literalTarget(domain)]
  const name = isAscii(domain) ? domain : domainToASCII(domain)
  if (name === '') throw new NetworkError('no-route', `${domain} is not a valid domain name (RFC 5891)`)
  const ask = async (name: string, type: string): Promise<Resolution> => {
    const resolution = await resolve(name, type, options)
    options.onAnswer?.(resolution)
    const { rcode } = resolution.message
    if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN')
      throw new NetworkError('no-answer', `the name server answered ${rcode} for ${name} ${type}`)
    return resolution
  }
  const { message } = await ask(name, 'MX')
  if (message.rcode === 'NXDOMAIN') throw new NetworkError('no-route', `the domain ${domain} does not exist`)
  const found = mailTargets(name, mxData(answersFor(name, message.answers)), options.random)
  if (found.type === 'null-mx') throw new NetworkError('no-route', `${domain} accepts no mail (null MX)`, undefined, '5.1.10') // RFC 7505 4.2
  const known = [...message.additionals, ...message.answers]
  const routed: RoutedTarget[] = []
  let lost: unknown
  for (const target of nearer(found.targets, domain, options.self)) {
    const addresses = [...addressesOf(target.host, known)]
    // A host whose addresses cannot be had is one that cannot be reached: the others are still there (5.1).
    for (const type of addresses.length > 0 ? [] : ['A', 'AAAA'])
      try {
        addresses.push(...answersFor(target.host, (await ask(target.host, type)).message.answers).flatMap(addressIn))
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error
        lost = error
      }
    routed.push({ ...target, addresses })
  }
  if (routed.every(target => target.addresses.length === 0))
    throw lost ?? new NetworkError('no-route', `no mail host of ${domain} has an address`)
  return routed
}

function nearer(targets: readonly MailTarget[], domain: string, self: readonly string[] = []): readonly MailTarget[] {
  const names = new Set(self.map(canonicalName))
  const own = targets.find(({ host }) => names.has(canonicalName(host)))
  if (own === undefined) return targets
  const left = targets.filter(({ preference }) => preference < own.preference)
  if (left.length === 0)
    throw new NetworkError(
      'no-route',
      `mail for ${domain} would loop back to ${own.host}, which is this host`,
      undefined,
      '5.4.6',
    )
  return left
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)

function literalTarget(literal: string): RoutedTarget {
  const address = literal.slice(1, -1).replace(/^IPv6:/i, '')
  if (isIP(address) === 0) throw new NetworkError('no-route', `${literal} is not an address that mail can be sent to`)
  return { host: address, preference: 0, addresses: [address] }
}

const addressesOf = (host: string, records: readonly DnsRecord[]): string[] =>
  records.filter(record => canonicalName(record.name) === canonicalName(host)).flatMap(addressIn)

const addressIn = (record: DnsRecord): string[] =>
  (record.type === 'A' || record.type === 'AAAA') && record.data !== undefined ? [record.data.address] : []

const mxData = (records: readonly DnsRecord[]): { preference: number; exchange: string }[] =>
  records.flatMap(record => (record.type === 'MX' && record.data !== undefined ? [record.data] : []))
