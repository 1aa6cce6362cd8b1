/** ANNOTATION (RFC 5257): notes on a message, which FETCH tells, and STORE and APPEND set. An entry has attributes, each with a value. */
import { isBytes, latin1 } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { bytesOf, fieldsOf, listOf, textOf } from '../values.js'
import type { FetchItemRule } from './item.js'

/** An attribute of an entry, such as `value.priv`. */
export interface AnnotationAttribute {
  readonly name: string
  /** Of any kind, as the entry was registered; `null` is NIL: there is none, or it is to be deleted. */
  readonly value: Uint8Array | null
}

/** An entry, such as `/comment`. Names of entries and attributes are case-sensitive. */
export interface Annotation {
  readonly entry: string
  /** `undefined` where the server says no more than that the entry changed (RFC 5257 4.3). */
  readonly attributes: readonly AnnotationAttribute[] | undefined
}

/** An annotation that is set. */
export interface StoredAnnotation extends Annotation {
  readonly attributes: readonly AnnotationAttribute[]
}

/** `"ANNOTATION" SP ( "(" entry-att *(SP entry-att) ")" / "(" entry *(SP entry) ")" )` */
export const annotationItem: FetchItemRule = {
  name: 'ANNOTATION',
  section: 'RFC 5257 4.3',
  begins: '(',
  decode(reader, items) {
    reader.space()
    const value = reader.whole(annotations(reader))
    const isRepeated = items.annotations !== undefined
    items.annotations = value
    return isRepeated
  },
  encode(writer, { annotations: told }) {
    if (told === undefined) return
    const isOfNames = listOf(told, 'encode ANNOTATION').every(one => fieldsOf(one, 'encode ANNOTATION').attributes === undefined)
    if (isOfNames && told.length > 0) writer.item('ANNOTATION ').list(told, ({ entry }) => writeEntry(writer.writer, entry))
    else writeAnnotations(writer.item('ANNOTATION '), told as readonly StoredAnnotation[], 'encode ANNOTATION')
  },
}

function annotations(reader: Reader): readonly Annotation[] {
  if (!reader.beginList()) reader.refuse('an entry')
  const first = entryName(reader)
  if (isAtAttributes(reader)) return entryAttsFrom(reader, first)
  const found: Annotation[] = [{ entry: first, attributes: undefined }]
  while (reader.nextMember()) found.push({ entry: reader.whole(entryName(reader)), attributes: undefined })
  return found
}

/** `"(" entry-att *(SP entry-att) ")"` */
export function entryAtts(reader: Reader): readonly StoredAnnotation[] {
  if (!reader.beginList()) reader.refuse('an entry')
  return entryAttsFrom(reader, entryName(reader))
}

/** The same after its first name: `entry-att = entry SP "(" att-value *(SP att-value) ")"` */
function entryAttsFrom(reader: Reader, first: string): readonly StoredAnnotation[] {
  const found: StoredAnnotation[] = []
  let entry = first
  for (;;) {
    reader.space()
    found.push({ entry, attributes: attributeValues(reader) })
    if (!reader.nextMember()) return found
    entry = entryName(reader)
  }
}

/** `"(" att-value *(SP att-value) ")"`, `att-value = attrib SP value` */
function attributeValues(reader: Reader): readonly AnnotationAttribute[] {
  if (!reader.beginList()) reader.refuse('an attribute')
  const found: AnnotationAttribute[] = []
  do {
    const name = entryName(reader)
    reader.space()
    found.push({ name, value: reader.whole(annotationValue(reader)) })
  } while (reader.nextMember())
  return found
}

const isAtAttributes = (reader: Reader): boolean => {
  let at = reader.pos
  while (at < reader.end && reader.bytes[at] === 0x20) at++
  return reader.bytes[at] === 0x28 && at > reader.pos
}

/** `entry = astring`, and `attrib`: neither holds `*` or `%`, which only patterns do */
export function entryName(reader: Reader): string {
  const { pos } = reader
  const name = reader.astring()
  return isPattern(name) ? reader.fail('bad-syntax', 'parse: the name of an entry or attribute contains * or %', pos) : name
}

const isPattern = (name: string): boolean => name.includes('*') || name.includes('%')

/** `value = nstring / literal8` */
export function annotationValue(reader: Reader): Uint8Array | null {
  const { pos } = reader
  const value = reader.nstringBytes(true)
  if (value === null || isBytes(value)) return value
  return reader.fail('literal-too-large', 'parse: a literal in an annotation is larger than limits.literal', pos)
}

/** `"(" entry-att *(SP entry-att) ")"` */
export function writeAnnotations(writer: ImapWriter, given: readonly StoredAnnotation[], action: string): void {
  if (listOf(given, action).length === 0) fail('bad-value', 0, `${action}: entries is empty`)
  writer.list(given, one => {
    const { entry, attributes } = fieldsOf(one, action)
    writeEntry(writer, entry).raw(' ')
    if (attributes === undefined || listOf(attributes, action).length === 0)
      fail('bad-value', 0, `${action}: either all entries need attributes, or none`)
    writer.list(attributes, attribute => {
      const { name, value } = fieldsOf(attribute, action)
      writeAnnotationValue(writeEntry(writer, name).raw(' '), value)
    })
  })
}

/** The name of an entry or of an attribute. @throws {@link ImapError} `bad-value` */
export const writeEntry = (writer: ImapWriter, name: string): ImapWriter =>
  isPattern(textOf(name, 'encode ANNOTATION'))
    ? fail('bad-value', 0, 'encode ANNOTATION: the name of an entry or attribute contains * or %')
    : writer.astring(name)

/** The longest value that is quoted. */
const MAX_QUOTED = 1024

/** In quotes where it can be: a client has to wait with literals. */
export function writeAnnotationValue(writer: ImapWriter, value: Uint8Array | null): void {
  if (value === null) writer.raw('NIL')
  else if (bytesOf(value, 'encode ANNOTATION').length <= MAX_QUOTED && value.every(byte => byte >= 0x20 && byte < 0x7f))
    writer.string(latin1(value, 0, value.length))
  else writer.literal(value, 'for-nul')
}
