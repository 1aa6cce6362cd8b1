/**
 * OAUTHBEARER (RFC 7628): an OAuth 2.0 access token (RFC 6750), with the account that it is for. Only for use inside TLS.
 *
 *     client-resp = (gs2-header kvsep *kvpair kvsep) / kvsep      n,a=user@example.com,^Aauth=Bearer token^A^A
 *
 * Refused, the server sends JSON that says why, and the client answers one ^A, so that the failure can follow.
 */
import { equalsIgnoreCase } from '@mailwire/bytes'
import { decodedText, type TokenCredentials } from '../credentials.js'
import { fail } from '../error.js'
import { limitsOf, type SaslLimits } from '../limits.js'
import type { ClientMechanism, ServerMechanism } from '../mechanism.js'
import {
  bearerToken,
  checkedAccount,
  checkedToken,
  decodedAccount,
  KVSEP,
  kvsep,
  optionalText,
  type TokenMessage,
  tokenClient,
  tokenServer,
} from '../oauth.js'
import { decodeSaslname, encodeSaslname } from '../saslname.js'
import { fieldsOf, functionOf, textOf } from '../values.js'
import type { Verify } from '../verify.js'

/** Where the client is connected, which a server may compare. */
export interface OAuthBearerClientOptions {
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly limits?: Partial<SaslLimits> | undefined
}

/**
 * The client's side of OAUTHBEARER: one response, which may go with the command, and ^A to an error result. `rejected` is then a
 * {@link SaslError} of code `rejected` that has the server's words, bounded and without control characters, and `done` is false again.
 *
 * @throws {@link SaslError} `bad-credentials` for an empty name, control characters in it, a token with anything but visible ASCII, an invalid
 * host or port; `too-long` above `limits.message`; `bad-value` for wrong types. `respond` accepts any challenge after the first
 *
 * @example
 * const client = oauthBearerClient({ authenticationId: 'user@example.com', token: 'dG9rZW4' }, { host: 'mail.example.com', port: 993 })
 * client.respond(new Uint8Array(0)) // => new TextEncoder().encode('n,a=user@example.com,\x01host=mail.example.com\x01port=993\x01auth=Bearer dG9rZW4\x01\x01')
 */
export function oauthBearerClient(credentials: TokenCredentials, options: OAuthBearerClientOptions = {}): ClientMechanism {
  const action = 'encode OAUTHBEARER'
  const given = fieldsOf(credentials, action)
  const { host, port } = fieldsOf(options, action)
  const name = encodeSaslname(checkedAccount(given['authenticationId'], action))
  const token = checkedToken(given['token'], action)
  const pairs = [
    ...(host === undefined ? [] : [`host=${checkedHost(host, action)}`]),
    ...(port === undefined ? [] : [`port=${checkedPort(port, action)}`]),
    `auth=Bearer ${token}`,
  ]
  const message = [`n,a=${name},`, ...pairs, '', ''].join(KVSEP)
  return tokenClient({ name: 'OAUTHBEARER', message, acknowledgement: kvsep(), token, most: limitsOf(options.limits).message })
}

function checkedHost(host: unknown, action: string): string {
  const text = textOf(host, action)
  return /^[!-~]{1,255}$/.test(text) ? text : fail('bad-credentials', 0, `${action}: host is not a host name`)
}

function checkedPort(port: unknown, action: string): number {
  if (typeof port !== 'number') fail('bad-value', 0, `${action}: port is not a number`)
  const isPort = Number.isInteger(port) && (port as number) > 0 && (port as number) < 65_536
  return isPort ? (port as number) : fail('bad-credentials', 0, `${action}: port must be from 1 to 65535`)
}

/** What a server says with its refusal, and what it compares. */
export interface OAuthBearerServerOptions {
  /** The scope to request a token for, sent to a client that is refused. */
  readonly scope?: string | undefined
  /** Where the OpenID provider's configuration is, an `https` URL, sent to a client that is refused. */
  readonly openidConfiguration?: string | undefined
  /** The host's name: a client that names another host is refused (RFC 7628 3.2). */
  readonly host?: string | undefined
  /** The port, likewise. */
  readonly port?: number | undefined
  readonly limits?: Partial<SaslLimits> | undefined
}

/**
 * The server's side of OAUTHBEARER: one response, which `verify` judges. An error from `verify` is rethrown and ends the exchange. `true` accepts the client as the account that it named, or as an
 * empty identity where it named none. A refusal is a challenge with the error result first, and a
 * failure after the client's answer, whatever that is. No token at all asks for the error result (RFC 7628 4.3), and another host or port than
 * the server's is refused, both before `verify`.
 *
 * @throws {@link SaslError} `bad-value` for wrong types, `bad-credentials` for an invalid host or port. Failures: `bad-message` for what does
 * not follow the grammar, `too-long` above `limits.message`, `bad-credentials` for a refusal
 *
 * @example
 * const server = oauthBearerServer(({ authenticationId, token }) => authenticationId === 'user@example.com' && token === 'dG9rZW4', {})
 * server.start(new TextEncoder().encode('n,a=user@example.com,\x01auth=Bearer dG9rZW4\x01\x01')) // => { type: 'success', identity: { authenticationId: 'user@example.com', authorizationId: 'user@example.com' } }
 */
export function oauthBearerServer(verify: Verify<TokenMessage>, options: OAuthBearerServerOptions = {}): ServerMechanism {
  const action = 'check OAUTHBEARER'
  functionOf(verify, action)
  const given = fieldsOf(options, action)
  const [scope, configuration] = [given['scope'], given['openidConfiguration']].map(text => optionalText(text, action))
  const host = given['host'] === undefined ? undefined : checkedHost(given['host'], action)
  const port = given['port'] === undefined ? undefined : checkedPort(given['port'], action)
  return tokenServer({
    name: 'OAUTHBEARER',
    most: limitsOf(options.limits).message,
    verify,
    decode: response => {
      const message = decodeOAuthBearer(response)
      const isHere =
        (host === undefined || message.host === undefined || equalsIgnoreCase(host, message.host)) &&
        (port === undefined || message.port === undefined || port === message.port)
      return { message, refused: !isHere ? 'invalid_request' : message.token === '' ? 'invalid_token' : undefined }
    },
    errorResult: (status = 'invalid_token') => ({ status, scope, 'openid-configuration': configuration }),
  })
}

const ACTION = 'decode OAUTHBEARER'

/** `client-resp`; no token at all is an empty one. @throws {@link SaslError} `bad-message` */
export function decodeOAuthBearer(response: Uint8Array): TokenMessage {
  const parts = decodedText(response, ACTION).split(KVSEP)
  if (parts.at(-1) !== '' || parts.at(-2) !== '')
    malformed('the header and each pair must end in 0x01, and the message in one more')
  const account = gs2Header(parts[0]!)
  const pairs = knownPairs(parts.slice(1, -2))
  const token =
    bearerToken(pairs.get('auth') ?? malformed('no auth= in the message')) ?? malformed('auth= does not hold a Bearer token')
  const port = pairs.get('port')
  if (port !== undefined && (!/^[1-9][0-9]{0,4}$/.test(port) || Number(port) > 65_535))
    malformed('port= is not a port from 1 to 65535')
  return {
    authenticationId: account,
    authorizationId: account,
    token,
    host: pairs.get('host'),
    port: port === undefined ? undefined : Number(port),
  }
}

/** `gs2-header = ["F" ","] gs2-cb-flag "," ["a=" saslname] ","` (RFC 5801 4); there is no channel binding here (`p=`). Gives the name. */
function gs2Header(text: string): string {
  const name = /^(?:F,)?[ny],(?:a=([^,]+))?,$/.exec(text)
  if (name === null) malformed('the message must begin with n,, or n,a=name,')
  return name![1] === undefined ? '' : decodedAccount(decodeSaslname(name![1], ACTION), ACTION)
}

/** `kvpair = 1*ALPHA "=" *(VCHAR / SP / HTAB / CR / LF)`; unknown ones are ignored, and those that are known come once. */
function knownPairs(parts: readonly string[]): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (const part of parts) {
    const [, key, value] =
      /^([A-Za-z]+)=([\t\n\r -~]*)$/.exec(part) ?? malformed('a pair of a name of letters, = and a value expected')
    if (key !== 'auth' && key !== 'host' && key !== 'port') continue
    if (pairs.has(key)) malformed(`${key}= twice`)
    pairs.set(key, value!)
  }
  return pairs
}

const malformed = (reason: string): never => fail('bad-message', 0, `${ACTION}: ${reason}`)
