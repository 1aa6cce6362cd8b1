/**
 * Checks of what callers pass: types do not bind callers in JavaScript, and a getter may give another value each time. So each property is
 * read once, checked, and used.
 */
import { isBytes, isDetached, kindOf } from '@mailwire/bytes'
import { fail } from './error.js'
import type { Strictness } from './grammar/reader.js'

/** An object's properties, of which nothing is known yet. */
export const fieldsOf = <Value extends object>(value: Value, action: string): Value =>
  typeof value === 'object' && value !== null ? value : unexpected(value, 'an object', action)

/** A string. */
export const textOf = (value: string, action: string): string =>
  typeof value === 'string' ? value : unexpected(value, 'a string', action)

/** A string that ends up inside one line: CR, LF and NUL would break the framing. */
export const lineOf = (value: string, action: string): string =>
  /[\0\r\n]/.test(textOf(value, action)) ? fail('bad-value', 0, `${action}: the text contains CR, LF or NUL`) : value

/** Bytes, a `Buffer` among them. */
export const bytesOf = (value: Uint8Array, action: string): Uint8Array =>
  isBytes(value) ? value : unexpected(value, 'a Uint8Array', action)

/** A whole number from 0. */
export const wholeNumberOf = (value: number, action: string): number =>
  Number.isSafeInteger(value) && value >= 0 ? value : otherNumber(value, 'a whole number', action)

/** True or false, and nothing that only counts as one of them. */
export const booleanOf = (value: boolean, action: string): boolean =>
  typeof value === 'boolean' ? value : unexpected(value, 'a boolean', action)

/** A bigint. */
export const bigintOf = (value: bigint, action: string): bigint =>
  typeof value === 'bigint' ? value : unexpected(value, 'a bigint', action)

/** A function; what it gives is checked where it is called. */
export const functionOf = <Value extends (...args: never) => unknown>(value: Value, action: string): Value =>
  typeof value === 'function' ? value : unexpected(value, 'a function', action)

/** What can be iterated over, which a typed array whose buffer was transferred cannot. */
export const iterableOf = <Item>(value: Iterable<Item>, action: string): Iterable<Item> =>
  typeof (value as Partial<Iterable<Item>> | null | undefined)?.[Symbol.iterator] === 'function' && !isDetached(value)
    ? value
    : unexpected(value, 'an iterable', action)

/** The options of a session, which see the wire by a function. */
export function optionsOf<Options extends { readonly tap?: unknown }>(value: Options, action: string): Options {
  const { tap } = fieldsOf(value, action)
  return tap === undefined || typeof tap === 'function' ? value : unexpected(tap, 'a function', `${action}: tap`)
}

/** Which grammar is kept to. */
export function strictnessOf(value: Strictness | undefined, action: string): Strictness {
  if (value === undefined || typeof value === 'boolean' || value === 'rev1' || value === 'rev2') return value ?? false
  return fail('bad-value', 0, `${action}: strict must be true, false, 'rev1' or 'rev2'`)
}

/** A copy of an array. */
export const listOf = <Item>(value: readonly Item[], action: string): readonly Item[] =>
  Array.isArray(value) ? Array.from(value as readonly Item[]) : unexpected(value, 'an array', action)

/** Refuses a value of another type. */
export const unexpected = (value: unknown, expected: string, action: string, found: string = kindOf(value)): never =>
  fail('bad-value', 0, `${action}: ${expected} expected, not ${found}`)

/** The same where a number of another kind is expected, which may be shown. */
export const otherNumber = (value: unknown, expected: string, action: string): never =>
  unexpected(value, expected, action, shownNumber(value))

/** A name for a message, cut to 80 characters; anything but a string is shown by its type. */
export const shownName = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : kindOf(value)

/** A value in a message, where a number was expected: anything else may be a secret. */
export const shownNumber = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'bigint' ? String(value) : kindOf(value)

/** A value as it is given to be written: some of what a decoded one always has may be left out. */
export type Loose<Value, Optional extends keyof Value> = Omit<Value, Optional> & {
  readonly [Key in Optional]?: Value[Key] | undefined
}
