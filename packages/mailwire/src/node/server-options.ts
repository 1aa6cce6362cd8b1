/** Checks options that can never work when the server starts, not in the first session; the error names the option. */
import { createSecureContext } from 'node:tls'
import { formatScramCredentials, isMechanismName, isSaslError } from '@mailwire/sasl'
import { parseDomain } from '@mailwire/smtp/address'
import { badOption } from './errors.js'
import { judgesLogins, type LoginMethods, mechanismNames, offeredNames } from './server-mechanisms.js'
import type { MailServerOptions } from './server-session.js'
import { comparable, prepared, type UserSecrets } from './users.js'

/** @throws {@link NetworkError} `bad-option` */
export function refuseOption(option: string, reason: string): never {
  badOption('start server', option, reason)
}

/** @throws {@link NetworkError} `bad-option` where there are no options at all */
export function checkGiven(options: object, expected: string): void {
  if (typeof options !== 'object' || options === null) refuseOption('options', `missing: at least ${expected} expected`)
}

/** Checks what every mail server needs. @throws {@link NetworkError} `bad-option` */
export function checkServerOptions(options: MailServerOptions): void {
  checkGiven(options, '{ hostname }')
  const { hostname, credentials } = options
  if (typeof hostname !== 'string') refuseOption('hostname', 'missing: the name that the server greets with')
  if (!isHostname(hostname)) refuseOption('hostname', `a domain in ASCII or A-labels expected: found ${JSON.stringify(hostname)}`)
  if (credentials === undefined) return
  try {
    createSecureContext(credentials)
  } catch (error) {
    refuseOption('credentials', `cannot read the key and certificate: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** A domain, and no address literal: the reply to EHLO has none, and POP3's greeting would begin with a response code (RFC 5321 4.1.1.1, RFC 2449 3). */
function isHostname(text: string): boolean {
  if (text.startsWith('[') || /[^!-~]/.test(text)) return false
  try {
    parseDomain(text)
    return true
  } catch {
    return false
  }
}

/** Bytes of the names of own mechanisms, a space between them: with all of ours they fit into a line of EHLO (RFC 5321 4.5.3.1.5). */
const OWN_NAMES = 340

/** @throws {@link NetworkError} `bad-option` */
export function checkLoginMethods(methods: LoginMethods): void {
  const { mechanisms, ownMechanisms } = methods
  if (mechanisms !== undefined && !isTexts(mechanisms))
    refuseOption('mechanisms', "a list of names expected, such as ['SCRAM-SHA-256', 'PLAIN']")
  const known = [...mechanismNames(), ...(ownMechanisms instanceof Map ? ownMechanisms.keys() : [])]
  const unknown = mechanisms?.find(name => !known.includes(name.toUpperCase()))
  if (unknown !== undefined) refuseOption('mechanisms', `${JSON.stringify(unknown)} is not one of ${known.join(', ')}`)
  if (ownMechanisms !== undefined) checkOwnMechanisms(ownMechanisms)
  const functions = ['verify', 'scramOf', 'passwordOf', 'verifyToken', 'verifyExternal', 'verifyAnonymous'] as const
  for (const option of functions)
    if (methods[option] !== undefined && typeof methods[option] !== 'function') refuseOption(option, 'a function expected')
}

/**
 * Rejects options that require logins but allow no mechanism: no client could log in.
 *
 * @throws {@link NetworkError} `bad-option`
 */
export function checkOffer(methods: LoginMethods): void {
  if (!judgesLogins(methods) || offeredNames(methods, true).length > 0) return
  if (methods.mechanisms !== undefined)
    refuseOption('mechanisms', 'none of them can be offered with the given ways to verify logins')
  if (methods.scramOf !== undefined)
    refuseOption('scramHashes', "missing: scramOf needs the hashes that it has keys for, such as ['SHA-256']")
  if (methods.passwordOf !== undefined)
    refuseOption('mechanisms', "missing: passwordOf is used by CRAM-MD5 only, which must be named: ['CRAM-MD5']")
  refuseOption('ownMechanisms', 'empty')
}

function checkOwnMechanisms(own: NonNullable<LoginMethods['ownMechanisms']>): void {
  if (!(own instanceof Map)) refuseOption('ownMechanisms', 'a Map from names to functions expected')
  for (const [name, make] of own)
    if (!isMechanismName(name) || typeof make !== 'function')
      refuseOption('ownMechanisms', `a name in upper case (RFC 4422 3.1) and a function expected: found ${JSON.stringify(name)}`)
  if ([...own.keys()].join(' ').length > OWN_NAMES)
    refuseOption('ownMechanisms', `the names have more than ${OWN_NAMES} bytes together`)
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(one => typeof one === 'string')

/** Names are compared as logins compare them. @throws {@link NetworkError} `bad-option` */
export function checkUsers(users: readonly (UserSecrets & { readonly name: string })[]): void {
  if (!Array.isArray(users)) refuseOption('users', 'a list of users expected')
  const seen = new Set<string>()
  for (const user of users) {
    if (typeof user !== 'object' || user === null) refuseOption('users', 'each user must be an object')
    const { name } = user
    if (typeof name !== 'string' || name === '') refuseOption('users', 'a user has no name')
    const compared = comparable(name)
    if (seen.has(compared)) refuseOption('users', `two users have the name ${JSON.stringify(name)}`)
    seen.add(compared)
    checkSecrets(user)
  }
}

/** A password with a getter is not read before a login. */
function checkSecrets(user: UserSecrets & { readonly name: string }): void {
  const refuse = (reason: string): never => refuseOption('users', `${JSON.stringify(user.name)}: ${reason}`)
  const { value } = Object.getOwnPropertyDescriptor(user, 'password') ?? {}
  if (value !== undefined && typeof value !== 'string') refuse('password: a string expected')
  const usable = typeof value === 'string' ? prepared(value) : value
  if (usable === '' || (value !== undefined && usable === undefined))
    refuse('password: empty, or rejected by SASLprep (RFC 4013), or empty after it; no login could succeed')
  const { scram, tokens } = user
  if (tokens !== undefined && !isTexts(tokens)) refuse('tokens: a list of strings expected')
  if (scram === undefined) return
  try {
    scram.map(formatScramCredentials)
  } catch (error) {
    refuse(
      `scram: a list of results of scramCredentials() or parseScramCredentials() expected${isSaslError(error) ? `: ${error.message}` : ''}`,
    )
  }
}

/** @throws {@link NetworkError} `bad-option` */
export function checkFunction(option: string, value: unknown): void {
  if (typeof value !== 'function') refuseOption(option, 'missing: a function expected')
}
