/** DNSSEC keys: conversion between DNSKEY bytes and Web Crypto keys (RFC 3110, 6605, 8080). */
import { concat, decodeBase64, encodeBase64 } from '@mailwire/bytes'
import { decodeData, type Registry } from '../codec.js'
import { type CryptoOptions, subtleOf } from '../crypto.js'
import { fail } from '../error.js'
import { checkBytes, checkObject, checkWhole, shown } from '../given.js'
import { ianaTypes, typeCode } from '../iana/types.js'
import { canonicalRdataBy } from '../message/canonical.js'
import { allTypes } from '../message/everything.js'
import type { Dnskey } from '../rdata/dnskey.js'
import type { AnyRecordInit } from '../rdata/record.js'
import { MessageReader } from '../wire/reader.js'

/** The flag of a revoked key, which is only valid for its own DNSKEY RRset (RFC 5011 2.1). */
export const REVOKE = 0x0080
const ZONE = 0x0100
/** The only valid protocol of a DNSKEY (RFC 4034 2.1.2) and of a KEY (RFC 3445 4). */
export const DNSSEC_PROTOCOL = 3

/** True for a key that may sign a zone (RFC 4034 2.1.1 and 2.1.2). */
export const isZoneKey = ({ flags, protocol }: Dnskey): boolean => (flags & ZONE) !== 0 && protocol === DNSSEC_PROTOCOL

/** The used part of a JSON Web Key (RFC 7517); compatible with Web Crypto's `JsonWebKey`. */
export interface JwkLike {
  readonly kty?: string | undefined
  readonly crv?: string | undefined
  readonly n?: string | undefined
  readonly e?: string | undefined
  readonly x?: string | undefined
  readonly y?: string | undefined
}

/** An algorithm's parameters for Web Crypto. */
export interface SignatureAlgorithm {
  readonly kind: 'rsa' | 'ec' | 'ed'
  /** For `importKey`. */
  readonly key: { readonly name: string; readonly hash?: string; readonly namedCurve?: string }
  /** For `sign` and `verify`. */
  readonly use: { readonly name: string; readonly hash?: string }
  /** The length of a public key in bytes; 0 if it varies. */
  readonly keyLength: number
}

const rsa = (hash: string): SignatureAlgorithm => {
  const name = 'RSASSA-PKCS1-v1_5'
  return { kind: 'rsa', key: { name, hash }, use: { name }, keyLength: 0 }
}
const ec = (namedCurve: string, hash: string, keyLength: number): SignatureAlgorithm => ({
  kind: 'ec',
  key: { name: 'ECDSA', namedCurve },
  use: { name: 'ECDSA', hash },
  keyLength,
})
const ed = (name: string, keyLength: number): SignatureAlgorithm => ({ kind: 'ed', key: { name }, use: { name }, keyLength })

/** The algorithm with a number; `action` begins the message. @throws {@link DnsError} `no-crypto` for one that Web Crypto supports in no runtime */
export function signatureAlgorithm(number: number, action = 'import key'): SignatureAlgorithm {
  switch (number) {
    case 5:
    case 7:
      return rsa('SHA-1')
    case 8:
      return rsa('SHA-256')
    case 10:
      return rsa('SHA-512')
    case 13:
      return ec('P-256', 'SHA-256', 64)
    case 14:
      return ec('P-384', 'SHA-384', 96)
    case 15:
      return ed('Ed25519', 32)
    case 16:
      return ed('Ed448', 57)
    default:
      return fail('no-crypto', 0, `${action}: unsupported DNSSEC algorithm ${shown(number)}`)
  }
}

/**
 * The typed data of a record in canonical form and with IANA's names of types, whether it was given typed or opaque.
 *
 * @throws {@link DnsError} `bad-type` for another type
 */
export function typedData<Data>(registry: Registry, record: AnyRecordInit, type: string): Data {
  checkObject(record, `${type} record`)
  const code = typeCode(type)!
  if (typeCode(record.type) !== code || record.data === undefined)
    fail('bad-type', 0, `read ${type}: a record of this type expected, not ${shown(record.type)}`, 'local')
  const reader = new MessageReader(canonicalRdataBy(registry, record), 0, undefined, ianaTypes)
  return decodeData(allTypes().find(code, 1)!, reader) as Data
}

/**
 * A DNSKEY's public key as a JSON Web Key.
 *
 * @throws {@link DnsError} `bad-key` for an invalid key, `no-crypto` for an unsupported algorithm
 */
export function dnskeyToJwk(dnskey: Pick<Dnskey, 'algorithm' | 'publicKey'>): JwkLike {
  checkObject(dnskey, 'decode DNSKEY')
  const { algorithm, publicKey } = dnskey
  checkBytes(publicKey, 'decode DNSKEY: public key')
  const { kind, key, keyLength } = signatureAlgorithm(algorithm)
  if (kind === 'rsa') {
    const [e, n] = rsaParts(publicKey)
    return { kty: 'RSA', e: base64Url(e), n: base64Url(n) }
  }
  if (publicKey.length !== keyLength)
    fail(
      'bad-key',
      0,
      `decode DNSKEY: ${publicKey.length} bytes of ${key.namedCurve ?? key.name} key found, ${keyLength} expected`,
    )
  if (kind === 'ed') return { kty: 'OKP', crv: key.name, x: base64Url(publicKey) }
  const half = keyLength / 2
  return { kty: 'EC', crv: key.namedCurve, x: base64Url(publicKey.subarray(0, half)), y: base64Url(publicKey.subarray(half)) }
}

/**
 * The DNSKEY data of a JSON Web Key, public or private; private members are not used.
 *
 * @param flags 256 for a zone-signing key, 257 for a key-signing key, which the parent's DS refers to
 * @throws {@link DnsError} `bad-key` for a JWK that does not fit the algorithm, `bad-base64` for a part that is not base64url
 */
export function dnskeyFromJwk(jwk: JwkLike, algorithm: number, flags = 256): Dnskey {
  checkObject(jwk, 'encode DNSKEY: JWK')
  checkWhole(flags, 0xffff, 'encode DNSKEY: flags')
  const { kind, key, keyLength } = signatureAlgorithm(algorithm, 'encode DNSKEY')
  const wanted = kind === 'rsa' ? 'RSA' : kind === 'ec' ? 'EC' : 'OKP'
  if (jwk.kty !== wanted || (kind !== 'rsa' && jwk.crv !== (key.namedCurve ?? key.name)))
    fail('bad-key', 0, `encode DNSKEY: a JWK of ${wanted} for algorithm ${algorithm} expected`)
  const publicKey = kind === 'rsa' ? rsaKey(jwk) : curveKey(kind === 'ed' ? [jwk.x] : [jwk.x, jwk.y], keyLength)
  return { flags, protocol: DNSSEC_PROTOCOL, algorithm, publicKey }
}

function rsaKey(jwk: JwkLike): Uint8Array {
  const e = withoutZeros(jwkBytes(jwk.e))
  const n = withoutZeros(jwkBytes(jwk.n))
  if (e.length === 0 || n.length === 0) fail('bad-key', 0, 'encode DNSKEY: RSA key without exponent or modulus')
  const length = e.length < 256 ? Uint8Array.of(e.length) : Uint8Array.of(0, e.length >> 8, e.length)
  return concat([length, e, n])
}

/** The coordinates of a point, all of the same length, leading zeros included (RFC 7518 6.2.1.2). */
function curveKey(coordinates: readonly (string | undefined)[], keyLength: number): Uint8Array {
  const expected = keyLength / coordinates.length
  const parts = coordinates.map(jwkBytes)
  for (const { length } of parts)
    if (length !== expected) fail('bad-key', 0, `encode DNSKEY: ${length} bytes of a coordinate found, ${expected} expected`)
  return concat(parts)
}

/** The public key for `verify`. @throws {@link DnsError} as {@link dnskeyToJwk}, and `bad-key` if Web Crypto refuses it */
export const importPublic = (key: Pick<Dnskey, 'algorithm' | 'publicKey'>, options: CryptoOptions): Promise<unknown> =>
  importJwk(dnskeyToJwk(key), key.algorithm, 'verify', options)

/** The private key for `sign`: a JWK is imported, a CryptoKey is used as it is. */
export const importPrivate = async (key: object, algorithm: number, options: CryptoOptions): Promise<unknown> =>
  'kty' in key ? importJwk(key, algorithm, 'sign', options) : key

async function importJwk(jwk: object, algorithm: number, usage: string, options: CryptoOptions): Promise<unknown> {
  const { key } = signatureAlgorithm(algorithm, usage)
  const subtle = subtleOf(options)
  try {
    return await subtle.importKey('jwk', jwk, key, false, [usage])
  } catch (error) {
    const unknown = error instanceof Error && error.name === 'NotSupportedError'
    return fail(unknown ? 'no-crypto' : 'bad-key', 0, `${usage}: Web Crypto refuses this ${key.name} key`)
  }
}

/** Exponent and modulus; the exponent's length is one byte, or a zero and two bytes (RFC 3110 2). */
function rsaParts(key: Uint8Array): [e: Uint8Array, n: Uint8Array] {
  const long = key[0] === 0
  const start = long ? 3 : 1
  const length = long ? ((key[1] ?? 0) << 8) | (key[2] ?? 0) : (key[0] ?? 0)
  const e = withoutZeros(key.subarray(start, start + length))
  const n = withoutZeros(key.subarray(start + length))
  if (e.length === 0 || n.length === 0) fail('bad-key', 0, 'decode DNSKEY: RSA key without exponent or modulus')
  return [e, n]
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex(byte => byte !== 0)
  return first < 0 ? new Uint8Array(0) : bytes.subarray(first)
}

const base64Url = (bytes: Uint8Array): string => encodeBase64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')

/** A member of a JWK, in base64url (RFC 7517). */
function jwkBytes(text: string | undefined): Uint8Array {
  if (typeof text !== 'string') fail('bad-key', 0, 'encode DNSKEY: the JWK lacks a part of the public key')
  const plain = text.replace(/-/g, '+').replace(/_/g, '/')
  return decodeBase64(plain + '='.repeat((4 - (plain.length % 4)) % 4), (code, offset, message) =>
    fail(code, offset, message, 'local'),
  )
}
