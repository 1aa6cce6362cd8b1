/** Identifiers of mailboxes, messages and threads (RFC 8474 7). */
import { fail } from '../error.js'
import { textOf } from '../values.js'
import { ATOM } from './classes.js'
import type { Reader } from './reader.js'
import type { ImapWriter } from './writer.js'

/** `objectid = 1*255(ALPHA / DIGIT / "_" / "-")`; the case of letters matters. */
const isObjectId = (text: string): boolean => /^[A-Za-z0-9_-]{1,255}$/.test(text)

/** `"(" objectid ")"` */
export function objectId(reader: Reader): string {
  if (!reader.beginList()) reader.refuse('an identifier')
  const { pos } = reader
  const id = reader.run(ATOM)
  if (!isObjectId(id)) reader.fail('bad-syntax', 'parse: not an identifier of letters, digits, "_" and "-"', pos)
  return reader.nextMember() ? reader.refuse("')'") : id
}

/** The same, written. @throws {@link ImapError} `bad-value` */
export function writeObjectId(writer: ImapWriter, id: string, what: string): void {
  if (!isObjectId(textOf(id, `encode ${what}`))) fail('bad-value', 0, `encode ${what}: not an identifier (RFC 8474 7)`)
  writer.raw(`(${id})`)
}
