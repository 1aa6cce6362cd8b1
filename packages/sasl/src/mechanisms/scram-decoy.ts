/**
 * What a SCRAM server answers for an unknown name: a salt that looks like any other, and is the same each time. Otherwise a client that asks twice,
 * or looks at its length, finds out which names exist.
 */
import { copyOf, encodeText } from '@mailwire/bytes'
import { type CryptoOptions, hashLengths, hmac, MAX_ITERATIONS, randomBytes, type ScramHash } from '../crypto.js'
import { fail } from '../error.js'
import { DEFAULT_ITERATIONS, iterationCount, SALT_LENGTH, type ScramCredentials } from '../scram-credentials.js'
import { bytesOf, fieldsOf } from '../values.js'

/** How the answers for unknown names are made. They must look like those for known names. */
export interface DecoyOptions {
  /**
   * Secret bytes, always the same for one set of users: with more than one process, or after a restart, salts would differ otherwise. Random
   * for this process by default.
   */
  readonly key?: Uint8Array | undefined
  /** As the credentials of the store have: 15,000 by default, as {@link scramCredentials} makes them. */
  readonly iterations?: number | undefined
  /** Bytes of a salt, at most 64: 16 by default, as {@link scramCredentials} makes them. */
  readonly saltLength?: number | undefined
}

/** The same, checked. */
export interface Decoy {
  readonly key: Uint8Array
  readonly iterations: number
  readonly saltLength: number
}

/** An HMAC with SHA-512. */
const MAX_SALT = 64

/** The key of this process, made when it is needed. */
let processKey: Uint8Array | undefined

/** @throws {@link SaslError} `no-crypto`, `bad-value` */
export function decoyOf(options: unknown, crypto: CryptoOptions): Decoy {
  const action = 'make SCRAM decoy'
  const { key, iterations = DEFAULT_ITERATIONS, saltLength = SALT_LENGTH } = fieldsOf(options, action)
  if (!Number.isSafeInteger(saltLength) || (saltLength as number) < 1 || (saltLength as number) > MAX_SALT)
    fail('bad-value', 0, `${action}: saltLength must be from 1 to ${MAX_SALT}`)
  return {
    key: key === undefined ? keyOfProcess(crypto) : checkedKey(key, action),
    iterations: iterationCount(iterations, MAX_ITERATIONS, action),
    saltLength: saltLength as number,
  }
}

function keyOfProcess(crypto: CryptoOptions): Uint8Array {
  processKey ??= randomBytes(32, crypto)
  return processKey
}

function checkedKey(value: unknown, action: string): Uint8Array {
  const key = copyOf(bytesOf(value, action))
  return key.length > 0 ? key : fail('bad-value', 0, `${action}: key is empty`)
}

/** Made-up credentials for a name, which no password matches. */
export async function decoyCredentials(
  { key, iterations, saltLength }: Decoy,
  hash: ScramHash,
  name: string,
  crypto: CryptoOptions,
): Promise<ScramCredentials> {
  const made = (purpose: string): Promise<Uint8Array> =>
    hmac('SHA-512', key, encodeText(`${purpose} ${hash} ${name}`, fail), crypto)
  const salt = (await made('salt')).slice(0, saltLength)
  const storedKey = (await made('key')).slice(0, hashLengths[hash])
  return { hash, salt, iterations, storedKey, serverKey: storedKey }
}
