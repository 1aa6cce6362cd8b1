/**
 * A lazy view of a message, for routers, filters and load balancers: the header by its bits, records by where they stand, names compared
 * without a string. Nothing is copied and nothing read before it is asked for; one record is decoded when `decode()` asks for it.
 *
 * Always: the view refers to the octets it was given, so they must not change; what is read of them is checked just as `decodeMessage` does.
 */
import { viewOf } from '@mailwire/bytes'
import { DnsError, fail, located, type SectionName } from '../error.js'
import { checkBytes, checkObject, checkWhole, shown } from '../given.js'
import type { DnsRecord } from '../rdata/record.js'
import { pointerAt, u16At } from '../wire/integers.js'
import { MAX_HOPS } from '../wire/reader.js'
import { checkLength, flagsOf } from './decode.js'
import type { MessageParts } from './parts.js'
import { type Flags, HEADER, MAX_MESSAGE, type Message, type Question } from './types.js'

/** What a view asks of a codec: {@link MessageCodec} has it. */
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

  /** @throws {@link DnsError} `truncated` below 12 octets, `too-long` above 65,535; nothing else is looked at yet */
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

  /** The four bits that the header holds of it; the rest stands in the OPT record. */
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

  /** As the header claims. */
  get questionCount(): number {
    return u16At(this.bytes, 4)
  }

  get answerCount(): number {
    return u16At(this.bytes, 6)
  }

  get authorityCount(): number {
    return u16At(this.bytes, 8)
  }

  /** With OPT, TSIG and SIG(0). */
  get additionalCount(): number {
    return u16At(this.bytes, 10)
  }

  /** The first question; `undefined` where there is none. */
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

  /** The first record of the answer section; `undefined` where there is none. */
  answer(): RecordView | undefined {
    return this.answerCount === 0 ? undefined : new RecordView(this, this.#questionsEnd(), 'answer', 0)
  }

  answers(): IterableIterator<RecordView> {
    return this.#section(1)
  }

  authorities(): IterableIterator<RecordView> {
    return this.#section(2)
  }

  /** With OPT, TSIG and SIG(0), which are told by their `type`. */
  additionals(): IterableIterator<RecordView> {
    return this.#section(3)
  }

  /** Every record, in the order of the message. */
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

  /** What reads its questions and records. @throws `bad-value` for what is not a codec */
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

/** A question, where it stands. */
export class QuestionView {
  readonly #view: MessageView
  readonly #index: number
  readonly offset: number
  /** Where what follows it stands. */
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

  /** The number, with multicast DNS's bit; `className` has its mnemonic. */
  get class(): number {
    return u16At(this.#view.bytes, this.end - 2)
  }

  /** True when its name is the one in wire form, as `encodeName` gives it: ASCII letters in either case. */
  nameEquals(name: Uint8Array): boolean {
    return nameEquals(this.#view.bytes, this.offset, name)
  }

  /**
   * The question as the codec's `decode` gives it; `decodeName(view.bytes, question.offset)` reads its name alone and needs no codec.
   *
   * @throws {@link DnsError} for a name that cannot be read
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
type OwnOf<Codec> = Codec extends { decode(bytes: Uint8Array): Message<infer Own, unknown> }
  ? unknown extends Own
    ? never
    : Own
  : never

/** A record, where it stands. */
export class RecordView {
  readonly #view: MessageView
  readonly section: SectionName
  /** In its section. */
  readonly index: number
  readonly offset: number
  /** Where RDATA begins. */
  readonly rdata: number
  /** Where RDATA ends, and what follows it begins. */
  readonly end: number

  /** @throws {@link DnsError} `truncated`, `bad-label` for a record that does not lie within the message */
  constructor(view: MessageView, offset: number, section: SectionName, index: number) {
    checkPlace(view, offset)
    const { bytes } = view
    const fixed = nameEnd(bytes, offset, section, index)
    if (fixed + 10 > bytes.length) truncated(bytes, fixed, section, index)
    const rdata = fixed + 10
    const end = rdata + u16At(bytes, fixed + 8)
    if (end > bytes.length) truncated(bytes, rdata, section, index)
    this.#view = view
    this.section = section
    this.index = index
    this.offset = offset
    this.rdata = rdata
    this.end = end
  }

  /** The number; `typeName` has its mnemonic. */
  get type(): number {
    return u16At(this.#view.bytes, this.rdata - 10)
  }

  /** The number, with multicast DNS's bit; `className` has its mnemonic. */
  get class(): number {
    return u16At(this.#view.bytes, this.rdata - 8)
  }

  get ttl(): number {
    return u16At(this.#view.bytes, this.rdata - 6) * 0x10000 + u16At(this.#view.bytes, this.rdata - 4)
  }

  /** RDATA as it stands; a view, not a copy. */
  get data(): Uint8Array {
    return viewOf(this.#view.bytes, this.rdata, this.end)
  }

  /** True when its owner is the name in wire form, as `encodeName` gives it: ASCII letters in either case. */
  nameEquals(name: Uint8Array): boolean {
    return nameEquals(this.#view.bytes, this.offset, name)
  }

  /**
   * The record as the codec's `decode` gives it; an OPT record comes as `TYPE41`. A view knows no record types, so that a program that decodes none holds
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
      return parts.record(this.offset, this.rdata, this.end)
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
  throw new DnsError('truncated', at, `view ${section}: the message of ${bytes.length} octets ends inside it`, { section, index })
}

function questionEnd(bytes: Uint8Array, at: number, index: number): number {
  const end = nameEnd(bytes, at, 'question', index) + 4
  if (end > bytes.length) truncated(bytes, end - 4, 'question', index)
  return end
}

/** Where the labels at `at` end, a pointer included that is not followed. */
function nameEnd(bytes: Uint8Array, at: number, section: SectionName, index: number): number {
  for (;;) {
    if (at >= bytes.length) truncated(bytes, at, section, index)
    const octet = bytes[at]!
    if (octet === 0) return at + 1
    if (octet >= 0xc0) return at + 2
    if (octet > 63)
      throw new DnsError('bad-label', at, `view ${section}: label type 0x${(octet & 0xc0).toString(16)} is not in use`, {
        section,
        index,
      })
    at += octet + 1
  }
}

/** Compares label by label against a name without compression; a name that cannot be read equals none. */
function nameEquals(bytes: Uint8Array, at: number, name: Uint8Array): boolean {
  let start = at
  let hops = 0
  checkBytes(name, 'compare name: encodeName gives it')
  for (let there = 0; there < name.length; ) {
    let octet = bytes[at]
    while (octet !== undefined && octet >= 0xc0) {
      const target = pointerAt(bytes, at)
      if (!(target < start) || target < HEADER || ++hops > MAX_HOPS) return false
      at = start = target
      octet = bytes[at]
    }
    if (octet !== name[there] || at + octet! >= bytes.length) return false
    if (octet === 0) return there === name.length - 1
    for (let end = at + octet!; at++ < end; ) if (!sameLetter(bytes[at]!, name[++there]!)) return false
    there++
  }
  return false
}

/** ASCII letters differ by one bit, and nothing else may (RFC 4343 3). */
function sameLetter(a: number, b: number): boolean {
  if (a === b) return true
  const letter = a | 0x20
  return (a ^ b) === 0x20 && letter >= 0x61 && letter <= 0x7a
}
