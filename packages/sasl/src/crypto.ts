/** The cryptography of the mechanisms. Nothing of it is written here: Web Crypto computes, and MD5, which it lacks, comes from the caller. */
import { encodeHex, type HashFunction, hmacOver, isBytes, lowerAscii, type SubtleLike, webCryptoOf } from '@mailwire/bytes'
import { fail } from './error.js'
import { functionOf } from './values.js'

/** What is used of Web Crypto: the runtime's own `crypto` fits. */
export interface WebCryptoLike {
  readonly subtle: Pick<SubtleLike, 'digest' | 'importKey' | 'sign'> & {
    deriveBits(algorithm: unknown, key: unknown, length: number): Promise<ArrayBuffer>
  }
  getRandomValues(array: Uint8Array): Uint8Array
}

/** Where cryptography comes from. */
export interface CryptoOptions {
  /** `globalThis.crypto` by default. */
  readonly crypto?: WebCryptoLike | undefined
}

/** The hash of a SCRAM mechanism, by Web Crypto's name. */
export type ScramHash = 'SHA-1' | 'SHA-256' | 'SHA-512'

/** The option `crypto`, checked. @throws {@link SaslError} `no-crypto` */
function cryptoOf({ crypto }: CryptoOptions): WebCryptoLike {
  const found = webCryptoOf(crypto, fail)
  const { subtle } = found
  const functions = [found.getRandomValues, subtle.digest, subtle.importKey, subtle.sign, subtle.deriveBits]
  return functions.every(one => typeof one === 'function')
    ? found
    : fail('no-crypto', 0, 'check crypto: the option `crypto` lacks a function of Web Crypto')
}

const subtleOf = (options: CryptoOptions): WebCryptoLike['subtle'] => cryptoOf(options).subtle

/** `H(str)` (RFC 5802 2.2). */
export const digest = async (hash: ScramHash, data: Uint8Array, options: CryptoOptions): Promise<Uint8Array> =>
  new Uint8Array(await subtleOf(options).digest(hash, data))

/** `HMAC(key, str)` (RFC 5802 2.2). */
export async function hmac(hash: ScramHash, secret: Uint8Array, data: Uint8Array, options: CryptoOptions): Promise<Uint8Array> {
  const subtle = subtleOf(options)
  const key = await subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, ['sign'])
  return new Uint8Array(await subtle.sign('HMAC', key, data))
}

/** `Hi(str, salt, i)`: PBKDF2 with the length of the hash (RFC 5802 2.2). @throws {@link SaslError} `limit` for more iterations than the runtime allows */
export async function saltedPassword(
  hash: ScramHash,
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  options: CryptoOptions,
): Promise<Uint8Array> {
  const subtle = subtleOf(options)
  const key = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
  try {
    return new Uint8Array(await subtle.deriveBits({ name: 'PBKDF2', hash, salt, iterations }, key, hashLengths[hash] * 8))
  } catch {
    // Some runtimes have a limit of their own: workerd's is 100,000.
    return fail('limit', 0, `derive key: this runtime's PBKDF2 does not allow ${iterations} iterations`, 'local')
  }
}

/** The most iterations that the PBKDF2 of every runtime takes: Node's has 31 bits for them. */
export const MAX_ITERATIONS = 0x7fffffff

/** Bytes of a hash. */
export const hashLengths: Readonly<Record<ScramHash, number>> = { 'SHA-1': 20, 'SHA-256': 32, 'SHA-512': 64 }

/** Random bytes. */
export const randomBytes = (length: number, { crypto }: CryptoOptions): Uint8Array =>
  cryptoOf({ crypto }).getRandomValues(new Uint8Array(length))

/** The MD5 of the options of a mechanism. @throws {@link SaslError} `no-crypto` without one, `bad-value` for anything but a function */
export const md5FunctionOf = (md5: unknown, action: string): HashFunction =>
  md5 === undefined
    ? fail('no-crypto', 0, 'check crypto: Web Crypto has no MD5; pass a function as the option `md5`')
    : (functionOf(md5, action) as HashFunction)

/** The MD5 of the data by the caller's function. @throws {@link SaslError} `bad-value` for a result that is not 16 bytes */
export async function md5Of(md5: HashFunction, data: Uint8Array): Promise<Uint8Array> {
  const hash: unknown = await md5(data)
  return isBytes(hash) && hash.length === 16 ? hash : fail('bad-value', 0, 'make MD5: the function md5 did not return 16 bytes')
}

/** Lower-case hexadecimal digits. */
export const hex = (bytes: Uint8Array): string => lowerAscii(encodeHex(bytes))

/** HMAC-MD5 in lower-case hexadecimal digits (RFC 2104, RFC 2195 2). */
export const hmacMd5 = async (md5: HashFunction, secret: Uint8Array, data: Uint8Array): Promise<string> =>
  hex(await hmacOver(message => md5Of(md5, message), secret, data))
