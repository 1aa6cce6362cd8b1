/**
 * Signatures of RRsets (RFC 4034 3.1.8.1, RFC 4035 5.3): over canonical records in canonical order, with the TTL that the signature names,
 * and an owner that came from a wildcard as the wildcard.
 */
import { concat, Writer } from '@mailwire/bytes'
import { canonicalRdata, compareRdata } from '../canonical.js'
import { type CryptoOptions, serialAtLeast, subtleOf } from '../crypto.js'
import { fail, isDnsError } from '../error.js'
import { classCode } from '../iana/classes.js'
import { typeCode, typeName } from '../iana/types.js'
import { canonicalName, encodeName, equalNames, isSubdomain, splitLabels } from '../name.js'
import type { Dnskey } from '../rdata/dnskey.js'
import type { Rrsig } from '../rdata/rrsig.js'
import type { RecordInit } from '../record.js'
import { importPrivate, importPublic, keyTag, signatureAlgorithm, typedData } from './keys.js'

/** What signs: the zone, its public key, and the private one. */
export interface SigningKey {
  /** The zone, which is the key's owner. */
  readonly zone: string
  readonly dnskey: Dnskey
  /** A CryptoKey that may sign, or a private JWK. */
  readonly privateKey: object
}

export interface SignOptions extends CryptoOptions {
  /** Seconds since 1970; taken modulo 2^32. */
  readonly inception: number
  readonly expiration: number
}

export interface VerifyOptions extends CryptoOptions {
  /** Seconds since 1970. */
  readonly now: number
}

/** Why a signature does not stand. */
export type SignatureFailure =
  | 'mismatch' // it is of another RRset, signer or key, or the key is no zone key
  | 'not-yet-valid'
  | 'expired'
  | 'unsupported' // its algorithm cannot be computed here
  | 'bad-key'
  | 'bad-signature'

/** `wildcard` is the wildcard that the RRset came from: then it must be proved that no closer name exists (RFC 4035 5.3.4). */
export type SignatureResult =
  | { readonly ok: true; readonly wildcard: string | undefined }
  | { readonly ok: false; readonly error: SignatureFailure }

/**
 * Signs an RRset: gives the RRSIG record. The records must have one owner, type, class and TTL; duplicates count once.
 *
 * @throws {@link DnsError} `bad-value` for what is no RRset, `bad-key`, `no-crypto`, and as `encodeMessage`
 *
 * @example
 * const signed = await signRrset(rrset, { zone: 'example', dnskey: dnskeyData, privateKey }, { inception, expiration })
 */
export async function signRrset(
  records: readonly RecordInit[],
  key: SigningKey,
  options: SignOptions,
): Promise<RecordInit & { readonly type: 'RRSIG'; readonly ttl: number; readonly data: Rrsig }> {
  const [first] = records
  if (first === undefined || !isRrset(records))
    return fail('bad-value', 0, 'sign RRset: records of one owner, type and class expected')
  const { name, ttl = 0 } = first
  if (records.some(record => (record.ttl ?? 0) !== ttl)) fail('bad-value', 0, 'sign RRset: its records differ in time to live')
  if (!isSubdomain(name, key.zone)) fail('bad-value', 0, `sign RRset: its owner is not in the zone ${key.zone}`)
  const { algorithm } = key.dnskey
  const labels = splitLabels(canonicalName(name))
  const data: Rrsig = {
    typeCovered: typeName(typeCode(first.type)!),
    algorithm,
    labels: signedLabels(labels),
    originalTtl: ttl,
    expiration: options.expiration % 2 ** 32,
    inception: options.inception % 2 ** 32,
    keyTag: keyTag(key.dnskey),
    signer: canonicalName(key.zone),
    signature: new Uint8Array(1),
  }
  const bytes = signedOctets(records, data, canonicalName(name))
  const signature = await makeSignature(key.privateKey, algorithm, bytes, options)
  return { name, type: 'RRSIG', class: first.class ?? 'IN', ttl, data: { ...data, signature } }
}

/**
 * Checks one signature of an RRset with one key (RFC 4035 5.3.1 to 5.3.3). That the key itself is to be trusted is the caller's to know.
 *
 * @throws {@link DnsError} for records that are malformed, never for a signature that does not stand
 *
 * @example
 * const result = await verifyRrset(rrset, rrsigRecord, dnskeyRecord, { now })
 * if (!result.ok) console.log(result.error) // 'expired', 'bad-signature', ...
 */
export async function verifyRrset(
  records: readonly RecordInit[],
  rrsig: RecordInit,
  dnskey: RecordInit,
  options: VerifyOptions,
): Promise<SignatureResult> {
  const sig = typedData<Rrsig>(rrsig, 'RRSIG')
  const key = typedData<Dnskey>(dnskey, 'DNSKEY')
  const [first] = records
  if (first === undefined || !isRrset(records)) return { ok: false, error: 'mismatch' }
  const owner = canonicalName(first.name)
  const labels = splitLabels(owner)
  const count = signedLabels(labels)
  const fits =
    equalNames(owner, rrsig.name) &&
    (rrsig.class ?? 'IN') === (first.class ?? 'IN') &&
    typeCode(sig.typeCovered) === typeCode(first.type) &&
    sig.labels <= count &&
    isSubdomain(owner, sig.signer) &&
    equalNames(sig.signer, dnskey.name) &&
    sig.algorithm === key.algorithm &&
    sig.keyTag === keyTag(key) &&
    key.protocol === 3 &&
    (key.flags & 0x0100) !== 0
  if (!fits) return { ok: false, error: 'mismatch' }
  if (!serialAtLeast(options.now, sig.inception)) return { ok: false, error: 'not-yet-valid' }
  if (!serialAtLeast(sig.expiration, options.now)) return { ok: false, error: 'expired' }
  const wildcard = sig.labels < count ? ['*', ...labels.slice(labels.length - sig.labels)].join('.') : undefined
  const bytes = signedOctets(records, sig, wildcard ?? owner)
  const error = await checkSignature(key, sig.signature, bytes, options)
  return error === undefined ? { ok: true, wildcard } : { ok: false, error }
}

/** The labels of an owner as RRSIG counts them, without that of a wildcard (RFC 4034 3.1.3). */
export const signedLabels = (labels: readonly string[]): number => labels.length - (labels[0] === '*' ? 1 : 0)

/** Why the signature of octets does not stand, `undefined` when it does. */
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

/** The signature of octets. @throws {@link DnsError} `bad-key` where the private key cannot sign with the algorithm */
export async function makeSignature(
  privateKey: object,
  algorithm: number,
  bytes: Uint8Array,
  options: CryptoOptions,
): Promise<Uint8Array> {
  const { use } = signatureAlgorithm(algorithm)
  const key = await importPrivate(privateKey, algorithm, options)
  try {
    return new Uint8Array(await subtleOf(options).sign(use, key, bytes))
  } catch (error) {
    if (isDnsError(error)) throw error
    return fail('bad-key', 0, `sign: this key cannot sign with ${use.name}`)
  }
}

/** RRSIG's RDATA without the signature, then the records (RFC 4034 3.1.8.1). */
function signedOctets(records: readonly RecordInit[], sig: Rrsig, owner: string): Uint8Array {
  const prefix = canonicalRdata({ name: owner, type: 'RRSIG', data: { ...sig, signature: new Uint8Array(1) } }).slice(0, -1)
  const head = new Writer()
  head.raw(encodeName(owner))
  head.u16(typeCode(records[0]!.type)!)
  head.u16(classCode(records[0]!.class ?? 'IN')!)
  head.u32(sig.originalTtl)
  const same = head.finish()
  const parts: Uint8Array[] = [prefix]
  let before: Uint8Array | undefined
  for (const rdata of records.map(canonicalRdata).sort(compareRdata)) {
    if (before === undefined || compareRdata(before, rdata) !== 0)
      parts.push(same, Uint8Array.of(rdata.length >> 8, rdata.length), rdata)
    before = rdata
  }
  return concat(parts)
}

function isRrset(records: readonly RecordInit[]): boolean {
  const { name, type, class: recordClass } = records[0]!
  const owner = canonicalName(name)
  const code = typeCode(type)
  return (
    code !== undefined &&
    records.every(
      record =>
        canonicalName(record.name) === owner &&
        typeCode(record.type) === code &&
        (record.class ?? 'IN') === (recordClass ?? 'IN'),
    )
  )
}
