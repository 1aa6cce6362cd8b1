/** Bytes by name, and the comparisons that protocols make: ASCII only, never by locale. */
import { latin1 } from './native.js'

export const TAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SP = 0x20
export const DOT = 0x2e

const CRLF_BYTES: Uint8Array = /* @__PURE__ */ Uint8Array.of(CR, LF)

/** A fresh CRLF each time: a caller may change the array that it gets. */
export const crlf = (): Uint8Array => CRLF_BYTES.slice()

/** A string of ASCII to bytes; the caller has checked that it is ASCII. */
export function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}

/** `toLowerCase` would also turn other letters into ASCII: the Kelvin sign into a k. */
const BEYOND_ASCII = /[^\0-\x7f]/

/** Lower-cases A to Z and leaves everything else, other alphabets included. */
export const lowerAscii = (text: string): string =>
  BEYOND_ASCII.test(text) ? text.replace(/[A-Z]+/g, letters => letters.toLowerCase()) : text.toLowerCase()

/** Upper-cases a to z and leaves everything else. */
export const upperAscii = (text: string): string =>
  BEYOND_ASCII.test(text) ? text.replace(/[a-z]+/g, letters => letters.toUpperCase()) : text.toUpperCase()

/** True when the two differ in the case of ASCII letters at most. */
export const equalsIgnoreCase = (a: string, b: string): boolean => a.length === b.length && lowerAscii(a) === lowerAscii(b)

/** A table of 256 entries, 1 where the byte is in the class: `byteClass(byte => ...)`. */
export function byteClass(accepts: (byte: number) => boolean): Uint8Array {
  const table = new Uint8Array(256)
  for (let byte = 0; byte < 256; byte++) table[byte] = accepts(byte) ? 1 : 0
  return table
}

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39
export const isAlpha = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a

/** A plain `Uint8Array` over the same bytes, also when a `Buffer` came in. */
export const viewOf = (bytes: Uint8Array, start: number, end: number): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start)

/** A copy as a plain `Uint8Array`, which does not keep the whole array alive. `slice` of a `Buffer` would not copy. */
export const copyOf = (bytes: Uint8Array, start = 0, end: number = bytes.length): Uint8Array => {
  const copy = new Uint8Array(end - start)
  copy.set(end - start === bytes.length ? bytes : viewOf(bytes, start, end))
  return copy
}

/** Joins parts into one array of their total length. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** True when both hold the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

/** A byte as error messages show it: `'a'`, or `0x0d` where it does not print. */
export const showByte = (byte: number): string =>
  byte > SP && byte < 0x7f ? `'${latin1(Uint8Array.of(byte), 0, 1)}'` : `0x${byte.toString(16).padStart(2, '0')}`
