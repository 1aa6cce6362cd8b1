/** Checks of arguments, before anything else is done with them. Messages name the type and never the value, which may be a secret. */
import { isBytes, kindOf } from '@mailwire/bytes'
import { fail } from './error.js'

/** An object whose properties are not checked yet; callers read each property once. */
export function fieldsOf(value: unknown, action: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) fail('bad-value', 0, `${action}: an object expected, not ${kindOf(value)}`)
  return value as Record<string, unknown>
}

export const textOf = (value: unknown, action: string): string =>
  typeof value === 'string' ? value : fail('bad-value', 0, `${action}: a string expected, not ${kindOf(value)}`)

export const bytesOf = (value: unknown, action: string): Uint8Array =>
  isBytes(value) ? value : fail('bad-value', 0, `${action}: a Uint8Array expected, not ${kindOf(value)}`)

export const functionOf = (value: unknown, action: string): unknown =>
  typeof value === 'function' ? value : fail('bad-value', 0, `${action}: a function expected, not ${kindOf(value)}`)

/** A flag, or its default if it is not given. */
export const flagOf = (value: unknown, otherwise: boolean, action: string): boolean =>
  value === undefined
    ? otherwise
    : typeof value === 'boolean'
      ? value
      : fail('bad-value', 0, `${action}: a boolean expected, not ${kindOf(value)}`)
