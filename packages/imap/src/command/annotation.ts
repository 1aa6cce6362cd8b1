/** ANNOTATION in commands (RFC 5257 5): which entries and attributes are asked for. */
import { fail } from '../error.js'
import { entryName, writeEntry } from '../fetch/annotation.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { listMailbox } from '../mailbox/read-name.js'
import { listOf, textOf } from '../values.js'

/** Of each message, the attributes of entries whose names match a pattern: `%` stands for anything on one level, `*` for anything. */
export interface AskedAnnotations {
  readonly entries: readonly string[]
  readonly attributes: readonly string[]
}

/** `"(" entries SP attribs ")"`, `entry-match = list-mailbox` */
export function askedAnnotations(reader: Reader): AskedAnnotations {
  if (!reader.beginList()) reader.refuse('an entry')
  const entries = oneOrMore(reader, listMailbox)
  if (!reader.nextMember()) reader.refuse('an attribute')
  const attributes = oneOrMore(reader, entryName)
  return reader.nextMember() ? reader.refuse("')'") : { entries, attributes }
}

/** One of them, or some in parentheses. */
function oneOrMore(reader: Reader, read: (reader: Reader) => string): readonly string[] {
  if (reader.peek() !== 0x28) return [read(reader)]
  if (!reader.beginList()) reader.refuse('a name')
  const found: string[] = []
  do found.push(reader.whole(read(reader)))
  while (reader.nextMember())
  return found
}

/** `"(" entries SP attribs ")"` */
export function writeAskedAnnotations(writer: ImapWriter, { entries, attributes }: AskedAnnotations): void {
  writeOneOrMore(writer.raw('('), entries, entry => writer.listMailbox(textOf(entry, 'encode ANNOTATION')))
  writeOneOrMore(writer.raw(' '), attributes, attribute => writeEntry(writer, attribute))
  writer.raw(')')
}

function writeOneOrMore(writer: ImapWriter, names: readonly string[], write: (name: string) => void): void {
  const given = listOf(names, 'encode ANNOTATION')
  if (given.length === 0) fail('bad-value', 0, 'encode ANNOTATION: entries or attributes is empty')
  if (given.length === 1) write(given[0]!)
  else writer.list(given, write)
}
