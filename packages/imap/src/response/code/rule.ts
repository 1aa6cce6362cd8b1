/** What a response code is to the registry (RFC 9051 7.1): a name, and a value with a rule of its own. Knows no code. */
import { isRun, TAG } from '../../grammar/classes.js'
import type { Reader } from '../../grammar/reader.js'
import type { Word } from '../../grammar/words.js'
import type { ImapWriter } from '../../grammar/writer.js'

/** Which code a rule is of. The type of all codes is made of these, so that the declarations of the package name no reader and no writer. */
export interface CodeType<Code extends { readonly name: string }> extends Word {
  readonly name: Code['name']
  /** For types alone: it is never set. */
  readonly code?: Code
}

/** How one code is decoded and encoded. */
export interface CodeRule<Code extends { readonly name: string }> extends CodeType<Code> {
  /** Where it is defined. */
  readonly section: string
  /** True where its value may hold a literal. */
  readonly hasStrings?: true
  /** Reads what is between the name and the bracket. */
  decode(reader: Reader): Code
  /** Writes what follows the name. */
  encode(writer: ImapWriter, code: Code): void
}

/** A rule with the name and the shape of its code. */
export const codeRule = <Code extends { readonly name: string }>(
  name: Code['name'],
  section: string,
  decode: (reader: Reader, name: Code['name']) => Code,
  encode: (writer: ImapWriter, code: Code) => void,
  more: Partial<Pick<CodeRule<Code>, 'hasStrings' | 'only'>> = {},
): CodeRule<Code> => ({ name, section, decode: reader => decode(reader, name), encode, ...more })

/** `quoted`: the tag of a command; a literal has no place in a code. */
export function quotedTag(reader: Reader): string {
  const { pos } = reader
  const tag = reader.string()
  return isRun(tag, TAG) ? tag : reader.fail('bad-syntax', 'parse: a tag expected', pos)
}
