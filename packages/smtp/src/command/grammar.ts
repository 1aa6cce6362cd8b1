/** What the grammar of a command is: how its argument is read, and how the whole of it is written. */

import { assertString, fail } from '../error.js'
import type { Line, Rules } from '../grammar/line.js'
import type { Command, CommandInit } from './command.js'

/** What a command with this verb is, where several verbs share one shape. */
type ByVerb<Of, V> = Of extends { readonly verb: infer Verb } ? (V extends Verb ? Of & { readonly verb: V } : never) : never

export interface Grammar<V extends Command['verb'] = Command['verb']> {
  /** Reads what follows the verb and one space, up to where its grammar ends. */
  decode(line: Line): ByVerb<Command, V>
  /** The line without its end. */
  encode(command: ByVerb<CommandInit, V>, rules: Rules): string
}

/** Text of the caller's that goes into a line as it stands: nothing that ends the line or would be lost from its ends. */
export function printable(text: string, verb: string): string {
  assertString(text, `encode ${verb}`)
  if (text.startsWith(' ')) fail('bad-command', 0, `encode ${verb}: an argument that begins with a space`)
  return remainder(text, verb)
}

/** The same behind a verb that is not known, where spaces in front count. */
export function remainder(text: string, verb: string): string {
  assertString(text, `encode ${verb}`)
  if (text === '' || /[ \t]$|[\0-\x08\x0a-\x1f\x7f]/.test(text))
    fail('bad-command', 0, `encode ${verb}: an argument that is empty, ends in blanks or holds a control character`)
  return text
}
