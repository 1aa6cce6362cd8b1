/**
 * The cryptography of TSIG, SIG(0) and DNSSEC. Nothing is implemented here: Web Crypto computes, the global one or one passed in, and the
 * caller provides the two hashes that it lacks.
 */
import { type HashFunction, hmacOver, type SubtleLike, webCryptoOf } from '@mailwire/bytes'
import { fail } from './error.js'

/** The part of Web Crypto that is used. */
export interface WebCryptoLike {
  readonly subtle: SubtleLike
}

/** The hashes that Web Crypto lacks and old TSIG keys need. */
export interface HashesLike {
  readonly md5?: HashFunction | undefined
  readonly sha224?: HashFunction | undefined
}

/** The source of cryptography; every asynchronous function of this package takes it. */
export interface CryptoOptions {
  /** `globalThis.crypto` by default. */
  readonly crypto?: WebCryptoLike | undefined
  readonly hashes?: HashesLike | undefined
}

/** The `subtle` of the given Web Crypto, or of the runtime. @throws {@link DnsError} `no-crypto` if there is none */
export const subtleOf = (options: CryptoOptions): SubtleLike => webCryptoOf(options.crypto, fail).subtle

/** The digest of bytes by Web Crypto's name of the hash: `SHA-1`, `SHA-256`, `SHA-384`, `SHA-512`. */
export async function digest(hash: string, data: Uint8Array, options: CryptoOptions): Promise<Uint8Array> {
  return new Uint8Array(await subtleOf(options).digest(hash, data))
}

/** HMAC (RFC 2104) by Web Crypto, or over one of the given hashes. The secret is not empty. */
export async function hmac(hash: string, secret: Uint8Array, data: Uint8Array, options: CryptoOptions): Promise<Uint8Array> {
  if (hash === 'MD5' || hash === 'SHA-224') {
    const injected = hash === 'MD5' ? options.hashes?.md5 : options.hashes?.sha224
    return hmacOver(
      injected ?? fail('no-crypto', 0, `check crypto: Web Crypto lacks ${hash}; pass it in \`hashes\``),
      secret,
      data,
    )
  }
  const subtle = subtleOf(options)
  const key = await subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, ['sign'])
  return new Uint8Array(await subtle.sign('HMAC', key, data))
}

/** True when serial number `a` is `b` or comes after it (RFC 1982 3.2), in 32 bits. */
export const serialAtLeast = (a: number, b: number): boolean => ((a - b) | 0) >= 0
