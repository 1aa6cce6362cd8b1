/**
 * A message from its octets. Sections are read in order, and each keeps what came before an error in its middle; where reading stands is
 * kept beside, not in a `try` a record.
 *
 * Always: no octet beyond RDLENGTH is read, and nothing is allocated by a count that the message merely claims.
 */
import { type DsoMessage, decodeDso } from '../dso/dso.js'
import { decodeOpt, type Edns } from '../edns/edns.js'
import { DnsError, fail, located, type SectionName } from '../error.js'
import { className, recordClasses } from '../iana/classes.js'
import { opcodeName, opcodes, rcodeName } from '../iana/header.js'
import { recordTypes } from '../iana/types.js'
import { NameTable } from '../name-table.js'
import { MessageReader } from '../reader.js'
import type { DnsRecord } from '../record.js'
import type { Registry } from '../registry.js'
import { decodeQuestion, decodeRecord } from './records.js'
import { type DecodeOptions, type Flags, HEADER, MAX_MESSAGE, type PartialMessage, type Question } from './types.js'

/** What is read, and where reading stands. */
interface DecodeState {
  readonly registry: Registry
  /** UPDATE and DSO speak of names and RRsets with records that have no data (RFC 2136 2.4 and 2.5, RFC 8765 6.3.1). */
  readonly emptyData: boolean
  readonly errors: DnsError[] | undefined
  section: SectionName
  index: number
  field: string | undefined
  /** Behind an error with `partial`: there is no telling what comes next. */
  lost: boolean
  edns: Edns | undefined
  extendedRcode: number
  tsig: DnsRecord | undefined
  sig0: DnsRecord | undefined
}

/** As `decodeMessage` says. `errors` is there with `partial` only. */
export function decodeWith(registry: Registry, bytes: Uint8Array, options: DecodeOptions): PartialMessage {
  checkLength(bytes)
  const names = takeNames()
  const reader = new MessageReader(bytes, HEADER, bytes.length, options.strict, names)
  const bits = u16(bytes, 2)
  const opcode = (bits >> 11) & 15
  const state: DecodeState = {
    registry,
    emptyData: opcode === opcodes.UPDATE || opcode === opcodes.DSO,
    errors: options.partial === true ? [] : undefined,
    section: 'header',
    index: 0,
    field: undefined,
    lost: false,
    edns: undefined,
    extendedRcode: 0,
    tsig: undefined,
    sig0: undefined,
  }
  const questionCount = u16(bytes, 4)
  const answerCount = u16(bytes, 6)
  const authorityCount = u16(bytes, 8)
  const additionalCount = u16(bytes, 10)
  let dso: DsoMessage | undefined
  if (opcode === opcodes.DSO) {
    const records = questionCount | answerCount | authorityCount | additionalCount
    dso = takeDso(reader, state, records)
  }
  const questions = decodeQuestions(reader, state, questionCount)
  const answers = decodeSection(reader, state, 'answer', answerCount)
  const authorities = decodeSection(reader, state, 'authority', authorityCount)
  const additionals = decodeSection(reader, state, 'additional', additionalCount)
  if (reader.pos < bytes.length && !state.lost) takeTrailing(reader, state)
  idle = names
  const message = {
    id: u16(bytes, 0),
    opcode: opcodeName(opcode),
    rcode: rcodeName((state.extendedRcode << 4) | (bits & 15)),
    flags: flagsOf(bits),
    questions,
    answers,
    authorities,
    additionals,
    edns: state.edns,
    tsig: state.tsig,
    sig0: state.sig0,
    dso,
    warnings: reader.warnings,
  }
  return (state.errors === undefined ? message : { ...message, errors: state.errors }) as PartialMessage
}

/** Two octets that are known to be there. */
const u16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!

/** A table of names that nobody uses now. Whoever takes it leaves nothing behind, so that a codec that decodes gets one of its own. */
let idle: NameTable | undefined

function takeNames(): NameTable {
  const names = idle ?? new NameTable()
  idle = undefined
  names.restart()
  return names
}

/** Refuses what cannot be a message for its length. */
export function checkLength(bytes: Uint8Array): void {
  if (bytes.length > MAX_MESSAGE) fail('too-long', MAX_MESSAGE, `decode message: ${bytes.length} octets, ${MAX_MESSAGE} allowed`)
  if (bytes.length < HEADER)
    throw new DnsError('truncated', bytes.length, `decode header: ${bytes.length} octets, ${HEADER} needed`, {
      section: 'header',
    })
}

/** The header's bits by name (RFC 1035 4.1.1, RFC 4035 3.2). */
export const flagsOf = (bits: number): Flags => ({
  qr: (bits & 0x8000) !== 0,
  aa: (bits & 0x0400) !== 0,
  tc: (bits & 0x0200) !== 0,
  rd: (bits & 0x0100) !== 0,
  ra: (bits & 0x0080) !== 0,
  z: (bits & 0x0040) !== 0,
  ad: (bits & 0x0020) !== 0,
  cd: (bits & 0x0010) !== 0,
})

/** Takes an error where it was found: there with `partial` it goes to the others, else it is thrown. */
function refuse(error: unknown, { errors, section, index, field }: DecodeState): void {
  const placed = located(error, section === 'header' ? { section } : { section, index, field })
  if (errors === undefined || !(placed instanceof DnsError)) throw placed
  errors.push(placed)
}

function takeDso(reader: MessageReader, state: DecodeState, records: number): DsoMessage | undefined {
  state.section = 'dso'
  try {
    if (records !== 0) fail('bad-dso', 4, 'decode DSO: a section is not empty')
    return decodeDso(reader, state.registry, state.errors)
  } catch (error) {
    refuse(error, state)
    state.lost = true
    return undefined
  }
}

function takeTrailing(reader: MessageReader, state: DecodeState): void {
  state.section = 'header'
  try {
    reader.warn('trailing', reader.pos, `decode message: ${reader.end - reader.pos} octets after the last record`)
  } catch (error) {
    refuse(error, state)
  }
}

function decodeQuestions(reader: MessageReader, state: DecodeState, count: number): Question[] {
  const questions: Question[] = []
  if (count === 0 || state.lost) return questions
  state.section = 'question'
  state.field = 'name'
  try {
    // A list that begins with its first element takes no room for sixteen more.
    if (count === 1) return [decodeQuestion(reader)]
    for (let index = 0; index < count; index++) {
      state.index = index
      questions.push(decodeQuestion(reader))
    }
  } catch (error) {
    refuse(error, state)
    state.lost = true
  }
  return questions
}

function decodeSection(reader: MessageReader, state: DecodeState, section: SectionName, count: number): DnsRecord[] {
  let records: DnsRecord[] = []
  if (count === 0 || state.lost) return records
  state.section = section
  try {
    for (let index = 0; index < count; index++) {
      state.index = index
      const record = takeRecord(reader, state, count)
      if (record === undefined) continue
      if (records.length === 0) records = [record]
      else records.push(record)
    }
  } catch (error) {
    refuse(error, state)
    state.lost = true
  }
  return records
}

/** The next record; `undefined` for one that is no data, or that is malformed inside. */
function takeRecord(reader: MessageReader, state: DecodeState, count: number): DnsRecord | undefined {
  const { bytes, end, pos: start } = reader
  state.field = 'name'
  const name = reader.name()
  state.field = undefined
  const fixed = reader.take(10, 'record')
  const type = (bytes[fixed]! << 8) | bytes[fixed + 1]!
  const rdata = reader.take((bytes[fixed + 8]! << 8) | bytes[fixed + 9]!, 'RDATA')
  const next = reader.pos
  state.field = 'data'
  if (state.errors === undefined) return takeData(reader, state, count, start, name, type, rdata)
  try {
    return takeData(reader, state, count, start, name, type, rdata)
  } catch (error) {
    refuse(error, state)
    reader.pos = next
    reader.end = end
    return undefined
  }
}

/** A record whose end is known: as it is, or to where the pseudo-records go. `reader.pos` is at the end of its RDATA, and stays there. */
function takeData(
  reader: MessageReader,
  state: DecodeState,
  count: number,
  start: number,
  name: string,
  type: number,
  rdata: number,
): DnsRecord | undefined {
  if (type === recordTypes.OPT) takeOpt(reader, state, name, start, rdata)
  else if (type === recordTypes.TSIG || (type === recordTypes.SIG && coversNothing(reader, state, rdata)))
    takeSignature(reader, state, count, name, start, type, rdata)
  else return decodeRecord(reader, state.registry, name, type, rdata, state.emptyData)
  return undefined
}

function takeOpt(reader: MessageReader, state: DecodeState, name: string, start: number, rdata: number): void {
  state.field = 'OPT'
  if (state.section !== 'additional') fail('bad-edns', start, `decode OPT: it stands in the ${state.section} section`)
  if (name !== '.') fail('bad-edns', start, 'decode OPT: its owner is not the root')
  if (state.edns !== undefined) fail('bad-edns', start, 'decode OPT: there is a second one')
  const { bytes, pos, end } = reader
  state.extendedRcode = bytes[rdata - 6]!
  state.edns = decodeOpt(reader, state.registry, rdata, pos, state.errors, state.index)
  reader.pos = pos
  reader.end = end
}

/** A SIG record without a covered type is a transaction signature (RFC 2931 3); in another section it is just a record. */
const coversNothing = ({ bytes, pos }: MessageReader, { section }: DecodeState, rdata: number): boolean =>
  section === 'additional' && pos - rdata >= 2 && bytes[rdata] === 0 && bytes[rdata + 1] === 0

/** TSIG and SIG(0): one of them, once, as the last record (RFC 8945 5.1, RFC 2931 3.1). */
function takeSignature(
  reader: MessageReader,
  state: DecodeState,
  count: number,
  name: string,
  start: number,
  type: number,
  rdata: number,
): void {
  const what = type === recordTypes.TSIG ? 'TSIG' : 'SIG(0)'
  state.field = what
  if (state.section !== 'additional') fail('bad-signature', start, `decode ${what}: it stands in the ${state.section} section`)
  if (state.index !== count - 1) fail('bad-signature', start, `decode ${what}: it is not the last record`)
  const { bytes } = reader
  if (type === recordTypes.TSIG) {
    const recordClass = (bytes[rdata - 8]! << 8) | bytes[rdata - 7]!
    if (recordClass !== recordClasses.ANY)
      fail('bad-signature', rdata - 8, `decode TSIG: class ${className(recordClass)}, ANY expected`)
    if ((bytes[rdata - 6]! | bytes[rdata - 5]! | bytes[rdata - 4]! | bytes[rdata - 3]!) !== 0)
      fail('bad-signature', rdata - 6, 'decode TSIG: a time to live other than 0')
  }
  const record = decodeRecord(reader, state.registry, name, type, rdata, false)
  if (type === recordTypes.TSIG) state.tsig = record
  else state.sig0 = record
}
