/**
 * Checks of what callers pass: types do not bind callers in JavaScript, and a getter may give another value each time. So each property is
 * read once, checked, and used.
 */
import { CR, isBytes, kindOf, LF } from '@mailwire/bytes'
import { fail, type Pop3ErrorCode } from './error.js'

/** An object's properties, of which nothing is known yet. */
export function fieldsOf(value: unknown, action: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) fail('bad-value', 0, `${action}: an object expected, not ${kindOf(value)}`)
  return value as Record<string, unknown>
}

/** The options of a connection, as far as both sides have them. */
export function optionsOf(value: unknown, action: string): Readonly<Record<string, unknown>> {
  const fields = fieldsOf(value, action)
  const { tap } = fields
  if (tap !== undefined && typeof tap !== 'function')
    fail('bad-value', 0, `${action}: tap: a function expected, not ${kindOf(tap)}`)
  return fields
}

/** The options of a decoder. */
export function decodeOptionsOf(value: unknown, action: string): { readonly strict: boolean; readonly origin: number } {
  const { strict, origin = 0 } = fieldsOf(value, action)
  return { strict: strict === true, origin: wholeNumber(origin, 0, 'bad-value', `${action}: origin`) }
}

/** A line without the CRLF at its end, if there is one. */
export const unterminated = (bytes: Uint8Array): Uint8Array =>
  bytes[bytes.length - 2] === CR && bytes[bytes.length - 1] === LF ? bytes.subarray(0, -2) : bytes

/** A string. */
export const textOf = (value: unknown, action: string): string =>
  typeof value === 'string' ? value : fail('bad-value', 0, `${action}: a string expected, not ${kindOf(value)}`)

/** A string that ends up inside one line: CR, LF and NUL would break the framing (RFC 1939 3). */
export function lineOf(value: unknown, code: Pop3ErrorCode, action: string): string {
  const text = textOf(value, action)
  return /[\0\r\n]/.test(text) ? fail(code, 0, `${action}: the text contains CR, LF or NUL`) : text
}

/** Bytes, a `Buffer` among them. */
export const bytesOf = (value: unknown, action: string): Uint8Array =>
  isBytes(value) ? value : fail('bad-value', 0, `${action}: a Uint8Array expected, not ${kindOf(value)}`)

/** A copy of an array. */
export const listOf = (value: unknown, action: string): readonly unknown[] =>
  Array.isArray(value) ? Array.from(value) : fail('bad-value', 0, `${action}: an array expected, not ${kindOf(value)}`)

/** A safe integer from `least` on. */
export const wholeNumber = (value: unknown, least: number, code: Pop3ErrorCode, action: string): number =>
  Number.isSafeInteger(value) && (value as number) >= least
    ? (value as number)
    : fail(code, 0, `${action}: a whole number from ${least} expected, not ${typeof value === 'number' ? value : kindOf(value)}`)
