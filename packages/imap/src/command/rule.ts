/** What a command is to the registry: a name, where it is defined, and how it is decoded and encoded. Knows no command. */
import type { Reader } from '../grammar/reader.js'
import type { Word } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'

export type { Loose } from '../values.js'

/** How one command is decoded and encoded: `Body` is what it is decoded to, `Init` what is given to encode it. Methods, so that all of them fit one table. */
export interface CommandRule<Body extends { readonly verb: string }, Init = Body> extends Word {
  readonly verb: Body['verb']
  /** Where it is defined. */
  readonly section: string
  /** True where UID may be in front of the name: the set then names unique identifiers. */
  readonly takesUid?: true | undefined
  /** Reads what follows the name, up to where its grammar ends. */
  decode(reader: Reader, uid: boolean): Body
  /** Writes the name and what follows it, without the tag and the end of the line. */
  encode(writer: ImapWriter, command: Init): void
}
