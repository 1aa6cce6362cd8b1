/**
 * Zone transfers: decodes the messages of an AXFR (RFC 5936 2.2) or IXFR (RFC 1995 4) response into changes of the zone, and encodes them.
 *
 *     AXFR             SOA  records ...  SOA
 *     IXFR             SOA  (old SOA  deleted ...  new SOA  added ...) ...  SOA
 *     up to date       SOA, not newer than the client's
 *     instead of IXFR  the same as AXFR
 */
import { equalBytes } from '@mailwire/bytes'
import { type Registry, registryIn } from '../codec.js'
import { DnsError, type DnsErrorCode, fail } from '../error.js'
import { checkObject, checkObjects, checkWhole, shown } from '../given.js'
import { recordClasses } from '../iana/classes.js'
import { opcodeCode, opcodes, rcodeCode, rcodes } from '../iana/header.js'
import { recordTypes } from '../iana/types.js'
import { canonicalRdataBy } from '../message/canonical.js'
import {
  type AnyMessageInit,
  codecOf,
  MAX_MESSAGE,
  type Message,
  type MessageCodec,
  type MessageInit,
} from '../message/message.js'
import { checkString, equalNames } from '../names/name.js'
import type { AnyRecordInit, DnsRecord, RecordInit } from '../rdata/record.js'

/** The query of a transfer; `Own` is the type of records with your own types, which follows from the codec. */
export interface TransferQuery<Own = never> {
  readonly zone: string
  /** The ID of the query. */
  readonly id: number
  /** For an IXFR: the serial number of the client's version. */
  readonly serial?: number | undefined
  /** The codec that decodes the messages, which must have SOA; everything in this package by default. */
  readonly codec?: MessageCodec<Own, unknown, unknown> | undefined
}

/** The kind of response: the whole zone, the differences, or no change. An IXFR may be answered with the whole zone. */
export type TransferKind = 'axfr' | 'ixfr' | 'up-to-date'

/**
 * An event of {@link TransferDecoder}. With `axfr` each record is added to an empty zone; with `ixfr` records are deleted and added in order,
 * SOA records too. Do not serve the new version before `end` (RFC 1995 4).
 */
export type TransferEvent<Own = never> =
  | { readonly type: 'start'; readonly kind: TransferKind; readonly serial: number }
  | { readonly type: 'add'; readonly record: DnsRecord | Own }
  | { readonly type: 'delete'; readonly record: DnsRecord | Own }
  | { readonly type: 'end'; readonly kind: TransferKind; readonly serial: number }

type Soa = Extract<DnsRecord, { readonly type: 'SOA' }>
type State = 'first' | 'second' | 'axfr' | 'deleted' | 'added' | 'end'

/**
 * Decodes the messages of a transfer in order: `push` each, call `next` until it gives `undefined`, and `end` when the connection ends.
 *
 * @example
 * const transfer = new TransferDecoder({ zone: 'example.com', id: 7 })
 * transfer.push(decodeMessage(bytes))
 * for (let event = transfer.next(); event !== undefined; event = transfer.next()) console.log(event.type)
 */
export class TransferDecoder<Own = never> {
  readonly #query: TransferQuery<Own>
  readonly #messages: Message<Own, unknown, unknown>[] = []
  readonly #events: TransferEvent<Own>[] = []
  #at = 0 // index in the answers of the first message
  #state: State = 'first'
  #kind: TransferKind = 'axfr'
  #soa: Soa | undefined // SOA of the server's version
  #reached = 0 // serial reached by the differences so far

  /** @throws {@link DnsError} `bad-value`, also for a codec without SOA */
  constructor(query: TransferQuery<Own>) {
    checkObject(query, 'decode transfer: query')
    checkString(query.zone)
    const { codec } = query
    if (codec !== undefined && registryIn(codec, 'decode transfer').find(recordTypes.SOA, recordClasses.IN) === undefined)
      fail('bad-value', 0, 'decode transfer: codec: no description of SOA', 'local')
    this.#query = query
  }

  /** True if the transfer is complete; the connection can be used for other queries. */
  get done(): boolean {
    return this.#state === 'end'
  }

  /** @throws {@link DnsError} `bad-transfer` for a message that is not part of it: another ID, a query, TC set, an error code, another question */
  push(message: Message<Own, unknown, unknown>): void {
    const { id, zone, serial } = this.#query
    checkObject(message, 'decode transfer: message')
    const { flags, opcode, rcode, questions, answers } = message
    checkObject(flags, 'decode transfer: flags')
    checkObjects(questions, 'decode transfer: questions')
    checkObjects(answers, 'decode transfer: answers')
    if (message.id !== id || !flags.qr || opcode !== 'QUERY') refuse('message does not answer the query')
    if (rcode !== 'NOERROR') refuse(`server answered ${shown(rcode)}`)
    if (flags.tc) refuse('truncated message')
    const type = serial === undefined ? 'AXFR' : 'IXFR'
    if (questions.length > 1 || questions.some(question => question.type !== type || !equalNames(question.name, zone)))
      refuse(`question differs from ${shown(zone)} ${type}`)
    this.#messages.push(message)
  }

  /** The next event, or `undefined` when another message is needed, or at the end. @throws {@link DnsError} `bad-transfer` */
  next(): TransferEvent<Own> | undefined {
    for (;;) {
      const event = this.#events.shift()
      if (event !== undefined) return event
      const record = this.#messages[0]?.answers[this.#at]
      if (record === undefined) {
        if (this.#messages.length === 0) return undefined
        this.#messages.shift()
        this.#at = 0
      } else this.#take(record, this.#at++)
    }
  }

  /** Marks the end of the messages. @throws {@link DnsError} `truncated` in the middle of a transfer */
  end(): void {
    if (this.#state !== 'end') refuse('ended before the last SOA record', 0, 'truncated')
  }

  #take(record: DnsRecord | Own, index: number): void {
    const soa = soaOf(record as DnsRecord)
    if (soa !== undefined && !equalNames(soa.name, this.#query.zone))
      refuse(`SOA record of another zone: ${shown(soa.name)}`, index)
    const state = this.#state
    if (state === 'end') refuse('record after the last SOA record', index)
    if (state === 'first') this.#first(soa ?? refuse('the first record must be SOA', index))
    else if (state === 'second') this.#second(record, soa, index)
    else if (state === 'deleted' && soa === undefined) this.#events.push({ type: 'delete', record })
    else if (soa === undefined) this.#events.push({ type: 'add', record })
    else if (state === 'deleted') {
      this.#events.push({ type: 'add', record })
      this.#reached = soa.data!.serial
      this.#state = 'added'
    } else if (state === 'axfr' || this.#reached === this.#serial) this.#finish(soa, index)
    else this.#difference(soa, index)
  }

  #first(soa: Soa): void {
    this.#soa = soa
    const { serial } = this.#query
    if (serial !== undefined && !isNewer(soa.data!.serial, serial)) {
      this.#begin('up-to-date', 'end')
      this.#events.push({ type: 'end', kind: 'up-to-date', serial: this.#serial })
    } else if (serial === undefined) {
      this.#begin('axfr', 'axfr')
      this.#events.push({ type: 'add', record: soa })
    } else this.#state = 'second'
  }

  /** Distinguishes differences from a whole zone: they begin with a second SOA record, of the client's version. */
  #second(record: DnsRecord | Own, soa: Soa | undefined, index: number): void {
    if (soa === undefined || soa.data!.serial === this.#serial) {
      this.#begin('axfr', 'axfr')
      this.#events.push({ type: 'add', record: this.#soa! })
      this.#take(record, index)
    } else {
      this.#begin('ixfr', 'deleted')
      this.#reached = this.#query.serial!
      this.#difference(soa, index)
    }
  }

  #difference(soa: Soa, index: number): void {
    if (soa.data!.serial !== this.#reached) refuse(`difference from serial ${soa.data!.serial}, ${this.#reached} expected`, index)
    this.#events.push({ type: 'delete', record: soa })
    this.#state = 'deleted'
  }

  #begin(kind: TransferKind, state: State): void {
    this.#kind = kind
    this.#state = state
    this.#events.push({ type: 'start', kind, serial: this.#serial })
  }

  #finish(soa: Soa, index: number): void {
    if (soa.data!.serial !== this.#serial) refuse(`last serial is ${soa.data!.serial}, ${this.#serial} expected`, index)
    this.#events.push({ type: 'end', kind: this.#kind, serial: this.#serial })
    this.#state = 'end'
  }

  get #serial(): number {
    return this.#soa!.data!.serial
  }
}

const soaOf = (record: DnsRecord): Soa | undefined =>
  record.type === 'SOA' && record.data !== undefined ? (record as Soa) : undefined

/** True if serial `a` comes after `b` (RFC 1982 3.2), and for pairs whose order is undefined. */
const isNewer = (a: number, b: number): boolean => a !== b && (a - b) >>> 0 <= 0x80000000

/** Options of {@link encodeTransfer}. */
export interface TransferOptions {
  /** The maximum size of a message in bytes; 16,384 by default. */
  readonly maxSize?: number | undefined
  /** The codec that has your own record types; everything in this package by default. */
  readonly codec?: MessageCodec<unknown, unknown, unknown> | undefined
}

/**
 * The messages of a response, as many as needed: `records` in order, which begin and end with the SOA record; the response to an IXFR may be one SOA
 * record alone. Each message has the question. `qr` is always set, and `aa` by default.
 *
 * @throws {@link DnsError} as `encodeMessage`; `bad-transfer` for what {@link TransferDecoder} would refuse, such as records without the SOA record at
 * both ends; `too-long` for a record that does not fit one message
 *
 * @example
 * const data = { mname: 'ns.some.domain', rname: '.', serial: 1, refresh: 7200, retry: 900, expire: 86400, minimum: 300 }
 * const soa = { name: 'some.domain', type: 'SOA', data }
 * Array.from(encodeTransfer({ id: 7, questions: [{ name: 'some.domain', type: 'AXFR' }] }, [soa, soa])).length // => 1
 */
export function encodeTransfer(
  response: Omit<MessageInit, 'answers'>,
  records: Iterable<RecordInit>,
  options?: TransferOptions,
): Generator<Uint8Array, void, undefined>
export function encodeTransfer(
  response: Omit<AnyMessageInit, 'answers'>,
  records: Iterable<AnyRecordInit>,
  options: TransferOptions & { readonly codec: MessageCodec<unknown, unknown, unknown> },
): Generator<Uint8Array, void, undefined>
export function* encodeTransfer(
  response: Omit<AnyMessageInit, 'answers'>,
  records: Iterable<AnyRecordInit>,
  options: TransferOptions = {},
): Generator<Uint8Array, void, undefined> {
  checkObject(response, 'encode transfer: response')
  checkObject(options, 'encode transfer: options')
  const codec = codecOf(options, 'encode transfer')
  const { maxSize = 16_384 } = options
  checkWhole(maxSize, Number.MAX_SAFE_INTEGER, 'encode transfer: size')
  const isIterable = typeof (records as Partial<Iterable<AnyRecordInit>> | undefined | null)?.[Symbol.iterator] === 'function'
  if (!isIterable || records instanceof Uint8Array || ArrayBuffer.isView(records))
    fail('bad-value', 0, `encode transfer: records expected, not ${shown(records)}`)
  const header = { ...response, flags: { aa: true, ...response.flags, qr: response.flags?.qr ?? true } }
  const room = Math.min(maxSize, MAX_MESSAGE) - codec.encode(header).length
  const ends = endsOf(codec.registry, header)
  let answers: AnyRecordInit[] = []
  let size = 0
  for (const record of records) {
    // Alone, a record is at least as long as in a message with others, where its names can be compressed.
    const length = codec.encode({ answers: [record] }).length - 12
    ends.take(record)
    if (size + length > room && answers.length > 0) {
      yield codec.encode({ ...header, answers })
      answers = []
      size = 0
    }
    answers.push(record)
    size += length
  }
  ends.finish()
  yield codec.encode({ ...header, answers })
}

/** Checks a response as {@link TransferDecoder} does on the other side: its header, and the SOA records at both ends (RFC 5936 2.2). */
function endsOf(
  registry: Registry,
  { flags, opcode = 'QUERY', rcode = 'NOERROR', questions = [] }: AnyMessageInit,
): { take(record: AnyRecordInit): void; finish(): void } {
  const unfit = (reason: string): never => fail('bad-transfer', 0, `encode transfer: ${reason}`)
  const [question, ...others] = questions
  const type = question === undefined ? undefined : registry.typeCode(question.type)
  if (flags?.qr !== true || flags.tc === true || opcodeCode(opcode) !== opcodes.QUERY || rcodeCode(rcode) !== rcodes.NOERROR)
    unfit('a successful response to a query expected')
  if (others.length > 0 || (type !== undefined && type !== recordTypes.AXFR && type !== recordTypes.IXFR))
    unfit('at most one question, of type AXFR or IXFR, expected')
  const isSoa = (record: AnyRecordInit): boolean => registry.typeCode(record.type) === recordTypes.SOA
  let first: AnyRecordInit | undefined
  let last: AnyRecordInit | undefined
  let count = 0
  return {
    take: record => {
      if (count > 1 && type === recordTypes.AXFR && isSoa(last!)) unfit('records after the last SOA record')
      first ??= record
      last = record
      count++
      if (!isSoa(first)) unfit('the first record must be SOA')
      if (question !== undefined && !equalNames(first.name, question.name))
        unfit(`SOA record of another zone: ${shown(first.name)}`)
    },
    finish: () => {
      if (first === undefined || last === undefined) return unfit('no records')
      // Alone, it tells the client of an IXFR that nothing has changed, or that the answer does not fit a datagram (RFC 1995 4).
      const isWhole = count === 1 ? type !== recordTypes.AXFR : isSoa(last) && isSame(first, last)
      if (!isWhole) unfit('the last record must be the same SOA record as the first')
    },
  }
  function isSame(one: AnyRecordInit, other: AnyRecordInit): boolean {
    return equalNames(one.name, other.name) && equalBytes(canonicalRdataBy(registry, one), canonicalRdataBy(registry, other))
  }
}

function refuse(reason: string, index?: number, code: DnsErrorCode = 'bad-transfer'): never {
  throw new DnsError(code, 0, `decode transfer: ${reason}`, index === undefined ? {} : { section: 'answer', index })
}
