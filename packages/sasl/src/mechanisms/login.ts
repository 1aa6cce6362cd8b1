/**
 * LOGIN: the name and the password in the clear, each asked for by the server. It was never an RFC (draft-murchison-sasl-login says what is
 * done); servers that offer nothing else are many. Only for use inside TLS, and PLAIN where there is a choice.
 *
 *     S: prompt   C: user name   S: prompt   C: password
 *
 * The words of the prompts differ from server to server, and are not looked at.
 */
import { asciiBytes, decodeText, encodeText, isWellFormed } from '@mailwire/bytes'
import { fail, SaslError } from '../error.js'
import type { ClientMechanism, ServerMechanism, ServerStep } from '../mechanism.js'
import { bytesOf, fieldsOf, functionOf, textOf } from '../values.js'
import { given, type VerifyPassword, verdict } from '../verify.js'

/** What a client proves itself with. */
export interface LoginCredentials {
  readonly authenticationId: string
  readonly password: string
}

/** The most bytes of a name or a password, as for PLAIN (RFC 4616 2). */
const MAX_PART = 1020

/**
 * The client's side of LOGIN: two responses, of which none goes with the command.
 *
 * @throws {@link SaslError} `bad-credentials` for an empty name or password, a NUL, or text that is not well-formed; `too-long`; `bad-value`
 * for anything but strings
 *
 * @example
 * const mechanism = loginClient({ authenticationId: 'tim', password: 'tanstaaf' })
 * mechanism.respond(new TextEncoder().encode('Username:')) // => new TextEncoder().encode('tim')
 */
export function loginClient(credentials: LoginCredentials): ClientMechanism {
  const { authenticationId, password } = fieldsOf(credentials, 'encode LOGIN')
  const responses = [authenticationId, password].map(part => encodePart(textOf(part, 'encode LOGIN')))
  return {
    name: 'LOGIN',
    clientFirst: false,
    get done() {
      return responses.length === 0
    },
    respond: challenge => {
      bytesOf(challenge, 'respond LOGIN')
      return responses.shift() ?? fail('unexpected', 0, 'respond LOGIN: a third challenge')
    },
  }
}

/** The prompts that servers have had since the draft, as challenges. */
const USERNAME = 'Username:'
const PASSWORD = 'Password:'
const prompt = (text: string): ServerStep => ({ type: 'challenge', data: asciiBytes(text) })

/** The server's side of LOGIN: two challenges, then `verify` judges. What it throws comes through, and the exchange is over. */
export function loginServer(verify: VerifyPassword): ServerMechanism {
  functionOf(verify, 'verify LOGIN')
  let name: string | undefined
  let started = false
  let done = false
  const mechanism: ServerMechanism = {
    name: 'LOGIN',
    start: initialResponse => {
      if (started) fail('unexpected', 0, 'respond LOGIN: the exchange was begun before')
      started = true
      return initialResponse === undefined ? prompt(USERNAME) : mechanism.respond(initialResponse)
    },
    respond: response => {
      started = true
      if (done) fail('unexpected', 0, 'respond LOGIN: a third response')
      bytesOf(response, 'respond LOGIN')
      const text = given(() => decodePart(response))
      done = name !== undefined || text instanceof SaslError
      if (text instanceof SaslError) return { type: 'failure', error: text }
      if (name !== undefined) return verdict('LOGIN', { authorizationId: '', authenticationId: name, password: text }, verify)
      name = text
      return prompt(PASSWORD)
    },
  }
  return mechanism
}

function encodePart(text: string): Uint8Array {
  if (text === '') fail('bad-credentials', 0, 'encode LOGIN: the authentication identity and the password are needed')
  if (text.includes('\0')) fail('bad-credentials', 0, 'encode LOGIN: a NUL in the credentials')
  if (!isWellFormed(text)) fail('bad-credentials', 0, 'encode LOGIN: credentials that are not well-formed text')
  const bytes = encodeText(text, fail)
  return bytes.length > MAX_PART ? fail('too-long', 0, `encode LOGIN: ${bytes.length} bytes, ${MAX_PART} allowed`) : bytes
}

function decodePart(bytes: Uint8Array): string {
  if (bytes.length > MAX_PART) fail('too-long', 0, `decode LOGIN: ${bytes.length} bytes, ${MAX_PART} allowed`)
  const text = decodeText(bytes)
  if (text === '') fail('bad-message', 0, 'decode LOGIN: an empty name or password')
  if (text.includes('\0') || !isWellFormed(text)) fail('bad-message', 0, 'decode LOGIN: NUL, or not UTF-8')
  return text
}
