/** DANE: where the records of certificates stand, and whether a certificate is the one that a record means (RFC 6698, 7671, 7929, 8162). */
import { encodeHex, encodeText, equalBytes, lowerAscii } from '@mailwire/bytes'
import { type CryptoOptions, digest } from '../crypto.js'
import { fail } from '../error.js'
import { dottedName } from '../name.js'

/** The fields of a TLSA or SMIMEA record by which a certificate is told. */
export interface CertificateAssociation {
  /** 0 whole certificate, 1 its public key. */
  readonly selector: number
  /** 0 the octets themselves, 1 SHA-256, 2 SHA-512. */
  readonly matchingType: number
  readonly data: Uint8Array
}

/**
 * The owner name of a server's TLSA records (RFC 6698 3).
 *
 * @example
 * tlsaName('mx.example') // => '_25._tcp.mx.example'
 */
export function tlsaName(host: string, port = 25, protocol = 'tcp'): string {
  if (!Number.isInteger(port) || port < 0 || port > 0xffff) fail('bad-value', 0, `TLSA name: no port ${String(port)}`)
  return `_${port}._${protocol}.${dottedName(host)}`.replace(/\.+$/, '')
}

/**
 * True when the record means this certificate, both given as DER: the whole one, and its SubjectPublicKeyInfo. Usage, chain and names are for
 * TLS to check. False for a selector or matching type that is not known (RFC 7671 5).
 */
export async function matchesTlsa(
  { selector, matchingType, data }: CertificateAssociation,
  certificate: Uint8Array,
  publicKeyInfo: Uint8Array,
  options: CryptoOptions = {},
): Promise<boolean> {
  if (selector > 1 || matchingType > 2) return false
  const chosen = selector === 0 ? certificate : publicKeyInfo
  const found = matchingType === 0 ? chosen : await digest(matchingType === 1 ? 'SHA-256' : 'SHA-512', chosen, options)
  return equalBytes(found, data)
}

/** The owner name of an address's OPENPGPKEY record: 28 octets of the local part's SHA-256 in hex (RFC 7929 3). */
export const openpgpkeyName = (address: string, options: CryptoOptions = {}): Promise<string> =>
  hashedName(address, '_openpgpkey', options)

/** The owner name of an address's SMIMEA record (RFC 8162 3). */
export const smimeaName = (address: string, options: CryptoOptions = {}): Promise<string> =>
  hashedName(address, '_smimecert', options)

async function hashedName(address: string, label: string, options: CryptoOptions): Promise<string> {
  const at = address.lastIndexOf('@')
  if (at < 1 || at === address.length - 1) fail('bad-value', 0, 'hashed name: no mail address')
  const hash = await digest('SHA-256', encodeText(address.slice(0, at), fail), options)
  return `${lowerAscii(encodeHex(hash.subarray(0, 28)))}.${label}.${dottedName(address.slice(at + 1)).replace(/\.$/, '')}`
}
