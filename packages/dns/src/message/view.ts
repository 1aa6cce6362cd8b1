/**
 * A lazy view of a message, for routers, filters and load balancers: header bits, records by offset, names compared without making strings.
 * Nothing is copied, and nothing is read before it is needed; `decode()` decodes one record.
 *
 * Always: the view refers to the given bytes, so they must not change; everything read is checked as by `decodeMessage`.
 */
import { viewOf } from '@mailwire/bytes'
import { DnsError, fail, located, type SectionName } from '../error.js'
import { checkBytes, checkObject, checkWhole, shown } from '../given.js'
import type { DnsRecord } from '../rdata/record.js'
import { pointerAt, u16At } from '../wire/integers.js'
import { MAX_HOPS } from '../wire/reader.js'
import { classAt, RECORD_HEADER, rdlengthAt, ttlAt, typeAt } from '../wire/record-header.js'
import { checkLength, flagsOf } from './decode.js'
import type { MessageParts } from './parts.js'
import { type Flags, HEADER, MAX_MESSAGE, type Message, type Question } from './types.js'

/** The part of a {@link MessageCodec} that a view uses. */
export interface ViewCodec {
  parts(bytes: Uint8Array): MessageParts
}

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

  /** The four bits in the header; the upper bits are in the OPT record. */
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
    return this.#section(1)
  }

  authorities(): IterableIterator<RecordView> {
    return this.#section(2)
  }

  /** Includes OPT, TSIG and SIG(0), which have their own `type`. */
  additionals(): IterableIterator<RecordView> {
    return this.#section(3)
  }

  /** Every record, in message order. */
  *records(): IterableIterator<RecordView> {
    let at = this.#questionsEnd()
    for (let section = 1; section < 4; section++) {
      const count = u16At(this.bytes, 4 + 2 * section)
      for (let index = 0; index < count; index++) {
        const record = new RecordView(this, at, SECTIONS[section]!, index)
        yield record
        at = record.end
      }
    }
  }

  *#section(section: number): IterableIterator<RecordView> {
    let at = this.#questionsEnd()
    for (let before = 1; before <= section; before++) {
      const count = u16At(this.bytes, 4 + 2 * before)
      for (let index = 0; index < count; index++) {
        const record = new RecordView(this, at, SECTIONS[before]!, index)
        if (before === section) yield record
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
      checkObject(codec, 'read view: codec')
      if (typeof codec.parts !== 'function')
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
      throw located(error, { section: this.section, index: this.index })
    }
  }
}

function checkPlace(view: MessageView, offset: number): void {
  if (!(view instanceof MessageView)) fail('bad-value', 0, `read view: a MessageView expected, not ${shown(view)}`)
  checkWhole(offset, MAX_MESSAGE, 'read view: offset')
}

function truncated(bytes: Uint8Array, at: number, section: SectionName, index: number): never {
  throw new DnsError('truncated', at, `view ${section}: the message ends inside it after ${bytes.length} bytes`, {
    section,
    index,
  })
}

function questionEnd(bytes: Uint8Array, at: number, index: number): number {
  const end = nameEnd(bytes, at, 'question', index) + 4
  if (end > bytes.length) truncated(bytes, end - 4, 'question', index)
  return end
}

/** The end of the labels at `at`, including a pointer, which is not followed. */
function nameEnd(bytes: Uint8Array, at: number, section: SectionName, index: number): number {
  for (;;) {
    if (at >= bytes.length) truncated(bytes, at, section, index)
    const byte = bytes[at]!
    if (byte === 0) return at + 1
    if (byte >= 0xc0) return at + 2
    if (byte > 63)
      throw new DnsError('bad-label', at, `view ${section}: unused label type 0x${(byte & 0xc0).toString(16)}`, {
        section,
        index,
      })
    at += byte + 1
  }
}

/** Compares label by label with an uncompressed name; an invalid name equals no other. */
function nameEquals(bytes: Uint8Array, at: number, name: Uint8Array): boolean {
  let start = at
  let hops = 0
  checkBytes(name, 'compare name: a name from encodeName')
  for (let there = 0; there < name.length; ) {
    let byte = bytes[at]
    while (byte !== undefined && byte >= 0xc0) {
      const target = pointerAt(bytes, at)
      if (!(target < start) || target < HEADER || ++hops > MAX_HOPS) return false
      at = start = target
      byte = bytes[at]
    }
    if (byte !== name[there] || at + byte! >= bytes.length) return false
    if (byte === 0) return there === name.length - 1
    for (let end = at + byte!; at++ < end; ) if (!sameLetter(bytes[at]!, name[++there]!)) return false
    there++
  }
  return false
}

/** Compares two bytes, ignoring the case of ASCII letters only, which differ by one bit (RFC 4343 3). */
function sameLetter(a: number, b: number): boolean {
  if (a === b) return true
  const letter = a | 0x20
  return (a ^ b) === 0x20 && letter >= 0x61 && letter <= 0x7a
}
