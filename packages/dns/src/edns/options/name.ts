/** Names in options are uncompressed: an option may be copied into another message, where a pointer would be wrong. */
import { fail } from '../../error.js'
import { encodeName } from '../../names/name.js'
import type { MessageReader } from '../../wire/reader.js'

export function uncompressedName(reader: MessageReader): string {
  const start = reader.pos
  const name = reader.name()
  if (encodeName(name).length !== reader.pos - start) fail('bad-edns', start, 'the name must not be compressed')
  return name
}
