/** `@mailwire/dns/dnssec`: signatures, keys, denial of existence, digests of zones, and the canonical form of records. What signs, verifies or hashes needs Web Crypto. No I/O. */
export type { HashFunction, SubtleLike } from '@mailwire/bytes'
export type { CryptoOptions, HashesLike, WebCryptoLike } from './crypto.js'
export { type Denial, proveDenial, proveWildcard } from './dnssec/denial.js'
export { makeDs, matchesDs } from './dnssec/ds.js'
export { dnskeyFromJwk, dnskeyToJwk, type JwkLike } from './dnssec/keys.js'
export { nsecCovers } from './dnssec/nsec.js'
export {
  type ClosestEncloser,
  closestEncloser,
  MAX_NSEC3_ITERATIONS,
  type Nsec3Options,
  nsec3Covers,
  nsec3Hash,
  nsec3Matches,
  nsec3Owner,
} from './dnssec/nsec3.js'
export {
  type SignatureFailure,
  type SignatureResult,
  type SigningKey,
  type SignOptions,
  signRrset,
  type VerifyOptions,
  verifyRrset,
} from './dnssec/rrset.js'
export { verifyZonemd, type ZonemdFailure, type ZonemdResult, zoneDigest } from './dnssec/zonemd.js'
export { canonicalRdata, canonicalRecord, compareRdata } from './message/canonical.js'
export { keyTag } from './rdata/key-tag.js'
