/** What both sides of SCRAM do (RFC 5802 3 and 4). */
import { encodeBase64, encodeText } from '@mailwire/bytes'
import { type CryptoOptions, randomBytes, type ScramHash } from '../crypto.js'
import { fail } from '../error.js'
import { prepare } from '../prepare.js'
import { isNonce } from './scram-message.js'

/** The mechanism's name (RFC 5802 4). */
export const scramName = (hash: ScramHash, isPlus: boolean): string => `SCRAM-${hash}${isPlus ? '-PLUS' : ''}`

/** The three parts that both sides sign: `AuthMessage` (RFC 5802 3). */
export const authMessage = (clientFirstBare: string, serverFirst: string, clientFinalWithoutProof: string): Uint8Array =>
  encodeText(`${clientFirstBare},${serverFirst},${clientFinalWithoutProof}`, fail)

/** `ClientProof := ClientKey XOR ClientSignature`, and back: both have the length of the hash. */
export const exclusiveOr = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, at) => byte ^ b[at]!)

/** A message, checked for its length before it is read. @throws {@link SaslError} `too-long` */
export const boundedMessage = (message: Uint8Array, most: number): Uint8Array =>
  message.length > most
    ? fail('too-long', 0, `decode SCRAM: ${message.length} bytes, at most ${most} allowed (limits.message)`)
    : message

/** A name, prepared as a query (RFC 5802 5.1). @throws {@link SaslError} `bad-string` */
export function preparedName(name: string, action: string): string {
  const prepared = prepare(name, action, true)
  return prepared === '' ? fail('bad-string', 0, `${action}: the name is empty after SASLprep`) : prepared
}

/** 18 bytes are 24 characters of base 64, without padding. */
const NONCE_BYTES = 18

/** A nonce of the caller's, or a random one. @throws {@link SaslError} `bad-value`, `no-crypto` */
export function nonceOf(given: unknown, options: CryptoOptions, action: string): string {
  if (given === undefined) return encodeBase64(randomBytes(NONCE_BYTES, options))
  return typeof given === 'string' && isNonce(given)
    ? given
    : fail('bad-value', 0, `${action}: nonce must be printable ASCII without commas`)
}
