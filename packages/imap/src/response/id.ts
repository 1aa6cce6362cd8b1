/** ID (RFC 2971): the name and version of the server; the command has the same fields. No behaviour may depend on it (RFC 2971 2). */
import { encodeText, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ASTRING } from '../grammar/classes.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, listOf } from '../values.js'
import { type ResponseRule, report } from './rule.js'

/** A field of ID (RFC 2971 3.3): `name`, `version`, `os`, `os-version`, `vendor`, `support-url`, ... */
export interface IdField {
  /** Unchanged; the case of letters does not matter. */
  readonly name: string
  readonly value: string | null
}

/** ID (RFC 2971 3.2). */
export interface IdResponse {
  readonly type: 'id'
  /** `null` where nothing is said: NIL, or an empty list. */
  readonly fields: readonly IdField[] | null
}

/** What RFC 2971 3.3 allows: so many fields, and bytes of a name and of a value. */
const MAX_FIELDS = 30
const MAX_NAME = 30
const MAX_VALUE = 1024

/** `id_params_list ::= "(" #(string SPACE nstring) ")" / nil` (RFC 2971 4) */
export function idFields(reader: Reader): readonly IdField[] | null {
  const { pos } = reader
  if (reader.nil() || !reader.beginList()) return null
  const fields: IdField[] = []
  const names = new Set<string>()
  do {
    const { pos: start } = reader
    const name = idString(reader)
    reader.space()
    const value = reader.whole(reader.nil() ? null : idString(reader))
    fields.push({ name, value })
    if (isTooLong(name, MAX_NAME) || isTooLong(value ?? '', MAX_VALUE) || names.has(upperAscii(name)))
      reader.warn('id-field', start)
    names.add(upperAscii(name))
  } while (reader.nextMember())
  if (fields.length > MAX_FIELDS) reader.warn('id-field', pos)
  return fields
}

/** `string`; Proton Bridge leaves out the quotes. */
function idString(reader: Reader): string {
  const { pos } = reader
  if (reader.strict || reader.peek() === 0x22 || reader.peek() === 0x7b || reader.peek() === 0x7e) return reader.string()
  const text = reader.run(ASTRING)
  if (text === '' || upperAscii(text) === 'NIL') {
    reader.pos = pos
    reader.refuse('a string')
  }
  reader.warn('unquoted-string', pos)
  return text
}

const isTooLong = (text: string, max: number): boolean => 3 * text.length > max && encodeText(text, fail).length > max

/** The same. An empty list is written as NIL, which says the same and which every server reads. Strings are never atoms: Yahoo refuses those. */
export function writeIdFields(writer: ImapWriter, fields: readonly IdField[] | null): ImapWriter {
  if (fields === null || listOf(fields, 'encode ID').length === 0) return writer.raw('NIL')
  return writer.list(fields, field => {
    const { name, value } = fieldsOf(field, 'encode ID')
    writer.string(name).raw(' ').nstring(value)
  })
}

/** `id_response ::= "ID" SPACE id_params_list` */
export const id: ResponseRule<IdResponse> = {
  name: 'ID',
  type: 'id',
  section: 'RFC 2971 3.2',
  decode: reader => {
    reader.space()
    return { type: 'id', fields: idFields(reader), ...report(reader) }
  },
  encode: (writer, { fields }) => writeIdFields(writer.raw('ID '), fields),
}
