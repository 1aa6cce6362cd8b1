/** What a server announces (RFC 9051 6.1.1): names that are atoms, and what must or may not be among them. */
import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ATOM, isRun } from '../grammar/classes.js'
import { MAX_NON_SYNCHRONIZING } from '../grammar/writer.js'
import { listOf, textOf } from '../values.js'

export const DEFAULT_CAPABILITIES: readonly string[] = ['IMAP4rev1', 'LITERAL+', 'SASL-IR']

/** True for a capability that is among those that are announced, in either case. */
export const isAnnounced = (capabilities: readonly string[], name: string): boolean =>
  capabilities.some(capability => upperAscii(capability) === name)

/** Capabilities that can be announced: a list of atoms. */
export function capabilityNames(given: readonly string[]): readonly string[] {
  const action = 'ServerConnection: capabilities'
  for (const name of listOf(given, action))
    if (!isRun(textOf(name, action), ATOM)) fail('bad-value', 0, `${action}: ${JSON.stringify(name)} is not an atom`)
  const names = given.map(upperAscii)
  if (names.includes('LITERAL+') && names.includes('LITERAL-'))
    fail('bad-value', 0, `${action}: LITERAL+ and LITERAL- exclude each other (RFC 7888 5)`)
  return given
}

/** The same as a client is told: STARTTLS only before TLS; where it has to come first, LOGINDISABLED and no mechanism (RFC 9051 6.2.3). */
export function announcedAs(
  names: readonly string[],
  { isSecure, needsTls }: { readonly isSecure: boolean; readonly needsTls: boolean },
): readonly string[] {
  if (isSecure) return names.filter(name => upperAscii(name) !== 'STARTTLS')
  return needsTls ? [...names.filter(name => !/^(?:LOGINDISABLED$|AUTH=)/i.test(name)), 'LOGINDISABLED'] : names
}

/** The largest message that may be appended, by what is announced: APPENDLIMIT=n (RFC 7889 2). */
export function maxMessage(capabilities: readonly string[]): number {
  const sizes = capabilities.map(name => /^APPENDLIMIT=(\d{1,15})$/i.exec(name)?.[1]).filter(size => size !== undefined)
  return sizes.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...sizes.map(Number))
}

/** The largest literal that a client need not wait with, by what is announced (RFC 7888 3, 5; IMAP4rev2 includes LITERAL-). */
export function maxNonSynchronizing(capabilities: readonly string[]): number {
  const isBounded =
    !isAnnounced(capabilities, 'LITERAL+') && (isAnnounced(capabilities, 'LITERAL-') || isAnnounced(capabilities, 'IMAP4REV2'))
  return isBounded ? MAX_NON_SYNCHRONIZING : Number.POSITIVE_INFINITY
}
