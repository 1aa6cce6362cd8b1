/** The shape of a command's grammar: how its argument is decoded, and how the whole command is encoded. */
import { fail } from '../error.js'
import type { Line, Rules } from '../grammar/line.js'
import type { SmtpWarning } from '../quirks.js'
import { assertString } from '../values.js'

export type { ByVerb } from '@mailwire/bytes'

/** Fields of every decoded command besides its arguments; `encodeCommand` ignores them. */
export interface Decoded {
  readonly warnings?: readonly SmtpWarning[] | undefined
}

/** Decoder and encoder of one command; `Init` is the encoder's input if it differs. */
export interface Grammar<Of extends { readonly verb: string }, Init = Of> {
  /** Decodes what follows the verb and one space, as far as its grammar reaches. */
  decode(line: Line): Of & Decoded
  /** The line without its end. */
  encode(command: Init, rules: Rules): string
}

/** Checks the caller's text for an argument that is written as it is: it must not end the line or lose leading or trailing blanks. */
export function printable(text: string, verb: string): string {
  assertString(text, `encode ${verb}`)
  if (text.startsWith(' ')) fail('bad-command', 0, `encode ${verb}: the argument begins with a space`)
  return remainder(text, verb)
}

/** The same after an unknown verb, where leading spaces are kept. */
export function remainder(text: string, verb: string): string {
  assertString(text, `encode ${verb}`)
  if (text === '' || /[ \t]$|[\0-\x08\x0a-\x1f\x7f]/.test(text))
    fail('bad-command', 0, `encode ${verb}: the argument is empty, ends in blanks or contains a control character`)
  return text
}
