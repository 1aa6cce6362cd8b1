/** The shared secrets of TSIG: their HMAC algorithms, how long a MAC is, and the MAC itself (RFC 8945 6). */
import { concat, lowerAscii } from '@mailwire/bytes'
import { type CryptoOptions, hmac } from '../crypto.js'
import { fail } from '../error.js'
import { checkBytes, checkObject, shown } from '../given.js'

/** A shared secret. */
export interface TsigKey {
  /** The name of the key, a domain name that both sides agreed on. */
  readonly name: string
  /** `hmac-sha256`, ...; `hmac-md5` is short for `hmac-md5.sig-alg.reg.int`. `gss-tsig` has no shared secret and is refused. */
  readonly algorithm: string
  readonly secret: Uint8Array
}

/** HMAC algorithms by name: Web Crypto's name of the hash, the length of the MAC, and of the full hash, in bytes (RFC 8945 6). */
const algorithms: Readonly<Record<string, readonly [hash: string, mac: number, output: number]>> = {
  'hmac-md5.sig-alg.reg.int': ['MD5', 16, 16],
  'hmac-sha1': ['SHA-1', 20, 20],
  'hmac-sha224': ['SHA-224', 28, 28],
  'hmac-sha256': ['SHA-256', 32, 32],
  'hmac-sha256-128': ['SHA-256', 16, 32],
  'hmac-sha384': ['SHA-384', 48, 48],
  'hmac-sha384-192': ['SHA-384', 24, 48],
  'hmac-sha512': ['SHA-512', 64, 64],
  'hmac-sha512-256': ['SHA-512', 32, 64],
}

/** Refuses an invalid key, `bad-key` for an empty secret; a secret given as text is most likely base64 that was not decoded. */
export function checkKey(key: TsigKey): void {
  checkObject(key, 'check TSIG key')
  if (typeof key.algorithm !== 'string')
    fail('no-crypto', 0, `check TSIG key: an algorithm expected, not ${shown(key.algorithm)}`)
  checkBytes(key.secret, 'check TSIG key: secret')
  // Anyone can sign with it; most likely it was read from an empty file or variable.
  if (key.secret.length === 0) fail('bad-key', 0, 'check TSIG key: the secret is empty')
}

/** The full MAC of the parts. */
export async function macOf(key: TsigKey, parts: readonly Uint8Array[], options: CryptoOptions): Promise<Uint8Array> {
  const [hash] = algorithmOf(key.algorithm)
  return hmac(hash, key.secret, concat(parts), options)
}

/** The name of an algorithm in lower case, without the final dot and not abbreviated. */
export function fullName(algorithm: string): string {
  const name = lowerAscii(algorithm).replace(/\.$/, '')
  return name === 'hmac-md5' ? 'hmac-md5.sig-alg.reg.int' : name
}

/** @throws {@link DnsError} `no-crypto` for an unknown algorithm */
export function algorithmOf(algorithm: string): readonly [hash: string, mac: number, output: number] {
  const name = fullName(algorithm)
  if (!Object.hasOwn(algorithms, name))
    fail('no-crypto', 0, `check TSIG key: unknown shared-secret algorithm ${shown(algorithm)}`)
  return algorithms[name]!
}

/** The minimum length of a MAC, for a full hash of `output` bytes (RFC 8945 5.2.2.1). */
export const minimum = (output: number): number => Math.max(10, Math.ceil(output / 2))
