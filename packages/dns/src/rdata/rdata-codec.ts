/**
 * The codec of a record type, made from its description: loops over its fields, or what it has by hand.
 *
 * Always: `decodeData` and `encodeData` throw nothing but errors of this package, whatever a description of one's own throws.
 */
import { fail, located, ofDescription } from '../error.js'
import { checkObject } from '../given.js'
import type { TypeNames } from '../iana/types.js'
import type { RdataTokens } from '../text/rdata-tokens.js'
import type { MessageReader } from '../wire/reader.js'
import type { MessageWriter } from '../wire/writer.js'
import type { AnyRecordType, Field, Multiline } from './record-type.js'

/** The codec made from a description. */
export interface RdataCodec {
  /** The names of record types. */
  readonly types: TypeNames
  readonly name: string
  readonly code: number
  readonly anyClass: boolean
  /** In wire order; `undefined` for a layout that is not a plain sequence of fields. */
  readonly fields: readonly (readonly [key: string, field: Field<unknown>])[] | undefined
  readonly multiline: Multiline | undefined
  /** {@link decodeData} calls it, and nothing else. */
  decode(reader: MessageReader): object
  /** The loop that a hand-written `decode` stands for. */
  readonly decodeFields: ((reader: MessageReader) => object) | undefined
  /** {@link encodeData} calls it, and nothing else. */
  encode(writer: MessageWriter, data: object): void
  readonly encodeFields: ((writer: MessageWriter, data: object) => void) | undefined
  parse(tokens: RdataTokens): object
  format(data: object): string
}

/**
 * The data of a record up to the end of the reader. If a hand-written decode fails, the loop finds the same fault again, with its
 * field. (A function of its own, as one call less for each record is a tenth of the time of a small message.)
 */
export function decodeData(codec: RdataCodec, reader: MessageReader): object {
  const { pos, end } = reader
  try {
    const data = codec.decode(reader)
    if (typeof data !== 'object' || data === null) checkObject(data, `decode ${codec.name}`)
    return data
  } catch (error) {
    let found = error
    if (codec.decodeFields !== undefined) {
      reader.end = end
      reader.reread(pos)
      try {
        codec.decodeFields(reader)
      } catch (again) {
        found = again
      }
    }
    throw ofDescription(found, `decode ${codec.name}`, 'bad-value', pos)
  }
}

/** The same for encode. */
export function encodeData(codec: RdataCodec, writer: MessageWriter, data: object): void {
  const { pos } = writer
  try {
    codec.encode(writer, data)
  } catch (error) {
    let found = error
    if (codec.encodeFields !== undefined) {
      writer.rewind(pos)
      try {
        codec.encodeFields(writer, data)
      } catch (again) {
        found = again
      }
    }
    throw ofDescription(found, `encode ${codec.name}`)
  }
}

/** The text of one field of a record. @throws with the field */
export function fieldText(key: string, field: Field<unknown>, data: object, types: TypeNames): string {
  try {
    return field.format((data as Record<string, unknown>)[key], types)
  } catch (error) {
    throw located(error, { field: key })
  }
}

/** The codec of a description: a loop over its fields for each of four operations. */
export function rdataCodec(type: AnyRecordType, types: TypeNames): RdataCodec {
  const entries: readonly (readonly [key: string, field: Field<unknown>])[] = Object.entries(type.fields)
  const decodeFields = (reader: MessageReader): object => {
    const data: Record<string, unknown> = {}
    let at = 0
    try {
      for (; at < entries.length; at++) data[entries[at]![0]] = entries[at]![1].decode(reader)
    } catch (error) {
      throw located(error, { field: entries[at]![0] })
    }
    return data
  }
  const encodeFields = (writer: MessageWriter, data: object): void => {
    let at = 0
    try {
      for (; at < entries.length; at++) entries[at]![1].encode(writer, (data as Record<string, unknown>)[entries[at]![0]])
    } catch (error) {
      throw located(error, { field: entries[at]![0] })
    }
  }
  const isPlain = type.parse === undefined
  return checkedCodec(type, {
    types,
    name: type.name,
    code: type.code,
    anyClass: type.anyClass === true,
    fields: isPlain ? entries : undefined,
    multiline: type.multiline,
    decode: type.decode?.bind(type) ?? decodeFields,
    decodeFields: isPlain && type.decode !== undefined ? decodeFields : undefined,
    encode: type.encode?.bind(type) ?? encodeFields,
    encodeFields: isPlain && type.encode !== undefined ? encodeFields : undefined,
    parse: tokens => type.parse?.(tokens) ?? Object.fromEntries(entries.map(([key, field]) => [key, field.parse(tokens)])),
    format: data =>
      type.format?.(data, types) ??
      entries
        .map(([key, field]) => fieldText(key, field, data, types))
        .filter(text => text !== '')
        .join(' '),
  })
}

/** A codec that also refuses data whose fields contradict each other. */
function checkedCodec(type: AnyRecordType, codec: RdataCodec): RdataCodec {
  const check = type.check?.bind(type)
  if (check === undefined) return codec
  const checked = (what: string, data: object, offset: number): object => {
    const reason = check(data)
    return reason === undefined ? data : fail('bad-value', offset, `${what} ${type.name}: ${reason}`)
  }
  return {
    ...codec,
    decode: reader => {
      const { pos } = reader
      return checked('decode', codec.decode(reader), pos)
    },
    encode: (writer, data) => {
      codec.encode(writer, data)
      checked('encode', data, 0)
    },
    parse: tokens => checked('parse', codec.parse(tokens), 0),
    format: data => {
      const text = codec.format(data)
      checked('format', data, 0)
      return text
    },
  }
}
