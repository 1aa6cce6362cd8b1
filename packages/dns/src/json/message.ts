/**
 * Messages as JSON (RFC 8427): every field of the header and of the records by name, and RDATA both in hex and as text.
 *
 * Always: `messageFromJson(messageToJson(m))` is `m`, through any JSON writer and reader. OPT, TSIG and SIG(0) are additional records in JSON.
 */
import { decodeHex, encodeHex } from '@mailwire/bytes'
import type { Registry } from '../codec.js'
import { fail } from '../error.js'
import { classCode, className } from '../iana/classes.js'
import { type AnyMessageCodec, type AnyMessageInit, codecOf, MAX_MESSAGE, type Message } from '../message/message.js'
import { writeRdata } from '../message/records.js'
import { MessageView, type RecordView } from '../message/view.js'
import { dottedName } from '../names/name.js'
import { MessageWriter } from '../wire/writer.js'
import { rdataText } from '../zone/printer.js'
import { bitOf, type JsonObject, type JsonOptions, listOf, numberOf, objectOf, placed, recordOfText, textOf } from './fields.js'

/** A question or a record (RFC 8427 2.2). A question has no members after `CLASSname`. */
export interface JsonRecord {
  /** With a final dot. */
  readonly NAME: string
  readonly TYPE: number
  readonly TYPEname: string
  /** The number, including the multicast DNS bit, or the size in OPT. */
  readonly CLASS: number
  readonly CLASSname: string
  readonly TTL?: number
  readonly RDLENGTH?: number
  /** RDATA without compression. */
  readonly RDATAHEX?: string
  /** RDATA as zone text, `rdataMX` of an MX record; only if the type has a codec. */
  readonly [rdata: `rdata${string}`]: string
}

/** A message (RFC 8427 2.1). */
export interface JsonMessage {
  readonly ID: number
  readonly QR: boolean
  readonly Opcode: number
  readonly AA: boolean
  readonly TC: boolean
  readonly RD: boolean
  readonly RA: boolean
  /** The reserved bit. RFC 8427 has no member for it, so it is present only if set. */
  readonly Z?: true
  readonly AD: boolean
  readonly CD: boolean
  /** The four bits in the header; the upper bits are in the OPT record. */
  readonly RCODE: number
  readonly QDCOUNT: number
  readonly ANCOUNT: number
  readonly NSCOUNT: number
  readonly ARCOUNT: number
  /** These five repeat the question if there is exactly one. */
  readonly QNAME?: string
  readonly QTYPE?: number
  readonly QTYPEname?: string
  readonly QCLASS?: number
  readonly QCLASSname?: string
  readonly questionRRs: readonly JsonRecord[]
  readonly answerRRs: readonly JsonRecord[]
  readonly authorityRRs: readonly JsonRecord[]
  readonly additionalRRs: readonly JsonRecord[]
  /** All bytes; only for a message of DNS Stateful Operations, which has more than sections. */
  readonly messageOctetsHEX?: string
}

const SECTIONS = [
  ['ANCOUNT', 'answerRRs', 'answer'],
  ['NSCOUNT', 'authorityRRs', 'authority'],
  ['ARCOUNT', 'additionalRRs', 'additional'],
] as const

/**
 * The JSON of a message (RFC 8427).
 *
 * @throws {@link DnsError} as `encodeMessage`
 *
 * @example
 * messageToJson({ questions: [{ name: 'example.com', type: 'A' }] }).questionRRs
 * // => [{ NAME: 'example.com.', TYPE: 1, TYPEname: 'A', CLASS: 1, CLASSname: 'IN' }]
 */
export function messageToJson(message: AnyMessageInit, options: JsonOptions<unknown, unknown, unknown> = {}): JsonMessage {
  const codec = codecOf(options, 'format JSON')
  const bytes = codec.encode(message)
  const view = new MessageView(bytes)
  const { flags } = view
  const questionRRs = Array.from(view.questions(), question =>
    keyOf(codec.registry, dottedName(question.decode(codec).name), question.type, question.class),
  )
  const [asked, ...more] = questionRRs
  const records = (views: Iterable<RecordView>): JsonRecord[] => Array.from(views, each => recordToJson(codec, each))
  return {
    ID: view.id,
    QR: flags.qr,
    Opcode: view.opcode,
    AA: flags.aa,
    TC: flags.tc,
    RD: flags.rd,
    RA: flags.ra,
    ...(flags.z ? { Z: true } : {}),
    AD: flags.ad,
    CD: flags.cd,
    RCODE: view.rcode,
    QDCOUNT: view.questionCount,
    ANCOUNT: view.answerCount,
    NSCOUNT: view.authorityCount,
    ARCOUNT: view.additionalCount,
    ...(asked === undefined || more.length > 0
      ? {}
      : {
          QNAME: asked.NAME,
          QTYPE: asked.TYPE,
          QTYPEname: asked.TYPEname,
          QCLASS: asked.CLASS,
          QCLASSname: asked.CLASSname,
        }),
    questionRRs,
    answerRRs: records(view.answers()),
    authorityRRs: records(view.authorities()),
    additionalRRs: records(view.additionals()),
    ...(message.dso === undefined ? {} : { messageOctetsHEX: encodeHex(bytes) }),
  }
}

/**
 * The message of RFC 8427 JSON, from {@link messageToJson} or from elsewhere.
 *
 * Types and classes are read by number, or by name if there is no number; RDATA from `RDATAHEX`, or else from `rdata` with the type's name, as zone
 * text. Missing members are 0, not set or empty, and a missing class is `IN`. Records may share members in one object with `rrSet`. If present,
 * `messageOctetsHEX` is the whole message. Unknown members are ignored.
 *
 * @throws {@link DnsError} `bad-value` for invalid members, and for counts and lengths that do not match the contents; `bad-hex`, and as `decodeMessage`
 * and `parseZone`, with section and index
 *
 * @example
 * messageFromJson(JSON.parse('{ "ID": 7, "RD": true, "QNAME": "example.com", "QTYPE": 1 }')).questions
 * // => [{ name: 'example.com', type: 'A', class: 'IN' }]
 */
export function messageFromJson<Own = never, OwnOption = never, OwnTlv = never>(
  json: unknown,
  options: JsonOptions<Own, OwnOption, OwnTlv> = {},
): Message<Own, OwnOption, OwnTlv> {
  const codec = codecOf(options, 'parse JSON')
  const object = objectOf(json, 'a message')
  const bytes = textOf(object, 'messageOctetsHEX')
  if (bytes !== undefined) return codec.decode(decodeHex(bytes, fail))
  const questions = listOf(object, 'questionRRs')
  const asked = questions.length === 0 && object['QNAME'] !== undefined ? [questionOf(object)] : questions
  const sections = SECTIONS.map(([, key]) => listOf(object, key).flatMap(singles))
  const writer = new MessageWriter(undefined, false, codec.registry)
  writer.u16(numberOf(object, 'ID', 0xffff, 0))
  writer.u16(headerBits(object))
  writer.u16(counted(object, 'QDCOUNT', asked.length))
  SECTIONS.forEach(([count], at) => {
    writer.u16(counted(object, count, sections[at]!.length))
  })
  placed('question', asked, question => writeKey(writer, codec.registry, objectOf(question, 'a question')))
  SECTIONS.forEach(([, , section], at) => {
    placed(section, sections[at]!, record => writeRecord(writer, codec, objectOf(record, 'a record')))
  })
  return codec.decode(writer.finish())
}

const keyOf = (registry: Registry, name: string, type: number, recordClass: number): JsonRecord => ({
  NAME: name,
  TYPE: type,
  TYPEname: registry.typeName(type),
  CLASS: recordClass,
  CLASSname: className(recordClass),
})

function recordToJson(codec: AnyMessageCodec, view: RecordView): JsonRecord {
  const { registry } = codec
  const record = view.decode(codec)
  const { data } = record
  const writer = inFull(registry)
  if (data !== undefined) writeRdata(writer, registry, record.type, view.type, classCode(record.class)!, data)
  const rdata = writer.finish()
  const isText = data !== undefined && !('bytes' in data)
  return {
    ...keyOf(registry, dottedName(record.name), view.type, view.class),
    TTL: view.ttl,
    RDLENGTH: rdata.length,
    RDATAHEX: encodeHex(rdata),
    ...(isText ? { [`rdata${registry.typeName(view.type)}`]: rdataText(registry, record, {}) } : {}),
  }
}

/** A writer for RDATA outside a message, without name compression. */
function inFull(registry: Registry): MessageWriter {
  const writer = new MessageWriter(64, false, registry)
  writer.inFull = true
  return writer
}

/** `QNAME`, `QTYPE` and `QCLASS` as a record has them. */
const questionOf = (object: JsonObject): JsonObject => ({
  NAME: object['QNAME'],
  TYPE: object['QTYPE'],
  TYPEname: object['QTYPEname'],
  CLASS: object['QCLASS'],
  CLASSname: object['QCLASSname'],
})

/**
 * The records of a set that shares its members, or a single record. Each inherits from the set, as copies would take memory for the product of
 * both sizes.
 */
function singles(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null || !('rrSet' in value)) return [value]
  return listOf(value, 'rrSet').map(record => Object.setPrototypeOf({ ...objectOf(record, 'a record') }, value) as unknown)
}

function headerBits(object: JsonObject): number {
  const bits = [
    ['QR', 15],
    ['AA', 10],
    ['TC', 9],
    ['RD', 8],
    ['RA', 7],
    ['Z', 6],
    ['AD', 5],
    ['CD', 4],
  ] as const
  const set = bits.reduce((all, [key, at]) => all | (bitOf(object, key) ? 1 << at : 0), 0)
  return set | (numberOf(object, 'Opcode', 15, 0) << 11) | numberOf(object, 'RCODE', 15, 0)
}

function counted(object: JsonObject, key: string, found: number): number {
  if (found > 0xffff) fail('bad-value', 0, `parse JSON: ${found} records, at most 65535 allowed`)
  const count = numberOf(object, key, 0xffff, found)
  return count === found ? count : fail('bad-value', 0, `parse JSON: ${key} is ${count}, but ${found} found`)
}

/** Writes name, type and class, and returns the latter two. The length is checked here, as a set may repeat its shared members many times. */
function writeKey(writer: MessageWriter, registry: Registry, object: JsonObject): { type: number; recordClass: number } {
  if (writer.pos > MAX_MESSAGE) fail('too-long', MAX_MESSAGE, `parse JSON: message of more than ${MAX_MESSAGE} bytes`)
  const name = textOf(object, 'NAME') ?? fail('bad-value', 0, 'parse JSON: NAME missing')
  const type =
    codeOf(object, 'TYPE', name => registry.typeCode(name)) ?? fail('bad-type', 0, 'parse JSON: TYPE missing or unknown')
  const recordClass =
    object['CLASS'] === undefined && object['CLASSname'] === undefined
      ? 1
      : (codeOf(object, 'CLASS', classCode) ?? fail('bad-class', 0, 'parse JSON: unknown CLASS'))
  writer.name(name, true)
  writer.u16(type)
  writer.u16(recordClass)
  return { type, recordClass }
}

function codeOf(object: JsonObject, key: 'TYPE' | 'CLASS', named: (name: string) => number | undefined): number | undefined {
  if (object[key] !== undefined) return numberOf(object, key, 0xffff, 0)
  const name = textOf(object, `${key}name`)
  return name === undefined ? undefined : named(name)
}

function writeRecord(writer: MessageWriter, codec: AnyMessageCodec, object: JsonObject): void {
  const { registry } = codec
  const { type, recordClass } = writeKey(writer, registry, object)
  writer.u32(numberOf(object, 'TTL', 0xffffffff, 0))
  const start = writer.openLength()
  const bytes = textOf(object, 'RDATAHEX')
  const text = bytes === undefined ? textOf(object, `rdata${registry.typeName(type)}`) : undefined
  if (bytes !== undefined) writer.raw(decodeHex(bytes, fail))
  else if (text !== undefined) writeText(writer, codec, type, recordClass, text)
  writer.closeLength(start, registry.typeName(type))
  counted(object, 'RDLENGTH', writer.pos - start)
}

function writeText(writer: MessageWriter, codec: AnyMessageCodec, type: number, recordClass: number, text: string): void {
  const { registry } = codec
  const name = registry.typeName(type)
  const { data } = recordOfText(name, className(recordClass), text, codec, true)
  const rdata = inFull(registry)
  if (data !== undefined) writeRdata(rdata, registry, name, type, recordClass & 0x7fff, data)
  writer.raw(rdata.finish())
}
