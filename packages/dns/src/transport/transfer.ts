/**
 * Zone transfers: decodes the messages of an AXFR (RFC 5936 2.2) or IXFR (RFC 1995 4) response into changes of the zone, and encodes them.
 *
 *     AXFR             SOA  records ...  SOA
 *     IXFR             SOA  (old SOA  deleted ...  new SOA  added ...) ...  SOA
 *     up to date       SOA, not newer than the client's
 *     instead of IXFR  the same as AXFR
 */
import { DnsError, type DnsErrorCode, fail } from '../error.js'
import { checkObject, checkObjects, checkWhole, shown } from '../given.js'
import { encodeMessage, MAX_MESSAGE, type Message, type MessageInit } from '../message/message.js'
import { checkString, equalNames } from '../names/name.js'
import type { DnsRecord, RecordInit } from '../rdata/record.js'

/** The query of a transfer. */
export interface TransferQuery {
  readonly zone: string
  /** The ID of the query. */
  readonly id: number
  /** For an IXFR: the serial number of the client's version. */
  readonly serial?: number | undefined
}

/** The kind of response: the whole zone, the differences, or no change. An IXFR may be answered with the whole zone. */
export type TransferKind = 'axfr' | 'ixfr' | 'up-to-date'

/**
 * An event of {@link TransferDecoder}. With `axfr` each record is added to an empty zone; with `ixfr` records are deleted and added in order,
 * SOA records too. Do not serve the new version before `end` (RFC 1995 4).
 */
export type TransferEvent =
  | { readonly type: 'start'; readonly kind: TransferKind; readonly serial: number }
  | { readonly type: 'add'; readonly record: DnsRecord }
  | { readonly type: 'delete'; readonly record: DnsRecord }
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
export class TransferDecoder {
  readonly #query: TransferQuery
  readonly #messages: Message[] = []
  readonly #events: TransferEvent[] = []
  #at = 0 // index in the answers of the first message
  #state: State = 'first'
  #kind: TransferKind = 'axfr'
  #soa: Soa | undefined // SOA of the server's version
  #reached = 0 // serial reached by the differences so far

  constructor(query: TransferQuery) {
    checkObject(query, 'decode transfer: query')
    checkString(query.zone)
    this.#query = query
  }

  /** True if the transfer is complete; the connection can be used for other queries. */
  get done(): boolean {
    return this.#state === 'end'
  }

  /** @throws {@link DnsError} `bad-transfer` for a message that is not part of it: another ID, a query, TC set, an error code, another question */
  push(message: Message): void {
    const { id, zone, serial } = this.#query
    checkObject(message, 'decode transfer: message')
    const { flags, opcode, rcode, questions, answers } = message
    checkObject(flags, 'decode transfer: flags')
    checkObjects(questions, 'decode transfer: questions')
    checkObjects(answers, 'decode transfer: answers')
    if (message.id !== id || !flags.qr || opcode !== 'QUERY') refuse('message does not answer the query')
    if (rcode !== 'NOERROR') refuse(`server answered ${rcode}`)
    if (flags.tc) refuse('truncated message')
    const type = serial === undefined ? 'AXFR' : 'IXFR'
    if (questions.length > 1 || questions.some(question => question.type !== type || !equalNames(question.name, zone)))
      refuse(`question differs from ${zone} ${type}`)
    this.#messages.push(message)
  }

  /** The next event, or `undefined` when another message is needed, or at the end. @throws {@link DnsError} `bad-transfer` */
  next(): TransferEvent | undefined {
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

  #take(record: DnsRecord, index: number): void {
    const soa = record.type === 'SOA' && record.data !== undefined ? (record as Soa) : undefined
    if (soa !== undefined && !equalNames(soa.name, this.#query.zone)) refuse(`SOA record of another zone: ${soa.name}`, index)
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
  #second(record: DnsRecord, soa: Soa | undefined, index: number): void {
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

/** True if serial `a` comes after `b` (RFC 1982 3.2), and for pairs whose order is undefined. */
const isNewer = (a: number, b: number): boolean => a !== b && (a - b) >>> 0 <= 0x80000000

/**
 * The messages of a response, as many as needed: `records` in order, which begin and end with the SOA record. Each message has the question.
 *
 * @throws {@link DnsError} as `encodeMessage`; `too-long` for a record that does not fit one message
 */
export function* encodeTransfer(
  response: Omit<MessageInit, 'answers'>,
  records: Iterable<RecordInit>,
  maxSize = 16_384,
): Generator<Uint8Array, void, undefined> {
  checkObject(response, 'encode transfer: response')
  checkWhole(maxSize, Number.MAX_SAFE_INTEGER, 'encode transfer: size')
  const isIterable = typeof (records as Partial<Iterable<RecordInit>> | undefined | null)?.[Symbol.iterator] === 'function'
  if (!isIterable || records instanceof Uint8Array)
    fail('bad-value', 0, `encode transfer: records expected, not ${shown(records)}`)
  const header = { ...response, flags: { qr: true, aa: true, ...response.flags } }
  const room = Math.min(maxSize, MAX_MESSAGE) - encodeMessage(header).length
  let answers: RecordInit[] = []
  let size = 0
  for (const record of records) {
    // Alone, a record is at least as long as in a message with others, where its names can be compressed.
    const length = encodeMessage({ answers: [record] }).length - 12
    if (size + length > room && answers.length > 0) {
      yield encodeMessage({ ...header, answers })
      answers = []
      size = 0
    }
    answers.push(record)
    size += length
  }
  if (answers.length > 0) yield encodeMessage({ ...header, answers })
}

function refuse(reason: string, index?: number, code: DnsErrorCode = 'bad-transfer'): never {
  throw new DnsError(code, 0, `decode transfer: ${reason}`, index === undefined ? {} : { section: 'answer', index })
}
