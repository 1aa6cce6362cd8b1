/** The users of a server: what each can prove itself with, and how a login finds them. */
import { createHash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import {
  type Identity,
  isSaslError,
  type ScramCredentials,
  type ScramHash,
  saslprep,
  scramCredentials,
  type TokenMessage,
  verifyScramPassword,
} from '@mailwire/sasl'
import type { Maildrop } from './maildrop.js'
import type { LoginMethods } from './server-mechanisms.js'

/** What a user can prove itself with. Who has none of it can still log in by a certificate, or by a verifier of the caller's. */
export interface UserSecrets {
  /** Used by all mechanisms for passwords; a server that keeps only keys leaves it out. */
  readonly password?: string | undefined
  /**
   * The keys of SCRAM, one entry per hash; by default derived from the password at each login. Without a password the first entry verifies a
   * password sent by PLAIN. SCRAM is offered for the hashes that every user with a password or keys can use.
   */
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
export function userNamed<One extends { readonly name: string }>(users: readonly One[], name: string): One | undefined {
  const wanted = comparable(name)
  return users.find(user => comparable(user.name) === wanted)
}

/** A name as logins compare it: prepared by SASLprep as a query, in lower case. A name that SASLprep rejects is compared unprepared. */
export const comparable = (name: string): string => (prepared(name) ?? name).toLowerCase()

/** The user with this name and password, both prepared by SASLprep (RFC 4616 2), or `undefined`. */
export async function findUser<One extends Account>(
  users: readonly One[],
  name: string,
  password: string,
): Promise<One | undefined> {
  const user = userNamed(users, name)
  const known = user?.password
  const own = known === undefined ? user?.scram?.[0] : undefined
  // Deriving keys takes time: an unknown name is checked against other keys, so that the answer takes as long and does not reveal which names exist.
  const keys = own ?? users.flatMap(({ scram = [] }) => scram[0] ?? [])[0]
  const isProved = keys !== undefined && (await verifyScramPassword(password, keys))
  if (known !== undefined) {
    const [ours, theirs] = [prepared(known), prepared(password)]
    // A password that SASLprep rejects or empties is invalid (RFC 4616 2).
    return ours !== undefined && ours !== '' && theirs !== undefined && isEqual(ours, theirs) ? user : undefined
  }
  return isProved && own !== undefined ? user : undefined
}

/** What a server of users takes beside what its users can prove themselves with. The identity that a verifier gives names the user. */
export type UserLoginOptions = Pick<
  LoginMethods,
  'mechanisms' | 'ownMechanisms' | 'verifyToken' | 'verifyExternal' | 'verifyAnonymous'
>

/** How a server of these users judges logins now. */
export function loginsOf(users: readonly Account[], options: UserLoginOptions): LoginMethods {
  const { mechanisms, ownMechanisms, verifyToken, verifyExternal, verifyAnonymous } = options
  const ofUsers = methodsOf(users)
  return {
    ...ofUsers,
    mechanisms,
    ownMechanisms,
    verifyToken: verifyToken ?? ofUsers.verifyToken,
    verifyExternal,
    verifyAnonymous,
  }
}

/** The ways by which these users can log in. What is offered depends on who is in the list now; who they are is looked up at each login. */
export function methodsOf(users: readonly Account[]): LoginMethods {
  const withPassword = users.filter(user => mayHavePassword(user) || (user.scram ?? []).length > 0)
  const hasKeys = (user: Account, hash: ScramHash): boolean => mayHavePassword(user) || keysFor(user, hash) !== undefined
  return {
    verify: async ({ authenticationId, password }) => (await findUser(users, authenticationId, password)) !== undefined,
    scramHashes: withPassword.length === 0 ? [] : HASHES.filter(hash => withPassword.every(user => hasKeys(user, hash))),
    scramOf: (name, hash) => scramOf(users, name, hash),
    passwordOf: name => userNamed(users, name)?.password,
    ...(users.some(({ tokens = [] }) => tokens.length > 0) ? { verifyToken: claim => ownerOf(users, claim) } : {}),
  }
}

const HASHES: readonly ScramHash[] = ['SHA-512', 'SHA-256', 'SHA-1']

/** A getter is not called before a login. */
function mayHavePassword(user: UserSecrets): boolean {
  const own = Object.getOwnPropertyDescriptor(user, 'password')
  return own === undefined || own.get !== undefined ? 'password' in user : own.value !== undefined
}

const keysFor = ({ scram = [] }: UserSecrets, hash: ScramHash): ScramCredentials | undefined =>
  scram.find(keys => keys.hash === hash)

/** Whose token it is, where that is the account that was named, or none was. */
function ownerOf(users: readonly Account[], { authenticationId, token }: TokenMessage): Identity | false {
  const named = authenticationId === '' ? users : [userNamed(users, authenticationId)]
  const user = named.find(one => one?.tokens?.some(known => isEqual(known, token)))
  return user !== undefined && { authenticationId: user.name, authorizationId: user.name }
}

/** The secret that salts are made from, and a password that no user has. */
const SECRET: string = randomBytes(32).toString('hex')

/**
 * The keys of a user. All names cost the same work and get the same salt each time, in whatever case they are written: an answer does not tell
 * whether there is a user of that name.
 */
async function scramOf(users: readonly Account[], name: string, hash: ScramHash): Promise<ScramCredentials> {
  const user = userNamed(users, name)
  const given = user && keysFor(user, hash)
  const password = given === undefined ? user?.password : undefined
  const { iterations, salt: { length = SALT_LENGTH } = {} } = given ?? users.flatMap(one => keysFor(one, hash) ?? [])[0] ?? {}
  const salt = new Uint8Array(hkdfSync('sha256', SECRET, '', `${hash} ${comparable(name)}`, length))
  const made = (secret: string): Promise<ScramCredentials> => scramCredentials(secret, { hash, salt, iterations })
  const keys = await made(password ?? SECRET).catch((error: unknown) => {
    // A password that SASLprep rejects cannot come by SCRAM: its user logs in by PLAIN.
    if (isSaslError(error)) return made(SECRET)
    throw error
  })
  return given ?? keys
}

/** Bytes of a salt, unless the keys of the users have others. */
const SALT_LENGTH = 16

/** As a query; `undefined` for what SASLprep rejects. */
export function prepared(text: string): string | undefined {
  try {
    return saslprep(text, { allowUnassigned: true })
  } catch (error) {
    if (isSaslError(error)) return undefined
    throw error
  }
}

/** Equal or not, in the same time. */
const isEqual = (one: string, other: string): boolean => timingSafeEqual(hashOf(one), hashOf(other))

const hashOf = (text: string): Uint8Array => createHash('sha256').update(text).digest()
