/**
 * What some servers send for a part: one that lacks its type or its subtype, and a multipart without parts, which has its subtype where the
 * type belongs (Gmail), or after a NIL (Dovecot).
 */
import type { Reader } from '../grammar/reader.js'
import { skipValue } from '../grammar/salvage.js'

/** How many members a part has up to its size: type, subtype, parameters, id, description, encoding, size. */
const UP_TO_SIZE = 7

/** What a part is that does not begin with two strings: the place of its size tells it. Reads nothing. */
export function shapeOf(reader: Reader): 'part' | 'no-subtype' | 'childless' {
  const { pos, depth, warned } = reader
  let sizeAt = 0
  for (let member = 1; member <= UP_TO_SIZE && sizeAt === 0; member++) {
    const byte = reader.peek()
    if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) sizeAt = member
    if (!skipValue(reader) || reader.peek() !== 0x20) break
    while (reader.skip(0x20));
  }
  reader.restore(pos, depth, warned)
  if (sizeAt === UP_TO_SIZE) return 'part'
  return sizeAt === UP_TO_SIZE - 1 ? 'no-subtype' : 'childless'
}
