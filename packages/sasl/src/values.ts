/** Checks of what callers pass, before anything else is done with it. Messages name the type and never the value, which may be a secret. */
import { fail } from './error.js'

/** An object's properties, of which nothing is known yet; whoever uses one reads it once. */
export function fieldsOf(value: unknown, action: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null)
    fail('bad-value', 0, `${action}: an object expected, ${value === null ? 'null' : typeof value} found`)
  return value as Record<string, unknown>
}

export const textOf = (value: unknown, action: string): string =>
  typeof value === 'string' ? value : fail('bad-value', 0, `${action}: a string expected, ${typeof value} found`)

export const bytesOf = (value: unknown, action: string): Uint8Array =>
  value instanceof Uint8Array ? value : fail('bad-value', 0, `${action}: a Uint8Array expected`)

export const functionOf = (value: unknown, action: string): unknown =>
  typeof value === 'function' ? value : fail('bad-value', 0, `${action}: a function expected, ${typeof value} found`)

/** A flag, or what is meant where none is given. */
export const flagOf = (value: unknown, otherwise: boolean, action: string): boolean =>
  value === undefined
    ? otherwise
    : typeof value === 'boolean'
      ? value
      : fail('bad-value', 0, `${action}: a boolean expected, ${typeof value} found`)
