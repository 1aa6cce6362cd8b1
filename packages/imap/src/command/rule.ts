/** What a command is to the registry: a name, where it is defined, and both ways of its grammar. */
import type { Reader } from '../grammar/reader.js'
import type { Word } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import type { CommandBody, CommandBodyInit } from './command.js'

export type { Loose } from '../values.js'

/** A verb with a rule of its own. */
export type KnownVerb = Exclude<CommandBody['verb'], 'unknown'>

/** Both ways of one command. */
export interface CommandRule extends Word {
  readonly verb: KnownVerb
  /** Where it is defined. */
  readonly section: string
  /** True where UID may be in front of the name: the set then names unique identifiers. */
  readonly takesUid?: true | undefined
  /** Reads what is behind the name, up to where its grammar ends. */
  decode(reader: Reader, uid: boolean): CommandBody
  /** Writes the name and what is behind it, without the tag and the end of the line. */
  encode(writer: ImapWriter, command: never): void
}

/** The member of a union that a verb belongs to. */
type Member<Union extends { readonly verb: string }, Verb> = Union extends unknown
  ? Verb extends Union['verb']
    ? Union
    : never
  : never

interface TypedRule<Verb extends KnownVerb> extends Word {
  readonly verb: Verb
  readonly section: string
  readonly takesUid?: true | undefined
  readonly decode: (reader: Reader, uid: boolean) => Member<CommandBody, Verb>
  readonly encode: (writer: ImapWriter, command: Member<CommandBodyInit, Verb>) => void
}

/** A rule whose two halves are of the same command. */
export const commandRule = <Verb extends KnownVerb>(rule: TypedRule<Verb>): CommandRule => rule
