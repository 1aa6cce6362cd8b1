/** Fields that are text: character-strings (RFC 1035 3.3) of at most 255 bytes, which may be any bytes, and text that extends to the end of RDATA. */
import { decodeText, encodeText, writeAscii } from '@mailwire/bytes'
import { fail } from '../../error.js'
import { shown } from '../../given.js'
import type { MessageReader } from '../../wire/reader.js'
import type { MessageWriter } from '../../wire/writer.js'
import type { Field } from '../record-type.js'

/** The maximum length of a character-string in bytes. */
const MAX_STRING = 255
/** The maximum length of RDATA in bytes. */
const MAX_TEXT = 0xffff

/** One character-string. */
export const characterString: Field<string> = {
  kind: 'character-string',
  decode: readString,
  encode: writeString,
  parse: tokens => tokens.characterString(),
  format: value => quoted(stringBytes(value)),
}

/** One or more character-strings up to the end of RDATA (RFC 1035 3.3.14). */
export const characterStrings: Field<readonly string[]> = {
  kind: 'character-strings',
  greedy: true,
  decode: reader => {
    const strings: string[] = []
    do strings.push(readString(reader))
    while (reader.pos < reader.end)
    return strings
  },
  encode: (writer, value) => {
    for (const text of nonEmpty(value)) writeString(writer, text)
  },
  parse: tokens => {
    const strings: string[] = []
    do strings.push(tokens.characterString())
    while (!tokens.atEnd)
    return strings
  },
  format: value =>
    nonEmpty(value)
      .map(text => characterString.format(text))
      .join(' '),
}

/** A character-string that matches `pattern`; `what` names it in errors. With `bare` zone text has no quotes around it. */
export function stringLike(kind: string, what: string, pattern: RegExp, bare = false): Field<string> {
  const check = (value: string): string =>
    typeof value === 'string' && pattern.test(value)
      ? value
      : fail('bad-value', 0, `encode ${what}: invalid value: ${shown(value)}`)
  return {
    kind,
    decode: reader => {
      const { pos } = reader
      const text = readString(reader)
      return pattern.test(text) ? text : fail('bad-value', pos, `decode ${what}: invalid value: ${JSON.stringify(text)}`)
    },
    encode: (writer, value) => characterString.encode(writer, check(value)),
    parse: tokens => {
      const token = tokens.peek()
      const text = tokens.characterString()
      return pattern.test(text) ? text : tokens.refuse('bad-value', `${what} expected`, token!)
    },
    format: value => (bare ? check(value) : characterString.format(check(value))),
  }
}

/** Text up to the end of RDATA, without a length; at least `min` bytes. In zone text one quoted string of any length. */
export const textToEnd = (kind: string, min: 0 | 1): Field<string> => ({
  kind,
  greedy: true,
  decode: reader => {
    const length = reader.end - reader.pos
    const at = reader.take(Math.max(length, min), 'text')
    return decodeText(reader.bytes, at, at + length)
  },
  encode: (writer, value) => {
    if (typeof value === 'string' && value.length >= min && value.length <= MAX_TEXT) {
      const at = writer.take(value.length)
      if (writeAscii(value, writer.bytes, at)) return
      writer.pos = at
    }
    writer.raw(textBytes(value, MAX_TEXT, min))
  },
  parse: tokens => {
    const token = tokens.peek()
    const text = tokens.characterString(MAX_TEXT)
    return text.length < min ? tokens.refuse('bad-value', 'a non-empty string expected', token!) : text
  },
  format: value => quoted(textBytes(value, MAX_TEXT, min)),
})

/** A character-string in quotes, with `"` and `\` escaped and each byte that does not print as `\DDD` (RFC 1035 5.1). */
export const formatCharacterString = (text: string): string => quoted(encodeText(text, fail))

function quoted(bytes: Uint8Array): string {
  let text = '"'
  for (const byte of bytes) {
    const char = String.fromCharCode(byte)
    if (char === '"' || char === '\\') text += `\\${char}`
    else text += byte < 0x20 || byte > 0x7e ? `\\${String(byte).padStart(3, '0')}` : char
  }
  return `${text}"`
}

function readString(reader: MessageReader): string {
  const length = reader.u8('character-string')
  const at = reader.take(length, 'character-string')
  return decodeText(reader.bytes, at, at + length)
}

/** Nearly all text is ASCII, which is written in place without a copy. */
function writeString(writer: MessageWriter, value: string): void {
  if (typeof value === 'string' && value.length <= MAX_STRING) {
    const at = writer.take(1 + value.length)
    writer.bytes[at] = value.length
    if (writeAscii(value, writer.bytes, at + 1)) return
    writer.pos = at
  }
  const bytes = stringBytes(value)
  writer.u8(bytes.length)
  writer.raw(bytes)
}

const nonEmpty = (value: readonly string[]): readonly string[] =>
  Array.isArray(value) && value.length > 0
    ? value
    : fail('bad-value', 0, 'encode character-strings: at least one string is needed')

const stringBytes = (value: string): Uint8Array => textBytes(value, MAX_STRING, 0)

function textBytes(value: string, max: number, min: number): Uint8Array {
  if (typeof value !== 'string') fail('bad-value', 0, `encode character-string: a string expected, not ${typeof value}`)
  const bytes = encodeText(value, fail)
  if (bytes.length > max) fail('bad-value', 0, `encode character-string: ${bytes.length} bytes, at most ${max} allowed`)
  if (bytes.length < min) fail('bad-value', 0, 'encode character-string: the string is empty')
  return bytes
}
