/** What the grammar of a command is: how its argument is read, and how the whole of it is written. */
import { fail } from '../error.js'
import type { Line, Rules } from '../grammar/line.js'
import type { SmtpWarning } from '../quirks.js'
import { assertString } from '../values.js'

export type { ByVerb } from '@mailwire/bytes'

/** What every decoded command has besides its arguments; `encodeCommand` ignores it. */
export interface Decoded {
  readonly warnings?: readonly SmtpWarning[] | undefined
}

/** Both ways of one command; `Init` is what the encoder takes, where it takes more. */
export interface Grammar<Of extends { readonly verb: string }, Init = Of> {
  /** Reads what follows the verb and one space, up to where its grammar ends. */
  decode(line: Line): Of & Decoded
  /** The line without its end. */
  encode(command: Init, rules: Rules): string
}

/** Text of the caller's that goes into a line as it stands: nothing that ends the line or would be lost from its ends. */
export function printable(text: string, verb: string): string {
  assertString(text, `encode ${verb}`)
  if (text.startsWith(' ')) fail('bad-command', 0, `encode ${verb}: the argument begins with a space`)
  return remainder(text, verb)
}

/** The same behind a verb that is not known, where spaces in front count. */
export function remainder(text: string, verb: string): string {
  assertString(text, `encode ${verb}`)
  if (text === '' || /[ \t]$|[\0-\x08\x0a-\x1f\x7f]/.test(text))
    fail('bad-command', 0, `encode ${verb}: the argument is empty, ends in blanks or contains a control character`)
  return text
}
