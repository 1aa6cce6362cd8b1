/** What callers hand over, checked before it is used: types do not bind callers in JavaScript. Whoever uses a property reads it once. */
import { kindOf } from '@mailwire/bytes'
import { fail, quoted, SmtpError } from './error.js'

const expected = (what: string, value: unknown, action: string): never =>
  fail('bad-value', 0, `${action}: ${what} expected: ${kindOf(value)} found`)

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
