/** Fields that are character-strings (RFC 1035 3.3): text of at most 255 octets, any octets. */
import { decodeText, encodeText } from '@mailwire/bytes'
import { fail } from '../../error.js'
import type { Field } from '../../record.js'

/** One or more character-strings up to the end of RDATA (RFC 1035 3.3.14). */
export const characterStrings: Field<readonly string[]> = {
  kind: 'character-strings',
  decode: reader => {
    const strings: string[] = []
    do {
      const length = reader.u8('character-string')
      const at = reader.take(length, 'character-string')
      strings.push(decodeText(reader.bytes, at, at + length))
    } while (reader.pos < reader.end)
    return strings
  },
  encode: (writer, value) => {
    if (!Array.isArray(value) || value.length === 0) fail('bad-value', 0, 'encode character-strings: one string at least')
    for (const text of value) {
      if (typeof text !== 'string') fail('bad-value', 0, `encode character-string: ${typeof text} is no string`)
      const bytes = encodeText(text, fail)
      if (bytes.length > 255) fail('bad-value', 0, `encode character-string: ${bytes.length} octets, 255 allowed`)
      writer.u8(bytes.length)
      writer.raw(bytes)
    }
  },
  parse: tokens => {
    const strings: string[] = []
    do strings.push(tokens.characterString())
    while (!tokens.atEnd)
    return strings
  },
  format: value => value.map(formatCharacterString).join(' '),
}

/** A character-string in quotes, with `"` and `\` escaped and each octet that does not print as `\DDD` (RFC 1035 5.1). */
export function formatCharacterString(text: string): string {
  let quoted = '"'
  for (const octet of encodeText(text, fail)) {
    const char = String.fromCharCode(octet)
    if (char === '"' || char === '\\') quoted += `\\${char}`
    else quoted += octet < 0x20 || octet > 0x7e ? `\\${String(octet).padStart(3, '0')}` : char
  }
  return `${quoted}"`
}
