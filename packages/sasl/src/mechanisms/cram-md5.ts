/**
 * CRAM-MD5 (RFC 2195): the client proves that it knows the password, and does not send it. The server has to store the password itself, and
 * proves nothing. Use it only inside TLS, and prefer SCRAM.
 *
 *     S: <1896.697170952@postoffice.reston.mci.net>
 *     C: name SP 32LHEX
 *
 * The digest is HMAC-MD5 of the challenge, keyed with the password. Name and password are used as they are given.
 */
import { asciiBytes, encodeText, equalSecrets, type HashFunction, latin1 } from '@mailwire/bytes'
import { boundedBytes, checkedPart, decodedPart, MAX_PART, type PasswordCredentials, refuseAnother } from '../credentials.js'
import { type CryptoOptions, hex, hmacMd5, md5FunctionOf, randomBytes } from '../crypto.js'
import { fail } from '../error.js'
import { clientMechanism, serverMechanism } from '../exchange.js'
import { limitsOf, type SaslLimits } from '../limits.js'
import type { ClientMechanism, ServerMechanism, ServerStep } from '../mechanism.js'
import { fieldsOf, functionOf, textOf } from '../values.js'
import { verdict } from '../verify.js'

/** What the client's side of CRAM-MD5 needs. */
export interface CramMd5ClientOptions {
  /** Web Crypto has no MD5. */
  readonly md5: HashFunction
  readonly limits?: Partial<SaslLimits> | undefined
}

/**
 * The client's side of CRAM-MD5: one response, to whatever the server sends.
 *
 * @throws {@link SaslError} `bad-credentials` for an empty name or password, a NUL, text that is not well-formed, and for another authorization identity, which CRAM-MD5 cannot carry; `too-long`; `no-crypto` without `md5`; `bad-value` for wrong types. `respond`:
 * `bad-message` for an empty challenge, `too-long` above `limits.message`
 *
 * @example
 * const md5 = (data: Uint8Array) => new Uint8Array(16) // in place of createHash('md5').update(data).digest() of node:crypto
 * cramMd5Client({ authenticationId: 'tim', password: 'tanstaaftanstaaf' }, { md5 }).clientFirst // => false
 */
export function cramMd5Client(credentials: PasswordCredentials, options: CramMd5ClientOptions): ClientMechanism {
  const action = 'encode CRAM-MD5'
  const { authenticationId, password, authorizationId } = fieldsOf(credentials, action)
  const given = fieldsOf(options, action)
  const md5 = md5FunctionOf(given['md5'], action)
  const { message } = limitsOf(options.limits)
  const name = checkedPart(authenticationId, action)
  const [nameBytes, secret] = [name, checkedPart(password, action)].map(part => boundedBytes(part, MAX_PART, action))
  refuseAnother(authorizationId, name, action)
  const respond = async (challenge: Uint8Array): Promise<Uint8Array> => {
    if (challenge.length === 0) fail('bad-message', 0, 'respond CRAM-MD5: the challenge is empty')
    if (challenge.length > message)
      fail('too-long', 0, `respond CRAM-MD5: challenge of ${challenge.length} bytes, at most ${message} allowed (limits.message)`)
    return joined(nameBytes!, await hmacMd5(md5, secret!, challenge))
  }
  return clientMechanism({ name: 'CRAM-MD5', clientFirst: false, steps: [respond] })
}

function joined(name: Uint8Array, digest: string): Uint8Array {
  const end = asciiBytes(` ${digest}`)
  const bytes = new Uint8Array(name.length + end.length)
  bytes.set(name)
  bytes.set(end, name.length)
  return bytes
}

/** What the server's side of CRAM-MD5 needs. */
export interface CramMd5ServerOptions extends CryptoOptions {
  /** The password of a name, or `undefined` for an unknown name. */
  readonly passwordOf: (name: string) => string | undefined | Promise<string | undefined>
  /** Web Crypto has no MD5. */
  readonly md5: HashFunction
  /** The host's full name, after the random digits of the challenge. */
  readonly hostname?: string | undefined
  /** A clock's reading, for the challenge: RFC 2195 2 has a timestamp in it. The random digits make it unique without. */
  readonly time?: number | undefined
  /** A fixed challenge instead: `<...@...>`, a different one each time. */
  readonly challenge?: string | undefined
}

/**
 * The server's side of CRAM-MD5: one challenge, one response. A name that `passwordOf` does not have costs the same work and fails in the
 * same way as a wrong password. An error from `passwordOf` is rethrown and ends the exchange.
 *
 * @throws {@link SaslError} `no-crypto` without `md5` or Web Crypto; `bad-value` for wrong types, for neither `hostname` nor `challenge`, and
 * for one that does not fit into a `msg-id`. Failures: `bad-message` for a response that is not a name, a space and 32 lower-case
 * hexadecimal digits; `too-long`; `bad-credentials`
 *
 * @example
 * const md5 = (data: Uint8Array) => new Uint8Array(16) // in place of createHash('md5').update(data).digest() of node:crypto
 * const passwordOf = (name: string) => (name === 'tim' ? 'tanstaaftanstaaf' : undefined)
 * cramMd5Server({ passwordOf, md5, hostname: 'mx.example' }).name // => 'CRAM-MD5'
 */
export function cramMd5Server(options: CramMd5ServerOptions): ServerMechanism {
  const given = fieldsOf(options, 'verify CRAM-MD5')
  const md5 = md5FunctionOf(given['md5'], 'verify CRAM-MD5')
  const passwordOf = functionOf(given['passwordOf'], 'verify CRAM-MD5') as CramMd5ServerOptions['passwordOf']
  const challenge = asciiBytes(challengeOf(options))
  /** Always asynchronous, so that an unknown name fails no sooner than a wrong password. */
  const judge = async (response: Uint8Array): Promise<ServerStep> => {
    const { name, digest } = decodeCramMd5(response)
    const found: unknown = await passwordOf(name)
    const isKnown = typeof found === 'string' && found !== ''
    const expected = await hmacMd5(md5, encodeText(isKnown ? found : 'no user has this password', fail), challenge)
    const isEqual = equalSecrets(asciiBytes(expected), asciiBytes(digest))
    return verdict('CRAM-MD5', { authenticationId: name, authorizationId: '' }, () => isKnown && isEqual)
  }
  return serverMechanism({ name: 'CRAM-MD5', challenge: () => challenge, takesInitialResponse: false, steps: [judge] })
}

/** `msg-id` (RFC 822), as POP3's greetings have it too. */
const MSG_ID = /^<[!-;=?A-~]+@[!-;=?-~]+>$/

function challengeOf({ challenge, hostname, time, crypto }: CramMd5ServerOptions): string {
  if (time !== undefined && (!Number.isSafeInteger(time) || time < 0))
    fail('bad-value', 0, 'make CRAM-MD5 challenge: time is not a whole number from 0')
  const text =
    challenge === undefined
      ? `<${hex(randomBytes(16, { crypto }))}.${time ?? 0}@${textOf(hostname, 'make CRAM-MD5 challenge')}>`
      : textOf(challenge, 'make CRAM-MD5 challenge')
  return MSG_ID.test(text)
    ? text
    : fail('bad-value', 0, 'make CRAM-MD5 challenge: a challenge is <...@...>; pass hostname or a valid challenge')
}

/** The parts of a response: the last space is between them, and those before it belong to the name. @throws `bad-message`, `too-long` */
export function decodeCramMd5(response: Uint8Array): { readonly name: string; readonly digest: string } {
  const most = MAX_PART + 33
  if (response.length > most) fail('too-long', 0, `decode CRAM-MD5: ${response.length} bytes, at most ${most} allowed`)
  const text = latin1(response, 0, response.length)
  if (!/ [0-9a-f]{32}$/.test(text))
    fail('bad-message', 0, 'decode CRAM-MD5: a name, a space and 32 lower-case hexadecimal digits expected')
  return { name: decodedPart(response.subarray(0, -33), 'decode CRAM-MD5'), digest: text.slice(-32) }
}
