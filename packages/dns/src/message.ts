/**
 * DNS messages (RFC 1035 4, RFC 2181, RFC 6891): header, four sections, and the OPT record apart from them.
 *
 * Always: `decodeMessage(encodeMessage(m))` is `m` for every `m` that decode gives; encode changes nothing that it is given; no
 * octet beyond RDLENGTH is read, and nothing is allocated by a count that the message merely claims.
 */
import { MessageWriter } from './compress.js'
import { decodeOpt, type Edns, type EdnsInit, encodeOpt } from './edns/edns.js'
import { DnsError, type DnsWarning, fail, located, type SectionName } from './error.js'
import { classCode, className, hasMdnsBit, MDNS_BIT } from './iana/classes.js'
import { opcodeCode, opcodeName, opcodes, rcodeCode, rcodeName } from './iana/header.js'
import { recordTypes, typeCode, typeName } from './iana/types.js'
import { checkUnsigned } from './rdata/fields/numbers.js'
import { MessageReader } from './reader.js'
import type { AnyRecordType, DnsRecord, OpaqueData, RecordInit } from './record.js'
import { allTypes, RdataRegistry } from './registry.js'

/** What is asked (RFC 1035 4.1.2). */
export interface Question {
  readonly name: string
  /** A mnemonic or `TYPEn`. */
  readonly type: string
  readonly class: string
  /** Multicast DNS: answer to me alone (RFC 6762 5.4). */
  readonly unicastResponse?: true | undefined
}

/** The bits of the header. `z` is the one that nobody uses. */
export interface Flags {
  readonly qr: boolean
  readonly aa: boolean
  readonly tc: boolean
  readonly rd: boolean
  readonly ra: boolean
  readonly z: boolean
  readonly ad: boolean
  readonly cd: boolean
}

/** A decoded message. */
export interface Message {
  readonly id: number
  /** A mnemonic or `OPCODEn`. */
  readonly opcode: string
  /** A mnemonic or `RCODEn`, with the upper bits from `edns` (RFC 6891 6.1.3). */
  readonly rcode: string
  readonly flags: Flags
  readonly questions: readonly Question[]
  readonly answers: readonly DnsRecord[]
  readonly authorities: readonly DnsRecord[]
  /** Without the OPT record, which is `edns`. */
  readonly additionals: readonly DnsRecord[]
  readonly edns: Edns | undefined
  readonly warnings: readonly DnsWarning[]
}

/** A message as {@link encodeMessage} takes it: what is left out is 0, `QUERY`, `NOERROR`, not set, or empty. */
export interface MessageInit {
  readonly id?: number | undefined
  readonly opcode?: string | undefined
  readonly rcode?: string | undefined
  readonly flags?: { readonly [Flag in keyof Flags]?: boolean | undefined } | undefined
  readonly questions?:
    | readonly {
        readonly name: string
        readonly type: string
        readonly class?: string | undefined
        readonly unicastResponse?: true | undefined
      }[]
    | undefined
  readonly answers?: readonly RecordInit[] | undefined
  readonly authorities?: readonly RecordInit[] | undefined
  readonly additionals?: readonly RecordInit[] | undefined
  readonly edns?: EdnsInit | undefined
}

export interface DecodeOptions {
  /** Refuses what `warnings` would report: octets after the last record, zero octets that a sender must leave out. */
  readonly strict?: boolean | undefined
}

export interface EncodeOptions {
  /** The most octets; what does not fit is left out by whole RRsets, see {@link encodeMessage}. 65,535 by default. */
  readonly maxSize?: number | undefined
}

/** Decodes and encodes messages with a chosen set of record types. */
export interface MessageCodec {
  decode(bytes: Uint8Array, options?: DecodeOptions): Message
  encode(message: MessageInit, options?: EncodeOptions): Uint8Array
}

/** The most octets of a message: what TCP's length field holds (RFC 1035 4.2.2). */
export const MAX_MESSAGE = 65_535
const HEADER = 12
const OPT_TYPE = recordTypes.OPT

/**
 * A message from its octets, with every record type that this package knows.
 *
 * A record whose type has no codec is `TYPEn` with opaque data. Octets after the last record are reported in `warnings`.
 *
 * @throws {@link DnsError} with the section, index and offset: `truncated`, `rdata-length`, `bad-label`, `bad-pointer`,
 * `name-too-long`, `bad-edns`, `too-long`; with `strict` also `trailing`
 *
 * @example
 * const reply = decodeMessage(encodeMessage({ id: 7, questions: [{ name: 'gmail.com', type: 'MX' }] }))
 * reply.questions[0] // => { name: 'gmail.com', type: 'MX', class: 'IN' }
 */
export const decodeMessage = (bytes: Uint8Array, options: DecodeOptions = {}): Message => decodeWith(allTypes(), bytes, options)

/**
 * The octets of a message. Names are compressed as far as RFC 3597 4 allows; the OPT record is written last.
 *
 * With `maxSize`, what does not fit is left out by whole RRsets, from the end: additional records first, and those without a word.
 * TC is set only when an answer or authority RRset is missing (RFC 2181 9). The OPT record stays.
 *
 * @throws {@link DnsError} `bad-name`, `bad-label`, `name-too-long`, `bad-type`, `bad-class`, `bad-value`, `bad-text`, `rdata-length`,
 * `too-long`; nothing that does not fit is ever wrapped or cut
 *
 * @example
 * encodeMessage({ id: 1985, flags: { rd: true }, questions: [{ name: 'gmail.com', type: 'MX' }], edns: { udpPayloadSize: 4096 } }).length // => 38
 */
export const encodeMessage = (message: MessageInit, options: EncodeOptions = {}): Uint8Array =>
  encodeWith(allTypes(), message, options)

/**
 * The same two functions for the given record types only; all others are opaque. A bundle then holds no other types.
 *
 * @example
 * messageCodec([mx]).encode({ questions: [{ name: 'gmail.com', type: 'MX' }] }).length // => 27
 */
export function messageCodec(types: readonly AnyRecordType[]): MessageCodec {
  const registry = new RdataRegistry(types)
  return {
    decode: (bytes, options = {}) => decodeWith(registry, bytes, options),
    encode: (message, options = {}) => encodeWith(registry, message, options),
  }
}

/**
 * The time to live as a resolver takes it: a value above 2^31-1 counts as 0 (RFC 2181 8).
 *
 * @example
 * effectiveTtl(2 ** 31) // => 0
 */
export const effectiveTtl = (ttl: number): number => (ttl > 0x7fffffff ? 0 : ttl)

// ----- Decode -----

interface DecodeState {
  readonly registry: RdataRegistry
  readonly update: boolean
  edns: Edns | undefined
  extendedRcode: number
}

function decodeWith(registry: RdataRegistry, bytes: Uint8Array, options: DecodeOptions): Message {
  if (bytes.length > MAX_MESSAGE) fail('too-long', MAX_MESSAGE, `decode message: ${bytes.length} octets, ${MAX_MESSAGE} allowed`)
  if (bytes.length < HEADER)
    throw new DnsError('truncated', bytes.length, `decode header: ${bytes.length} octets, ${HEADER} needed`, {
      section: 'header',
    })
  const reader = new MessageReader(bytes, 0, bytes.length, options.strict)
  const id = reader.u16()
  const bits = reader.u16()
  const questionCount = reader.u16()
  const answerCount = reader.u16()
  const authorityCount = reader.u16()
  const additionalCount = reader.u16()
  const opcode = (bits >> 11) & 15
  const state: DecodeState = { registry, update: opcode === opcodes.UPDATE, edns: undefined, extendedRcode: 0 }
  const questions = decodeQuestions(reader, questionCount)
  const answers = decodeSection(reader, state, 'answer', answerCount)
  const authorities = decodeSection(reader, state, 'authority', authorityCount)
  const additionals = decodeSection(reader, state, 'additional', additionalCount)
  if (reader.pos < bytes.length)
    reader.warn('trailing', reader.pos, `decode message: ${bytes.length - reader.pos} octets after the last record`)
  return {
    id,
    opcode: opcodeName(opcode),
    rcode: rcodeName((state.extendedRcode << 4) | (bits & 15)),
    flags: {
      qr: (bits & 0x8000) !== 0,
      aa: (bits & 0x0400) !== 0,
      tc: (bits & 0x0200) !== 0,
      rd: (bits & 0x0100) !== 0,
      ra: (bits & 0x0080) !== 0,
      z: (bits & 0x0040) !== 0,
      ad: (bits & 0x0020) !== 0,
      cd: (bits & 0x0010) !== 0,
    },
    questions,
    answers,
    authorities,
    additionals,
    edns: state.edns,
    warnings: reader.warnings,
  }
}

function decodeQuestions(reader: MessageReader, count: number): Question[] {
  const questions: Question[] = []
  for (let index = 0; index < count; index++) {
    try {
      const name = reader.name()
      const type = typeName(reader.u16('question type'))
      const code = reader.u16('question class')
      const mdns = hasMdnsBit(code)
      questions.push({ name, type, class: className(mdns ? code & ~MDNS_BIT : code), unicastResponse: mdns ? true : undefined })
    } catch (error) {
      throw located(error, { section: 'question', index })
    }
  }
  return questions
}

function decodeSection(reader: MessageReader, state: DecodeState, section: SectionName, count: number): DnsRecord[] {
  const records: DnsRecord[] = []
  for (let index = 0; index < count; index++) {
    try {
      const start = reader.pos
      const name = reader.name()
      const type = reader.u16('record type')
      if (type === OPT_TYPE) takeOpt(reader, state, section, name, start)
      else records.push(decodeRecord(reader, state, name, type))
    } catch (error) {
      throw located(error, { section, index })
    }
  }
  return records
}

function takeOpt(reader: MessageReader, state: DecodeState, section: SectionName, name: string, start: number): void {
  if (section !== 'additional') fail('bad-edns', start, `decode OPT: it stands in the ${section} section`)
  if (name !== '.') fail('bad-edns', start, 'decode OPT: its owner is not the root')
  if (state.edns !== undefined) fail('bad-edns', start, 'decode OPT: there is a second one')
  const { edns, extendedRcode } = decodeOpt(reader)
  state.edns = edns
  state.extendedRcode = extendedRcode
}

function decodeRecord(reader: MessageReader, state: DecodeState, name: string, type: number): DnsRecord {
  const classBits = reader.u16('record class')
  const mdns = hasMdnsBit(classBits)
  const recordClass = mdns ? classBits & ~MDNS_BIT : classBits
  const ttl = reader.u32('record TTL')
  const length = reader.u16('RDLENGTH')
  const messageEnd = reader.end
  const start = reader.take(length, 'RDATA')
  const end = reader.pos
  const codec = state.registry.find(type, recordClass)
  let data: object | undefined
  if (codec === undefined) data = { bytes: Uint8Array.prototype.slice.call(reader.bytes, start, end) } satisfies OpaqueData
  else if (length > 0 || !mayBeEmpty(state, recordClass)) {
    reader.pos = start
    reader.end = end
    data = codec.decode(reader)
    if (reader.pos !== end) fail('rdata-length', reader.pos, `decode ${codec.name}: ${end - reader.pos} octets of RDATA left`)
    reader.end = messageEnd
  }
  // A type without codec is `TYPEn`, also where it has a mnemonic: the data is opaque either way.
  const shown = codec === undefined ? `TYPE${type}` : codec.name
  return { name, type: shown, class: className(recordClass), ttl, data, cacheFlush: mdns ? true : undefined } as DnsRecord
}

/** UPDATE speaks of names and RRsets with records that have no data (RFC 2136 2.4 and 2.5). */
const mayBeEmpty = (state: DecodeState, recordClass: number): boolean =>
  state.update || recordClass === 254 || recordClass === 255

// ----- Encode -----

function encodeWith(registry: RdataRegistry, message: MessageInit, options: EncodeOptions): Uint8Array {
  const maxSize = Math.min(options.maxSize ?? MAX_MESSAGE, MAX_MESSAGE)
  const writer = new MessageWriter()
  const { id = 0, questions = [], answers = [], authorities = [], additionals = [], edns } = message
  const rcode =
    rcodeCode(message.rcode ?? 'NOERROR') ??
    fail('bad-value', 3, `encode header: unknown response code ${JSON.stringify(message.rcode)}`)
  if (rcode > 15 && edns === undefined) fail('bad-value', 3, `encode header: response code ${message.rcode} needs edns`)
  checkUnsigned(id, 2)
  writer.u16(id)
  writer.u16(headerBits(message, rcode))
  writer.reserve(8)
  writer.pos = HEADER
  writer.patch16(4, sectionCount(questions.length, 'question'))
  for (let index = 0; index < questions.length; index++) {
    const question = questions[index]!
    try {
      writer.name(question.name, true)
      writer.u16(
        typeCode(question.type) ?? fail('bad-type', writer.pos, `encode question: unknown type ${JSON.stringify(question.type)}`),
      )
      writer.u16(classBits(question.class, question.unicastResponse))
    } catch (error) {
      throw located(error, { section: 'question', index })
    }
  }
  const room = maxSize - (edns === undefined ? 0 : optLength(edns))
  if (writer.pos > room)
    fail('too-long', writer.pos, `encode message: ${writer.pos} octets before the first record, ${room} allowed`)
  const limited = options.maxSize !== undefined
  const answered = encodeSection(writer, registry, 'answer', answers, room, limited)
  const authorized = answered === answers.length ? encodeSection(writer, registry, 'authority', authorities, room, limited) : 0
  const complete = answered === answers.length && authorized === authorities.length
  const added = complete ? encodeSection(writer, registry, 'additional', additionals, room, limited) : 0
  if (edns !== undefined) encodeOpt(writer, edns, rcode >> 4)
  writer.patch16(6, sectionCount(answered, 'answer'))
  writer.patch16(8, sectionCount(authorized, 'authority'))
  writer.patch16(10, sectionCount(added + (edns === undefined ? 0 : 1), 'additional'))
  if (!complete) writer.bytes[2] = writer.bytes[2]! | 0x02
  if (writer.pos > maxSize) fail('too-long', maxSize, `encode message: ${writer.pos} octets, ${maxSize} allowed`)
  return writer.finish()
}

function headerBits(message: MessageInit, rcode: number): number {
  const opcode =
    opcodeCode(message.opcode ?? 'QUERY') ??
    fail('bad-value', 2, `encode header: unknown operation code ${JSON.stringify(message.opcode)}`)
  const { qr, aa, tc, rd, ra, z, ad, cd } = message.flags ?? {}
  return (
    (qr === true ? 0x8000 : 0) |
    (opcode << 11) |
    (aa === true ? 0x0400 : 0) |
    (tc === true ? 0x0200 : 0) |
    (rd === true ? 0x0100 : 0) |
    (ra === true ? 0x0080 : 0) |
    (z === true ? 0x0040 : 0) |
    (ad === true ? 0x0020 : 0) |
    (cd === true ? 0x0010 : 0) |
    (rcode & 15)
  )
}

/** Writes the records of a section while they fit; gives how many were written. Of an RRset all is written, or nothing (RFC 2181 5). */
function encodeSection(
  writer: MessageWriter,
  registry: RdataRegistry,
  section: SectionName,
  records: readonly RecordInit[],
  room: number,
  limited: boolean,
): number {
  let index = 0
  let rrsetStart = writer.pos
  let rrsetIndex = 0
  try {
    for (; index < records.length; index++) {
      if (index > 0 && !sameRrset(records[index - 1]!, records[index]!)) {
        rrsetStart = writer.pos
        rrsetIndex = index
      }
      encodeRecord(writer, registry, records[index]!)
      if (writer.pos <= room) continue
      if (!limited) fail('too-long', rrsetStart, `encode message: more than ${room} octets`)
      writer.rewind(rrsetStart)
      return rrsetIndex
    }
    return index
  } catch (error) {
    throw located(error, { section, index })
  }
}

const sameRrset = (a: RecordInit, b: RecordInit): boolean =>
  a.type === b.type &&
  (a.class ?? 'IN') === (b.class ?? 'IN') &&
  (a.name === b.name || a.name.toLowerCase() === b.name.toLowerCase())

function encodeRecord(writer: MessageWriter, registry: RdataRegistry, record: RecordInit): void {
  const type = typeCode(record.type) ?? fail('bad-type', writer.pos, `encode record: unknown type ${JSON.stringify(record.type)}`)
  if (type === OPT_TYPE) fail('bad-edns', writer.pos, 'encode record: OPT stands in edns, not among the records')
  const recordClass = classBits(record.class, record.cacheFlush)
  const { ttl = 0, data } = record
  checkUnsigned(ttl, 4)
  writer.name(record.name, true)
  writer.u16(type)
  writer.u16(recordClass)
  writer.u32(ttl)
  const start = writer.openLength()
  if (data !== undefined) {
    const codec = 'bytes' in data ? undefined : registry.find(type, recordClass & ~MDNS_BIT)
    if (codec !== undefined) codec.encode(writer, data)
    else if ('bytes' in data && data.bytes instanceof Uint8Array) writer.raw(data.bytes)
    else fail('bad-value', writer.pos, `encode record: ${record.type} has no codec here; give its data as { bytes }`)
  }
  writer.closeLength(start, record.type)
}

function classBits(name: string | undefined, mdns: true | undefined): number {
  const code =
    name === undefined ? 1 : (classCode(name) ?? fail('bad-class', 0, `encode class: unknown class ${JSON.stringify(name)}`))
  return mdns === true ? code | MDNS_BIT : code
}

const optLength = (edns: EdnsInit): number => (edns.options ?? []).reduce((sum, option) => sum + 4 + option.data.length, 11)

function sectionCount(count: number, section: SectionName): number {
  if (count > 0xffff) throw new DnsError('too-long', 0, `encode header: ${count} records, 65535 allowed`, { section })
  return count
}
