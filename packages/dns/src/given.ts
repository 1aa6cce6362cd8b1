/**
 * Checks of callers' values at run time, as JavaScript callers may ignore the types. Each error names what was expected and what was given, so that
 * encoding throws nothing but a DnsError.
 */
import { kindOf, requireBytes } from '@mailwire/bytes'
import { fail } from './error.js'

/** Refuses anything but a `Uint8Array`. */
export function checkBytes(value: unknown, action: string): asserts value is Uint8Array {
  requireBytes(value, fail, 'bad-value', action)
}

/** Refuses arrays, and values without properties. */
export function checkObject(value: unknown, action: string): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    fail('bad-value', 0, `${action}: an object expected, not ${kindOf(value)}`, 'local')
}

/** Refuses an object without these functions. */
export function checkFunctions(value: object, names: readonly string[], action: string): void {
  const missing = names.find(name => typeof (value as Readonly<Record<string, unknown>>)[name] !== 'function')
  if (missing !== undefined) fail('bad-value', 0, `${action}: ${missing} is not a function`, 'local')
}

/** Refuses anything but a string. */
export function checkText(value: unknown, action: string): asserts value is string {
  if (typeof value !== 'string') fail('bad-value', 0, `${action}: a string expected, not ${kindOf(value)}`, 'local')
}

/** Refuses anything but a whole number from 0 to `most`. */
export function checkWhole(value: unknown, most: number, action: string): asserts value is number {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > most)
    fail('bad-value', 0, `${action}: a whole number up to ${most} expected, not ${shown(value)}`, 'local')
}

/** Rejects a number that does not fit `size` bytes, so that none wraps around. `what` names it in the message. */
export function checkUnsigned(value: unknown, size: 1 | 2 | 4, what = 'number'): asserts value is number {
  // The shift changes any value that is not a 32-bit number, and costs less than a check for an integer.
  if (typeof value !== 'number' || value >>> 0 !== value || (size < 4 && value >>> (8 * size) !== 0))
    checkWhole(value, 256 ** size - 1, `encode ${what}`)
}

/** The entry of a table by name; refuses other names. */
export function entryOf<Entry>(table: Readonly<Record<string, Entry>>, name: unknown, action: string): Entry {
  if (typeof name === 'string' && Object.hasOwn(table, name)) return table[name]!
  return fail('bad-value', 0, `${action}: one of ${Object.keys(table).join(', ')} expected, not ${shown(name)}`, 'local')
}

/** Refuses anything but an array of objects. */
export function checkObjects(value: unknown, action: string): asserts value is readonly object[] {
  checkList(value, action)
  for (const each of value) checkObject(each, action)
}

/** Refuses anything but an array. */
export function checkList(value: unknown, action: string): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) fail('bad-value', 0, `${action}: an array expected, not ${kindOf(value)}`, 'local')
}

/**
 * The bits of the flags that are set, by the names in `bits`. Refuses an unknown flag, and one that is not a boolean. The caller reads `apart`.
 */
export function flagBits(flags: object, bits: Readonly<Record<string, number>>, action: string, apart?: string): number {
  let result = 0
  for (const name in flags) {
    const value = (flags as Readonly<Record<string, unknown>>)[name]
    if (value === undefined || name === apart) continue
    const bit = bits[name]
    if (typeof bit !== 'number' || typeof value !== 'boolean') refuseFlag(name, value, bits, action)
    else if (value) result |= bit
  }
  return result
}

/** Separate from the loop, which stays small enough to be inlined. */
function refuseFlag(name: string, value: unknown, bits: Readonly<Record<string, number>>, action: string): never {
  if (Object.hasOwn(bits, name))
    fail('bad-value', 0, `${action}: flag ${name}: a boolean expected, not ${kindOf(value)}`, 'local')
  fail('bad-value', 0, `${action}: unknown flag ${name}; the flags are ${Object.keys(bits).join(', ')}`, 'local')
}

/** The error for a name that is missing, or that a codec does not have; `instead` needs no name. */
export const unknownName = (what: string, name: unknown, instead: string): string =>
  `${name === undefined ? 'a name' : `unknown ${what} ${shown(name)} in this codec: its description`} or ${instead} expected`

/** The same for a record type. */
export const unknownType = (type: unknown): string => unknownName('type', type, 'TYPEn')

/** A value for an error message: a string in quotes, a number as it is, otherwise the kind of value. */
export const shown = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value.slice(0, 300)) : typeof value === 'number' ? String(value) : kindOf(value)
