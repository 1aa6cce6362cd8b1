/** CONVERSION (RFC 5259 5): into what a type of content can be converted. */
import type { Reader } from '../grammar/reader.js'
import { type Word, Words } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, listOf } from '../values.js'
import { type ResponseRule, report } from './rule.js'

/** CONVERSION (RFC 5259 5). */
export interface ConversionResponse {
  readonly type: 'conversion'
  /** A media type, unchanged, as in `to`. */
  readonly from: string
  readonly to: string
  /** The names of parameters that the conversion takes. */
  readonly parameters: readonly string[]
}

/** A parameter of a conversion (RFC 5259 7); the case of letters in its name does not matter. */
export interface ConversionParameter {
  readonly name: string
  readonly value: string
}

/** An item of CONVERT and of CONVERTED, by its first word. */
export interface ConvertWord extends Word {
  readonly name: 'UID' | 'BINARY' | 'BINARY.SIZE' | 'BODYPARTSTRUCTURE' | 'AVAILABLECONVERSIONS' | 'BODY'
}

export const convertWords: Words<ConvertWord> = /* @__PURE__ */ (() =>
  new Words<ConvertWord>([
    { name: 'UID' },
    { name: 'BINARY' },
    { name: 'BINARY.SIZE' },
    { name: 'BODYPARTSTRUCTURE' },
    { name: 'AVAILABLECONVERSIONS' },
    { name: 'BODY' },
  ]))()

/** `quoted-to-mime-type = DQUOTE to-mime-type DQUOTE`: a type and a subtype (RFC 4288 4.2) */
export function mimeType(reader: Reader): string {
  const { pos } = reader
  const text = reader.quoted()
  if (!/^[A-Za-z0-9!#$&.+^_-]{1,127}\/[A-Za-z0-9!#$&.+^_-]{1,127}$/.test(text)) reader.warn('mime-type', pos)
  return text
}

/** `"(" transcoding-params ")"`, `transcoding-param = transcoding-param-name SP transcoding-param-value`, both an astring */
export const conversionParameters = (reader: Reader): readonly ConversionParameter[] =>
  reader.members(() => {
    const name = reader.astring()
    reader.space()
    return { name, value: reader.astring() }
  }, 'a parameter')

/** The same after a space; nothing if there are none. */
export function writeConversionParameters(writer: ImapWriter, given: readonly ConversionParameter[], action: string): void {
  if (listOf(given, action).length === 0) return
  writer.raw(' ').list(given, parameter => {
    const { name, value } = fieldsOf(parameter, action)
    writer.astring(name).raw(' ').astring(value)
  })
}

/** `conversion-data = "CONVERSION" SP quoted-from-mime-type SP quoted-to-mime-type [SP "(" transcoding-param-name *(SP ...) ")"]` */
export const conversion: ResponseRule<ConversionResponse> = {
  name: 'CONVERSION',
  type: 'conversion',
  section: 'RFC 5259 5',
  decode: reader => {
    reader.space()
    const from = mimeType(reader)
    reader.space()
    const to = mimeType(reader)
    let parameters: readonly string[] = []
    if (reader.peek() === 0x20 && reader.peekNext() === 0x28) {
      reader.space()
      parameters = reader.members(() => reader.astring())
    }
    return { type: 'conversion', from, to, parameters, ...report(reader) }
  },
  encode: (writer, { from, to, parameters }) => {
    writer.raw('CONVERSION ').quoted(from, 'encode CONVERSION').raw(' ').quoted(to, 'encode CONVERSION')
    if (listOf(parameters, 'encode CONVERSION').length > 0) writer.raw(' ').list(parameters, name => writer.astring(name))
  },
}
