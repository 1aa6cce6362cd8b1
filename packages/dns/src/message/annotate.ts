/**
 * Annotates the bytes of a message with their fields, for a trace or a hex view. It uses the descriptions of the record types, so it always
 * agrees with decoding.
 */
import { encodeHex } from '@mailwire/bytes'
import { decodeData, fieldText, type Registry } from '../codec.js'
import { located, ofDescription, type SectionName } from '../error.js'
import { className, hasMdnsBit, MDNS_BIT } from '../iana/classes.js'
import { recordTypes } from '../iana/types.js'
import { dottedName } from '../names/name.js'
import { MessageReader } from '../wire/reader.js'
import { decodeCoded } from './coded.js'
import { CO, DO } from './edns/edns.js'
import { codecOf, type DecodeOptions, type MessageCodec } from './message.js'

/** Options of `annotateMessage`. */
export interface AnnotateOptions extends Pick<DecodeOptions, 'keepDamaged'> {
  /** The codec with the known record types and options; all of this package's by default. */
  readonly codec?: MessageCodec<unknown, unknown, unknown> | undefined
}

/** A field of a message, with its bytes. */
export interface Annotation {
  readonly section: SectionName
  /** The index of the question or record in its section; 0 in the header. */
  readonly index: number
  /** The field's name in the type's description, such as `preference`; in a special layout, the name of what is read. */
  readonly field: string
  /** The offset in bytes from the start of the message. */
  readonly offset: number
  readonly length: number
  /** As in zone text; bytes without a text form are upper-case hex. */
  readonly value: string
}

const HEADER = ['id', 'flags', 'question count', 'answer count', 'authority count', 'additional count']
const SECTIONS: readonly SectionName[] = ['question', 'answer', 'authority', 'additional']

/**
 * Every field of a message, in byte order; together they cover it. OPT has its own fields, and each option its code, length and data. With
 * `keepDamaged`, malformed RDATA is one opaque field.
 *
 * @throws {@link DnsError} as `decodeMessage`
 *
 * @example
 * annotateMessage(encodeMessage({ questions: [{ name: 'gmail.com', type: 'MX' }] }))[6]
 * // => { section: 'question', index: 0, field: 'name', offset: 12, length: 11, value: 'gmail.com.' }
 */
export function annotateMessage(bytes: Uint8Array, options: AnnotateOptions = {}): Annotation[] {
  const codec = codecOf(options, 'annotate message')
  // Decode first, so that the rest works on a valid message.
  const { keepDamaged } = options
  const { registry } = codec
  codec.decode(bytes, { keepDamaged })
  const reader = new TracingReader(bytes, 0, undefined, registry)
  for (const field of HEADER) reader.note(field, () => reader.u16(), field === 'flags' ? hex16 : String)
  const counts = reader.notes.slice(2).map(note => Number(note.value))
  SECTIONS.forEach((section, at) => {
    for (let index = 0; index < counts[at]!; index++) {
      reader.enter(section, index)
      try {
        annotateEntry(reader, registry, section, keepDamaged === true)
      } catch (error) {
        throw located(error, { section, index })
      }
    }
  })
  reader.noteRest('trailing', bytes.length)
  return reader.notes
}

function annotateEntry(reader: TracingReader, registry: Registry, section: SectionName, keepDamaged: boolean): void {
  reader.note('name', () => reader.name(), dottedName)
  const type = reader.note(
    'type',
    () => reader.u16(),
    code => registry.typeName(code),
  )
  const isOpt = type === recordTypes.OPT && section !== 'question'
  const recordClass = reader.note(isOpt ? 'udp payload size' : 'class', () => reader.u16(), isOpt ? String : className)
  if (section === 'question') return
  if (isOpt) annotateOptFlags(reader)
  else reader.note('ttl', () => reader.u32(), String)
  const end = reader.note('rdlength', () => reader.u16(), String) + reader.pos
  const messageEnd = reader.end
  reader.end = end
  const mark = reader.notes.length
  const start = reader.pos
  try {
    if (isOpt) annotateOptions(reader, registry)
    else annotateRdata(reader, registry, type, recordClass)
  } catch (error) {
    // The RDATA is damaged and was accepted by the decoder, so it is one opaque field.
    if (!keepDamaged) throw ofDescription(error, `annotate ${registry.typeName(type)}`)
    reader.notes.length = mark
    reader.pos = start
  }
  reader.end = end
  reader.noteRest('rdata', end)
  reader.end = messageEnd
}

/** The fields of OPT in place of a TTL (RFC 6891 6.1.3). */
function annotateOptFlags(reader: TracingReader): void {
  reader.note('extended rcode', () => reader.u8(), String)
  reader.note('version', () => reader.u8(), String)
  reader.note(
    'flags',
    () => reader.u16(),
    bits => [hex16(bits), ...EDNS_FLAGS.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name)].join(' '),
  )
}

const EDNS_FLAGS = [
  ['do', DO],
  ['co', CO],
] as const

/** Each option: its code, its length, and its text in dig, or its bytes (RFC 6891 6.1.2). */
function annotateOptions(reader: TracingReader, registry: Registry): void {
  while (reader.pos < reader.end) {
    const code = reader.note(
      'option code',
      () => reader.u16(),
      each => registry.optionName(each),
    )
    const end = reader.note('option length', () => reader.u16(), String) + reader.pos
    const start = reader.pos
    reader.note(
      'option data',
      () => reader.copy(end - start),
      data => optionText(registry, code, data) ?? encodeHex(data),
    )
  }
}

/** An option as dig prints it; `undefined` if it has no text form, if its description fails, or if the option is damaged. */
function optionText(registry: Registry, code: number, data: Uint8Array): string | undefined {
  const type = registry.option(code)
  try {
    return type?.text?.format(decodeCoded(new MessageReader(data, 0, undefined, registry), registry, code, 'option'))
  } catch {
    return undefined
  }
}

/** Annotates field by field; bytes left over are opaque. */
function annotateRdata(reader: TracingReader, registry: Registry, type: number, recordClass: number): void {
  // Empty RDATA has no fields: it means something else in UPDATE (RFC 2136 2.4), and elsewhere all fields are empty.
  if (reader.pos === reader.end) return
  const known = registry.find(type, plainClass(recordClass))
  if (known === undefined) return
  if (known.fields === undefined) reader.trace(() => decodeData(known, reader))
  else
    for (const [field, kind] of known.fields)
      reader.note(
        field,
        () => kind.decode(reader),
        value => fieldText(field, kind, { [field]: value }, registry),
      )
}

/** The class without the multicast DNS bit, which does not affect RDATA. */
const plainClass = (code: number): number => (hasMdnsBit(code) ? code & ~MDNS_BIT : code)

const hex16 = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`

/** A reader that records which bytes each field is read from. */
class TracingReader extends MessageReader {
  readonly notes: Annotation[] = []
  #section: SectionName = 'header'
  #index = 0
  #tracing = false

  /** Starts a question or record: the following fields belong to it. */
  enter(section: SectionName, index: number): void {
    this.#section = section
    this.#index = index
  }

  /** Reads a field and records it, unless it is empty. */
  note<Value>(field: string, read: () => Value, format: (value: Value) => string): Value {
    const offset = this.pos
    const value = read()
    if (this.pos > offset) this.#add(field, offset, format(value))
    return value
  }

  /** Records the bytes left before `end` as one field. */
  noteRest(field: string, end: number): void {
    this.note(field, () => this.copy(end - this.pos), encodeHex)
  }

  /** Records each read of a layout that is not a plain sequence of fields. */
  trace(run: () => void): void {
    this.#tracing = true
    try {
      run()
    } finally {
      this.#tracing = false
    }
  }

  override take(count: number, what = 'value'): number {
    const offset = super.take(count, what)
    if (this.#tracing && count > 0) this.#add(what, offset, encodeHex(this.bytes.subarray(offset, offset + count)))
    return offset
  }

  override name(): string {
    const offset = this.pos
    const name = super.name()
    if (this.#tracing) this.#add('name', offset, dottedName(name))
    return name
  }

  #add(field: string, offset: number, value: string): void {
    this.notes.push({ section: this.#section, index: this.#index, field, offset, length: this.pos - offset, value })
  }
}
