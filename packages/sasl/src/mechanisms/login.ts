/**
 * LOGIN: the name and the password in the clear, each one requested by the server. It was never an RFC (draft-murchison-sasl-login says what is
 * done); many servers offer nothing else. Only for use inside TLS, and PLAIN where there is a choice.
 *
 *     S: prompt   C: user name   S: prompt   C: password
 *
 * The text of the prompts differs from server to server and is ignored.
 */
import { asciiBytes } from '@mailwire/bytes'
import { boundedBytes, checkedPart, decodedPart, MAX_PART, type PasswordCredentials, refuseAnother } from '../credentials.js'
import { fail } from '../error.js'
import { clientMechanism, serverMechanism } from '../exchange.js'
import type { ClientMechanism, ServerMechanism } from '../mechanism.js'
import { fieldsOf, functionOf } from '../values.js'
import { type PasswordOptions, preparedVerdict, type VerifyPassword } from '../verify.js'

/**
 * The client's side of LOGIN: two responses, of which none goes with the command.
 *
 * @throws {@link SaslError} `bad-credentials` for an empty name or password, a NUL, text that is not well-formed, and for another authorization identity, which LOGIN cannot carry; `too-long`; `bad-value` for anything but strings
 *
 * @example
 * const mechanism = loginClient({ authenticationId: 'tim', password: 'tanstaaf' })
 * mechanism.respond(new TextEncoder().encode('Username:')) // => new TextEncoder().encode('tim')
 */
export function loginClient(credentials: PasswordCredentials): ClientMechanism {
  const action = 'encode LOGIN'
  const { authenticationId, password, authorizationId } = fieldsOf(credentials, action)
  const name = checkedPart(authenticationId, action)
  refuseAnother(authorizationId, name, action)
  const nameBytes = boundedBytes(name, MAX_PART, action)
  const secret = boundedBytes(checkedPart(password, action), MAX_PART, action)
  return clientMechanism({ name: 'LOGIN', clientFirst: false, steps: [() => nameBytes, () => secret] })
}

/** The prompts that servers have had since the draft, as challenges. */
const USERNAME = 'Username:'
const PASSWORD = 'Password:'

/** The server's side of LOGIN: two challenges, then `verify` judges. An error from `verify` is rethrown and ends the exchange. */
export function loginServer(verify: VerifyPassword, options: PasswordOptions = {}): ServerMechanism {
  functionOf(verify, 'verify LOGIN')
  fieldsOf(options, 'verify LOGIN')
  let name: string
  return serverMechanism({
    name: 'LOGIN',
    challenge: () => asciiBytes(USERNAME),
    takesInitialResponse: true,
    steps: [
      response => {
        name = decoded(response)
        return { type: 'challenge', data: asciiBytes(PASSWORD) }
      },
      response => {
        const password = decoded(response)
        return preparedVerdict('LOGIN', { authorizationId: '', authenticationId: name, password }, verify, options)
      },
    ],
  })
}

/** A name or a password of at most {@link MAX_PART} bytes. */
const decoded = (response: Uint8Array): string =>
  response.length > MAX_PART
    ? fail('too-long', 0, `decode LOGIN: ${response.length} bytes, at most ${MAX_PART} allowed`)
    : decodedPart(response, 'decode LOGIN')
