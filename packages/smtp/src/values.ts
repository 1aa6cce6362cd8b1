/** Checks of callers' values at run time, as JavaScript callers may ignore the types. A property is read only once. */
import { isBytes, kindOf } from '@mailwire/bytes'
import { fail, quoted, SmtpError } from './error.js'

const expected = (what: string, value: unknown, action: string): never =>
  fail('bad-value', 0, `${action}: ${what} expected, not ${Number.isNaN(value) ? 'NaN' : kindOf(value)}`)

/** A word of the caller's for a message: a string as it is, anything else by its kind. */
export const shown = (value: unknown): string => (typeof value === 'string' ? quoted(value) : kindOf(value))

/** Refuses anything but a string: an object may convert to a different string at each use. */
export function assertString(value: unknown, action: string): asserts value is string {
  if (typeof value !== 'string') expected('a string', value, action)
}

/** Refuses anything but a number; NaN and numeric strings are refused too. */
export function assertNumber(value: unknown, action: string): asserts value is number {
  if (typeof value !== 'number' || Number.isNaN(value)) expected('a number', value, action)
}

/** Refuses `null`, and anything but an object. */
export function assertObject(value: unknown, action: string): asserts value is object {
  if (typeof value !== 'object' || value === null) expected('an object', value, action)
}

/** Refuses a name that does not exist, which would be ignored. `what` is what the names are of. */
export function assertKeys(value: object, known: readonly string[], action: string, what: string): void {
  const unknown = Object.keys(value).find(key => !known.includes(key))
  if (unknown !== undefined)
    fail('bad-value', 0, `${action}: unknown ${what}: ${quoted(unknown)}; choose from ${known.join(', ')}`)
}

/** Refuses anything but an array; its elements are not checked. */
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

/** Refuses anything but a function or `undefined`. */
export function assertCallback(value: unknown, action: string): void {
  if (value !== undefined && typeof value !== 'function') expected('a function', value, action)
}

/** The entries of a map of strings; none if it is `undefined`. */
export function textEntries(value: unknown, action: string): readonly (readonly [string, string])[] {
  if (value === undefined) return []
  if (!(value instanceof Map)) expected('a Map', value, action)
  const entries = Array.from(value as ReadonlyMap<unknown, unknown>)
  for (const entry of entries) for (const part of entry) assertString(part, action)
  return entries as [string, string][]
}

/** Refuses anything but bytes, which would be read as empty. */
export function assertBytes(value: unknown, action: string): asserts value is Uint8Array {
  if (!isBytes(value)) expected('a Uint8Array', value, action)
}

/**
 * Checks a value to encode by the rules for decoding. Its errors are rewritten to name the encode action and the caller's value.
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
