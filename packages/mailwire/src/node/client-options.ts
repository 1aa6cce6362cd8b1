/** Checks options that can never work before the client connects; the error names the option. */

import { createSecureContext } from 'node:tls'
import { isSaslError, mechanismChoices, type PasswordCredentials } from '@mailwire/sasl'
import { encodeCommand } from '@mailwire/smtp'
import { credentialsOf, hasLogin, type LoginOptions } from './client-login.js'
import type { ClientTlsOptions } from './client-tls.js'
import { checkEndpoint, type Endpoint } from './endpoint.js'
import { badOption } from './errors.js'
import { demandObject, found } from './given.js'
import { md5 } from './md5.js'

/** What every client is given besides its server. */
type ClientOptions = ClientTlsOptions & LoginOptions

/** @throws {@link NetworkError} `bad-option` */
export function checkSendOptions(action: string, options: ClientOptions & { readonly hostname: string }): void {
  demandObject(action, options, 'options', '{ hostname } is expected')
  checkTlsOptions(action, options)
  checkLogin(action, options, false)
  const { hostname } = options
  if (typeof hostname !== 'string')
    badOption(action, 'hostname', `the name of this host, for EHLO, is expected: ${found(hostname)}`)
  try {
    encodeCommand({ verb: 'ehlo', domain: hostname })
  } catch {
    badOption(action, 'hostname', `not a domain or an address literal (RFC 5321 4.1.1.1): ${JSON.stringify(hostname)}`)
  }
}

/** @throws {@link NetworkError} `bad-option` */
export function checkReadOptions(action: string, server: Endpoint, options: ClientOptions): void {
  checkEndpoint(action, server)
  demandObject(action, options, 'options', '{ name, password } is expected')
  checkTlsOptions(action, options)
  checkLogin(action, options, true)
  if (!hasLogin(options)) badOption(action, 'name', 'a string is expected, or credentials or authenticate in its place')
}

const BINDINGS: readonly unknown[] = ['tls-exporter', 'tls-unique', 'tls-server-end-point', 'none', undefined]

/** A name with its password, or credentials, or a mechanism, or none of them. `hasCommands`: the protocol has commands for a password, too. */
function checkLogin(action: string, options: LoginOptions, hasCommands: boolean): void {
  const { name, password, credentials, authenticate, mechanisms, channelBinding, onLogin } = options
  const ways = [name ?? password, credentials, authenticate].filter(way => way !== undefined)
  if (ways.length > 1)
    badOption(
      action,
      authenticate === undefined ? 'credentials' : 'authenticate',
      'give only one of name and password, credentials, and authenticate',
    )
  if (authenticate !== undefined && typeof authenticate !== 'function')
    badOption(
      action,
      'authenticate',
      `a function that makes a mechanism is expected, as () => plainClient({ ... }): ${found(authenticate)}`,
    )
  if (name !== undefined || password !== undefined) {
    if (typeof name !== 'string') badOption(action, 'name', 'a string is expected')
    if (typeof password !== 'string') badOption(action, 'password', 'a string is expected')
  }
  if (mechanisms !== undefined && !(Array.isArray(mechanisms) && mechanisms.every(one => typeof one === 'string')))
    badOption(action, 'mechanisms', `a list of names, as ['SCRAM-SHA-256', 'PLAIN'], is expected: ${found(mechanisms)}`)
  if (!BINDINGS.includes(channelBinding))
    badOption(
      action,
      'channelBinding',
      `'tls-exporter', 'tls-unique', 'tls-server-end-point' or 'none' is expected: ${found(channelBinding)}`,
    )
  if (onLogin !== undefined && typeof onLogin !== 'function')
    badOption(action, 'onLogin', `a function is expected: ${found(onLogin)}`)
  if (credentialsOf(options) !== undefined) checkCredentials(action, options, hasCommands)
}

/** Rejects credentials that no mechanism can carry before anything is sent; the message does not show them. */
function checkCredentials(action: string, options: LoginOptions, hasCommands: boolean): void {
  const { mechanisms } = options
  const credentials = credentialsOf(options)!
  const option = options.credentials === undefined ? 'name' : 'credentials'
  try {
    const names = mechanismChoices([], credentials, { mechanisms }).map(({ name }) => name)
    const choices = mechanismChoices(names, credentials, { secure: true, channelBinding: ANY_BINDING, mechanisms, md5 })
    const mayGo = choices.some(choice => 'mechanism' in choice)
    if (mayGo) return
    if (hasCommands && 'password' in credentials && mechanisms === undefined) {
      checkPassword(action, option, credentials)
      return
    }
    const last = choices.at(-1)
    if (last === undefined) badOption(action, 'mechanisms', `no mechanism of ${mechanisms!.join(', ')} carries the credentials`)
    badOption(action, option, 'reason' in last ? last.reason : '')
  } catch (error) {
    if (!isSaslError(error)) throw error
    badOption(
      action,
      option,
      "{ authenticationId, password }, { authenticationId, token }, { external: true } or { anonymous: '' } is expected",
    )
  }
}

/** A name and a password that no command can carry either; an empty password can, in IMAP. */
function checkPassword(action: string, option: string, { authenticationId, password }: PasswordCredentials): void {
  if (authenticationId === '') badOption(action, option, 'the name is empty')
  if (/[\0\r\n\p{Surrogate}]/u.test(`${authenticationId} ${password}`))
    badOption(action, option, 'the name or the password contains NUL, a line end or a lone surrogate')
}

/** For a check that has no connection yet. */
const ANY_BINDING = { type: 'tls-exporter', data: Uint8Array.of(0) } as const

const TLS: readonly unknown[] = ['required', 'offered', 'implicit', 'never', undefined]

function checkTlsOptions(action: string, { tls, ca, servername, certificate }: ClientTlsOptions): void {
  if (!TLS.includes(tls)) badOption(action, 'tls', `'required', 'offered', 'implicit' or 'never' is expected: ${found(tls)}`)
  // OpenSSL takes any text, and finds no certificate in it.
  if (ca !== undefined && !(typeof ca === 'string' && ca.includes('CERTIFICATE-----')))
    badOption(action, 'ca', 'certificates in PEM expected: the text itself, not a file name')
  if (servername !== undefined && (typeof servername !== 'string' || servername === ''))
    badOption(action, 'servername', `the name in the certificate expected: ${found(servername)}`)
  if (certificate !== undefined) checkCertificate(action, certificate)
}

/** Node reads a key and a certificate only when they are needed, and throws there. */
function checkCertificate(action: string, certificate: NonNullable<ClientTlsOptions['certificate']>): void {
  demandObject(action, certificate, 'certificate', '{ key, cert } in PEM is expected')
  const { key, cert } = certificate
  if (typeof key !== 'string' || typeof cert !== 'string') badOption(action, 'certificate', '{ key, cert } in PEM is expected')
  try {
    createSecureContext({ key, cert })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    badOption(action, 'certificate', `cannot read the key and its certificate: ${reason}`)
  }
}
