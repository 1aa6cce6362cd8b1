/**
 * Annotates the bytes of a message with their fields, for a trace or a hex view. It uses the descriptions of record types and TLVs, so it always
 * agrees with decoding.
 */
import { encodeHex } from '@mailwire/bytes'
import { decodeData, fieldText, type RdataCodec, type Registry } from '../codec.js'
import { isDnsError, located, ofDescription, type SectionName } from '../error.js'
import { className, plainClass } from '../iana/classes.js'
import { opcodes } from '../iana/header.js'
import { recordTypes } from '../iana/types.js'
import { dottedName } from '../names/name.js'
import { MessageReader } from '../wire/reader.js'
import { decodeCoded } from './coded.js'
import { pushTlv, reconfirmTlv, subscribeTlv } from './dso/tlvs.js'
import { CO, DO } from './edns/edns.js'
import { codecOf, type DecodeOptions, type MessageCodec } from './message.js'
import { type Annotation, TracingReader } from './tracing-reader.js'

export type { Annotation } from './tracing-reader.js'

/** Options of `annotateMessage`. */
export interface AnnotateOptions extends Pick<DecodeOptions, 'keepDamaged'> {
  /** The codec with the known record types, options and TLVs; all of this package's by default. */
  readonly codec?: MessageCodec<unknown, unknown, unknown> | undefined
}

const HEADER = ['id', 'flags', 'question count', 'answer count', 'authority count', 'additional count']
const SECTIONS: readonly SectionName[] = ['question', 'answer', 'authority', 'additional']

/**
 * Every field of a message, in byte order; together they cover it. OPT has its own fields, and each option its code, length and data; so has each
 * TLV of a DSO message, whose data is shown by field. With `keepDamaged`, the malformed data of a record or TLV is one opaque field.
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
  const keepDamaged = options.keepDamaged === true
  const { registry } = codec
  codec.decode(bytes, { keepDamaged })
  const reader = new TracingReader(bytes, 0, undefined, registry)
  for (const field of HEADER) reader.note(field, () => reader.u16(), field === 'flags' ? hex16 : String)
  const counts = reader.notes.slice(2).map(note => Number(note.value))
  const each = (section: SectionName, index: number, annotate: () => void): void => {
    reader.enter(section, index)
    try {
      annotate()
    } catch (error) {
      throw located(error, { section, index })
    }
  }
  SECTIONS.forEach((section, at) => {
    for (let index = 0; index < counts[at]!; index++)
      each(section, index, () => {
        if (section === 'question') annotateQuestion(reader, registry)
        else annotateRecord(reader, registry, true, keepDamaged)
      })
  })
  if (((bytes[2]! >> 3) & 15) === opcodes.DSO)
    for (let index = 0; reader.pos < bytes.length; index++) each('dso', index, () => annotateTlv(reader, registry, keepDamaged))
  reader.noteRest('trailing', bytes.length)
  return reader.notes
}

/** The name, type and class of a question or a TLV. */
function annotateQuestion(reader: TracingReader, registry: Registry): readonly [type: number, recordClass: number] {
  const type = annotateNameAndType(reader, registry)
  return [type, reader.note('class', () => reader.u16(), className)]
}

function annotateNameAndType(reader: TracingReader, registry: Registry): number {
  reader.note('name', () => reader.name(), dottedName)
  return reader.note(
    'type',
    () => reader.u16(),
    code => registry.typeName(code),
  )
}

function annotateRecord(reader: TracingReader, registry: Registry, maybeOpt: boolean, keepDamaged: boolean): void {
  const type = annotateNameAndType(reader, registry)
  const isOpt = maybeOpt && type === recordTypes.OPT
  const recordClass = reader.note(isOpt ? 'udp payload size' : 'class', () => reader.u16(), isOpt ? String : className)
  if (isOpt) annotateOptFlags(reader)
  else reader.note('ttl', () => reader.u32(), String)
  const end = reader.note('rdlength', () => reader.u16(), String) + reader.pos
  annotateUpTo(reader, end, 'rdata', keepDamaged, () => {
    if (isOpt) annotateOptions(reader, registry)
    // Empty RDATA has no fields: it means something else in UPDATE (RFC 2136 2.4), and elsewhere all fields are empty.
    else if (reader.pos < end) annotateRdata(reader, registry, registry.find(type, plainClass(recordClass)))
  })
}

/** Annotates the data up to `end`. What has no fields, or is damaged and was accepted by the decoder, is one opaque field. */
function annotateUpTo(reader: TracingReader, end: number, field: string, keepDamaged: boolean, annotate: () => void): void {
  const messageEnd = reader.end
  const mark = reader.notes.length
  const start = reader.pos
  reader.end = end
  try {
    annotate()
  } catch (error) {
    const described = ofDescription(error, `annotate ${field}`)
    if (!(keepDamaged && isDnsError(described))) throw described
    reader.forget(mark, start)
  }
  if (reader.pos !== end) reader.forget(mark, start)
  reader.end = end
  reader.noteRest(field, end)
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

/** Annotates field by field. */
function annotateRdata(reader: TracingReader, registry: Registry, codec: RdataCodec | undefined): void {
  if (codec === undefined) return
  if (codec.fields === undefined) reader.trace(() => decodeData(codec, reader))
  else
    for (const [field, kind] of codec.fields)
      reader.note(
        field,
        () => kind.decode(reader),
        value => fieldText(field, kind, { [field]: value }, registry),
      )
}

/** A TLV: its code, its length and its data (RFC 8490 5.4.4). */
function annotateTlv(reader: TracingReader, registry: Registry, keepDamaged: boolean): void {
  const code = reader.note(
    'TLV code',
    () => reader.u16(),
    each => registry.tlv(each)?.name ?? `DSO${each}`,
  )
  const end = reader.note('TLV length', () => reader.u16(), String) + reader.pos
  annotateUpTo(reader, end, 'TLV data', keepDamaged, () => {
    const type = registry.tlv(code)
    if (type === pushTlv) while (reader.pos < end) annotateRecord(reader, registry, false, false)
    else if (type === subscribeTlv) annotateQuestion(reader, registry)
    else if (type === reconfirmTlv) annotateRdata(reader, registry, registry.find(...annotateQuestion(reader, registry)))
    else if (type !== undefined) reader.trace(() => decodeCoded(reader, registry, code, 'TLV'))
  })
}

const hex16 = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`
