/** Decodes and encodes one question and one record (RFC 1035 4.1.2 and 4.1.3), for the sections, DSO's TLVs and the lazy view. */
import { decodeData, encodeData, type Registry } from '../codec.js'
import { type DnsError, fail } from '../error.js'
import { checkObject, checkUnsigned, shown } from '../given.js'
import { classCode, className, hasMdnsBit, MDNS_BIT, plainClass, recordClasses } from '../iana/classes.js'
import { recordTypes } from '../iana/types.js'
import type { DnsRecord, OpaqueData, RecordInit } from '../rdata/record.js'
import { writeU16 } from '../wire/integers.js'
import type { MessageReader } from '../wire/reader.js'
import { classAt, RECORD_HEADER, ttlAt, typeAt } from '../wire/record-header.js'
import type { MessageWriter } from '../wire/writer.js'
import type { Question, QuestionInit } from './types.js'

/** Decodes the question of `name`, whose type and class are next. */
export function decodeQuestion(reader: MessageReader, name: string): Question {
  const type = reader.types.typeName(reader.u16('question type'))
  const code = reader.u16('question class')
  return { name, type, class: nameOfClass(plainClass(code)), unicastResponse: hasMdnsBit(code) ? true : undefined }
}

/**
 * Decodes the record of `name` whose other fields begin at `header`; `reader.pos` is at the end of its RDATA, before and after. Without a registry its data
 * is opaque.
 */
export function decodeRecord(
  reader: MessageReader,
  registry: Registry | undefined,
  name: string,
  header: number,
  emptyData: boolean,
): DnsRecord {
  const { bytes, pos: end, end: messageEnd } = reader
  const rdata = header + RECORD_HEADER
  const type = typeAt(bytes, header)
  const bits = classAt(bytes, header)
  const ttl = ttlAt(bytes, header)
  const mdns = bits !== recordClasses.IN && hasMdnsBit(bits)
  const recordClass = mdns ? bits & ~MDNS_BIT : bits
  const codec = registry?.find(type, recordClass)
  // A type without a codec is `TYPEn` even if it has a mnemonic, as its data is opaque.
  let named: string
  let data: object | undefined
  if (registry !== undefined && rdata === end && mayBeEmpty(type, recordClass, emptyData)) {
    named = registry.typeName(type)
  } else if (codec === undefined) {
    named = `TYPE${type}`
    reader.pos = rdata
    data = { bytes: reader.opaque(end - rdata) }
  } else {
    named = codec.name
    reader.pos = rdata
    reader.end = end
    data = decodeData(codec, reader)
    if (reader.pos !== end) fail('rdata-length', reader.pos, `decode ${named}: ${end - reader.pos} bytes of RDATA left`)
    reader.end = messageEnd
  }
  return { name, type: named, class: nameOfClass(recordClass), ttl, data, cacheFlush: mdns ? true : undefined } as DnsRecord
}

/**
 * The same record if its RDATA is malformed: opaque, with the error. Its type is shown by number, as its bytes are not valid for the type; pointers
 * in them are meaningful in this message only.
 */
export const damagedRecord = (reader: MessageReader, name: string, header: number, error: DnsError): DnsRecord =>
  ({ ...decodeRecord(reader, undefined, name, header, false), error }) as DnsRecord

/** Nearly every class is IN, and a comparison is faster than a lookup. */
const nameOfClass = (code: number): string => (code === recordClasses.IN ? 'IN' : className(code))

/** Encodes a question. */
export function encodeQuestion(writer: MessageWriter, registry: Registry, question: QuestionInit): void {
  checkObject(question, 'encode question')
  writer.name(question.name, true)
  writer.u16(registry.typeNumber(question.type))
  writer.u16(classBits(question.class, question.unicastResponse, 'unicastResponse'))
}

/** Encodes a record and returns the offset of its RDATA. Without data it needs `emptyData`, or a class that allows it (RFC 2136 2.4 and 2.5). */
export function writeRecord(
  writer: MessageWriter,
  registry: Registry,
  record: RecordInit,
  type: number,
  classBits: number,
  emptyData: boolean,
): number {
  const { ttl = 0, data } = record
  const recordClass = plainClass(classBits)
  checkUnsigned(ttl, 4, 'record: TTL')
  writer.name(record.name, true)
  const at = writer.take(RECORD_HEADER)
  const { bytes } = writer
  writeU16(bytes, at, type)
  writeU16(bytes, at + 2, classBits)
  writeU16(bytes, at + 4, ttl >>> 16)
  writeU16(bytes, at + 6, ttl)
  const start = writer.pos // RDLENGTH before it is filled in later
  if (data !== undefined) {
    // Pointers in damaged RDATA would mean something else in a new message.
    if (record.error !== undefined && !writer.allowDamaged)
      fail(
        'bad-value',
        writer.pos,
        `encode record: the data of this ${record.type} is damaged; set allowDamaged to write its bytes`,
      )
    writeRdata(writer, registry, record.type, type, recordClass, data)
  } else if (!mayBeEmpty(type, recordClass, emptyData))
    fail('bad-value', start, `encode record: ${registry.typeName(type)} without data; only UPDATE allows that`)
  writer.closeLength(start, registry.typeName(type))
  return start
}

/** True if RDATA may be empty: in UPDATE, and in its classes of prerequisites and deletions (RFC 2136 2.4 and 2.5). TSIG is of class ANY too, but has data. */
const mayBeEmpty = (type: number, recordClass: number, emptyData: boolean): boolean =>
  type !== recordTypes.TSIG && (emptyData || recordClass === recordClasses.NONE || recordClass === recordClasses.ANY)

/** Writes RDATA by its codec, or as bytes. */
export function writeRdata(
  writer: MessageWriter,
  registry: Registry,
  name: string | number,
  type: number,
  recordClass: number,
  data: object,
): void {
  if (typeof data !== 'object' || data === null) checkObject(data, 'encode record data')
  const { bytes } = data as Partial<OpaqueData>
  const codec = bytes === undefined ? registry.find(type, recordClass) : undefined
  if (codec !== undefined) encodeData(codec, writer, data)
  else if (bytes === undefined)
    fail('bad-value', writer.pos, `encode record: ${String(name)} has no codec; give its data as { bytes }`)
  else writer.raw(bytes)
}

/** The class field, with the multicast DNS bit, which is the value of `flag`. @throws `bad-class` */
export function classBits(name: string | undefined, mdns: boolean | undefined, flag = 'cacheFlush'): number {
  const code =
    name === undefined || name === 'IN'
      ? recordClasses.IN
      : (classCode(name) ?? fail('bad-class', 0, `encode class: unknown class ${shown(name)}`))
  if (mdns !== true)
    return mdns === undefined || mdns === false
      ? code
      : fail('bad-value', 0, `encode class: ${flag}: a boolean expected, not ${shown(mdns)}`)
  return hasMdnsBit(code | MDNS_BIT)
    ? code | MDNS_BIT
    : fail('bad-class', 0, `encode class: ${name} cannot have the multicast DNS bit`)
}
