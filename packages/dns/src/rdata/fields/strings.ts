/** Fields that are text of any octets: character-strings of at most 255 (RFC 1035 3.3), and what is like them. */
import { decodeText, encodeText } from '@mailwire/bytes'
import type { MessageWriter } from '../../compress.js'
import { fail } from '../../error.js'
import type { Field } from '../../record.js'

/** One character-string. */
export const characterString: Field<string> = {
  kind: 'character-string',
  decode: reader => {
    const length = reader.u8('character-string')
    const at = reader.take(length, 'character-string')
    return decodeText(reader.bytes, at, at + length)
  },
  encode: (writer, value) => writeString(writer, value),
  parse: tokens => tokens.characterString(),
  format: formatCharacterString,
}

/** A character-string of a certain form. */
export const checkedString = (pattern: { test(text: string): boolean }, what: string, kind: string): Field<string> => {
  const check = (text: string, offset: number): string =>
    pattern.test(text) ? text : fail('bad-value', offset, `read character-string: ${what} expected`)
  return {
    kind,
    decode: reader => {
      const start = reader.pos
      return check(characterString.decode(reader), start)
    },
    encode: (writer, value) => writeString(writer, check(value, 0)),
    parse: tokens => {
      const token = tokens.peek()
      const text = tokens.characterString()
      return pattern.test(text) ? text : tokens.refuse('bad-value', `${what} expected`, token!)
    },
    format: value => formatCharacterString(check(value, 0)),
  }
}

/** A decimal number in a character-string, of an amount of at most `max` (RFC 1712 3). */
export const decimalString = (max: number): Field<string> =>
  checkedString(
    { test: text => /^[+-]?\d+(?:\.\d*)?$/.test(text) && Math.abs(Number(text)) <= max },
    `a number of at most ${max}`,
    `decimal-${max}`,
  )

/** A character-string that may be left out at the end of RDATA; `undefined` when it is (RFC 1183 3.2). */
export const optionalString: Field<string | undefined> = {
  kind: 'optional-string',
  decode: reader => (reader.pos < reader.end ? characterString.decode(reader) : undefined),
  encode: (writer, value) => {
    if (value !== undefined) writeString(writer, value)
  },
  parse: tokens => (tokens.atEnd ? undefined : tokens.characterString()),
  format: value => (value === undefined ? '' : formatCharacterString(value)),
}

/** Text of any length to the end of RDATA, in quotes (RFC 7553 4.4, RFC 8659 4.1.1). */
export const textRest: Field<string> = {
  kind: 'text-rest',
  decode: reader => {
    const at = reader.take(reader.end - reader.pos)
    return decodeText(reader.bytes, at, reader.end)
  },
  encode: (writer, value) => writer.raw(octetsOf(value, 0xffff)),
  parse: tokens => tokens.text(0xffff),
  format: formatCharacterString,
}

/** One or more character-strings up to the end of RDATA (RFC 1035 3.3.14). */
export const characterStrings: Field<readonly string[]> = {
  kind: 'character-strings',
  decode: reader => {
    const strings: string[] = []
    do strings.push(characterString.decode(reader))
    while (reader.pos < reader.end)
    return strings
  },
  encode: (writer, value) => {
    if (!Array.isArray(value) || value.length === 0) fail('bad-value', 0, 'encode character-strings: one string at least')
    for (const text of value) writeString(writer, text)
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

function writeString(writer: MessageWriter, text: string): void {
  const bytes = octetsOf(text, 255)
  writer.u8(bytes.length)
  writer.raw(bytes)
}

function octetsOf(text: string, max: number): Uint8Array {
  if (typeof text !== 'string') fail('bad-value', 0, `encode character-string: ${typeof text} is no string`)
  const bytes = encodeText(text, fail)
  return bytes.length <= max ? bytes : fail('bad-value', 0, `encode character-string: ${bytes.length} octets, ${max} allowed`)
}
