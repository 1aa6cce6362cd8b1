/** Object identifiers (RFC 8474 7): of mailboxes, messages and threads. They are case-sensitive. */
import { latin1 } from '@mailwire/bytes'
import { fail } from '../error.js'
import { textOf } from '../values.js'
import type { Reader } from './reader.js'
import type { ImapWriter } from './writer.js'

const MAX_LENGTH = 255

/** `objectid = 1*255(ALPHA / DIGIT / "_" / "-")` */
export function objectId(reader: Reader): string {
  const { bytes, end, pos: start } = reader
  let at = start
  while (at < end && isObjectIdByte(bytes[at]!)) at++
  if (at === start) reader.refuse('an object identifier')
  if (at - start > MAX_LENGTH) reader.fail('bad-syntax', `parse: an object identifier of more than ${MAX_LENGTH} characters`)
  reader.pos = at
  return latin1(bytes, start, at)
}

/** `"(" objectid ")"` */
export function listedObjectId(reader: Reader): string {
  if (!reader.beginList()) reader.refuse('an object identifier')
  const id = objectId(reader)
  return reader.nextMember() ? reader.refuse("')'") : id
}

/** `"(" objectid ")"`. @throws {@link ImapError} `bad-value` */
export const writeObjectId = (writer: ImapWriter, id: string, action: string): ImapWriter =>
  writer.raw(`(${objectIdOf(id, action)})`)

/** The text of an identifier. @throws {@link ImapError} `bad-value` */
export const objectIdOf = (id: string, action: string): string =>
  /^[A-Za-z0-9_-]{1,255}$/.test(textOf(id, action)) ? id : fail('bad-value', 0, `${action}: invalid object identifier`)

const isObjectIdByte = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || isLetter(byte | 0x20) || byte === 0x5f || byte === 0x2d

const isLetter = (byte: number): boolean => byte >= 0x61 && byte <= 0x7a
