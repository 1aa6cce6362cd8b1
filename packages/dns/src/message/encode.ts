/**
 * Encodes messages: questions, the sections as far as they fit, and last the pseudo-records: OPT, then TSIG or SIG(0).
 *
 * Always: everything is checked before it is written, no value is wrapped or truncated, and the caller's objects are not changed.
 */

import type { Registry } from '../codec.js'
import { DnsError, fail, located, type SectionName } from '../error.js'
import { checkList, checkObject, checkUnsigned, flagBits, shown } from '../given.js'
import { recordClasses } from '../iana/classes.js'
import { opcodeCode, opcodes, rcodeCode } from '../iana/header.js'
import { recordTypes } from '../iana/types.js'
import type { RecordInit } from '../rdata/record.js'
import type { MessageWriter } from '../wire/writer.js'
import { encodeDso } from './dso/dso.js'
import { encodeOpt, optLength } from './edns/edns.js'
import { classBits, encodeQuestion, writeRecord } from './records.js'
import { missesGlue, wholeRrsets } from './truncate.js'
import { type EncodeOptions, HEADER, MAX_MESSAGE, type MessageInit, type QuestionInit } from './types.js'

/** The default of lists. */
const NONE: readonly never[] = []
/** The place of errors in `edns`. */
const OPT = { section: 'additional', field: 'OPT' } as const

/** See `encodeMessage`; writes into a writer at its first byte. */
export function encodeWith(writer: MessageWriter, registry: Registry, message: MessageInit, options: EncodeOptions): void {
  checkObject(message, 'encode message')
  const { questions = NONE, answers = NONE, authorities = NONE, additionals = NONE, edns, tsig, sig0, dso } = message
  checkOptions(options, edns)
  const { reserve = 0, padTo } = options
  const limited = options.maxSize !== undefined
  const maxSize = Math.min(options.maxSize ?? MAX_MESSAGE, MAX_MESSAGE)
  writer.allowDamaged = options.allowDamaged === true
  const rcode = encodeHeader(writer, message)
  const opcode = (writer.bytes[2]! >> 3) & 15
  if (dso !== undefined || opcode === opcodes.DSO) {
    checkDso(message, opcode)
    writer.bytes.fill(0, 4, HEADER)
    encodeDso(writer, registry, dso ?? { tlvs: [] })
    checkSize(writer, maxSize - reserve)
    return
  }
  encodeQuestions(writer, registry, questions)
  const tail = tailLength(writer, registry, message, padTo !== undefined)
  const room = maxSize - reserve - tail
  const emptyData = opcode === opcodes.UPDATE
  const answered = encodeSection(writer, registry, 'answer', answers, room, limited, emptyData)
  const authorized =
    answered === answers.length ? encodeSection(writer, registry, 'authority', authorities, room, limited, emptyData) : 0
  const complete = answered === answers.length && authorized === authorities.length
  const added = complete ? encodeSection(writer, registry, 'additional', additionals, room, limited, emptyData) : 0
  writer.patch16(6, answered)
  writer.patch16(8, authorized)
  writer.patch16(10, added + (edns === undefined ? 0 : 1) + (tsig === undefined && sig0 === undefined ? 0 : 1))
  if (
    !complete ||
    (added < additionals.length && missesGlue(message.flags, answers, authorities, additionals.slice(added), registry))
  )
    writer.bytes[2]! |= 0x02
  const pad = padTo === undefined ? undefined : padding(writer.pos + tail + reserve, padTo, maxSize)
  encodeTail(writer, registry, message, rcode, pad)
  checkSize(writer, maxSize - reserve)
}

function checkOptions(options: EncodeOptions, edns: MessageInit['edns']): void {
  checkObject(options, 'encode message: options')
  const { maxSize, reserve = 0, padTo } = options
  if (maxSize !== undefined && !(Number.isInteger(maxSize) && maxSize >= HEADER))
    fail('bad-value', 0, `encode message: invalid maxSize: ${shown(maxSize)}`)
  if (!Number.isInteger(reserve) || reserve < 0) fail('bad-value', 0, `encode message: invalid reserve: ${shown(reserve)}`)
  if (padTo !== undefined) checkPadding(padTo, edns)
}

/** Writes the header but for its counts, and returns the response code, whose upper bits are in OPT. */
function encodeHeader(writer: MessageWriter, message: MessageInit): number {
  const { id = 0, edns, tsig, sig0 } = message
  const rcode =
    message.rcode === undefined || message.rcode === 'NOERROR'
      ? 0
      : (rcodeCode(message.rcode) ?? fail('bad-value', 3, `encode header: unknown response code ${shown(message.rcode)}`))
  if (rcode > 15 && edns === undefined) fail('bad-value', 3, `encode header: response code ${shown(message.rcode)} needs edns`)
  if (tsig !== undefined && sig0 !== undefined)
    fail('bad-signature', 0, 'encode message: TSIG and SIG(0) cannot be combined (RFC 2931 3.2)')
  checkUnsigned(id, 2)
  writer.take(HEADER)
  writer.patch16(0, id)
  writer.patch16(2, headerBits(message, rcode))
  return rcode
}

function encodeQuestions(writer: MessageWriter, registry: Registry, questions: readonly QuestionInit[]): void {
  checkList(questions, 'encode questions')
  // A getter of the caller's may add to the list meanwhile.
  const count = questions.length
  // More records than a count can hold never fit, but as many questions would all be written first.
  if (count > 0xffff)
    throw new DnsError('too-long', 0, `encode header: ${count} questions, at most 65535 allowed`, { section: 'question' })
  writer.patch16(4, count)
  for (let index = 0; index < count; index++) {
    try {
      encodeQuestion(writer, registry, questions[index]!)
    } catch (error) {
      throw located(error, { section: 'question', index })
    }
  }
}

/** Writes OPT and the signature. */
function encodeTail(
  writer: MessageWriter,
  registry: Registry,
  message: MessageInit,
  rcode: number,
  pad: number | undefined,
): void {
  try {
    if (message.edns !== undefined) encodeOpt(writer, registry, message.edns, rcode >> 4, pad)
  } catch (error) {
    throw located(error, OPT)
  }
  encodeSignature(writer, registry, message)
}

function checkSize(writer: MessageWriter, room: number): void {
  if (writer.pos > room) fail('too-long', room, `encode message: ${writer.pos} bytes, at most ${room} allowed`)
}

function headerBits(message: MessageInit, rcode: number): number {
  const { opcode = message.dso === undefined ? 'QUERY' : 'DSO' } = message
  const code =
    opcode === 'QUERY'
      ? opcodes.QUERY
      : (opcodeCode(opcode) ?? fail('bad-value', 2, `encode header: unknown operation code ${shown(opcode)}`))
  const flags = message.flags === undefined ? 0 : headerFlags(message.flags)
  return flags | (code << 11) | (rcode & 15)
}

/** Reading each flag by name is much faster than a loop over names; `flagBits` handles anything but booleans with these names. */
function headerFlags(flags: NonNullable<MessageInit['flags']>): number {
  checkObject(flags, 'encode header flags')
  const { qr, aa, tc, rd, ra, z, ad, cd } = flags
  let others = 0
  for (const _ in flags) others++
  others -= booleans(qr, aa, tc, rd) + booleans(ra, z, ad, cd)
  if (others !== 0) return flagBits(flags, FLAGS, 'encode header')
  return (
    (qr === true ? FLAGS.qr : 0) |
    (aa === true ? FLAGS.aa : 0) |
    (tc === true ? FLAGS.tc : 0) |
    (rd === true ? FLAGS.rd : 0) |
    (ra === true ? FLAGS.ra : 0) |
    (z === true ? FLAGS.z : 0) |
    (ad === true ? FLAGS.ad : 0) |
    (cd === true ? FLAGS.cd : 0)
  )
}

const booleans = (a: unknown, b: unknown, c: unknown, d: unknown): number =>
  (typeof a === 'boolean' ? 1 : 0) +
  (typeof b === 'boolean' ? 1 : 0) +
  (typeof c === 'boolean' ? 1 : 0) +
  (typeof d === 'boolean' ? 1 : 0)

/** The header's bits (RFC 1035 4.1.1, RFC 4035 3.2), which `flagsOf` reads. */
const FLAGS = { qr: 0x8000, aa: 0x0400, tc: 0x0200, rd: 0x0100, ra: 0x0080, z: 0x0040, ad: 0x0020, cd: 0x0010 }

function checkDso({ opcode, questions, answers, authorities, additionals, edns, tsig, sig0 }: MessageInit, code: number): void {
  if (code !== opcodes.DSO) fail('bad-dso', 2, `encode DSO: the operation code must be DSO: ${opcode}`)
  for (const section of [questions, answers, authorities, additionals])
    if (section !== undefined && section?.length !== 0)
      fail('bad-dso', 4, 'encode DSO: all sections must be empty (RFC 8490 5.4)')
  if (edns !== undefined || tsig !== undefined || sig0 !== undefined)
    fail('bad-dso', 4, 'encode DSO: OPT and signatures are not allowed (RFC 8490 5.4)')
}

/**
 * Writes the records of a section while they fit in `room` bytes, and returns how many were written. With `limited`, records that do not fit are
 * omitted, by whole RRsets only (RFC 2181 5).
 */
function encodeSection(
  writer: MessageWriter,
  registry: Registry,
  section: SectionName,
  records: readonly RecordInit[],
  room: number,
  limited: boolean,
  emptyData: boolean,
): number {
  if (!Array.isArray(records)) checkList(records, `encode ${section} section`)
  const starts: number[] | undefined = limited ? [] : undefined
  let index = 0
  try {
    for (; index < records.length; index++) {
      const start = writer.pos
      starts?.push(start)
      encodeRecord(writer, registry, records[index]!, section, emptyData)
      if (writer.pos <= room) continue
      if (starts === undefined) fail('too-long', start, `encode message: more than ${room} bytes`)
      const kept = wholeRrsets(records, index, registry)
      writer.rewind(starts[kept]!)
      return kept
    }
    return index
  } catch (error) {
    throw located(error, { section, index })
  }
}

function encodeRecord(
  writer: MessageWriter,
  registry: Registry,
  record: RecordInit,
  section: SectionName,
  emptyData: boolean,
): void {
  checkObject(record, 'encode record')
  const type = registry.typeNumber(record.type)
  if (type === recordTypes.OPT) fail('bad-edns', writer.pos, 'encode record: give OPT as edns, not as a record')
  if (type === recordTypes.TSIG) fail('bad-signature', writer.pos, 'encode record: give TSIG as tsig, not as a record')
  const rdata = writeRecord(writer, registry, record, type, classBits(record.class, record.cacheFlush), emptyData)
  if (type === recordTypes.SIG && section === 'additional' && coversNothing(writer, rdata))
    fail('bad-signature', rdata, 'encode record: give SIG(0) as sig0, not as a record')
}

const coversNothing = ({ bytes, pos }: MessageWriter, rdata: number): boolean =>
  pos - rdata >= 2 && bytes[rdata] === 0 && bytes[rdata + 1] === 0

/** Writes the record of `tsig` or `sig0`, if there is one. */
function encodeSignature(writer: MessageWriter, registry: Registry, { tsig, sig0 }: MessageInit): void {
  const record = tsig === undefined ? sig0 : tsig
  if (record === undefined) return
  const what = tsig === undefined ? 'SIG(0)' : 'TSIG'
  try {
    checkObject(record, `encode ${what}`)
    const type = registry.typeNumber(record.type)
    if (type !== (tsig === undefined ? recordTypes.SIG : recordTypes.TSIG))
      fail('bad-signature', writer.pos, `encode ${what}: wrong record type ${shown(record.type)}`)
    // Class ANY allows other records to have none.
    if (record.data === undefined) fail('bad-signature', writer.pos, `encode ${what}: no data`)
    const recordClass = classBits(record.class ?? 'ANY', record.cacheFlush)
    if (tsig !== undefined && recordClass !== recordClasses.ANY)
      fail('bad-signature', writer.pos, 'encode TSIG: the class must be ANY (RFC 8945 4.2)')
    const rdata = writeRecord(writer, registry, record, type, recordClass, false)
    if (sig0 !== undefined && !coversNothing(writer, rdata))
      fail('bad-signature', rdata, 'encode SIG(0): the record must not cover a type')
  } catch (error) {
    throw located(error, { section: 'additional', field: what })
  }
}

/** The number of bytes that OPT and the signature take after the sections. */
function tailLength(writer: MessageWriter, registry: Registry, message: MessageInit, padded: boolean): number {
  let opt = 0
  try {
    if (message.edns !== undefined) opt = optLength(registry, message.edns, padded)
  } catch (error) {
    throw located(error, OPT)
  }
  const start = writer.pos
  encodeSignature(writer, registry, message)
  const length = writer.pos - start
  // Going back takes a walk through the table of names.
  if (length !== 0) writer.rewind(start)
  return opt + length
}

function checkPadding(padTo: number, edns: MessageInit['edns']): void {
  if (!Number.isInteger(padTo) || padTo < 1 || padTo > MAX_MESSAGE)
    fail('bad-value', 0, `encode message: invalid padTo: ${shown(padTo)}`)
  if (edns === undefined) fail('bad-edns', 0, 'encode message: padding needs edns')
}

/** The bytes of padding that fill the last block, as far as there is room; `undefined` if not even an empty option fits. */
function padding(length: number, block: number, maxSize: number): number | undefined {
  const least = length + 4
  if (least > maxSize) return undefined
  return Math.min(Math.ceil(least / block) * block, maxSize) - least
}
