/** How a server verifies a client: the caller's verifier decides, and only `true` or an identity is a success. */
import { fail, isSaslError, SaslError } from './error.js'
import { chain } from './exchange.js'
import type { Identity, ServerStep } from './mechanism.js'
import { prepare } from './prepare.js'

/** What a client sends in PLAIN and in LOGIN. */
export interface PasswordMessage {
  /** Empty when the client asks for no other identity, and always in LOGIN, which cannot carry one. */
  readonly authorizationId: string
  readonly authenticationId: string
  readonly password: string
}

/**
 * Judges a client's message; may be asynchronous. `true` accepts the identity that the client claims, an identity accepts the client as that one; anything else is a
 * refusal. A client that asks for another identity is refused unless the verifier gives an identity.
 */
export type Verify<Message> = (message: Message) => boolean | Identity | Promise<boolean | Identity>

/** Judges a name and a password. */
export type VerifyPassword = Verify<PasswordMessage>

/** How a name and a password reach the verifier. */
export interface PasswordOptions {
  /**
   * Names and passwords are prepared by SASLprep as queries before they are judged, as RFC 4616 2 asks: compare them with values that were prepared
   * by {@link saslprep}, too. An `authorizationId` is passed as it was sent, unless it is the same name after SASLprep: then both are equal. `false`
   * passes all of them unchanged.
   */
  readonly prepare?: boolean | undefined
}

/** The identity that a client claims. */
type Claim = Identity

/** The step after the verification. An error from `verify` is rethrown. */
export const verdict = <Message extends Claim>(
  mechanism: string,
  message: Message,
  verify: Verify<Message>,
): ServerStep | Promise<ServerStep> => chain(verify(message), found => judge(mechanism, message, found))

/** The same for a name and a password, prepared (RFC 4616 2). Text that SASLprep rejects, or that is empty after it, is a failure. */
export function preparedVerdict(
  mechanism: string,
  message: PasswordMessage,
  verify: VerifyPassword,
  options: PasswordOptions,
): ServerStep | Promise<ServerStep> {
  if (options.prepare === false) return verdict(mechanism, message, verify)
  const action = `decode ${mechanism}`
  const authenticationId = prepare(message.authenticationId, action, true)
  const prepared = {
    authorizationId: requestedIdentity(message.authorizationId, authenticationId),
    authenticationId,
    password: prepare(message.password, action, true),
  }
  if (prepared.authenticationId === '' || prepared.password === '')
    fail('bad-string', 0, `${action}: the name or the password is empty after SASLprep`)
  return verdict(mechanism, prepared, verify)
}

/**
 * The authorization identity as it was sent, which is not ours to prepare (RFC 4616 2 and 3), or the client's prepared name where both are the
 * same name after SASLprep: a client that sends its own name in both places asks for no other identity.
 */
export function requestedIdentity(authorizationId: string, preparedName: string): string {
  try {
    return prepare(authorizationId, 'compare identities', true) === preparedName ? preparedName : authorizationId
  } catch (error) {
    if (isSaslError(error)) return authorizationId
    throw error
  }
}

/** Only `true` and an identity are a success: other results of a careless lookup (`null`, `undefined`, a row, 1) are not. */
function judge(mechanism: string, { authenticationId, authorizationId }: Claim, found: unknown): ServerStep {
  const isThemselves = authorizationId === '' || authorizationId === authenticationId
  const identity =
    found !== true
      ? identityOf(found)
      : isThemselves && authenticationId !== ''
        ? { authenticationId, authorizationId: authenticationId }
        : undefined
  return identity === undefined
    ? { type: 'failure', error: new SaslError('bad-credentials', 0, `verify ${mechanism}: the credentials were rejected`) }
    : { type: 'success', identity }
}

function identityOf(value: unknown): Identity | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { authenticationId, authorizationId } = value as { readonly [Key in keyof Identity]: unknown }
  return isName(authenticationId) && isName(authorizationId) ? { authenticationId, authorizationId } : undefined
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== ''
