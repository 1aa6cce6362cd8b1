/** What a client can never work with is refused before it connects, by the option's name. */
import { encodeCommand } from '@mailwire/smtp'
import { hasLogin, type LoginOptions, passwordMechanisms } from './client-login.js'
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
  if (name !== undefined && password !== undefined && passwordMechanisms(name, password).length === 0)
    badOption(action, 'name', 'the name or the password is empty, too long, or not text')
}

/** @throws {@link NetworkError} `bad-option` */
export function checkReadOptions(action: string, server: Endpoint, options: ReadMailOptions): void {
  checkEndpoint(action, server)
  demandObject(action, options, 'options', '{ name, password } is expected')
  checkTlsOptions(action, options)
  checkLogin(action, options)
  if (!hasLogin(options)) badOption(action, 'name', 'a string is expected, or authenticate in its place')
}

/** A name with its password, or a mechanism, or neither. */
function checkLogin(action: string, { name, password, authenticate }: LoginOptions): void {
  if (authenticate === undefined) {
    if (name === undefined && password === undefined) return
    if (typeof name !== 'string') badOption(action, 'name', 'a string is expected')
    if (typeof password !== 'string') badOption(action, 'password', 'a string is expected')
    return
  }
  if (typeof authenticate !== 'function')
    badOption(
      action,
      'authenticate',
      `a function that makes a mechanism is expected, as () => plainClient({ ... }): ${found(authenticate)}`,
    )
  if (name !== undefined || password !== undefined)
    badOption(action, 'authenticate', 'a login is by name and password, or by authenticate; both were given')
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
