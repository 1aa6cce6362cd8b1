/** What the packages that need cryptography share: the part of Web Crypto that they use, passed by the caller or the runtime's own. */
import { concat } from './ascii.js'
import type { Fail } from './fail.js'

/** What is used of `SubtleCrypto`. Keys are opaque here; parameters are wide, so that every runtime's own `crypto` fits. */
export interface SubtleLike {
  digest(algorithm: string, data: unknown): Promise<ArrayBuffer>
  importKey(format: string, data: unknown, algorithm: unknown, extractable: boolean, usages: readonly string[]): Promise<unknown>
  sign(algorithm: unknown, key: unknown, data: unknown): Promise<ArrayBuffer>
  verify(algorithm: unknown, key: unknown, signature: unknown, data: unknown): Promise<boolean>
}

/** A hash function that Web Crypto lacks, such as MD5. */
export type HashFunction = (data: Uint8Array) => Uint8Array | Promise<Uint8Array>

/** What the caller passed, or the runtime's own. */
export function webCryptoOf<Crypto extends { readonly subtle: unknown }>(
  given: Crypto | undefined,
  fail: Fail<'no-crypto'>,
): Crypto {
  const crypto = given ?? (globalThis as unknown as { readonly crypto?: Crypto }).crypto
  return crypto?.subtle === undefined
    ? fail('no-crypto', 0, 'check crypto: this runtime has no Web Crypto; pass an implementation as the option `crypto`')
    : crypto
}

/** True when both hold the same bytes. Arrays of one length take the same time wherever they differ. */
export function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let at = 0; at < a.length; at++) difference |= a[at]! ^ b[at]!
  return difference === 0
}

/** HMAC over a hash that Web Crypto lacks (RFC 2104 2). MD5 and SHA-224, the only ones that callers pass, both have blocks of 64 bytes. */
export async function hmacOver(hash: HashFunction, secret: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const key = new Uint8Array(64)
  key.set(secret.length > 64 ? await hash(secret) : secret)
  const inner = await hash(concat([key.map(byte => byte ^ 0x36), data]))
  return hash(concat([key.map(byte => byte ^ 0x5c), inner]))
}
