/**
 * What JavaScript callers give in spite of the types: each check says what was expected and what kind of value came, so that encode throws nothing
 * but a DnsError.
 */
import { kindOf, requireBytes } from '@mailwire/bytes'
import { fail } from './error.js'

/** Refuses anything but a `Uint8Array`. */
export function checkBytes(value: unknown, action: string): asserts value is Uint8Array {
  requireBytes(value, fail, 'bad-value', action)
}

/** Refuses what has no properties to read, and lists. */
export function checkObject(value: unknown, action: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    fail('bad-value', 0, `${action}: an object expected, not ${kindOf(value)}`)
}

/** Refuses anything but an array. */
export function checkList(value: unknown, action: string): void {
  if (!Array.isArray(value)) fail('bad-value', 0, `${action}: an array expected, not ${kindOf(value)}`)
}

/** Refuses a set of flags that has another one, or one that is not a boolean. `bits` has their bits by name. */
export function flagBits(flags: object, bits: Readonly<Record<string, number>>, action: string): number {
  let result = 0
  for (const name in flags) {
    const value = (flags as Readonly<Record<string, unknown>>)[name]
    if (value === undefined) continue
    const bit =
      bits[name] ?? fail('bad-value', 0, `${action}: unknown flag ${name}; the flags are ${Object.keys(bits).join(', ')}`)
    if (value === true) result |= bit
    else if (value !== false) fail('bad-value', 0, `${action}: flag ${name}: a boolean expected, not ${kindOf(value)}`)
  }
  return result
}

/** A value for a message: a string in quotes, a number as it is, of others the kind. */
export const shown = (value: unknown): string =>
  typeof value === 'string'
    ? JSON.stringify(value.slice(0, 300))
    : typeof value === 'number'
      ? String(value)
      : `(${kindOf(value)})`
