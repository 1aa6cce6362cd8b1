/** The capabilities that a server announces (RFC 9051 6.1.1), and what follows from them. */
import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ATOM, isRun } from '../grammar/classes.js'
import { MAX_NON_SYNCHRONIZING } from '../grammar/writer.js'
import { offers } from '../offers.js'
import { listOf, textOf } from '../values.js'

export const DEFAULT_CAPABILITIES: readonly string[] = ['IMAP4rev1', 'LITERAL+', 'SASL-IR']

/** Checks the capabilities to announce, which must be atoms. */
export function capabilityNames(given: readonly string[]): readonly string[] {
  const action = 'ServerConnection: capabilities'
  for (const name of listOf(given, action))
    if (!isRun(textOf(name, action), ATOM)) fail('bad-value', 0, `${action}: ${JSON.stringify(name)} is not an atom`)
  const names = given.map(upperAscii)
  if (names.includes('LITERAL+') && names.includes('LITERAL-'))
    fail('bad-value', 0, `${action}: LITERAL+ and LITERAL- exclude each other (RFC 7888 5)`)
  return given
}

/** The capabilities as sent to a client: STARTTLS only before TLS; if TLS is required first, LOGINDISABLED and no mechanism (RFC 9051 6.2.3). */
export function announcedAs(
  names: readonly string[],
  { isSecure, needsTls }: { readonly isSecure: boolean; readonly needsTls: boolean },
): readonly string[] {
  if (isSecure) return names.filter(name => upperAscii(name) !== 'STARTTLS')
  return needsTls ? [...names.filter(name => !/^(?:LOGINDISABLED$|AUTH=)/i.test(name)), 'LOGINDISABLED'] : names
}

/** The largest message that may be appended, from the announced APPENDLIMIT=n (RFC 7889 2). */
export function maxMessage(capabilities: readonly string[]): number {
  const sizes = capabilities.map(name => /^APPENDLIMIT=(\d{1,15})$/i.exec(name)?.[1]).filter(size => size !== undefined)
  return sizes.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...sizes.map(Number))
}

/** The largest non-synchronizing literal, from the announced capabilities (RFC 7888 3, 5; IMAP4rev2 includes LITERAL-). */
export function maxNonSynchronizing(capabilities: readonly string[]): number {
  const isBounded = !offers(capabilities, 'LITERAL+') && offers(capabilities, 'LITERAL-')
  return isBounded ? MAX_NON_SYNCHRONIZING : Number.POSITIVE_INFINITY
}
