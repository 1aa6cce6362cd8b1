/** The client's side of SCRAM (RFC 5802, RFC 7677): proves the password without sending it, and has the server prove that it has its keys. */
import { asciiBytes, concat, encodeText, equalSecrets } from '@mailwire/bytes'
import { type ChannelBinding, checkedChannelBinding } from '../channel-binding.js'
import { boundedBytes, checkedPart, decodedText, MAX_PART, optionalPart, type PasswordCredentials } from '../credentials.js'
import { type CryptoOptions, hmac, MAX_ITERATIONS, type ScramHash } from '../crypto.js'
import { fail, SaslError } from '../error.js'
import { clientMechanism } from '../exchange.js'
import { limitsOf, type SaslLimits } from '../limits.js'
import type { ClientMechanism } from '../mechanism.js'
import { iterationCount, preparedPassword, type ScramOptions, scramHash, scramKeys } from '../scram-credentials.js'
import { fieldsOf, flagOf } from '../values.js'
import { authMessage, boundedMessage, exclusiveOr, nonceOf, preparedName, scramName } from './scram-exchange.js'
import {
  type CbindFlag,
  decodeServerFinal,
  decodeServerFirst,
  encodeClientFinal,
  encodeClientFinalWithoutProof,
  encodeClientFirstBare,
  encodeGs2Header,
  type ServerFirst,
} from './scram-message.js'

/** What a SCRAM client may set. */
export interface ScramClientOptions extends ScramOptions {
  /** The fewest iterations that a server may ask for: 4,096 by default (RFC 7677 4). With fewer, a password is found sooner from its proof. */
  readonly minimumIterations?: number | undefined
  /** The binding of this TLS connection: with one, the mechanism is the `-PLUS` of its hash. */
  readonly channelBinding?: ChannelBinding | undefined
  /**
   * `false` where the server does not offer the `-PLUS` mechanism although there is a binding. The mechanism is the plain one then, and says so
   * to the server: one that did offer it learns that a man in the middle removed it from the list (RFC 5802 6).
   */
  readonly plus?: boolean | undefined
  /** The client's nonce, for tests; random by default. */
  readonly nonce?: string | undefined
}

/** RFC 5802 5.1, RFC 7677 4 */
const MINIMUM_ITERATIONS = 4096

/**
 * The client's side of SCRAM. The name is prepared as a query, the password as a stored string (RFC 5802 2.2 and 5.1). It is `done` once the
 * server's signature is verified: a success before that may not be believed.
 *
 * `respond` throws `too-long` above `limits.message`, `bad-message` for what does not follow the grammar (RFC 5802 7), `bad-nonce` for a nonce
 * that does not extend ours, `too-weak` below `minimumIterations`, `limit` above `limits.iterations`, before any work, `rejected` for the
 * server's `e=`, which is in `rejection.status`, and `bad-signature`.
 *
 * @throws {@link SaslError} `bad-credentials` for an empty name or password, a NUL, or text that is not well-formed; `bad-string` for what
 * SASLprep rejects or leaves nothing of; `too-long`; `bad-channel-binding` for `tls-unique` with TLS 1.3, and for `plus` without a binding;
 * `no-crypto`; `bad-value`
 *
 * @example
 * const mechanism = scramClient('SHA-1', { authenticationId: 'user', password: 'pencil' }, { nonce: 'fyko+d2lbbFgONRv9qkxdawL' })
 * mechanism.name // => 'SCRAM-SHA-1'
 * mechanism.respond(new Uint8Array(0)) // => new TextEncoder().encode('n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL')
 */
export function scramClient(
  hash: ScramHash,
  credentials: PasswordCredentials,
  options: ScramClientOptions = {},
): ClientMechanism {
  const settings = settingsOf(hash, credentials, options)
  let expected: Uint8Array
  return clientMechanism({
    name: settings.name,
    clientFirst: true,
    steps: [
      () => encodeText(settings.header + settings.bare, fail),
      async challenge => {
        const { response, signature } = await prove(settings, boundedMessage(challenge, settings.limits.message))
        expected = signature
        return response
      },
      challenge => {
        verify(boundedMessage(challenge, settings.limits.message), expected)
        return new Uint8Array(0)
      },
    ],
  })
}

interface Settings {
  readonly hash: ScramHash
  readonly name: string
  readonly crypto: CryptoOptions
  readonly limits: SaslLimits
  readonly minimumIterations: number
  /** `gs2-header` */
  readonly header: string
  /** `client-first-message-bare` */
  readonly bare: string
  readonly nonce: string
  readonly password: Uint8Array
  /** `cbind-input` */
  readonly binding: Uint8Array
}

/** What the caller gave, checked and prepared; each property is read once. */
function settingsOf(givenHash: unknown, credentials: unknown, options: unknown): Settings {
  const action = 'encode SCRAM'
  const hash = scramHash(givenHash, action)
  const { authenticationId, password, authorizationId } = fieldsOf(credentials, action)
  const given = fieldsOf(options, action) as { readonly [Key in keyof ScramClientOptions]?: unknown }
  const { crypto: givenCrypto, limits, minimumIterations, channelBinding, plus, nonce: givenNonce } = given
  const crypto = { crypto: givenCrypto } as CryptoOptions
  const { flag, data } = bindingOf(channelBinding, plus, action)
  const header = encodeGs2Header(flag, bounded(optionalPart(authorizationId, action), action))
  const nonce = nonceOf(givenNonce, crypto, action)
  return {
    hash,
    name: scramName(hash, data.length > 0),
    crypto,
    limits: limitsOf(limits as Partial<SaslLimits> | undefined),
    minimumIterations: iterationCount(minimumIterations ?? MINIMUM_ITERATIONS, MAX_ITERATIONS, action),
    header,
    bare: encodeClientFirstBare(bounded(preparedName(checkedPart(authenticationId, action), action), action), nonce),
    nonce,
    password: preparedPassword(password, action),
    binding: concat([encodeText(header, fail), data]),
  }
}

/** A name, checked for its length. */
function bounded(name: string, action: string): string {
  boundedBytes(name, MAX_PART, action)
  return name
}

/** The channel binding flag (RFC 5802 6), and `cbind-data`, which is empty but for `p=`. */
function bindingOf(given: unknown, plus: unknown, action: string): { readonly flag: CbindFlag; readonly data: Uint8Array } {
  const binding = given === undefined ? undefined : checkedChannelBinding(given)
  const isPlus = flagOf(plus, binding !== undefined, action)
  if (binding === undefined) {
    if (isPlus) fail('bad-channel-binding', 0, `${action}: plus needs a channelBinding`)
    return { flag: 'n', data: new Uint8Array(0) }
  }
  return isPlus ? { flag: `p=${binding.type}`, data: binding.data } : { flag: 'y', data: new Uint8Array(0) }
}

/** The answer to the server's first message, and the signature that it has to end with. */
async function prove(settings: Settings, challenge: Uint8Array): Promise<{ response: Uint8Array; signature: Uint8Array }> {
  const { hash, crypto, bare, binding, password } = settings
  const { nonce, salt, iterations } = checkedServerFirst(settings, challenge)
  const withoutProof = encodeClientFinalWithoutProof({ binding, nonce })
  const signed = authMessage(bare, decodedText(challenge, ACTION), withoutProof)
  const { clientKey, storedKey, serverKey } = await scramKeys(hash, password, salt, iterations, crypto)
  const proof = exclusiveOr(clientKey, await hmac(hash, storedKey, signed, crypto))
  return { response: asciiBytes(encodeClientFinal(withoutProof, proof)), signature: await hmac(hash, serverKey, signed, crypto) }
}

const ACTION = 'decode SCRAM'

/** Checks the server's parameters before any work is done for it. */
function checkedServerFirst({ nonce, minimumIterations, limits }: Settings, challenge: Uint8Array): ServerFirst {
  const first = decodeServerFirst(challenge)
  if (!first.nonce.startsWith(nonce)) fail('bad-nonce', 0, `${ACTION}: the server's nonce does not begin with the client's`)
  if (first.nonce === nonce) fail('bad-nonce', 0, `${ACTION}: the server did not extend the client's nonce`)
  if (first.iterations < minimumIterations)
    fail(
      'too-weak',
      0,
      `${ACTION}: ${first.iterations} iterations, at least ${minimumIterations} required (option minimumIterations)`,
    )
  iterationCount(first.iterations, limits.iterations, ACTION)
  return first
}

/** Takes the server's last message, which has to prove that it has the keys (RFC 5802 5). */
function verify(challenge: Uint8Array, expected: Uint8Array): void {
  const final = decodeServerFinal(challenge)
  if ('error' in final) throw rejection(final.error)
  if (!equalSecrets(final.signature, expected))
    fail('bad-signature', 0, `${ACTION}: wrong server signature, so the server does not have the keys of the password`)
}

/** `server-error-value`, as it is where it can be shown (RFC 5802 7). */
function rejection(value: string): SaslError {
  const status = /^[ -~]{1,100}$/.test(value) ? value : 'other-error'
  const rejected = { status, scope: undefined, openidConfiguration: undefined }
  return new SaslError('rejected', 0, `${ACTION}: the server rejects: ${status}`, 'remote', rejected)
}
