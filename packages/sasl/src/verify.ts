/** What a server does with a name and a password, whichever mechanism brought them. */
import { SaslError } from './error.js'
import type { Identity, ServerStep } from './mechanism.js'

/** What a client proves itself with in PLAIN and in LOGIN. */
export interface PasswordMessage {
  /** Empty when the client does not ask to act as somebody else; LOGIN has no place for it. */
  readonly authorizationId: string
  readonly authenticationId: string
  readonly password: string
}

/**
 * Says whether the credentials are good; may look them up. True takes the client as who it says it is, an identity as that one; anything
 * else is a refusal. A client that asks to act as somebody else is refused unless it is given an identity.
 */
export type VerifyPassword = (message: PasswordMessage) => boolean | Identity | Promise<boolean | Identity>

/** The step that follows the judgement. What `verify` throws comes through. */
export function verdict(mechanism: string, message: PasswordMessage, verify: VerifyPassword): ServerStep | Promise<ServerStep> {
  const found: unknown = verify(message)
  // Any thenable, not this realm's Promise alone: taken for an identity, one that is pending would be a success.
  return isThenable(found)
    ? Promise.resolve(found).then(settled => judge(mechanism, message, settled))
    : judge(mechanism, message, found)
}

/** What a client sent, or the error in it: that is a failed login and not the server's. */
export function given<Value>(decode: () => Value): Value | SaslError {
  try {
    return decode()
  } catch (error) {
    if (error instanceof SaslError) return error
    throw error
  }
}

/** Only `true` and an identity are a success: what a careless lookup gives (`null`, `undefined`, a row, 1) is not. */
function judge(mechanism: string, { authenticationId, authorizationId }: PasswordMessage, found: unknown): ServerStep {
  const identity =
    found !== true
      ? identityOf(found)
      : authorizationId === '' || authorizationId === authenticationId
        ? { authenticationId, authorizationId: authenticationId }
        : undefined
  return identity === undefined
    ? { type: 'failure', error: new SaslError('bad-credentials', 0, `verify ${mechanism}: the credentials are not accepted`) }
    : { type: 'success', identity }
}

function identityOf(value: unknown): Identity | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { authenticationId, authorizationId } = value as { readonly [Key in keyof Identity]: unknown }
  return isName(authenticationId) && isName(authorizationId) ? { authenticationId, authorizationId } : undefined
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== ''

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
