/** `@mailwire/dns/mail`: what mail asks of DNS: policies in TXT records, null MX, services by SRV, DANE (hashes need Web Crypto). No I/O. */
export type { HashFunction, SubtleLike } from '@mailwire/bytes'
export type { CryptoOptions, HashesLike, WebCryptoLike } from './crypto.js'
export { matchesTlsa, openpgpkeyName, smimeaName, tlsaName } from './mail/dane.js'
export {
  bimiName,
  dkimName,
  isNullMx,
  type MailPolicy,
  type MailService,
  mailServiceName,
  policyName,
  selectPolicy,
} from './mail/records.js'
export type { CertificateAssociation } from './rdata/fields/certificate.js'
