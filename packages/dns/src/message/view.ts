/**
 * A lazy view of a message, for routers, filters and load balancers: header bits, records by offset, names compared without making strings.
 * Nothing is copied, and nothing is read before it is needed; `decode()` decodes one record.
 *
 * Always: the view refers to the given bytes, so they must not change; everything read is checked as by `decodeMessage`.
 */
import { viewOf } from '@mailwire/bytes'
import { type DnsError, fail, located, type SectionName } from '../error.js'
import { checkWhole, shown } from '../given.js'
import type { DnsRecord } from '../rdata/record.js'
import { u16At } from '../wire/integers.js'
import { classAt, RECORD_HEADER, rdlengthAt, ttlAt, typeAt } from '../wire/record-header.js'
import { checkLength, flagsOf } from './decode.js'
import type { Edns } from './edns/edns.js'
import { nameEnd, nameEquals, questionEnd, truncated } from './name-scan.js'
import type { MessageParts } from './parts.js'
import { type Flags, HEADER, MAX_MESSAGE, type Message, type Question } from './types.js'

/** The part of a {@link MessageCodec} that a view uses. */
export interface ViewCodec {
  parts(bytes: Uint8Array): MessageParts
}

/** A view does not import the table of types. */
const OPT = 41
const SECTIONS: readonly SectionName[] = ['question', 'answer', 'authority', 'additional']

/**
 * @example
 * const view = new MessageView(encodeMessage({ id: 7, questions: [{ name: 'gmail.com', type: 'MX' }] }))
 * view.question()?.nameEquals(encodeName('GMAIL.com')) // => true
 */
export class MessageView {
  readonly bytes: Uint8Array
  #codec: ViewCodec | undefined // of the parts
  #parts: MessageParts | undefined

  /** @throws {@link DnsError} `truncated` below 12 bytes, `too-long` above 65,535; nothing else is checked yet */
  constructor(bytes: Uint8Array) {
    checkLength(bytes)
    this.bytes = bytes
  }

  get id(): number {
    return u16At(this.bytes, 0)
  }

  /** The number; `opcodeName` has its mnemonic. */
  get opcode(): number {
    return (this.bytes[2]! >> 3) & 15
  }

  /** The four bits in the header; the eight upper ones are the first byte of the TTL of the OPT record. */
  get rcode(): number {
    return this.bytes[3]! & 15
  }

  get isResponse(): boolean {
    return (this.bytes[2]! & 0x80) !== 0
  }

  get isTruncated(): boolean {
    return (this.bytes[2]! & 0x02) !== 0
  }

  get flags(): Flags {
    return flagsOf(u16At(this.bytes, 2))
  }

  /** The count in the header. */
  get questionCount(): number {
    return u16At(this.bytes, 4)
  }

  get answerCount(): number {
    return u16At(this.bytes, 6)
  }

  get authorityCount(): number {
    return u16At(this.bytes, 8)
  }

  /** Includes OPT, TSIG and SIG(0). */
  get additionalCount(): number {
    return u16At(this.bytes, 10)
  }

  /** The first question; `undefined` if there is none. */
  question(): QuestionView | undefined {
    return this.questionCount === 0 ? undefined : new QuestionView(this, HEADER)
  }

  *questions(): IterableIterator<QuestionView> {
    let at = HEADER
    for (let index = 0; index < this.questionCount; index++) {
      const question = new QuestionView(this, at, index)
      yield question
      at = question.end
    }
  }

  /** The first record of the answer section; `undefined` if there is none. */
  answer(): RecordView | undefined {
    return this.answerCount === 0 ? undefined : new RecordView(this, this.#questionsEnd(), 'answer', 0)
  }

  answers(): IterableIterator<RecordView> {
    return this.#records(1, 1)
  }

  authorities(): IterableIterator<RecordView> {
    return this.#records(2, 2)
  }

  /** Includes OPT, TSIG and SIG(0), which have their own `type`; {@link edns} decodes OPT. */
  additionals(): IterableIterator<RecordView> {
    return this.#records(3, 3)
  }

  /** Every record, in message order. */
  records(): IterableIterator<RecordView> {
    return this.#records(1, 3)
  }

  /**
   * The contents of the OPT record, as `edns` from the codec's `decode`; `undefined` if there is none. Each call looks through the records. With
   * `messageCodec([], [clientSubnetOption])` only that option is decoded, and the others are opaque.
   *
   * @throws {@link DnsError} as `decodeMessage`: `bad-edns` and the errors of the options
   */
  edns<Codec extends ViewCodec>(codec: Codec): Edns<OwnOptionOf<Codec>> | undefined {
    const parts = this.partsBy(codec)
    let edns: Edns | undefined
    for (const { type, offset, end, section, index } of this.records())
      if (type === OPT)
        try {
          edns = parts.edns(offset, end, section, index, edns !== undefined)
        } catch (error) {
          throw located(error, { section, index, field: 'OPT' })
        }
    return edns
  }

  /** The records of the sections from `first` to `last`. */
  *#records(first: number, last: number): IterableIterator<RecordView> {
    let at = this.#questionsEnd()
    for (let section = 1; section <= last; section++) {
      const count = u16At(this.bytes, 4 + 2 * section)
      for (let index = 0; index < count; index++) {
        const record = new RecordView(this, at, SECTIONS[section]!, index)
        if (section >= first) yield record
        at = record.end
      }
    }
  }

  #questionsEnd(): number {
    let at = HEADER
    const count = this.questionCount
    for (let index = 0; index < count; index++) at = questionEnd(this.bytes, at, index)
    return at
  }

  /** The reader of its questions and records. @throws `bad-value` for anything but a codec */
  partsBy(codec: ViewCodec): MessageParts {
    if (this.#parts === undefined || codec !== this.#codec) {
      if (typeof codec?.parts !== 'function')
        fail('bad-value', 0, 'read view: codec: what messageCodec or defaultCodec gives expected', 'local')
      this.#parts = codec.parts(this.bytes)
      this.#codec = codec
    }
    return this.#parts
  }
}

/** A question in its message. */
export class QuestionView {
  readonly #view: MessageView
  readonly #index: number
  readonly offset: number
  /** The offset after the question. */
  readonly end: number

  constructor(view: MessageView, offset: number, index = 0) {
    this.#view = view
    this.#index = index
    this.offset = offset
    checkPlace(view, offset)
    this.end = questionEnd(view.bytes, offset, index)
  }

  /** The number; `typeName` has its mnemonic. */
  get type(): number {
    return u16At(this.#view.bytes, this.end - 4)
  }

  /** The number, with the multicast DNS bit; `className` has its mnemonic. */
  get class(): number {
    return u16At(this.#view.bytes, this.end - 2)
  }

  /** True if its name equals `name` in wire form, from `encodeName`, ignoring the case of ASCII letters. */
  nameEquals(name: Uint8Array): boolean {
    return nameEquals(this.#view.bytes, this.offset, name)
  }

  /**
   * The question as from the codec's `decode`; `decodeName(view.bytes, question.offset)` reads only its name and needs no codec.
   *
   * @throws {@link DnsError} for an invalid name
   */
  decode(codec: ViewCodec): Question {
    const parts = this.#view.partsBy(codec)
    try {
      return parts.question(this.offset)
    } catch (error) {
      throw located(error, { section: 'question', index: this.#index })
    }
  }
}

/** The records of types of one's own that a codec decodes. */
export type OwnOf<Codec> = Codec extends { decode(bytes: Uint8Array): Message<infer Own, unknown, unknown> }
  ? unknown extends Own
    ? never
    : Own
  : never

/** The options of one's own that a codec decodes. */
export type OwnOptionOf<Codec> = Codec extends { decode(bytes: Uint8Array): Message<unknown, infer Own, unknown> }
  ? unknown extends Own
    ? never
    : Own
  : never

/** A record in its message. */
export class RecordView {
  readonly #view: MessageView
  /** The offset of its type. */
  readonly #header: number
  readonly section: SectionName
  /** The index in its section. */
  readonly index: number
  readonly offset: number
  /** The offset of RDATA. */
  readonly rdata: number
  /** The offset after RDATA. */
  readonly end: number

  /** @throws {@link DnsError} `truncated`, `bad-label` for a record that is not within the message */
  constructor(view: MessageView, offset: number, section: SectionName, index: number) {
    checkPlace(view, offset)
    const { bytes } = view
    const header = nameEnd(bytes, offset, section, index)
    if (header + RECORD_HEADER > bytes.length) truncated(bytes, header, section, index)
    const rdata = header + RECORD_HEADER
    const end = rdata + rdlengthAt(bytes, header)
    if (end > bytes.length) truncated(bytes, rdata, section, index)
    this.#view = view
    this.section = section
    this.index = index
    this.offset = offset
    this.#header = header
    this.rdata = rdata
    this.end = end
  }

  /** The number; `typeName` has its mnemonic. */
  get type(): number {
    return typeAt(this.#view.bytes, this.#header)
  }

  /** The number, with the multicast DNS bit; `className` has its mnemonic. */
  get class(): number {
    return classAt(this.#view.bytes, this.#header)
  }

  get ttl(): number {
    return ttlAt(this.#view.bytes, this.#header)
  }

  /** RDATA as on the wire; a view, not a copy. */
  get data(): Uint8Array {
    return viewOf(this.#view.bytes, this.rdata, this.end)
  }

  /** True if its owner equals `name` in wire form, from `encodeName`, ignoring the case of ASCII letters. */
  nameEquals(name: Uint8Array): boolean {
    return nameEquals(this.#view.bytes, this.offset, name)
  }

  /**
   * The record as from the codec's `decode`; an OPT record is `TYPE41`. The view does not import record types, so that a bundle without decoding contains
   * none.
   *
   * @throws {@link DnsError} as `decodeMessage`
   *
   * @example
   * new MessageView(bytes).answer()?.decode(defaultCodec())
   */
  decode<Codec extends ViewCodec>(codec: Codec): DnsRecord | OwnOf<Codec> {
    const parts = this.#view.partsBy(codec)
    try {
      return parts.record(this.offset, this.#header, this.end)
    } catch (error) {
      throw located(error, this)
    }
  }
}

function checkPlace(view: MessageView, offset: number): void {
  if (!(view instanceof MessageView)) fail('bad-value', 0, `read view: a MessageView expected, not ${shown(view)}`)
  checkWhole(offset, MAX_MESSAGE, 'read view: offset')
}
