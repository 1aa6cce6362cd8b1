/**
 * PLAIN (RFC 4616): the name and the password in the clear, in one message. Only for use inside TLS.
 *
 *     message = [authzid] UTF8NUL authcid UTF8NUL passwd
 *
 * Text is sent as it is given; the server prepares it before it is compared (RFC 4616 2).
 */
import { boundedBytes, checkedPart, decodedText, MAX_PART, optionalPart, type PasswordCredentials } from '../credentials.js'
import { fail } from '../error.js'
import { clientMechanism, serverMechanism } from '../exchange.js'
import type { ClientMechanism, ServerMechanism } from '../mechanism.js'
import { bytesOf, fieldsOf, functionOf } from '../values.js'
import { type PasswordMessage, type PasswordOptions, preparedVerdict, type VerifyPassword } from '../verify.js'

const MAX_MESSAGE = 3 * MAX_PART + 2

/**
 * The bytes of a PLAIN message.
 *
 * @throws {@link SaslError} `bad-credentials` for an empty name or password, a NUL, or text that is not well-formed; `too-long`; `bad-value`
 * for anything but strings
 *
 * @example
 * encodePlain({ authenticationId: 'tim', password: 'tanstaaftanstaaf' }).length // => 21
 */
export function encodePlain(credentials: PasswordCredentials): Uint8Array {
  const { authenticationId, password, authorizationId } = fieldsOf(credentials, 'encode PLAIN')
  const parts = [
    optionalPart(authorizationId, 'encode PLAIN'),
    checkedPart(authenticationId, 'encode PLAIN'),
    checkedPart(password, 'encode PLAIN'),
  ]
  return boundedBytes(parts.join('\0'), MAX_MESSAGE, 'encode PLAIN')
}

/** The parts of a PLAIN message. @throws {@link SaslError} `bad-message`, `too-long`, `bad-value` for anything but a `Uint8Array` */
export function decodePlain(bytes: Uint8Array): PasswordMessage {
  bytesOf(bytes, 'decode PLAIN')
  if (bytes.length > MAX_MESSAGE) fail('too-long', 0, `decode PLAIN: ${bytes.length} bytes, at most ${MAX_MESSAGE} allowed`)
  const parts = decodedText(bytes, 'decode PLAIN').split('\0')
  if (parts.length !== 3) fail('bad-message', 0, `decode PLAIN: ${parts.length - 1} NULs, 2 expected`)
  const [authorizationId, authenticationId, password] = parts as [string, string, string]
  if (authenticationId === '' || password === '')
    fail('bad-message', 0, 'decode PLAIN: the authentication identity or the password is empty')
  return { authorizationId, authenticationId, password }
}

/** The client's side of PLAIN: one response, which may go with the command. @throws as {@link encodePlain} */
export function plainClient(credentials: PasswordCredentials): ClientMechanism {
  const message = encodePlain(credentials)
  return clientMechanism({ name: 'PLAIN', clientFirst: true, steps: [() => message] })
}

/** The server's side of PLAIN: one response, which `verify` judges. An error from `verify` is rethrown and ends the exchange. */
export function plainServer(verify: VerifyPassword, options: PasswordOptions = {}): ServerMechanism {
  functionOf(verify, 'verify PLAIN')
  fieldsOf(options, 'verify PLAIN')
  return serverMechanism({
    name: 'PLAIN',
    challenge: () => new Uint8Array(0),
    takesInitialResponse: true,
    steps: [response => preparedVerdict('PLAIN', decodePlain(response), verify, options)],
  })
}
