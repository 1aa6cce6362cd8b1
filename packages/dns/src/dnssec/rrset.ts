/**
 * Signatures of RRsets (RFC 4034 3.1.8.1, RFC 4035 5.3): over canonical records in canonical order, with the original TTL from the RRSIG, and
 * the wildcard as owner if the records were expanded from one.
 */
import { concat, equalBytes, Writer } from '@mailwire/bytes'
import type { Registry } from '../codec.js'
import { type CryptoOptions, serialAtLeast, subtleOf } from '../crypto.js'
import { fail, isDnsError } from '../error.js'
import { checkObject, checkObjects, checkWhole, shown, unknownType } from '../given.js'
import { classCode } from '../iana/classes.js'
import { ianaTypes, recordTypes, type TypeNames, typeCode } from '../iana/types.js'
import { canonicalRdataBy, compareBytes } from '../message/canonical.js'
import { type CodecOptions, registryOf } from '../message/everything.js'
import { canonicalName, encodeName, equalNames, isSubdomain, parentName, splitLabels } from '../names/name.js'
import type { Dnskey } from '../rdata/dnskey.js'
import { keyTag } from '../rdata/key-tag.js'
import type { AnyRecordInit, RecordInit } from '../rdata/record.js'
import type { Rrsig } from '../rdata/rrsig.js'
import { importPrivate, importPublic, isZoneKey, REVOKE, signatureAlgorithm, typedData } from './keys.js'

/** A key to sign with: the zone, its public key, and the private key. */
export interface SigningKey {
  /** The zone, which is the owner of the key. */
  readonly zone: string
  readonly dnskey: Dnskey
  /** A CryptoKey that may sign, or a private JWK. */
  readonly privateKey: object
}

export interface SignOptions extends CryptoOptions, CodecOptions {
  /** Seconds since 1970; taken modulo 2^32. */
  readonly inception: number
  readonly expiration: number
}

export interface VerifyOptions extends CryptoOptions, CodecOptions {
  /** Seconds since 1970. */
  readonly now: number
}

/** Why a signature is not valid. */
export type SignatureFailure =
  | 'mismatch' // it belongs to another RRset, signer or key, or the key may not sign it
  | 'malformed' // its fields contradict each other
  | 'not-yet-valid'
  | 'expired'
  | 'unsupported' // its algorithm is not supported here
  | 'bad-key'
  | 'bad-signature'

/** `wildcard` is the wildcard that the RRset was expanded from: then check a proof that no closer name exists (RFC 4035 5.3.4). */
export type SignatureResult =
  | { readonly ok: true; readonly wildcard: string | undefined }
  | { readonly ok: false; readonly error: SignatureFailure }

/**
 * Signs an RRset and returns the RRSIG record. The records must share owner, type, class and TTL; duplicates count once.
 *
 * @throws {@link DnsError} `bad-value` for records that are not one RRset, `bad-type` for a type that the codec does not know, `bad-key`, `no-crypto`, and as `encodeMessage`
 *
 * @example
 * const signed = await signRrset(rrset, { zone: 'example', dnskey: dnskeyData, privateKey }, { inception, expiration })
 */
export async function signRrset(
  records: readonly AnyRecordInit[],
  key: SigningKey,
  options: SignOptions,
): Promise<RecordInit & { readonly type: 'RRSIG'; readonly ttl: number; readonly data: Rrsig }> {
  checkObjects(records, 'sign RRset')
  checkSigning(key, options)
  const registry = registryOf(options, 'sign RRset')
  const [first] = records
  if (first === undefined || !isRrset(records, registry))
    return fail('bad-value', 0, 'sign RRset: records of one owner, type and class expected')
  const { name, ttl = 0 } = first
  if (records.some(record => (record.ttl ?? 0) !== ttl)) fail('bad-value', 0, 'sign RRset: the records have different TTLs')
  const { algorithm } = key.dnskey
  const labels = splitLabels(canonicalName(name))
  const data: Rrsig = {
    typeCovered: registry.typeName(registry.typeCode(first.type)!),
    algorithm,
    labels: signedLabels(labels),
    originalTtl: ttl,
    expiration: options.expiration % 2 ** 32,
    inception: options.inception % 2 ** 32,
    keyTag: keyTag(key.dnskey),
    signer: canonicalName(key.zone),
    signature: new Uint8Array(1),
  }
  if (!maySign(data, canonicalName(name), data.labels, registry))
    fail('bad-value', 0, `sign RRset: zone ${shown(key.zone)} cannot sign ${shown(data.typeCovered)} at ${shown(name)}`)
  const bytes = signedBytes(registry, records, data, canonicalName(name))
  const signature = await makeSignature(key.privateKey, algorithm, bytes, options)
  return { name, type: 'RRSIG', class: first.class ?? 'IN', ttl, data: { ...data, signature } }
}

/**
 * Verifies one signature of an RRset with one key (RFC 4035 5.3.1 to 5.3.3). The caller decides whether the key is trusted.
 *
 * @throws {@link DnsError} `bad-value` for a `now` that is not a number, and for malformed records; `bad-type` for a type that the codec does not know; never for a signature that is not valid
 *
 * @example
 * const result = await verifyRrset(rrset, rrsigRecord, dnskeyRecord, { now })
 * if (!result.ok) console.log(result.error) // 'expired', 'bad-signature', ...
 */
export async function verifyRrset(
  records: readonly AnyRecordInit[],
  rrsig: AnyRecordInit,
  dnskey: AnyRecordInit,
  options: VerifyOptions,
): Promise<SignatureResult> {
  checkObjects(records, 'verify RRset')
  checkObject(options, 'verify RRset: options')
  const registry = registryOf(options, 'verify RRset')
  const sig = typedData<Rrsig>(registry, rrsig, 'RRSIG')
  const key = typedData<Dnskey>(registry, dnskey, 'DNSKEY')
  const [first] = records
  if (first === undefined || !isRrset(records, registry)) return { ok: false, error: 'mismatch' }
  const owner = canonicalName(first.name)
  const labels = splitLabels(owner)
  const count = signedLabels(labels)
  const recordClass = classOf(first)
  const fits =
    equalNames(owner, rrsig.name) &&
    classOf(rrsig) === recordClass &&
    classOf(dnskey) === recordClass &&
    typeCode(sig.typeCovered) === registry.typeCode(first.type) &&
    sig.labels <= count &&
    // A wildcard above the signer would not be in its zone.
    sig.labels >= splitLabels(canonicalName(sig.signer)).length &&
    maySign(sig, owner, count, ianaTypes) &&
    equalNames(sig.signer, dnskey.name) &&
    sig.algorithm === key.algorithm &&
    sig.keyTag === keyTag(key) &&
    isZoneKey(key) &&
    ((key.flags & REVOKE) === 0 || typeCode(sig.typeCovered) === recordTypes.DNSKEY)
  if (!fits) return { ok: false, error: 'mismatch' }
  const untimely = timeFailure(sig, options.now)
  if (untimely !== undefined) return { ok: false, error: untimely }
  const wildcard = sig.labels < count ? ['*', ...labels.slice(labels.length - sig.labels)].join('.') : undefined
  const bytes = signedBytes(registry, records, sig, wildcard ?? owner)
  const error = await checkSignature(key, sig.signature, bytes, options)
  return error === undefined ? { ok: true, wildcard } : { ok: false, error }
}

/** Types whose owner is the apex of the zone that signs them (RFC 4035 2.1 and 2.2, RFC 5155 4, RFC 7344 4.1). */
const AT_APEX: ReadonlySet<number> = /* @__PURE__ */ new Set([2, 6, 48, 51, 59, 60]) // NS, SOA, DNSKEY, NSEC3PARAM, CDS, CDNSKEY: members of a table are kept in every bundle

/** Types that are never signed: RFC 4035 2.2, and types that are not data (RFC 6895 3.1). */
const isUnsignable = (type: number): boolean =>
  type === 0 || type === recordTypes.OPT || type === recordTypes.RRSIG || (type >= 128 && type <= 255)

/** True if the signing zone may contain the RRset at its owner. */
function maySign({ typeCovered, signer, labels }: Rrsig, owner: string, count: number, types: TypeNames): boolean {
  const type = types.typeCode(typeCovered) ?? 0
  if (isUnsignable(type) || !isSubdomain(owner, signer)) return false
  if (AT_APEX.has(type)) return equalNames(owner, signer)
  // A DS record is in the parent zone (RFC 4035 2.4).
  if (type === recordTypes.DS) return !equalNames(owner, signer)
  // The owner is a hash in the zone, never expanded from a wildcard (RFC 5155 3).
  if (type === recordTypes.NSEC3) return equalNames(parentName(owner), signer) && owner !== '.' && labels === count
  return true
}

/**
 * Why a signature is not valid at a time; `undefined` if it is (RFC 4034 3.1.5).
 *
 * @throws {@link DnsError} `bad-value` for a time that is not a number, which would pass every comparison
 */
export function timeFailure({ inception, expiration }: Rrsig, now: number): SignatureFailure | undefined {
  if (!Number.isFinite(now)) fail('bad-value', 0, `verify signature: now is ${shown(now)}, seconds since 1970 expected`)
  if (!serialAtLeast(expiration, inception)) return 'malformed'
  if (!serialAtLeast(now, inception)) return 'not-yet-valid'
  return serialAtLeast(expiration, now) ? undefined : 'expired'
}

/** The number of labels of an owner as in RRSIG, without the label of a wildcard (RFC 4034 3.1.3). */
export const signedLabels = (labels: readonly string[]): number => labels.length - (labels[0] === '*' ? 1 : 0)

/** Why the signature of bytes is not valid; `undefined` if it is. */
export async function checkSignature(
  key: Pick<Dnskey, 'algorithm' | 'publicKey'>,
  signature: Uint8Array,
  bytes: Uint8Array,
  options: CryptoOptions,
): Promise<SignatureFailure | undefined> {
  try {
    const publicKey = await importPublic(key, options)
    const good = await subtleOf(options).verify(signatureAlgorithm(key.algorithm).use, publicKey, signature, bytes)
    return good ? undefined : 'bad-signature'
  } catch (error) {
    if (isDnsError(error)) return error.code === 'no-crypto' ? 'unsupported' : 'bad-key'
    return 'bad-signature' // a runtime that throws for a signature of the wrong length
  }
}

/** Checks the arguments of every signature with a key pair, of RRsets and of messages. */
export function checkSigning(key: SigningKey, options: SignOptions): void {
  checkObject(key, 'sign: key')
  checkObject(key.dnskey, 'sign: dnskey')
  checkObject(key.privateKey, 'sign: private key')
  checkObject(options, 'sign: options')
  const { inception, expiration } = options
  checkWhole(inception, Number.MAX_SAFE_INTEGER, 'sign: inception')
  checkWhole(expiration, Number.MAX_SAFE_INTEGER, 'sign: expiration')
  if (!serialAtLeast(expiration, inception))
    fail('bad-value', 0, `sign: expiration ${expiration} is before inception ${inception}`)
}

/** The signature of bytes. @throws {@link DnsError} `bad-key` if the private key cannot sign with the algorithm */
export async function makeSignature(
  privateKey: object,
  algorithm: number,
  bytes: Uint8Array,
  options: CryptoOptions,
): Promise<Uint8Array> {
  const { use } = signatureAlgorithm(algorithm, 'sign')
  const key = await importPrivate(privateKey, algorithm, options)
  try {
    return new Uint8Array(await subtleOf(options).sign(use, key, bytes))
  } catch (error) {
    if (isDnsError(error)) throw error
    return fail('bad-key', 0, `sign: the key cannot sign with ${use.name}`)
  }
}

/** RRSIG's RDATA without the signature, then the records (RFC 4034 3.1.8.1). */
function signedBytes(registry: Registry, records: readonly AnyRecordInit[], sig: Rrsig, owner: string): Uint8Array {
  const rrsig = { name: owner, type: 'RRSIG', data: { ...sig, signature: new Uint8Array(1) } } as const
  const prefix = canonicalRdataBy(registry, rrsig).slice(0, -1)
  const head = new Writer()
  head.raw(encodeName(owner))
  head.u16(registry.typeCode(records[0]!.type)!)
  head.u16(classCode(records[0]!.class ?? 'IN')!)
  head.u32(sig.originalTtl)
  const same = head.finish()
  const parts: Uint8Array[] = [prefix]
  let before: Uint8Array | undefined
  for (const rdata of records.map(record => canonicalRdataBy(registry, record)).sort(compareBytes)) {
    if (before === undefined || !equalBytes(before, rdata))
      parts.push(same, Uint8Array.of(rdata.length >> 8, rdata.length), rdata)
    before = rdata
  }
  return concat(parts)
}

function isRrset(records: readonly AnyRecordInit[], registry: Registry): boolean {
  const [first] = records as readonly [RecordInit]
  const owner = canonicalName(first.name)
  const code = registry.typeCode(first.type) ?? fail('bad-type', 0, `check RRset: ${unknownType(first.type)}`)
  const recordClass = classOf(first)
  return records.every(
    record => canonicalName(record.name) === owner && registry.typeCode(record.type) === code && classOf(record) === recordClass,
  )
}

const classOf = (record: AnyRecordInit): number | undefined => classCode(record.class ?? 'IN')
