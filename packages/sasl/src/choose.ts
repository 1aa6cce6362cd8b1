/** The names of mechanisms (RFC 4422 3.1), and which of those that a server offers to use. */
import { upperAscii } from '@mailwire/bytes'
import { fail, type SaslError } from './error.js'
import { textOf } from './values.js'

/** `sasl-mech = 1*20(UPPER-ALPHA / DIGIT / HYPHEN / UNDERSCORE)` (RFC 4422 3.1) */
const SASL_MECH = /^[A-Z0-9_-]{1,20}$/

/** True for a mechanism name; lower case is not one. */
export const isMechanismName = (text: string): boolean => typeof text === 'string' && SASL_MECH.test(text)

/** The name in upper case. @throws {@link SaslError} `bad-mechanism` for invalid names, `bad-value` for anything but a string */
export function parseMechanismName(text: string): string {
  const name = upperAscii(textOf(text, 'parse mechanism'))
  return isMechanismName(name) ? name : fail('bad-mechanism', 0, 'parse mechanism: not 1 to 20 letters, digits, - and _')
}

/**
 * The first of the wanted mechanisms that the server offers, or `undefined`. What is offered and not a string matches none,
 * and what is not a list holds none.
 *
 * @example
 * chooseMechanism(['LOGIN', 'plain'], [plainClient({ authenticationId: 'tim', password: 'x' })])?.name // => 'PLAIN'
 */
export function chooseMechanism<Wanted extends { readonly name: string }>(
  offered: readonly string[],
  wanted: readonly Wanted[],
): Wanted | undefined {
  const names = new Set<unknown>(listed(offered).flatMap((name: unknown) => (typeof name === 'string' ? [upperAscii(name)] : [])))
  return listed(wanted).find((mechanism: Wanted | undefined) => names.has(mechanism?.name))
}

/** Without the package's error, which a choice has no other use for: what is no list is an empty one. */
const listed = <Item>(list: readonly Item[]): readonly Item[] => (Array.isArray(list) ? list : [])
