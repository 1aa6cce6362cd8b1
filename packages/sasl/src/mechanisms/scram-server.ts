/**
 * The server's side of SCRAM (RFC 5802, RFC 7677). It needs no password, only the keys that {@link scramCredentials} derives from one. An unknown
 * name is handled like a wrong password, with an invented salt that is always the same for that name.
 */
import { asciiBytes, concat, encodeText, equalSecrets } from '@mailwire/bytes'
import { type ChannelBinding, checkedChannelBinding } from '../channel-binding.js'
import { type CryptoOptions, digest, hashLengths, hmac, type ScramHash } from '../crypto.js'
import { fail } from '../error.js'
import { chain, serverMechanism } from '../exchange.js'
import { limitsOf, type SaslLimits } from '../limits.js'
import type { Identity, ServerMechanism, ServerStep } from '../mechanism.js'
import { checkedScramCredentials, type ScramCredentials, type ScramOptions, scramHash } from '../scram-credentials.js'
import { fieldsOf, flagOf, functionOf } from '../values.js'
import { requestedIdentity, verdict } from '../verify.js'
import { type Decoy, type DecoyOptions, decoyCredentials, decoyOf } from './scram-decoy.js'
import { authMessage, boundedMessage, exclusiveOr, nonceOf, preparedName, scramName } from './scram-exchange.js'
import {
  type CbindFlag,
  decodeClientFinal,
  decodeClientFirst,
  encodeServerFinal,
  encodeServerFirst,
  type ReceivedClientFinal,
  type ReceivedClientFirst,
} from './scram-message.js'

/** Looks up what the server keeps for a name, which is prepared as a query; `undefined` for a name that is not known. */
export type FindScramCredentials = (
  authenticationId: string,
) => ScramCredentials | undefined | Promise<ScramCredentials | undefined>

/** What a SCRAM server may set. */
export interface ScramServerOptions extends ScramOptions {
  /** The exchange runs under the `-PLUS` name: the client has to bind it to the channel. */
  readonly plus?: boolean | undefined
  /** The bindings of this TLS connection; a client chooses one of them. */
  readonly channelBindings?: readonly ChannelBinding[] | undefined
  /**
   * Whether the `-PLUS` mechanism was offered: a client that believes otherwise was deceived, and is rejected (RFC 5802 6). True when there are
   * `channelBindings`, by default.
   */
  readonly offersPlus?: boolean | undefined
  /** Decides about a client that proved its password and asks to act as another identity; by default all are refused. */
  readonly authorize?: ((claim: Identity) => boolean | Identity | Promise<boolean | Identity>) | undefined
  /** What is answered for names that are not known. */
  readonly decoy?: DecoyOptions | undefined
  /** The server's part of the nonce, for tests; random by default. */
  readonly nonce?: string | undefined
}

/**
 * The server's side of SCRAM. `find` is called once, with the name prepared as a query. An error from `find` or `authorize` is rethrown
 * and ends the exchange.
 * The data of the success is the server's signature, which every client requires: where the protocol's success has no place for it, send it
 * as a challenge, which the client answers with an empty response (RFC 4422 5).
 *
 * A failure has the code `bad-credentials` for a name that is not known, a wrong proof and an authorization that is denied, alike;
 * `bad-channel-binding`, `bad-nonce`, `bad-string`, `bad-message` and `too-long` for what the client sent.
 *
 * @throws {@link SaslError} `bad-channel-binding` for `tls-unique` with TLS 1.3, and for `plus` without a binding; `no-crypto`; `bad-value`
 *
 * @example
 * const kept = await scramCredentials('pencil', { hash: 'SHA-256' })
 * const server = scramServer('SHA-256', name => (name === 'user' ? kept : undefined))
 * const client = scramClient('SHA-256', { authenticationId: 'user', password: 'pencil' })
 * let step = await server.start(await client.respond(new Uint8Array(0)))
 * if (step.type === 'challenge') step = await server.respond(await client.respond(step.data))
 * step.type // => 'success'
 */
export function scramServer(hash: ScramHash, find: FindScramCredentials, options: ScramServerOptions = {}): ServerMechanism {
  const settings = settingsOf(hash, find, options)
  let exchange: Exchange
  return serverMechanism({
    name: settings.name,
    challenge: () => new Uint8Array(0),
    takesInitialResponse: true,
    steps: [
      async response => {
        exchange = await answer(settings, boundedMessage(response, settings.limits.message))
        return { type: 'challenge', data: asciiBytes(exchange.serverFirst) }
      },
      response => judge(settings, exchange, boundedMessage(response, settings.limits.message)),
    ],
  })
}

interface Settings {
  readonly hash: ScramHash
  readonly name: string
  readonly find: FindScramCredentials
  readonly crypto: CryptoOptions
  readonly limits: SaslLimits
  readonly isPlus: boolean
  readonly offersPlus: boolean
  readonly channelBindings: readonly ChannelBinding[]
  readonly authorize: NonNullable<ScramServerOptions['authorize']>
  readonly decoy: Decoy
  readonly nonce: string
}

/** What the caller gave, checked; each property is read once. */
function settingsOf(givenHash: unknown, find: unknown, options: unknown): Settings {
  const action = 'make SCRAM server'
  const hash = scramHash(givenHash, action)
  const given = fieldsOf(options, action) as { readonly [Key in keyof ScramServerOptions]?: unknown }
  const { crypto: givenCrypto, limits, plus, channelBindings: givenBindings, offersPlus, authorize, decoy, nonce } = given
  const crypto = { crypto: givenCrypto } as CryptoOptions
  const channelBindings = listOf(givenBindings ?? [], action).map(checkedChannelBinding)
  const isPlus = flagOf(plus, false, action)
  if (isPlus && channelBindings.length === 0) fail('bad-channel-binding', 0, `${action}: plus needs channelBindings`)
  return {
    hash,
    name: scramName(hash, isPlus),
    find: functionOf(find, action) as FindScramCredentials,
    crypto,
    limits: limitsOf(limits as Partial<SaslLimits> | undefined),
    isPlus,
    offersPlus: flagOf(offersPlus, channelBindings.length > 0, action),
    channelBindings,
    authorize: functionOf(authorize ?? (() => false), action) as Settings['authorize'],
    decoy: decoyOf(decoy ?? {}, crypto),
    nonce: nonceOf(nonce, crypto, action),
  }
}

const listOf = (value: unknown, action: string): readonly unknown[] =>
  Array.isArray(value) ? value : fail('bad-value', 0, `${action}: channelBindings is not a list`)

/** An exchange after the server's first message. */
interface Exchange {
  readonly first: ReceivedClientFirst
  readonly authenticationId: string
  /** `cbind-input`, as the client has to repeat it. */
  readonly binding: Uint8Array
  readonly nonce: string
  readonly serverFirst: string
  readonly credentials: ScramCredentials
  readonly isKnown: boolean
}

/** Takes the client's first message, and says what a proof is made from. */
async function answer(settings: Settings, message: Uint8Array): Promise<Exchange> {
  const { hash, crypto, decoy, find } = settings
  const first = decodeClientFirst(message)
  const binding = concat([encodeText(first.header, fail), cbindData(settings, first.flag)])
  const authenticationId = preparedName(first.authenticationId, ACTION)
  // Computed for every name, so that known and unknown names take the same time.
  const madeUp = await decoyCredentials(decoy, hash, authenticationId, crypto)
  const found = await find(authenticationId)
  const isKnown = found !== undefined && found !== null
  const credentials = isKnown ? credentialsFor(hash, found) : madeUp
  const nonce = first.nonce + settings.nonce
  return {
    first,
    authenticationId,
    binding,
    nonce,
    serverFirst: encodeServerFirst({ ...credentials, nonce }),
    credentials,
    isKnown,
  }
}

const ACTION = 'decode SCRAM'

/** The credentials from the caller's store, checked. */
function credentialsFor(hash: ScramHash, found: unknown): ScramCredentials {
  const credentials = checkedScramCredentials(found)
  return credentials.hash === hash
    ? credentials
    : fail('bad-value', 0, `check SCRAM credentials: made with ${credentials.hash}, but the mechanism uses ${hash}`)
}

/** `cbind-data`, if what the client claims about channel binding is possible (RFC 5802 6). */
function cbindData({ isPlus, offersPlus, channelBindings }: Settings, flag: CbindFlag): Uint8Array {
  const refuse = (reason: string): never => fail('bad-channel-binding', 0, `${ACTION}: ${reason}`)
  if (isPlus) {
    if (!flag.startsWith('p=')) refuse('a -PLUS exchange needs a channel binding (p=)')
    const binding = channelBindings.find(({ type }) => flag === `p=${type}`)
    return binding?.data ?? refuse('this connection does not have the channel binding that the client uses')
  }
  if (flag.startsWith('p=')) refuse('a channel binding (p=) is only allowed in a -PLUS exchange')
  if (flag === 'y' && offersPlus)
    refuse('the client saw no -PLUS mechanism (y) although it is offered; a man in the middle may have removed it')
  return new Uint8Array(0)
}

/** Takes the client's final message, whose proof has to be that of the password (RFC 5802 3). */
async function judge({ hash, name, crypto, authorize }: Settings, exchange: Exchange, message: Uint8Array): Promise<ServerStep> {
  const { first, serverFirst, credentials, isKnown, authenticationId } = exchange
  const final = checkedClientFinal(exchange, decodeClientFinal(message), hash)
  const signed = authMessage(first.bare, serverFirst, final.withoutProof)
  const clientKey = exclusiveOr(final.proof, await hmac(hash, credentials.storedKey, signed, crypto))
  const isProved = equalSecrets(await digest(hash, clientKey, crypto), credentials.storedKey) && isKnown
  const claim = { authenticationId, authorizationId: requestedIdentity(first.authorizationId, authenticationId) }
  const step = await verdict(name, claim, () => isProved && authorized(claim, authorize))
  if (step.type !== 'success') return step
  return { ...step, data: asciiBytes(encodeServerFinal(await hmac(hash, credentials.serverKey, signed, crypto))) }
}

/** The client must repeat what was sent (RFC 5802 5.1 and 6). */
function checkedClientFinal({ binding, nonce }: Exchange, final: ReceivedClientFinal, hash: ScramHash): ReceivedClientFinal {
  if (!equalSecrets(final.binding, binding))
    fail('bad-channel-binding', 0, `${ACTION}: c= does not repeat the gs2-header and the channel binding`)
  if (final.nonce !== nonce) fail('bad-nonce', 0, `${ACTION}: the nonce differs from the server's`)
  if (final.proof.length !== hashLengths[hash])
    fail('bad-message', 0, `${ACTION}: proof of ${final.proof.length} bytes, ${hashLengths[hash]} expected`)
  return final
}

/** A client may always act as itself; `authorize` decides about other identities. */
function authorized(claim: Identity, authorize: Settings['authorize']): boolean | Identity | Promise<boolean | Identity> {
  if (claim.authorizationId === '' || claim.authorizationId === claim.authenticationId) return true
  return chain(authorize(claim), found => (found === true ? claim : found))
}
