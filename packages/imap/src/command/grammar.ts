/** What the grammar of a command is: how its arguments are read, and how the whole of it is written. */
import type { Cursor } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'

export type { ByVerb } from '@mailwire/bytes'

/** Both ways of one command. */
export interface Grammar<Of extends { readonly verb: string }> {
  /** True where `UID` may be in front of the name. */
  readonly takesUid?: true
  /** Reads what follows the name, up to where its grammar ends. */
  decode(cursor: Cursor, uid: boolean): Of
  /** Writes the name and what follows it, without the tag and the line end. */
  encode(writer: ImapWriter, command: Of): void
}
