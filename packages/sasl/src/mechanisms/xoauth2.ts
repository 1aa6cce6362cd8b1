/**
 * XOAUTH2: Google's mechanism from before OAUTHBEARER, which Microsoft supports, too. It was never an RFC; both describe it in the documentation
 * of their mail protocols. Only for use inside TLS.
 *
 *     user=name^Aauth=Bearer token^A^A
 *
 * Refused, the server sends JSON that says why, and the client answers an empty response, so that the failure can follow.
 */
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
  optionalText,
  type TokenMessage,
  tokenClient,
  tokenServer,
} from '../oauth.js'
import { fieldsOf, functionOf } from '../values.js'
import type { Verify } from '../verify.js'

/** What bounds the client's side. */
export interface XOAuth2ClientOptions {
  readonly limits?: Partial<SaslLimits> | undefined
}

/**
 * The client's side of XOAUTH2: one response, which may go with the command, and an empty one to an error result. `rejected` is then a
 * {@link SaslError} of code `rejected` that has the server's words, bounded and without control characters, and `done` is false again.
 *
 * @throws {@link SaslError} `bad-credentials` for an empty name, control characters in it, and a token with anything but visible ASCII;
 * `too-long` above `limits.message`; `bad-value` for wrong types. `respond` accepts any challenge after the first
 *
 * @example
 * const client = xoauth2Client({ authenticationId: 'someuser@example.com', token: 'ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg' })
 * client.respond(new Uint8Array(0)) // => new TextEncoder().encode('user=someuser@example.com\x01auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\x01\x01')
 */
export function xoauth2Client(credentials: TokenCredentials, options: XOAuth2ClientOptions = {}): ClientMechanism {
  const action = 'encode XOAUTH2'
  const given = fieldsOf(credentials, action)
  const { message: most } = limitsOf(fieldsOf(options, action)['limits'] as Partial<SaslLimits> | undefined)
  const name = checkedAccount(given['authenticationId'], action)
  const token = checkedToken(given['token'], action)
  const message = [`user=${name}`, `auth=Bearer ${token}`, '', ''].join(KVSEP)
  return tokenClient({ name: 'XOAUTH2', message, acknowledgement: new Uint8Array(0), token, most })
}

/** What a server says with its refusal. */
export interface XOAuth2ServerOptions {
  /** The scope to request a token for, sent to a client that is refused. */
  readonly scope?: string | undefined
  readonly limits?: Partial<SaslLimits> | undefined
}

/**
 * The server's side of XOAUTH2: one response, which `verify` judges. An error from `verify` is rethrown and ends the exchange. A refusal is a
 * challenge with the error result first, and a failure after the client's answer, whatever that is.
 *
 * @throws {@link SaslError} `bad-value` for wrong types. Failures: `bad-message` for what is not a name and a token, `too-long` above
 * `limits.message`, `bad-credentials` for a refusal
 *
 * @example
 * const server = xoauth2Server(({ authenticationId, token }) => authenticationId === 'tim' && token === 'dG9rZW4', {})
 * server.start(new TextEncoder().encode('user=tim\x01auth=Bearer dG9rZW4\x01\x01')) // => { type: 'success', identity: { authenticationId: 'tim', authorizationId: 'tim' } }
 */
export function xoauth2Server(verify: Verify<TokenMessage>, options: XOAuth2ServerOptions = {}): ServerMechanism {
  const action = 'check XOAUTH2'
  functionOf(verify, action)
  const scope = optionalText(fieldsOf(options, action)['scope'], action)
  return tokenServer({
    name: 'XOAUTH2',
    most: limitsOf(options.limits).message,
    verify,
    decode: response => ({ message: decodeXOAuth2(response) }),
    errorResult: () => ({ status: '401', schemes: 'bearer', scope }),
  })
}

const ACTION = 'decode XOAUTH2'

/** The two values, which are checked on their own. */
const MESSAGE = /^user=([^\x01]*)\x01auth=([^\x01]*)\x01\x01$/

/** The parts of a message. @throws {@link SaslError} `bad-message` */
export function decodeXOAuth2(response: Uint8Array): TokenMessage {
  const [, user, auth] = MESSAGE.exec(decodedText(response, ACTION)) ?? malformed()
  const token = bearerToken(auth!) || malformed()
  const account = decodedAccount(user!, ACTION)
  return { authenticationId: account, authorizationId: account, token, host: undefined, port: undefined }
}

const malformed = (): never => fail('bad-message', 0, `${ACTION}: user=name, 0x01, auth=Bearer token and two bytes 0x01 expected`)
