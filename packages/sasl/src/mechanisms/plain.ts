/**
 * PLAIN (RFC 4616): the name and the password in the clear, in one message. Only for use inside TLS.
 *
 *     message = [authzid] UTF8NUL authcid UTF8NUL passwd
 *
 * Text is sent as it is given: preparation by SASLprep (RFC 4013) is the caller's for now.
 */
import { decodeText, encodeText, isWellFormed } from '@mailwire/bytes'
import { fail, SaslError } from '../error.js'
import type { ClientMechanism, ServerMechanism } from '../mechanism.js'
import { bytesOf, fieldsOf, functionOf, textOf } from '../values.js'
import { given, type PasswordMessage, type VerifyPassword, verdict } from '../verify.js'

/** What a client proves itself with. */
export interface PlainCredentials {
  readonly authenticationId: string
  readonly password: string
  /** Who to act as; nobody else unless given. */
  readonly authorizationId?: string | undefined
}

/** The most bytes of each part: RFC 4616 2 lets each be up to 255 characters of at most four bytes. */
const MAX_PART = 1020
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
export function encodePlain(credentials: PlainCredentials): Uint8Array {
  const { authenticationId, password, authorizationId = '' } = fieldsOf(credentials, 'encode PLAIN')
  const parts = [authorizationId, authenticationId, password].map(part => textOf(part, 'encode PLAIN'))
  if (parts[1] === '' || parts[2] === '')
    fail('bad-credentials', 0, 'encode PLAIN: the authentication identity and the password are needed')
  for (const part of parts) {
    if (part.includes('\0')) fail('bad-credentials', 0, 'encode PLAIN: a NUL in the credentials')
    if (!isWellFormed(part)) fail('bad-credentials', 0, 'encode PLAIN: credentials that are not well-formed text')
  }
  const bytes = encodeText(parts.join('\0'), fail)
  if (bytes.length > MAX_MESSAGE) fail('too-long', 0, `encode PLAIN: ${bytes.length} bytes, ${MAX_MESSAGE} allowed`)
  return bytes
}

/** The parts of a PLAIN message. @throws {@link SaslError} `bad-message`, `too-long`, `bad-value` for anything but a `Uint8Array` */
export function decodePlain(bytes: Uint8Array): PasswordMessage {
  bytesOf(bytes, 'decode PLAIN')
  if (bytes.length > MAX_MESSAGE) fail('too-long', 0, `decode PLAIN: ${bytes.length} bytes, ${MAX_MESSAGE} allowed`)
  const parts = decodeText(bytes).split('\0')
  if (parts.length !== 3) fail('bad-message', 0, `decode PLAIN: ${parts.length - 1} NULs, 2 expected`)
  const [authorizationId, authenticationId, password] = parts as [string, string, string]
  if (authenticationId === '' || password === '')
    fail('bad-message', 0, 'decode PLAIN: an empty authentication identity or password')
  if (!parts.every(isWellFormed)) fail('bad-message', 0, 'decode PLAIN: not UTF-8')
  return { authorizationId, authenticationId, password }
}

/** The client's side of PLAIN: one response, which may go with the command. @throws as {@link encodePlain} */
export function plainClient(credentials: PlainCredentials): ClientMechanism {
  const message = encodePlain(credentials)
  let done = false
  return {
    name: 'PLAIN',
    clientFirst: true,
    get done() {
      return done
    },
    respond: challenge => {
      if (done) fail('unexpected', 0, 'respond PLAIN: a second challenge')
      const { length } = bytesOf(challenge, 'respond PLAIN')
      done = true
      return length === 0 ? message : fail('bad-message', 0, 'respond PLAIN: the challenge is not empty')
    },
  }
}

/** The server's side of PLAIN: one response, which `verify` judges. What it throws comes through, and the exchange is over. */
export function plainServer(verify: VerifyPassword): ServerMechanism {
  functionOf(verify, 'verify PLAIN')
  let started = false
  let done = false
  const mechanism: ServerMechanism = {
    name: 'PLAIN',
    start: initialResponse => {
      if (started) fail('unexpected', 0, 'respond PLAIN: the exchange was begun before')
      started = true
      return initialResponse === undefined ? { type: 'challenge', data: new Uint8Array(0) } : mechanism.respond(initialResponse)
    },
    respond: response => {
      started = true
      if (done) fail('unexpected', 0, 'respond PLAIN: a second response')
      bytesOf(response, 'respond PLAIN')
      done = true
      const message = given(() => decodePlain(response))
      return message instanceof SaslError ? { type: 'failure', error: message } : verdict('PLAIN', message, verify)
    },
  }
  return mechanism
}
