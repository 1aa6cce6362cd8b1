/** The users of a server: what each can prove itself with, and how a login finds them. */
import { createHash, timingSafeEqual } from 'node:crypto'
import {
  isSaslError,
  type ScramCredentials,
  type ScramHash,
  saslprep,
  scramCredentials,
  verifyScramPassword,
} from '@mailwire/sasl'
import type { Maildrop } from './maildrop.js'
import type { LoginMethods } from './server-mechanisms.js'

/** What a user can prove itself with: at least one of them. */
export interface UserSecrets {
  /** Carried by every mechanism for passwords; a server that keeps keys alone leaves it out. */
  readonly password?: string | undefined
  /** The keys of SCRAM, one entry a hash; made from the password unless given. They also judge a password that came by PLAIN. */
  readonly scram?: readonly ScramCredentials[] | undefined
  /** OAuth access tokens that are accepted. */
  readonly tokens?: readonly string[] | undefined
}

/** A user: who they are, and their mail. */
export interface User extends UserSecrets {
  /** What the user logs in by, in any case. */
  readonly name: string
  readonly maildrop: Maildrop
}

/** A user, as far as logins go. */
type Account = UserSecrets & { readonly name: string }

/** The user of this name, in any case, or `undefined`. */
export const userNamed = <One extends { readonly name: string }>(users: readonly One[], name: string): One | undefined =>
  users.find(user => user.name.toLowerCase() === name.toLowerCase())

/** The user with this name and password, both prepared by SASLprep (RFC 4616 2), or `undefined`. */
export async function findUser<One extends Account>(
  users: readonly One[],
  name: string,
  password: string,
): Promise<One | undefined> {
  const user = userNamed(users, prepared(name))
  if (user === undefined) return undefined
  const { password: known, scram = [] } = user
  if (known !== undefined) return isEqual(prepared(known), prepared(password)) ? user : undefined
  const [keys] = scram
  return keys !== undefined && (await verifyScramPassword(password, keys)) ? user : undefined
}

/** The ways by which these users can log in. */
export function methodsOf(users: readonly Account[]): LoginMethods {
  const keys = new Keys()
  return {
    verify: async ({ authenticationId, password }) => (await findUser(users, authenticationId, password)) !== undefined,
    scramHashes: HASHES.filter(hash => users.some(user => hasKeys(user, hash))),
    scramOf: (name, hash) => {
      const user = userNamed(users, name)
      return user && keys.of(user, hash)
    },
    passwordOf: name => userNamed(users, name)?.password,
    ...(users.some(({ tokens = [] }) => tokens.length > 0)
      ? {
          verifyToken: ({ authenticationId, token }) => {
            const user = users.find(({ tokens = [] }) => tokens.some(known => isEqual(known, token)))
            if (user === undefined) return false
            const isTheirs = authenticationId === '' || userNamed([user], authenticationId) !== undefined
            return isTheirs && { authenticationId: user.name, authorizationId: user.name }
          },
        }
      : {}),
  }
}

const HASHES: readonly ScramHash[] = ['SHA-512', 'SHA-256', 'SHA-1']

/** A password is not looked at before somebody logs in: a getter may have to ask for it. */
const hasKeys = (user: UserSecrets, hash: ScramHash): boolean =>
  'password' in user || (user.scram ?? []).some(keys => keys.hash === hash)

/** The keys of users, which take a while to be made of a password: once for each user and hash. */
class Keys {
  readonly #made = new WeakMap<Account, Map<ScramHash, Promise<ScramCredentials | undefined>>>()

  of(user: Account, hash: ScramHash): ScramCredentials | undefined | Promise<ScramCredentials | undefined> {
    const { password, scram = [] } = user
    const given = scram.find(keys => keys.hash === hash)
    if (given !== undefined || password === undefined) return given
    let made = this.#made.get(user)
    if (made === undefined) this.#made.set(user, (made = new Map()))
    let keys = made.get(hash)
    if (keys === undefined) made.set(hash, (keys = keysOf(password, hash)))
    return keys
  }
}

/** A password that SASLprep rejects has none: its user logs in by PLAIN. */
async function keysOf(password: string, hash: ScramHash): Promise<ScramCredentials | undefined> {
  try {
    return await scramCredentials(password, { hash })
  } catch (error) {
    if (isSaslError(error)) return undefined
    throw error
  }
}

/** As a query: what SASLprep rejects is compared as it is. */
function prepared(text: string): string {
  try {
    return saslprep(text, { allowUnassigned: true })
  } catch (error) {
    if (isSaslError(error)) return text
    throw error
  }
}

/** Equal or not, in the same time. */
const isEqual = (one: string, other: string): boolean => timingSafeEqual(hashOf(one), hashOf(other))

const hashOf = (text: string): Uint8Array => createHash('sha256').update(text).digest()
