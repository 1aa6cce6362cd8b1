/** The names for reverse lookups of addresses (RFC 1035 3.5, RFC 3596 2.5). */
import { parseIPv4, parseIPv6 } from '@mailwire/bytes'
import { fail } from '../error.js'
import { checkText, shown } from '../given.js'

/**
 * The reverse name of an IPv4 or IPv6 address.
 *
 * @throws {@link DnsError} `bad-value` for anything but an IP address
 *
 * @example
 * reverseName('192.0.2.1') // => '1.2.0.192.in-addr.arpa'
 */
export function reverseName(address: string): string {
  checkText(address, 'reverse name')
  const four = parseIPv4(address)
  if (four !== undefined) return `${Array.from(four).reverse().join('.')}.in-addr.arpa`
  const sixteen = parseIPv6(address) ?? fail('bad-value', 0, `reverse name: not an IP address: ${shown(address)}`)
  const nibbles = Array.from(sixteen, byte => byte.toString(16).padStart(2, '0')).join('')
  return `${[...nibbles].reverse().join('.')}.ip6.arpa`
}
