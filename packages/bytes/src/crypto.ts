/** What the packages that need cryptography share: the part of Web Crypto that they use, handed in or the runtime's own. */
import type { Fail } from './fail.js'

/** What is used of `SubtleCrypto`. Keys are opaque here; parameters are wide, so that every runtime's own `crypto` fits. */
export interface SubtleLike {
  digest(algorithm: string, data: unknown): Promise<ArrayBuffer>
  importKey(format: string, data: unknown, algorithm: unknown, extractable: boolean, usages: readonly string[]): Promise<unknown>
  sign(algorithm: unknown, key: unknown, data: unknown): Promise<ArrayBuffer>
  verify(algorithm: unknown, key: unknown, signature: unknown, data: unknown): Promise<boolean>
}

/** A hash that Web Crypto lacks, such as MD5: bytes to the bytes of their hash. */
export type HashFunction = (data: Uint8Array) => Uint8Array | Promise<Uint8Array>

/** What was handed in, or the runtime's own. */
export function webCryptoOf<Crypto extends { readonly subtle: unknown }>(
  given: Crypto | undefined,
  fail: Fail<'no-crypto'>,
): Crypto {
  const crypto = given ?? (globalThis as unknown as { readonly crypto?: Crypto }).crypto
  return crypto?.subtle === undefined
    ? fail('no-crypto', 0, 'check crypto: this runtime has no Web Crypto; hand one in as `crypto`')
    : crypto
}

/** True when both hold the same bytes; looks at all of them whatever they are. */
export function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let at = 0; at < a.length; at++) difference |= a[at]! ^ b[at]!
  return difference === 0
}
