/** What a client can never work with is refused before it connects, by the option's name. */

import { chooseMechanism, isSaslError } from '@mailwire/sasl'
import { encodeCommand } from '@mailwire/smtp'
import { credentialsOf, hasLogin, type LoginOptions } from './client-login.js'
import type { ClientTlsOptions } from './client-tls.js'
import { badOption } from './errors.js'
import type { ReadMailOptions } from './read-mail.js'
import type { Endpoint, ResolveOptions } from './resolve.js'
import type { SendMailOptions } from './send-mail.js'

/** A server's address. Without a host Node would connect to this machine. @throws {@link NetworkError} `bad-option` */
export function checkEndpoint(action: string, server: Endpoint, option = 'server'): void {
  demandObject(action, server, option, '{ host, port } is expected')
  const { host, port } = server
  if (typeof host !== 'string' || host === '')
    badOption(action, `${option}.host`, `a host name or an address is expected: ${found(host)}`)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    badOption(action, `${option}.port`, `a number from 1 to 65535 is expected: ${found(port)}`)
}

/** @throws {@link NetworkError} `bad-option` */
export function checkDnsOptions(action: string, options: ResolveOptions, option?: string): void {
  demandObject(action, options, option ?? 'options', '{ server: { host, port } } of a name server is expected')
  checkEndpoint(action, options.server, option === undefined ? 'server' : `${option}.server`)
}

/** @throws {@link NetworkError} `bad-option` */
export function checkSendOptions(action: string, options: Omit<SendMailOptions, 'lmtp'>): void {
  demandObject(action, options, 'options', '{ hostname } is expected')
  checkTlsOptions(action, options)
  checkLogin(action, options)
  const { hostname } = options
  if (typeof hostname !== 'string')
    badOption(action, 'hostname', `the name of this host, for EHLO, is expected: ${found(hostname)}`)
  try {
    encodeCommand({ verb: 'ehlo', domain: hostname })
  } catch {
    badOption(action, 'hostname', `not a domain or an address literal (RFC 5321 4.1.1.1): ${JSON.stringify(hostname)}`)
  }
  // SMTP has no other way to say them.
  const { name, password } = options
  if (name !== undefined && password !== undefined && !canGo(options))
    badOption(action, 'name', 'the name or the password is empty, too long, or not text')
}

/** True for a name and a password that PLAIN or LOGIN can carry. */
const canGo = (options: LoginOptions): boolean =>
  chooseMechanism(['PLAIN', 'LOGIN'], credentialsOf(options)!, { secure: true }) !== undefined

/** @throws {@link NetworkError} `bad-option` */
export function checkReadOptions(action: string, server: Endpoint, options: ReadMailOptions): void {
  checkEndpoint(action, server)
  demandObject(action, options, 'options', '{ name, password } is expected')
  checkTlsOptions(action, options)
  checkLogin(action, options)
  if (!hasLogin(options)) badOption(action, 'name', 'a string is expected, or credentials or authenticate in its place')
}

const BINDINGS: readonly unknown[] = ['tls-exporter', 'tls-unique', 'tls-server-end-point', 'none', undefined]

/** A name with its password, or credentials, or a mechanism, or none of them. */
function checkLogin(action: string, options: LoginOptions): void {
  const { name, password, credentials, authenticate, mechanisms, channelBinding, onLogin } = options
  const ways = [name ?? password, credentials, authenticate].filter(way => way !== undefined)
  if (ways.length > 1)
    badOption(
      action,
      authenticate === undefined ? 'credentials' : 'authenticate',
      'a login is by name and password, by credentials, or by authenticate; more than one was given',
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
  if (credentials !== undefined) checkCredentials(action, options)
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
}

/** What no mechanism could carry is refused before anything is sent; the message shows none of it. */
function checkCredentials(action: string, options: LoginOptions): void {
  try {
    chooseMechanism([], credentialsOf(options)!, {})
  } catch (error) {
    if (!isSaslError(error)) throw error
    badOption(
      action,
      'credentials',
      "{ authenticationId, password }, { authenticationId, token }, { external: true } or { anonymous: '' } is expected",
    )
  }
}

const TLS: readonly unknown[] = ['required', 'offered', 'implicit', 'never', undefined]

function checkTlsOptions(action: string, { tls, ca, servername }: ClientTlsOptions): void {
  if (!TLS.includes(tls)) badOption(action, 'tls', `'required', 'offered', 'implicit' or 'never' is expected: ${found(tls)}`)
  // OpenSSL takes any text, and finds no certificate in it.
  if (ca !== undefined && !(typeof ca === 'string' && ca.includes('CERTIFICATE-----')))
    badOption(action, 'ca', 'certificates in PEM are expected: the text itself, not the name of its file')
  if (servername !== undefined && (typeof servername !== 'string' || servername === ''))
    badOption(action, 'servername', `the name that the certificate is for is expected: ${found(servername)}`)
}

function demandObject(action: string, value: unknown, option: string, expected: string): void {
  if (typeof value !== 'object' || value === null) badOption(action, option, `${expected}: ${found(value)}`)
}

/** A wrong value, in short. Never one that may be a secret. */
const found = (value: unknown): string =>
  value === undefined
    ? 'it is missing'
    : `found ${typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : typeof value === 'number' || value === null ? String(value) : typeof value}`
