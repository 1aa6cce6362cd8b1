/**
 * Decodes messages. Sections are read in order, and each keeps the records before an error. The current place is in fields, instead of a `try` per
 * record. Most messages are small, and creating a decoder costs more than decoding them, so it is reused for the next message.
 *
 * Always: no byte beyond RDLENGTH is read, and nothing is allocated from a count that the message only claims.
 */

import type { Registry } from '../codec.js'
import { blamed, DnsError, fail, isDnsError, located, type SectionName } from '../error.js'
import { checkBytes, checkObject } from '../given.js'
import { className, recordClasses } from '../iana/classes.js'
import { opcodeName, opcodes, rcodeName, rcodes } from '../iana/header.js'
import { recordTypes } from '../iana/types.js'
import type { DnsRecord } from '../rdata/record.js'
import { u16At } from '../wire/integers.js'
import { MessageReader } from '../wire/reader.js'
import { CLASS, classAt, RECORD_HEADER, rdlengthAt, TTL, ttlAt, typeAt } from '../wire/record-header.js'
import { type DsoMessage, decodeDso } from './dso/dso.js'
import { checkOpt, decodeOpt, type Edns, extendedRcodeAt } from './edns/edns.js'
import { damagedRecord, decodeQuestion, decodeRecord } from './records.js'
import { type DecodeOptions, type Flags, HEADER, MAX_MESSAGE, type PartialMessage, type Question } from './types.js'

/** Decodes one message after another. Its fields hold the current place. After an error it is not reused. */
export class MessageDecoder {
  readonly #registry: Registry
  readonly #reader: MessageReader
  /** UPDATE has records without data, which mean names and RRsets (RFC 2136 2.4 and 2.5). */
  #emptyData!: boolean
  #errors: DnsError[] | undefined
  /** Malformed records and options are kept as opaque bytes. */
  #keepDamaged!: boolean
  #section!: SectionName
  #index!: number
  #field: string | undefined
  /** With `partial`, after an error: the start of the next record is unknown. */
  #lost!: boolean
  #edns: Edns | undefined
  #extendedRcode!: number
  #tsig: DnsRecord | undefined
  #sig0: DnsRecord | undefined

  constructor(registry: Registry) {
    this.#registry = registry
    this.#reader = new MessageReader(new Uint8Array(0), 0, undefined, registry)
  }

  /** See `decodeMessage`. `errors` is present with `partial` only. */
  decode(bytes: Uint8Array, options: DecodeOptions): PartialMessage {
    checkLength(bytes)
    checkObject(options, 'decode message: options')
    const reader = this.#reader
    reader.restart(bytes, HEADER, options.strict === true, options.borrow === true)
    const bits = u16At(bytes, 2)
    const opcode = (bits >> 11) & 15
    this.#emptyData = opcode === opcodes.UPDATE
    this.#errors = options.partial === true ? [] : undefined
    this.#keepDamaged = options.partial === true || options.keepDamaged === true
    this.#lost = false
    this.#index = 0
    this.#field = undefined
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
    // A decoder that waits for its next message keeps nothing of this one.
    this.#errors = this.#edns = this.#tsig = this.#sig0 = undefined
    reader.release()
    return (errors === undefined ? message : { ...message, errors }) as PartialMessage
  }

  #questions(count: number): Question[] {
    if (this.#lost) return []
    this.#section = 'question'
    this.#index = 0
    let questions: Question[] | undefined
    try {
      for (; this.#index < count; this.#index++) {
        const question = this.#question()
        if (question !== undefined) questions = append(questions, question)
      }
    } catch (error) {
      this.#refuse(error)
      this.#lost = true
    }
    return questions ?? []
  }

  /** The next question; `undefined` for one with an invalid name, which is omitted with `partial`. */
  #question(): Question | undefined {
    const reader = this.#reader
    const name = this.#name()
    if (name !== undefined) return decodeQuestion(reader, name)
    reader.take(4, 'question')
    return undefined
  }

  /** The next name; `undefined` for one that is invalid, with `partial` only. @throws its error if its end is unknown as well */
  #name(): string | undefined {
    this.#field = 'name'
    const name = this.#errors === undefined ? this.#reader.name() : this.#nameOrError()
    this.#field = undefined
    return name
  }

  #nameOrError(): string | undefined {
    const reader = this.#reader
    const { pos } = reader
    try {
      return reader.name()
    } catch (error) {
      const end = nameEnd(reader.bytes, pos)
      if (end === undefined) throw error
      this.#refuse(error)
      reader.pos = end
      return undefined
    }
  }

  #records(section: SectionName, count: number): DnsRecord[] {
    if (this.#lost) return []
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

  /** The next record of `count`; `undefined` for a pseudo-record, and for one that is malformed. */
  #record(count: number): DnsRecord | undefined {
    const reader = this.#reader
    const { bytes, pos: start } = reader
    const name = this.#name()
    const header = reader.take(RECORD_HEADER, 'record')
    reader.take(rdlengthAt(bytes, header), 'RDATA')
    if (name === undefined) return undefined
    this.#field = 'data'
    if (this.#errors !== undefined) return this.#dataOrError(count, start, name, header)
    return this.#data(count, start, name, header)
  }

  /** The record, or `undefined` for a pseudo-record. */
  #data(count: number, start: number, name: string, header: number): DnsRecord | undefined {
    return isPseudo(typeAt(this.#reader.bytes, header)) && this.#pseudoRecord(count, start, name, header)
      ? undefined
      : this.#keepDamaged
        ? this.#recordOrDamage(name, header)
        : decodeRecord(this.#reader, this.#registry, name, header, this.#emptyData)
  }

  /** The record; if its RDATA is malformed, it is opaque and has the error. */
  #recordOrDamage(name: string, header: number): DnsRecord {
    const reader = this.#reader
    const { pos, end } = reader
    try {
      return decodeRecord(reader, this.#registry, name, header, this.#emptyData)
    } catch (error) {
      const placed = this.#placed(error)
      this.#errors?.push(placed)
      reader.pos = pos
      reader.end = end
      return damagedRecord(reader, name, header, placed)
    }
  }

  /** The same for pseudo-records too; reading continues after an error. */
  #dataOrError(count: number, start: number, name: string, header: number): DnsRecord | undefined {
    const reader = this.#reader
    const { pos, end } = reader
    try {
      return this.#data(count, start, name, header)
    } catch (error) {
      this.#refuse(error)
      reader.pos = pos
      reader.end = end
      return undefined
    }
  }

  /** Stores OPT, TSIG and SIG(0) in their fields; false for a SIG that is a plain record. `reader.pos` stays at the end of the RDATA. */
  #pseudoRecord(count: number, start: number, name: string, header: number): boolean {
    const type = typeAt(this.#reader.bytes, header)
    if (type === recordTypes.OPT) this.#opt(name, start, header)
    else if (type === recordTypes.TSIG || this.#coversNothing(header + RECORD_HEADER)) this.#signature(count, name, start, header)
    else return false
    return true
  }

  #opt(name: string, start: number, header: number): void {
    this.#field = 'OPT'
    checkOpt(this.#section, name, this.#edns !== undefined, start)
    const reader = this.#reader
    const { bytes, pos, end } = reader
    this.#extendedRcode = extendedRcodeAt(bytes, header)
    this.#edns = decodeOpt(reader, this.#registry, header, pos, this.#keepDamaged, this.#errors, this.#index)
    reader.pos = pos
    reader.end = end
  }

  /** A SIG record without a covered type is a transaction signature (RFC 2931 3); in another section it is a plain record. */
  #coversNothing(rdata: number): boolean {
    const { bytes, pos } = this.#reader
    return this.#section === 'additional' && pos - rdata >= 2 && u16At(bytes, rdata) === 0
  }

  /** TSIG or SIG(0): at most one of them, as the last record (RFC 8945 5.1, RFC 2931 3.1). */
  #signature(count: number, name: string, start: number, header: number): void {
    const { bytes } = this.#reader
    const type = typeAt(bytes, header)
    const what = type === recordTypes.TSIG ? 'TSIG' : 'SIG(0)'
    this.#field = what
    if (this.#section !== 'additional') fail('bad-signature', start, `decode ${what}: record in the ${this.#section} section`)
    if (this.#index !== count - 1) fail('bad-signature', start, `decode ${what}: not the last record`)
    if (type === recordTypes.TSIG) {
      const recordClass = classAt(bytes, header)
      if (recordClass !== recordClasses.ANY)
        fail('bad-signature', header + CLASS, `decode TSIG: class ${className(recordClass)}, ANY expected`)
      if (this.#reader.pos === header + RECORD_HEADER) fail('bad-signature', header, 'decode TSIG: no data')
      if (ttlAt(bytes, header) !== 0) this.#reader.warn('tsig-ttl', header + TTL, 'decode TSIG: the TTL is not 0')
    }
    const record = this.#keepDamaged
      ? this.#recordOrDamage(name, header)
      : decodeRecord(this.#reader, this.#registry, name, header, this.#emptyData)
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

  /** The error with the current place. */
  #placed(error: unknown): DnsError {
    if (!isDnsError(error)) throw error
    const section = this.#section
    blamed(error, 'remote')
    located(error, section === 'header' ? { section } : { section, index: this.#index, field: this.#field })
    return error
  }

  /** Adds the place to an error; with `partial` collects it, otherwise throws it. */
  #refuse(error: unknown): void {
    const placed = this.#placed(error)
    if (this.#errors === undefined) throw placed
    this.#errors.push(placed)
  }
}

/** The end of the labels at `at`, including a pointer; `undefined` if it cannot be determined. */
function nameEnd(bytes: Uint8Array, at: number): number | undefined {
  for (;;) {
    const byte = bytes[at]!
    if (byte === 0) return at + 1
    if (byte >= 0xc0) return at + 2
    // Also where the message ends.
    if (!(byte <= 63)) return undefined
    at += byte + 1
  }
}

/** Appends to a list, which is created with its first element so that it does not reserve space for more. */
function append<Item>(list: Item[] | undefined, item: Item): Item[] {
  if (list === undefined) return [item]
  list.push(item)
  return list
}

/** The types that may be pseudo-records. */
const isPseudo = (type: number): boolean => type === recordTypes.OPT || type === recordTypes.TSIG || type === recordTypes.SIG

/** Refuses bytes that are too short or too long for a message. */
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
