/**
 * PLAIN (RFC 4616): the name and the password in the clear, in one message. Only for use below TLS.
 *
 *     message = [authzid] UTF8NUL authcid UTF8NUL passwd
 *
 * Text is sent as it is given: preparation by SASLprep (RFC 4013) is the caller's for now.
 */
import { decodeText, encodeText, isWellFormed } from '@mailwire/bytes'
import { fail, SaslError } from './error.js'
import type { ClientMechanism, Identity, ServerMechanism, ServerStep } from './mechanism.js'

/** What a client proves itself with. */
export interface PlainCredentials {
  readonly authenticationId: string
  readonly password: string
  /** Who to act as; nobody else unless given. */
  readonly authorizationId?: string | undefined
}

/** The three parts of a PLAIN message. */
export interface PlainMessage {
  /** Empty when the client does not ask to act as somebody else. */
  readonly authorizationId: string
  readonly authenticationId: string
  readonly password: string
}

/** The most octets of each part: RFC 4616 2 lets each be up to 255 characters of at most four octets. */
const MAX_PART = 1020

/**
 * The octets of a PLAIN message.
 *
 * @throws {@link SaslError} `bad-credentials` for an empty name or password, a NUL, or what is not well-formed text
 *
 * @example
 * encodePlain({ authenticationId: 'tim', password: 'tanstaaftanstaaf' }).length // => 21
 */
export function encodePlain({ authenticationId, password, authorizationId = '' }: PlainCredentials): Uint8Array {
  if (authenticationId === '' || password === '')
    fail('bad-credentials', 0, 'encode PLAIN: the authentication identity and the password are needed')
  const parts = [authorizationId, authenticationId, password]
  for (const part of parts) {
    if (part.includes('\0')) fail('bad-credentials', 0, 'encode PLAIN: a NUL in the credentials')
    if (!isWellFormed(part)) fail('bad-credentials', 0, 'encode PLAIN: credentials that are not well-formed text')
  }
  const bytes = encodeText(parts.join('\0'), fail)
  if (bytes.length > 3 * MAX_PART + 2) fail('too-long', 0, `encode PLAIN: ${bytes.length} octets, ${3 * MAX_PART + 2} allowed`)
  return bytes
}

/** The parts of a PLAIN message. @throws {@link SaslError} `bad-message`, `too-long` */
export function decodePlain(bytes: Uint8Array): PlainMessage {
  if (bytes.length > 3 * MAX_PART + 2) fail('too-long', 0, `decode PLAIN: ${bytes.length} octets, ${3 * MAX_PART + 2} allowed`)
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
      if (challenge.length > 0) fail('bad-message', 0, 'respond PLAIN: the challenge is not empty')
      done = true
      return message
    },
  }
}

/** Says whether the credentials are good; may look them up. What it gives as identity is who they act as. */
export type VerifyPlain = (message: PlainMessage) => boolean | Identity | Promise<boolean | Identity>

/**
 * The server's side of PLAIN. `verify` answers true, false, or the identity that the client is given.
 * A client that asks to act as somebody else is refused, unless `verify` gives an identity.
 */
export function plainServer(verify: VerifyPlain): ServerMechanism {
  const judge = (message: PlainMessage, verdict: boolean | Identity): ServerStep => {
    const { authenticationId, authorizationId } = message
    if (typeof verdict === 'object') return { type: 'success', identity: verdict }
    if (verdict && (authorizationId === '' || authorizationId === authenticationId)) {
      return { type: 'success', identity: { authenticationId, authorizationId: authenticationId } }
    }
    return { type: 'failure', error: new SaslError('bad-credentials', 0, 'verify PLAIN: the credentials are not accepted') }
  }
  return {
    name: 'PLAIN',
    respond: response => {
      let message: PlainMessage
      try {
        message = decodePlain(response)
      } catch (error) {
        if (error instanceof SaslError) return { type: 'failure', error }
        throw error
      }
      const verdict = verify(message)
      return verdict instanceof Promise ? verdict.then(settled => judge(message, settled)) : judge(message, verdict)
    },
  }
}
