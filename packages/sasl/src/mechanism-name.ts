/** The names of mechanisms (RFC 4422 3.1). */
import { upperAscii } from '@mailwire/bytes'
import { fail } from './error.js'
import { textOf } from './values.js'

/** `sasl-mech = 1*20(UPPER-ALPHA / DIGIT / HYPHEN / UNDERSCORE)` (RFC 4422 3.1) */
const SASL_MECH = /^[A-Z0-9_-]{1,20}$/

/** True for a mechanism name; lower case is not one. */
export const isMechanismName = (text: string): boolean => typeof text === 'string' && SASL_MECH.test(text)

/** The name in upper case. @throws {@link SaslError} `bad-mechanism` for invalid names, `bad-value` for anything but a string */
export function parseMechanismName(text: string): string {
  const name = upperAscii(textOf(text, 'parse mechanism'))
  return isMechanismName(name)
    ? name
    : fail('bad-mechanism', 0, 'parse mechanism: a name is 1 to 20 letters, digits, - and _ (RFC 4422 3.1)')
}
