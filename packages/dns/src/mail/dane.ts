/** DANE: the owner names of certificate records, and matching a certificate with a record (RFC 6698, 7671, 7929, 8162). */
import { encodeHex, encodeText, equalBytes, lowerAscii } from '@mailwire/bytes'
import { type CryptoOptions, digest } from '../crypto.js'
import { fail } from '../error.js'
import { checkBytes, checkObject, checkText, shown } from '../given.js'
import { tlsaMatchingTypes, tlsaSelectors, tlsaUsages } from '../iana/certificates.js'
import { dottedName } from '../names/name.js'
import type { CertificateAssociation } from '../rdata/fields/certificate.js'

/**
 * The owner name of a server's TLSA records (RFC 6698 3).
 *
 * @example
 * tlsaName('mx.example') // => '_25._tcp.mx.example'
 */
export function tlsaName(host: string, port = 25, protocol = 'tcp'): string {
  if (!Number.isInteger(port) || port < 0 || port > 0xffff) fail('bad-value', 0, `make TLSA name: invalid port ${shown(port)}`)
  checkText(protocol, 'make TLSA name: protocol')
  return `_${port}._${protocol}.${dottedName(host)}`.replace(/\.{1,2}$/, '')
}

/**
 * True if the data of a TLSA or SMIMEA record matches this certificate, given as DER together with its SubjectPublicKeyInfo. TLS must check the chain
 * and the names as the usage requires. False for an unknown usage, selector or matching type: such a record is unusable (RFC 6698 4.1,
 * RFC 7671 10.1.2).
 *
 * @example
 * const [certificate, publicKeyInfo] = [Uint8Array.of(0x30, 1), Uint8Array.of(0x30, 2)]
 * const tlsa = { usage: 3, selector: 1, matchingType: 0, certificateData: publicKeyInfo }
 * await matchesTlsa(tlsa, certificate, publicKeyInfo) // => true
 */
export async function matchesTlsa(
  association: CertificateAssociation,
  certificate: Uint8Array,
  publicKeyInfo: Uint8Array,
  options: CryptoOptions = {},
): Promise<boolean> {
  checkObject(association, 'match TLSA')
  checkObject(options, 'match TLSA: options')
  const { usage, selector, matchingType, certificateData } = association
  checkBytes(certificateData, 'match TLSA: certificate data')
  checkBytes(certificate, 'match TLSA: certificate')
  checkBytes(publicKeyInfo, 'match TLSA: public key')
  const isKnown = (value: number, last: number): boolean => Number.isInteger(value) && value >= 0 && value <= last
  if (!isKnown(usage, tlsaUsages['DANE-EE']) || !isKnown(selector, tlsaSelectors.SPKI)) return false
  if (!isKnown(matchingType, tlsaMatchingTypes['SHA2-512'])) return false
  const chosen = selector === tlsaSelectors.CERT ? certificate : publicKeyInfo
  const found =
    matchingType === tlsaMatchingTypes.FULL
      ? chosen
      : await digest(matchingType === tlsaMatchingTypes['SHA2-256'] ? 'SHA-256' : 'SHA-512', chosen, options)
  return equalBytes(found, certificateData)
}

/** The owner name of an address's OPENPGPKEY record: 28 bytes of the local part's SHA-256 in hex (RFC 7929 3). */
export const openpgpkeyName = (address: string, options: CryptoOptions = {}): Promise<string> =>
  hashedName(address, '_openpgpkey', options)

/** The owner name of an address's SMIMEA record (RFC 8162 3). */
export const smimeaName = (address: string, options: CryptoOptions = {}): Promise<string> =>
  hashedName(address, '_smimecert', options)

async function hashedName(address: string, label: string, options: CryptoOptions): Promise<string> {
  checkText(address, 'make hashed name: mail address')
  checkObject(options, 'make hashed name: options')
  const at = address.lastIndexOf('@')
  if (at < 1 || at === address.length - 1) fail('bad-value', 0, 'make hashed name: a mail address expected')
  const hash = await digest('SHA-256', encodeText(address.slice(0, at), fail), options)
  return `${lowerAscii(encodeHex(hash.subarray(0, 28)))}.${label}.${dottedName(address.slice(at + 1)).replace(/\.$/, '')}`
}
