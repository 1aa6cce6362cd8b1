/** What a server can never work with is refused when it starts, with the option's name; not in the first session. */
import { createSecureContext } from 'node:tls'
import { parseDomain } from '@mailwire/smtp'
import { badOption } from './errors.js'
import type { MailServerOptions } from './server-session.js'

/** @throws {@link NetworkError} `bad-option` */
export function refuseOption(option: string, reason: string): never {
  badOption('start server', option, reason)
}

/** @throws {@link NetworkError} `bad-option` where there are no options at all */
export function checkGiven(options: object, expected: string): void {
  if (typeof options !== 'object' || options === null) refuseOption('options', `are missing: at least ${expected} is expected`)
}

/** Checks what every mail server needs. @throws {@link NetworkError} `bad-option` */
export function checkServerOptions(options: MailServerOptions): void {
  checkGiven(options, '{ hostname }')
  const { hostname, credentials } = options
  if (typeof hostname !== 'string') refuseOption('hostname', 'is missing: the name that the server greets with')
  if (!isHostname(hostname)) refuseOption('hostname', `not a domain in ASCII or A-labels: ${JSON.stringify(hostname)}`)
  if (credentials === undefined) return
  try {
    createSecureContext(credentials)
  } catch (error) {
    refuseOption(
      'credentials',
      `the key and certificate cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function isHostname(text: string): boolean {
  if (/[^!-~]/.test(text)) return false
  try {
    parseDomain(text)
    return true
  } catch {
    return false
  }
}

/** Names are compared as logins compare them. @throws {@link NetworkError} `bad-option` */
export function checkUsers(users: readonly { readonly name: string }[]): void {
  if (!Array.isArray(users)) refuseOption('users', 'not a list of users')
  const seen = new Set<string>()
  for (const { name } of users) {
    if (typeof name !== 'string' || name === '') refuseOption('users', 'a user has no name')
    if (seen.has(name.toLowerCase())) refuseOption('users', `two users are called ${JSON.stringify(name)}`)
    seen.add(name.toLowerCase())
  }
}

/** @throws {@link NetworkError} `bad-option` */
export function checkFunction(option: string, value: unknown): void {
  if (typeof value !== 'function') refuseOption(option, 'is missing: a function is expected')
}
