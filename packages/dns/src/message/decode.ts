/**
 * A message from its bytes. Sections are read in order, and each keeps what came before an error in its middle; where reading stands is
 * kept beside, not in a `try` a record. Most messages are small, and what is made for them costs more than reading them: a decoder and all that
 * it needs is kept for the next message.
 *
 * Always: no byte beyond RDLENGTH is read, and nothing is allocated by a count that the message merely claims.
 */

import type { Registry } from '../codec.js'
import { blamed, DnsError, fail, located, type SectionName } from '../error.js'
import { checkBytes, checkObject } from '../given.js'
import { className, recordClasses } from '../iana/classes.js'
import { opcodeName, opcodes, rcodeName, rcodes } from '../iana/header.js'
import { recordTypes } from '../iana/types.js'
import type { DnsRecord } from '../rdata/record.js'
import { u16At } from '../wire/integers.js'
import { MessageReader } from '../wire/reader.js'
import { type DsoMessage, decodeDso } from './dso/dso.js'
import { decodeOpt, type Edns } from './edns/edns.js'
import { damagedRecord, decodeQuestion, decodeRecord } from './records.js'
import { type DecodeOptions, type Flags, HEADER, MAX_MESSAGE, type PartialMessage, type Question } from './types.js'

const NOTHING: Uint8Array = /* @__PURE__ */ new Uint8Array(0)

/** Reads one message after the other. The fields say what is read, and where reading stands. After an error it is not used again. */
export class MessageDecoder {
  readonly #registry: Registry
  readonly #reader: MessageReader
  /** UPDATE and DSO speak of names and RRsets with records that have no data (RFC 2136 2.4 and 2.5, RFC 8765 6.3.1). */
  #emptyData = false
  #errors: DnsError[] | undefined
  /** What is malformed inside is kept as it came. */
  #keepDamaged = false
  #section: SectionName = 'header'
  #index = 0
  #field: string | undefined
  /** Behind an error with `partial`: there is no telling what comes next. */
  #lost = false
  #edns: Edns | undefined
  #extendedRcode = 0
  #tsig: DnsRecord | undefined
  #sig0: DnsRecord | undefined

  constructor(registry: Registry) {
    this.#registry = registry
    this.#reader = new MessageReader(NOTHING, 0, undefined, registry)
  }

  /** As `decodeMessage` says. `errors` is there with `partial` only. */
  decode(bytes: Uint8Array, options: DecodeOptions): PartialMessage {
    checkLength(bytes)
    checkObject(options, 'decode message: options')
    const reader = this.#reader
    reader.restart(bytes, HEADER, options.strict === true)
    const bits = u16At(bytes, 2)
    const opcode = (bits >> 11) & 15
    this.#emptyData = opcode === opcodes.UPDATE || opcode === opcodes.DSO
    this.#errors = options.partial === true ? [] : undefined
    this.#keepDamaged = options.partial === true || options.keepDamaged === true
    this.#lost = false
    this.#edns = this.#tsig = this.#sig0 = undefined
    this.#extendedRcode = 0
    const dso = opcode === opcodes.DSO ? this.#dso(bytes) : undefined
    const questions = this.#questions(u16At(bytes, 4))
    const answers = this.#records('answer', u16At(bytes, 6))
    const authorities = this.#records('authority', u16At(bytes, 8))
    const additionals = this.#records('additional', u16At(bytes, 10))
    if (reader.pos < bytes.length && !this.#lost) this.#trailing()
    const rcode = (this.#extendedRcode << 4) | (bits & 15)
    const message = {
      id: u16At(bytes, 0),
      opcode: opcode === opcodes.QUERY ? 'QUERY' : opcodeName(opcode),
      rcode: rcode === rcodes.NOERROR ? 'NOERROR' : rcodeName(rcode),
      flags: flagsOf(bits),
      questions,
      answers,
      authorities,
      additionals,
      edns: this.#edns,
      tsig: this.#tsig,
      sig0: this.#sig0,
      dso,
      warnings: reader.warnings,
    }
    const errors = this.#errors
    reader.bytes = NOTHING // what was decoded is not kept alive
    return (errors === undefined ? message : { ...message, errors }) as PartialMessage
  }

  #questions(count: number): Question[] {
    if (count === 0 || this.#lost) return []
    this.#section = 'question'
    this.#field = 'name'
    this.#index = 0
    let questions: Question[] | undefined
    try {
      for (; this.#index < count; this.#index++) {
        const question = this.#errors === undefined ? decodeQuestion(this.#reader) : this.#questionOrError()
        if (question !== undefined) questions = append(questions, question)
      }
    } catch (error) {
      this.#refuse(error)
      this.#lost = true
    }
    return questions ?? []
  }

  /** The next question; `undefined` for one whose name cannot be read and is left out. */
  #questionOrError(): Question | undefined {
    const reader = this.#reader
    const { pos } = reader
    if (!this.#nameOrError()) {
      reader.take(4, 'question')
      return undefined
    }
    reader.pos = pos
    return decodeQuestion(reader)
  }

  /** Reads over the name that comes next; where it cannot be read, false. @throws its error where its end is unknown, too */
  #nameOrError(): boolean {
    const reader = this.#reader
    const { pos } = reader
    try {
      reader.name()
      return true
    } catch (error) {
      const end = nameEnd(reader.bytes, pos)
      if (end === undefined) throw error
      this.#refuse(error)
      reader.pos = end
      return false
    }
  }

  #records(section: SectionName, count: number): DnsRecord[] {
    if (count === 0 || this.#lost) return []
    this.#section = section
    let records: DnsRecord[] | undefined
    try {
      for (let index = 0; index < count; index++) {
        this.#index = index
        const record = this.#record(count)
        if (record !== undefined) records = append(records, record)
      }
    } catch (error) {
      this.#refuse(error)
      this.#lost = true
    }
    return records ?? []
  }

  /** The next record of `count`; `undefined` for one that is no data, or that is malformed inside. */
  #record(count: number): DnsRecord | undefined {
    const reader = this.#reader
    const { bytes, pos: start } = reader
    this.#field = 'name'
    if (this.#errors !== undefined && !this.#nameOrError()) {
      this.#field = undefined
      reader.take(u16At(bytes, reader.take(10, 'record') + 8), 'RDATA')
      return undefined
    }
    reader.pos = start
    const name = reader.name()
    this.#field = undefined
    const fixed = reader.take(10, 'record')
    const type = u16At(bytes, fixed)
    const rdata = reader.take(u16At(bytes, fixed + 8), 'RDATA')
    this.#field = 'data'
    if (this.#errors !== undefined) return this.#dataOrError(count, start, name, type, rdata)
    return this.#data(count, start, name, type, rdata)
  }

  /** What a record holds, or `undefined` for one that is no data. */
  #data(count: number, start: number, name: string, type: number, rdata: number): DnsRecord | undefined {
    return isPseudo(type) && this.#pseudoRecord(count, start, name, type, rdata)
      ? undefined
      : this.#keepDamaged
        ? this.#recordOrDamage(name, type, rdata, this.#emptyData)
        : decodeRecord(this.#reader, this.#registry, name, type, rdata, this.#emptyData)
  }

  /** A record, also where its RDATA is malformed: then it is opaque and has the error. */
  #recordOrDamage(name: string, type: number, rdata: number, emptyData: boolean): DnsRecord {
    const reader = this.#reader
    const { pos, end } = reader
    try {
      return decodeRecord(reader, this.#registry, name, type, rdata, emptyData)
    } catch (error) {
      const placed = this.#placed(error)
      if (!(placed instanceof DnsError)) throw placed
      this.#errors?.push(placed)
      reader.pos = pos
      reader.end = end
      return damagedRecord(reader, name, type, rdata, placed)
    }
  }

  /** The same for what stands apart from the data, where behind an error reading goes on. */
  #dataOrError(count: number, start: number, name: string, type: number, rdata: number): DnsRecord | undefined {
    const reader = this.#reader
    const { pos, end } = reader
    try {
      return this.#data(count, start, name, type, rdata)
    } catch (error) {
      this.#refuse(error)
      reader.pos = pos
      reader.end = end
      return undefined
    }
  }

  /** Takes OPT, TSIG and SIG(0) to where they go; false for a SIG that is just a record. `reader.pos` is at the end of its RDATA, and stays. */
  #pseudoRecord(count: number, start: number, name: string, type: number, rdata: number): boolean {
    if (type === recordTypes.OPT) this.#opt(name, start, rdata)
    else if (type === recordTypes.TSIG || this.#coversNothing(rdata)) this.#signature(count, name, start, type, rdata)
    else return false
    return true
  }

  #opt(name: string, start: number, rdata: number): void {
    this.#field = 'OPT'
    if (this.#section !== 'additional') fail('bad-edns', start, `decode OPT: record in the ${this.#section} section`)
    if (name !== '.') fail('bad-edns', start, 'decode OPT: the owner must be the root')
    if (this.#edns !== undefined) fail('bad-edns', start, 'decode OPT: second OPT record')
    const reader = this.#reader
    const { bytes, pos, end } = reader
    this.#extendedRcode = bytes[rdata - 6]!
    this.#edns = decodeOpt(reader, this.#registry, rdata, pos, this.#keepDamaged, this.#errors, this.#index)
    reader.pos = pos
    reader.end = end
  }

  /** A SIG record without a covered type is a transaction signature (RFC 2931 3); in another section it is just a record. */
  #coversNothing(rdata: number): boolean {
    const { bytes, pos } = this.#reader
    return this.#section === 'additional' && pos - rdata >= 2 && u16At(bytes, rdata) === 0
  }

  /** TSIG and SIG(0): one of them, once, as the last record (RFC 8945 5.1, RFC 2931 3.1). */
  #signature(count: number, name: string, start: number, type: number, rdata: number): void {
    const what = type === recordTypes.TSIG ? 'TSIG' : 'SIG(0)'
    this.#field = what
    if (this.#section !== 'additional') fail('bad-signature', start, `decode ${what}: record in the ${this.#section} section`)
    if (this.#index !== count - 1) fail('bad-signature', start, `decode ${what}: not the last record`)
    const { bytes } = this.#reader
    if (type === recordTypes.TSIG) {
      const recordClass = u16At(bytes, rdata - 8)
      if (recordClass !== recordClasses.ANY)
        fail('bad-signature', rdata - 8, `decode TSIG: class ${className(recordClass)}, ANY expected`)
      if ((u16At(bytes, rdata - 6) | u16At(bytes, rdata - 4)) !== 0)
        this.#reader.warn('tsig-ttl', rdata - 6, 'decode TSIG: the TTL is not 0')
    }
    const record = this.#keepDamaged
      ? this.#recordOrDamage(name, type, rdata, false)
      : decodeRecord(this.#reader, this.#registry, name, type, rdata, false)
    if (type === recordTypes.TSIG) this.#tsig = record
    else this.#sig0 = record
  }

  #dso(bytes: Uint8Array): DsoMessage | undefined {
    this.#section = 'dso'
    try {
      if ((u16At(bytes, 4) | u16At(bytes, 6) | u16At(bytes, 8) | u16At(bytes, 10)) !== 0)
        fail('bad-dso', 4, 'decode DSO: all sections must be empty')
      return decodeDso(this.#reader, this.#registry, this.#keepDamaged, this.#errors)
    } catch (error) {
      this.#refuse(error)
      this.#lost = true
      return undefined
    }
  }

  #trailing(): void {
    const { pos, end } = this.#reader
    this.#section = 'header'
    try {
      this.#reader.warn('trailing', pos, `decode message: ${end - pos} bytes after the last record`)
    } catch (error) {
      this.#refuse(error)
    }
  }

  /** The error with the place where reading stands. */
  #placed(error: unknown): unknown {
    const section = this.#section
    return located(
      blamed(error, 'remote'),
      section === 'header' ? { section } : { section, index: this.#index, field: this.#field },
    )
  }

  /** Takes an error where it was found: there with `partial` it goes to the others, else it is thrown. */
  #refuse(error: unknown): void {
    const placed = this.#placed(error)
    if (this.#errors === undefined || !(placed instanceof DnsError)) throw placed
    this.#errors.push(placed)
  }
}

/** Where the labels at `at` end, a pointer included; `undefined` where that cannot be told. */
function nameEnd(bytes: Uint8Array, at: number): number | undefined {
  for (; at < bytes.length; at += bytes[at]! + 1) {
    const byte = bytes[at]!
    if (byte === 0) return at + 1
    if (byte >= 0xc0) return at + 2
    if (byte > 63) return undefined
  }
  return undefined
}

/** A list that begins with its first element takes no room for sixteen more. */
function append<Item>(list: Item[] | undefined, item: Item): Item[] {
  if (list === undefined) return [item]
  list.push(item)
  return list
}

/** The types that may be no data. */
const isPseudo = (type: number): boolean => type === recordTypes.OPT || type === recordTypes.TSIG || type === recordTypes.SIG

/** Refuses what cannot be a message for its length. */
export function checkLength(bytes: Uint8Array): void {
  checkBytes(bytes, 'decode message')
  if (bytes.length > MAX_MESSAGE)
    fail('too-long', MAX_MESSAGE, `decode message: ${bytes.length} bytes, at most ${MAX_MESSAGE} allowed`)
  if (bytes.length < HEADER)
    throw new DnsError('truncated', bytes.length, `decode header: ${bytes.length} bytes, at least ${HEADER} expected`, {
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
