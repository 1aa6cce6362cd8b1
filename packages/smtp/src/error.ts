/** The one error class of this package, the one place where it is thrown, and what a server answers to each. */
import { type BytesErrorCode, type EngineErrorCode, isErrorNamed, WireError } from '@mailwire/bytes'
import type { ReplyInit } from './reply/reply.js'

/** Why an SMTP line cannot be read or written, or a session cannot go on. */
export type SmtpErrorCode =
  | Extract<BytesErrorCode, 'bad-base64' | 'bad-text' | 'bad-number' | 'bare-cr' | 'bare-lf' | 'nul'>
  | EngineErrorCode
  | 'line-too-long'
  | 'bad-command' // a command line that does not follow its grammar
  | 'bad-chunk' // a BDAT that does not say how many octets follow: nobody can tell where the next command begins
  | 'bad-path' // a path, mailbox or domain that does not follow its grammar
  | 'bad-parameter' // a parameter that does not follow its grammar, or stands there twice
  | 'bad-sequence' // a command that is not for the state the session is in
  | 'bad-proxy' // a PROXY header that is none
  | 'bad-reply' // a reply that does not follow its grammar
  | 'unsolicited' // a reply that nobody asked for
  | 'not-offered' // an extension that the server did not offer
  | 'not-smtp' // the peer speaks another protocol
  | 'too-many-errors' // more commands in a row that made no sense than the limit allows
  | 'bad-argument' // a value of the caller's that is not of its type, as an ArrayBuffer where bytes are wanted
  | 'limit' // another limit of this package was reached

/** The reply to each kind of bad command; whatever is not here is a syntax error. */
const replies: Partial<Record<SmtpErrorCode, readonly [code: number, enhanced: string]>> = {
  'bad-sequence': [503, '5.5.1'],
  'bad-command': [501, '5.5.4'],
  'bad-chunk': [501, '5.5.4'],
  'bad-parameter': [501, '5.5.4'],
  'bad-number': [501, '5.5.4'],
  'bad-base64': [501, '5.5.2'],
  'bad-path': [501, '5.1.3'],
  'not-offered': [554, '5.5.4'],
  limit: [552, '5.3.4'],
  'bad-proxy': [421, '4.7.0'],
  'not-smtp': [421, '4.7.0'],
  'too-many-errors': [421, '4.7.0'],
  'input-overflow': [421, '4.7.0'],
  'plaintext-after-upgrade': [421, '4.7.0'],
}

/** Thrown by codecs and by `send`; what a peer sends comes as an event instead. */
export class SmtpError extends WireError<SmtpErrorCode> {
  override readonly name = 'SmtpError'
  readonly #enhanced: string | undefined

  /** `enhanced` is the status to suggest, where the code alone does not tell. */
  constructor(code: SmtpErrorCode, offset: number, message: string, enhanced?: string) {
    assertString(code, 'make error')
    assertNumber(offset, 'make error')
    assertString(message, 'make error')
    if (enhanced !== undefined) assertString(enhanced, 'make error')
    super(code, offset, message)
    this.#enhanced = enhanced
  }

  /**
   * What a server answers to a command that fails with this (RFC 5321 4.2.4 and 4.3.2, RFC 3463); for a message that was not sent, what
   * its sender is told.
   */
  get suggestedReply(): ReplyInit {
    const [code, enhanced] = replies[this.code] ?? [500, '5.5.2']
    return { code, enhanced: this.#enhanced ?? enhanced, lines: [this.message.slice(this.message.indexOf(': ') + 2)] }
  }
}

/** True for an {@link SmtpError}, also one that another copy of this package threw. */
export const isSmtpError = (value: unknown): value is SmtpError => isErrorNamed(value, 'SmtpError')

/** The one place where this package throws; `enhanced` as in {@link SmtpError}. */
export const fail: (code: SmtpErrorCode, offset: number, message: string, enhanced?: string) => never = (...reason) => {
  throw new SmtpError(...reason)
}

/**
 * Reads what is to be written by the rules for what is received. Errors are then about the caller's value: they say so, and name it.
 */
export function encoding<Value>(action: string, value: string, read: () => Value): Value {
  assertString(value, action)
  try {
    return read()
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error
    const reason = error.message.slice(error.message.indexOf(': ') + 2)
    return fail(error.code, error.offset, `${action}: ${reason}: ${quoted(value)}`, error.suggestedReply.enhanced)
  }
}

/** Text for messages, which become lines of replies: no longer than fits into one. */
export function quoted(text: string): string {
  const whole = JSON.stringify(text.slice(0, LONGEST))
  const shown = whole.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '') // no half of a character
  return text.length > LONGEST || shown !== whole ? `${shown}...` : whole
}

const LONGEST = 100

/** What a value is, for messages. Nothing of what it holds: it may be a secret. */
const kindOf = (value: unknown): string =>
  value === null ? 'null' : typeof value !== 'object' ? typeof value : Object.prototype.toString.call(value).slice(8, -1)

const expected = (what: string, value: unknown, action: string): never =>
  fail('bad-argument', 0, `${action}: ${what} expected: ${kindOf(value)} found`)

/** Throws for what is not a string: one that becomes a string each time it is used could be another each time. */
export function assertString(value: unknown, action: string): asserts value is string {
  if (typeof value !== 'string') expected('a string', value, action)
}

/** Throws for what is not a number, NaN among it, and for text that would become one. */
export function assertNumber(value: unknown, action: string): asserts value is number {
  if (typeof value !== 'number' || Number.isNaN(value)) expected('a number', value, action)
}

/** Throws for what has no fields to read: `null`, and what is not an object. */
export function assertObject(value: unknown, action: string): asserts value is object {
  if (typeof value !== 'object' || value === null) expected('an object', value, action)
}

/** Throws for what is not an array; what is in it is not looked at. */
export function assertArray(value: unknown, action: string): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) expected('an array', value, action)
}

/** A copy of an array of strings, so that each is read once. */
export function stringsOf(value: unknown, action: string): string[] {
  assertArray(value, action)
  const copy = Array.from(value)
  for (const item of copy) assertString(item, action)
  return copy as string[]
}

/** Throws for what is neither a function nor left out. */
export function assertCallback(value: unknown, action: string): void {
  if (value !== undefined && typeof value !== 'function') expected('a function', value, action)
}

/** The entries of a map of text; none where it is left out. */
export function textEntries(value: unknown, action: string): readonly (readonly [string, string])[] {
  if (value === undefined) return []
  if (!(value instanceof Map)) expected('a Map', value, action)
  const entries = Array.from(value as ReadonlyMap<unknown, unknown>)
  for (const entry of entries) for (const part of entry) assertString(part, action)
  return entries as [string, string][]
}

/** Throws for what is not bytes, which would be read as empty. A Uint8Array of another realm is one too. */
export function assertBytes(value: unknown, action: string): asserts value is Uint8Array {
  if (!(value instanceof Uint8Array) && Object.prototype.toString.call(value) !== '[object Uint8Array]')
    expected('a Uint8Array', value, action)
}
