/** SIG(0): messages signed with a key pair (RFC 2931). The signature of a response also covers its request. */
import { concat, Writer } from '@mailwire/bytes'
import { DNSSEC_PROTOCOL, typedData } from '../dnssec/keys.js'
import {
  checkSignature,
  checkSigning,
  makeSignature,
  type SignatureFailure,
  type SigningKey,
  type SignOptions,
  timeFailure,
  type VerifyOptions,
} from '../dnssec/rrset.js'
import { fail, isDnsError } from '../error.js'
import { checkBytes, checkObject } from '../given.js'
import { canonicalRdata } from '../message/canonical.js'
import { allTypes } from '../message/everything.js'
import { canonicalName, equalNames } from '../names/name.js'
import type { Dnskey } from '../rdata/dnskey.js'
import { keyTag } from '../rdata/key-tag.js'
import type { Rrsig } from '../rdata/rrsig.js'
import { layoutOf, withLast, withoutLast } from './signed.js'

const SIG_TYPE = 24
const CLASS_ANY = 255

/** For a response: the complete request, including its signature. */
export interface Sig0Request {
  readonly request?: Uint8Array | undefined
}

/** The message without its SIG(0), or why it cannot be trusted. */
export type Sig0Result =
  | { readonly ok: true; readonly message: Uint8Array }
  | { readonly ok: false; readonly error: SignatureFailure | 'unsigned' }

/**
 * Signs a message: appends a SIG record that covers no type (RFC 2931 3). `key.zone` is the name of the KEY record.
 *
 * @throws {@link DnsError} `bad-key`, `no-crypto`, `bad-name`, `too-long`
 *
 * @example
 * await signSig0(query, { zone: 'host.example', dnskey: dnskeyData, privateKey }, { inception, expiration })
 */
export async function signSig0(message: Uint8Array, key: SigningKey, options: SignOptions & Sig0Request): Promise<Uint8Array> {
  checkBytes(message, 'sign message')
  checkSigning(key, options)
  if (options.request !== undefined) checkBytes(options.request, 'sign message: request')
  if (message.length < 12) fail('truncated', message.length, `sign message: ${message.length} bytes, at least 12 expected`)
  const prefix = canonicalRdata({
    name: '.',
    type: 'RRSIG',
    data: {
      typeCovered: 'TYPE0',
      algorithm: key.dnskey.algorithm,
      labels: 0,
      originalTtl: 0,
      expiration: options.expiration % 2 ** 32,
      inception: options.inception % 2 ** 32,
      keyTag: keyTag(key.dnskey),
      signer: canonicalName(key.zone),
      signature: new Uint8Array(1),
    } satisfies Rrsig,
  }).slice(0, -1)
  const bytes = concat(options.request === undefined ? [prefix, message] : [prefix, options.request, message])
  const signature = await makeSignature(key.privateKey, key.dnskey.algorithm, bytes, options)
  const writer = new Writer()
  writer.u8(0)
  writer.u16(SIG_TYPE)
  writer.u16(CLASS_ANY)
  writer.u32(0)
  writer.u16(prefix.length + signature.length)
  writer.raw(prefix)
  writer.raw(signature)
  return withLast(message, writer.finish())
}

/**
 * Verifies a message over its bytes as received.
 *
 * @throws {@link DnsError} as `decodeMessage` for bytes that are not a message
 */
export async function verifySig0(
  message: Uint8Array,
  key: { readonly name: string; readonly data: Dnskey },
  options: VerifyOptions & Sig0Request,
): Promise<Sig0Result> {
  checkObject(key, 'verify message: key')
  checkObject(key.data, 'verify message: key data')
  checkObject(options, 'verify message: options')
  if (options.request !== undefined) checkBytes(options.request, 'verify message: request')
  const { last, misplaced } = layoutOf(message)
  if (last?.type !== SIG_TYPE) return { ok: false, error: 'unsigned' }
  if (misplaced || last.name !== '.' || last.class !== CLASS_ANY || last.ttl !== 0) return { ok: false, error: 'malformed' }
  let sig: Rrsig
  try {
    const rdata = last.rdata.copy(last.rdata.end - last.rdata.pos)
    sig = typedData<Rrsig>(allTypes(), { name: '.', type: 'RRSIG', data: { bytes: rdata } }, 'RRSIG')
  } catch (error) {
    if (isDnsError(error)) return { ok: false, error: 'malformed' }
    throw error
  }
  if (sig.typeCovered !== 'TYPE0') return { ok: false, error: 'unsigned' }
  if (sig.labels !== 0) return { ok: false, error: 'malformed' }
  if (
    sig.algorithm !== key.data.algorithm ||
    sig.keyTag !== keyTag(key.data) ||
    !equalNames(sig.signer, key.name) ||
    key.data.protocol !== DNSSEC_PROTOCOL
  )
    return { ok: false, error: 'mismatch' }
  const untimely = timeFailure(sig, options.now)
  if (untimely !== undefined) return { ok: false, error: untimely }
  const prefix = canonicalRdata({ name: '.', type: 'RRSIG', data: { ...sig, signature: new Uint8Array(1) } }).slice(0, -1)
  const bare = withoutLast(message, last.start)
  const bytes = concat(options.request === undefined ? [prefix, bare] : [prefix, options.request, bare])
  const error = await checkSignature(key.data, sig.signature, bytes, options)
  return error === undefined ? { ok: true, message: bare } : { ok: false, error }
}
