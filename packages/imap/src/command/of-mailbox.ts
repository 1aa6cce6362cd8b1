/** The rule of commands whose only argument is a mailbox: `verb SP mailbox`. */
import { upperAscii } from '@mailwire/bytes'
import { type NamedMailbox, namedMailbox, writeMailbox } from '../mailbox/read-name.js'
import type { CommandRule, Loose } from './rule.js'

type OfMailbox<Verb> = { readonly verb: Verb } & NamedMailbox

export const ofMailbox = <Verb extends string>(
  verb: Verb,
  section: string,
): CommandRule<OfMailbox<Verb>, Loose<OfMailbox<Verb>, 'wireName'>> => ({
  name: upperAscii(verb),
  verb,
  section,
  decode(reader) {
    reader.space()
    return { verb, ...namedMailbox(reader) }
  },
  encode(writer, command) {
    writeMailbox(writer.raw(`${upperAscii(verb)} `), command)
  },
})
