/** The one error class of this package, and the one place where it is thrown. */
import { type BytesErrorCode, type Fail, type Fault, faultOfAction, isErrorNamed, WireError } from '@mailwire/bytes'
import type { DnsQuirk } from './quirks.js'

/** Why a DNS message, name, record or zone text cannot be read or written. */
export type DnsErrorCode =
  | Extract<BytesErrorCode, 'truncated' | 'bad-base64' | 'bad-hex' | 'bad-text'>
  | 'too-long' // a message above 65,535 bytes, or more than the caller allows
  | DnsQuirk
  | 'bad-label' // a label that is empty, longer than 63 bytes or of a type nobody uses
  | 'bad-pointer' // a compression pointer that does not point back, or one too many
  | 'name-too-long' // more than 255 bytes on the wire
  | 'bad-name' // presentation text that is not a domain name
  | 'rdata-length' // RDATA that does not end where RDLENGTH says
  | 'bad-value' // a value that its field cannot hold
  | 'bad-type' // not a record type
  | 'bad-class' // not a class
  | 'bad-edns' // an OPT record that is misplaced, repeated or malformed
  | 'bad-signature' // a TSIG or SIG(0) record that is misplaced, repeated or malformed
  | 'bad-dso' // a DSO message with sections, or with a TLV that is malformed
  | 'bad-transfer' // messages that are no zone transfer
  | 'bad-frame' // a TCP frame too short to be a message
  | 'bad-syntax' // zone or dig text that does not follow its grammar
  | 'bad-key' // a key that its algorithm cannot use
  | 'no-crypto' // an algorithm that is unknown, refused or not at hand in this runtime
  | 'limit' // a limit of this package was reached

/** Where in a message an error lies. */
export type SectionName = 'header' | 'question' | 'answer' | 'authority' | 'additional' | 'dso'

/** What {@link DnsError} knows about the place, besides the offset. */
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
 * Thrown for everything that is wrong with what was given, whether it came from the wire, from text or from the caller.
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
    // A field of a message or of zone text may hold a bad value, too: there it is not the caller's.
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

/** True for a {@link DnsError}, also one that another copy of this package threw. */
export const isDnsError = (value: unknown): value is DnsError => isErrorNamed(value, 'DnsError')

/** What is done with a peer's bytes or text, as messages begin. */
const READS = /^(?:decode|parse) /

/** The one place where this package throws. */
export const fail: Fail<DnsErrorCode> = (code, offset, message, fault) => {
  throw new DnsError(code, offset, message, {}, fault)
}

/** An error whose fault is known by what was done, whichever routine found it: reading is about a peer's bytes, writing about the caller's value. */
export function blamed(error: unknown, fault: Fault): unknown {
  if (error instanceof DnsError) (error as { fault: Fault }).fault = fault
  return error
}

/** The error of text that was read by writing what it says: it is one of the text, and says so. */
export const ofText = (error: unknown): unknown =>
  error instanceof DnsError && error.fault === 'local'
    ? new DnsError(error.code, error.offset, error.message.replace(/^encode /, 'parse '), error, 'remote')
    : error

/** Adds where in the message an error lies, where it does not know yet; other errors pass as they are. */
export function located(error: unknown, place: DnsErrorPlace): unknown {
  if (error instanceof DnsError) {
    error.section ??= place.section
    error.index ??= place.index
    error.field ??= place.field
  }
  return error
}
