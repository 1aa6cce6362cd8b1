/**
 * What a server stores in place of a password (RFC 5802 3): enough to verify a client, but not to log in elsewhere. As text it is
 * what PostgreSQL and RFC 5803 write, `SCRAM-SHA-256$4096:salt$StoredKey:ServerKey`.
 */
import { asciiBytes, copyOf, decodeBase64, encodeBase64, equalSecrets } from '@mailwire/bytes'
import { boundedBytes, checkedPart, MAX_PART } from './credentials.js'
import {
  type CryptoOptions,
  digest,
  hashLengths,
  hmac,
  MAX_ITERATIONS,
  randomBytes,
  type ScramHash,
  saltedPassword,
} from './crypto.js'
import { fail, isSaslError } from './error.js'
import { limitsOf, type SaslLimits } from './limits.js'
import { prepare } from './prepare.js'
import { bytesOf, fieldsOf, textOf } from './values.js'

/** What a server keeps for one user and one hash. */
export interface ScramCredentials {
  readonly hash: ScramHash
  readonly salt: Uint8Array
  readonly iterations: number
  /** `H(ClientKey)`: checks the client's proof. */
  readonly storedKey: Uint8Array
  /** What the server's signature is made with. */
  readonly serverKey: Uint8Array
}

/** How credentials are made. */
export interface ScramCredentialsInit {
  readonly hash: ScramHash
  /** 16 random bytes by default. */
  readonly salt?: Uint8Array | undefined
  /** 15,000 by default. */
  readonly iterations?: number | undefined
}

/** Where cryptography comes from, and how much of it may be asked for. */
export interface ScramOptions extends CryptoOptions {
  readonly limits?: Partial<SaslLimits> | undefined
}

/** About what RFC 7677 4 names as its rule of thumb; 4,096 are the least that clients accept. */
export const DEFAULT_ITERATIONS = 15_000
/** Bytes of a salt. */
export const SALT_LENGTH = 16

/**
 * Makes what a server keeps of a password, which is prepared as a stored string (RFC 5802 2.2).
 *
 * @throws {@link SaslError} (the promise rejects) `bad-credentials` for an empty password, `bad-string` for one that SASLprep rejects, `limit`
 * above `limits.iterations`, `no-crypto`, `bad-value`
 *
 * @example
 * const kept = await scramCredentials('pencil', { hash: 'SHA-1', salt: new Uint8Array(16), iterations: 4096 })
 * formatScramCredentials(kept) // => 'SCRAM-SHA-1$4096:AAAAAAAAAAAAAAAAAAAAAA==$4qBqxB+svokNNgUih2rgGW5H1Tw=:WTJ7/DdCDvcM18yTIWnECMQCYH8='
 */
export async function scramCredentials(
  password: string,
  init: ScramCredentialsInit,
  options: ScramOptions = {},
): Promise<ScramCredentials> {
  const action = 'make SCRAM credentials'
  const { hash: givenHash, salt: givenSalt, iterations: givenIterations } = fieldsOf(init, action)
  const { crypto, limits } = fieldsOf(options, action) as ScramOptions
  const hash = scramHash(givenHash, action)
  const secret = preparedPassword(password, action)
  const iterations = iterationCount(givenIterations ?? DEFAULT_ITERATIONS, limitsOf(limits).iterations, action)
  const salt = givenSalt === undefined ? randomBytes(SALT_LENGTH, { crypto }) : saltOf(givenSalt, action)
  const { storedKey, serverKey } = await scramKeys(hash, secret, salt, iterations, { crypto })
  return { hash, salt, iterations, storedKey, serverKey }
}

/**
 * True when it is the password that the credentials were made from: how a server that stores nothing else verifies PLAIN and LOGIN. Where a name
 * is unknown, verify against credentials of a random password, so that the answer takes as long.
 *
 * @throws {@link SaslError} (the promise rejects) `limit` above `limits.iterations`, `no-crypto`, `bad-value`; a password that SASLprep
 * rejects is false
 *
 * @example
 * const kept = await scramCredentials('pencil', { hash: 'SHA-256' })
 * await verifyScramPassword('pencil', kept) // => true
 */
export async function verifyScramPassword(
  password: string,
  credentials: ScramCredentials,
  options: ScramOptions = {},
): Promise<boolean> {
  const action = 'verify SCRAM credentials'
  const text = textOf(password, action)
  const { crypto, limits } = fieldsOf(options, action) as ScramOptions
  const { hash, salt, iterations, storedKey } = checkedScramCredentials(credentials)
  // The caller's own credentials: the action says whose fault it is.
  iterationCount(iterations, limitsOf(limits).iterations, 'check SCRAM credentials')
  const secret = acceptedPassword(text, action)
  if (secret === undefined) return false
  const keys = await scramKeys(hash, secret, salt, iterations, { crypto })
  return equalSecrets(keys.storedKey, storedKey)
}

/**
 * Credentials as text: `SCRAM-SHA-256$4096:salt$StoredKey:ServerKey` with base 64, as RFC 5803 and PostgreSQL write them.
 *
 * @throws {@link SaslError} `bad-value`
 *
 * @example
 * const kept = await scramCredentials('pencil', { hash: 'SHA-256' })
 * parseScramCredentials(formatScramCredentials(kept)) // => kept
 */
export function formatScramCredentials(credentials: ScramCredentials): string {
  const { hash, salt, iterations, storedKey, serverKey } = checkedScramCredentials(credentials)
  return `SCRAM-${hash}$${iterations}:${encodeBase64(salt)}$${encodeBase64(storedKey)}:${encodeBase64(serverKey)}`
}

/**
 * Credentials from their text; white space is not part of it.
 *
 * @throws {@link SaslError} `bad-credentials` for any other text, `bad-value` for anything but a string
 *
 * @example
 * const text = 'SCRAM-SHA-1$4096:AAAAAAAAAAAAAAAAAAAAAA==$4qBqxB+svokNNgUih2rgGW5H1Tw=:WTJ7/DdCDvcM18yTIWnECMQCYH8='
 * parseScramCredentials(text).iterations // => 4096
 */
export function parseScramCredentials(text: string): ScramCredentials {
  const action = 'parse SCRAM credentials'
  const found = /^SCRAM-(SHA-1|SHA-256|SHA-512)\$([1-9][0-9]{0,9}):([^$:]+)\$([^$:]+):([^$:]+)$/.exec(textOf(text, action))
  const malformed = (): never =>
    fail('bad-credentials', 0, `${action}: SCRAM-<hash>$<iterations>:<salt>$<StoredKey>:<ServerKey> expected`)
  if (found === null) return malformed()
  const hash = found[1] as ScramHash
  const iterations = Number(found[2])
  const [salt, storedKey, serverKey] = found.slice(3).map(part => decodeBase64(part, malformed)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ]
  const fits = [storedKey, serverKey].every(key => key.length === hashLengths[hash])
  return fits && iterations <= MAX_ITERATIONS ? { hash, salt, iterations, storedKey, serverKey } : malformed()
}

/** A copy of the caller's credentials, each part checked. @throws {@link SaslError} `bad-value` */
export function checkedScramCredentials(value: unknown): ScramCredentials {
  const action = 'check SCRAM credentials'
  const { hash: givenHash, salt, iterations, storedKey, serverKey } = fieldsOf(value, action)
  const hash = scramHash(givenHash, action)
  const keyOf = (key: unknown): Uint8Array => {
    const bytes = copyOf(bytesOf(key, action))
    return bytes.length === hashLengths[hash]
      ? bytes
      : fail('bad-value', 0, `${action}: storedKey or serverKey has the wrong length for the hash`, 'local')
  }
  return {
    hash,
    salt: saltOf(salt, action),
    iterations: iterationCount(iterations, MAX_ITERATIONS, action),
    storedKey: keyOf(storedKey),
    serverKey: keyOf(serverKey),
  }
}

/** The keys of RFC 5802 3. */
export interface ScramKeys {
  readonly clientKey: Uint8Array
  readonly storedKey: Uint8Array
  readonly serverKey: Uint8Array
}

/**
 * `ClientKey := HMAC(SaltedPassword, "Client Key")`, `StoredKey := H(ClientKey)`, `ServerKey := HMAC(SaltedPassword, "Server Key")`
 * (RFC 5802 3)
 */
export async function scramKeys(
  hash: ScramHash,
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  options: CryptoOptions,
): Promise<ScramKeys> {
  const salted = await saltedPassword(hash, password, salt, iterations, options)
  const clientKey = await hmac(hash, salted, asciiBytes('Client Key'), options)
  const serverKey = await hmac(hash, salted, asciiBytes('Server Key'), options)
  return { clientKey, storedKey: await digest(hash, clientKey, options), serverKey }
}

/**
 * `Normalize(password)`: as a stored string (RFC 5802 2.2).
 *
 * @throws {@link SaslError} `bad-credentials`, `bad-string`, `too-long`, `bad-value`
 */
export function preparedPassword(password: unknown, action: string): Uint8Array {
  const prepared = prepare(checkedPart(password, action), action, false)
  return prepared === ''
    ? fail('bad-string', 0, `${action}: the password is empty after SASLprep`)
    : boundedBytes(prepared, MAX_PART, action)
}

/** The same for a peer's password: `undefined` for text that cannot be a password. */
function acceptedPassword(password: string, action: string): Uint8Array | undefined {
  try {
    return preparedPassword(password, action)
  } catch (error) {
    if (isSaslError(error)) return undefined
    throw error
  }
}

/** @throws {@link SaslError} `bad-value` */
export const scramHash = (value: unknown, action: string): ScramHash =>
  typeof value === 'string' && Object.hasOwn(hashLengths, value)
    ? (value as ScramHash)
    : fail('bad-value', 0, `${action}: unknown hash; use one of ${Object.keys(hashLengths).join(', ')}`)

/** A number of iterations. @throws {@link SaslError} `limit`, `bad-value` */
export function iterationCount(value: unknown, most: number, action: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    fail('bad-value', 0, `${action}: iterations is not a whole number from 1`)
  const count = value as number
  return count <= Math.min(most, MAX_ITERATIONS)
    ? count
    : fail('limit', 0, `${action}: ${count} iterations, at most ${most} allowed (limits.iterations)`)
}

function saltOf(value: unknown, action: string): Uint8Array {
  const salt = copyOf(bytesOf(value, action))
  return salt.length > 0 ? salt : fail('bad-value', 0, `${action}: salt is empty`)
}
