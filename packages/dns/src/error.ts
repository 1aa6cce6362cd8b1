/** The only error class of this package, and the only place that throws it. */
import { type BytesErrorCode, type Fail, type Fault, faultOfAction, isErrorNamed, WireError } from '@mailwire/bytes'
import type { DnsQuirk } from './quirks.js'

/** Why a DNS message, name, record or zone text cannot be decoded or encoded. */
export type DnsErrorCode =
  | Extract<BytesErrorCode, 'truncated' | 'bad-base64' | 'bad-hex' | 'bad-text'>
  | 'too-long' // a message above 65,535 bytes, or more than the caller allows
  | DnsQuirk
  | 'bad-label' // a label that is empty, longer than 63 bytes or of an unused type
  | 'bad-pointer' // a compression pointer that does not point back, or too many of them
  | 'name-too-long' // more than 255 bytes on the wire
  | 'bad-name' // presentation text that is not a domain name
  | 'rdata-length' // RDATA that does not end where RDLENGTH says
  | 'bad-value' // a value that its field cannot hold
  | 'bad-type' // not a record type
  | 'bad-class' // not a class
  | 'bad-edns' // an OPT record that is misplaced, repeated or malformed
  | 'bad-signature' // a TSIG or SIG(0) record that is misplaced, repeated or malformed
  | 'bad-dso' // a DSO message with sections, or with a TLV that is malformed
  | 'bad-transfer' // messages that are not a zone transfer
  | 'bad-frame' // a TCP frame too short to be a message
  | 'bad-syntax' // zone or dig text that does not follow its grammar
  | 'bad-key' // a key that its algorithm cannot use
  | 'no-crypto' // an algorithm that is unknown, refused or not available in this runtime
  | 'limit' // a limit of this package was reached

/** The part of a message that an error is in. */
export type SectionName = 'header' | 'question' | 'answer' | 'authority' | 'additional' | 'dso'

/** The place of a {@link DnsError}, besides its offset. */
export interface DnsErrorPlace {
  readonly section?: SectionName | undefined
  /** The index of the question or record in its section. */
  readonly index?: number | undefined
  readonly field?: string | undefined
  /** In zone text, from 1. */
  readonly line?: number | undefined
  readonly column?: number | undefined
}

/**
 * Thrown for every invalid input, from the wire, from text or from the caller.
 *
 * @example
 * try {
 *   decodeMessage(bytes)
 * } catch (error) {
 *   if (isDnsError(error) && error.code === 'truncated') console.log(error.section, error.index, error.offset)
 * }
 */
export class DnsError extends WireError<DnsErrorCode> implements DnsErrorPlace {
  override readonly name = 'DnsError'
  section: SectionName | undefined
  index: number | undefined
  field: string | undefined
  line: number | undefined
  column: number | undefined

  constructor(code: DnsErrorCode, offset: number, message: string, place: DnsErrorPlace = {}, fault?: Fault) {
    // `bad-value` is also used for a field of a message or of zone text, which is not the caller's fault.
    super(code, offset, message, fault ?? (code === 'bad-value' && READS.test(message) ? faultOfAction(message) : undefined))
    this.section = place.section
    this.index = place.index
    this.field = place.field
    this.line = place.line
    this.column = place.column
  }

  override toJSON(): Record<string, unknown> {
    const { section, index, field, line, column } = this
    return { ...super.toJSON(), section, index, field, line, column }
  }
}

/** True for a {@link DnsError}, also from another copy of this package. */
export const isDnsError = (value: unknown): value is DnsError => isErrorNamed(value, 'DnsError')

/** The actions on a peer's bytes or text, as the start of a message. */
const READS = /^(?:decode|parse) /

/** The only place where this package throws. */
export const fail: Fail<DnsErrorCode> = (code, offset, message, fault) => {
  throw new DnsError(code, offset, message, {}, fault)
}

/**
 * Sets the fault of an error by the operation, whichever routine found it: a peer's when decoding, the caller's when encoding. (`Reflect.set`, as a
 * description of one's own may throw a frozen error.)
 */
export function blamed(error: unknown, fault: Fault): unknown {
  if (isDnsError(error)) Reflect.set(error, 'fault', fault)
  return error
}

/**
 * What a description of one's own throws becomes an error of this package, with the thrown value as its `cause`: what a peer sends must not surface as a
 * `TypeError`. A {@link DnsError} stays what it is, but an error about a number or bytes alone says what they are for.
 */
export function ofDescription(error: unknown, action: string, code: DnsErrorCode = 'bad-value', offset = 0): unknown {
  if (!isDnsError(error)) {
    const typed = new DnsError(code, offset, `${action}: its description threw an error; see cause`)
    typed.cause = error
    return typed
  }
  if (PLAIN.test(error.message))
    Reflect.set(error, 'message', error.message.replace(PLAIN, `${action}${error.field === undefined ? '' : ` ${error.field}`}:`))
  return error
}

/** The start of messages of the checks that know the kind of a value only. */
const PLAIN = /^encode (?:number|bytes|character-strings?):/

/** Turns an encoding error into a parse error, for text that is checked by encoding its value. */
export const ofText = (error: unknown): unknown =>
  error instanceof DnsError && error.fault === 'local'
    ? new DnsError(error.code, error.offset, error.message.replace(/^encode /, 'parse '), error, 'remote')
    : error

/** Adds the place in the message to an error that has none; other errors are returned unchanged. */
export function located(error: unknown, place: DnsErrorPlace): unknown {
  // As isDnsError, which would make a view larger.
  if (error instanceof Error && error.name === 'DnsError')
    for (const key of ['section', 'index', 'field', 'line', 'column'] as const)
      if ((error as DnsError)[key] === undefined) Reflect.set(error, key, place[key])
  return error
}
