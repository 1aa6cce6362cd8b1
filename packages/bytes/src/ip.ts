/** IP addresses as text: dotted quads (RFC 1123 2.1), IPv6 as read by RFC 4291 2.2 and printed by RFC 5952 4 and 5. */
import { DOT } from './ascii.js'
import { latin1 } from './native.js'

const COLON = 0x3a
// The text of one IPv6 address, at most eight groups of four digits and the colons between them.
const scratch: Uint8Array = /* @__PURE__ */ new Uint8Array(40)

/** Four bytes of a dotted quad, or `undefined`. Each part is 0 to 255 without a leading zero. */
export function parseIPv4(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(4)
  return writeIPv4(text, bytes, 0) ? bytes : undefined
}

/** The same into `bytes` from `at` on; false for any other text, and `bytes` then holds part of it. */
export const writeIPv4 = (text: string, bytes: Uint8Array, at: number): boolean => readQuad(text, 0, bytes, at)

/** The dotted quad of the four bytes at `at`. Two halves of two parts take half the time of a template (measured). */
export const formatIPv4 = (bytes: Uint8Array, at = 0): string =>
  DECIMAL_DOT[bytes[at]!]! + DECIMAL_DOT[bytes[at + 1]!]! + (DECIMAL_DOT[bytes[at + 2]!]! + DECIMAL[bytes[at + 3]!]!)

const DECIMAL: readonly string[] = /* @__PURE__ */ Array.from({ length: 256 }, (_, byte) => String(byte))
const DECIMAL_DOT: readonly string[] = /* @__PURE__ */ DECIMAL.map(text => `${text}.`)

/** Sixteen bytes of an IPv6 address, `::` and a dotted quad at the end included, or `undefined`. No zone, no brackets. */
export function parseIPv6(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(16)
  return writeIPv6(text, bytes, 0) ? bytes : undefined
}

/** The same into `bytes` from `at` on; false for any other text, and `bytes` then holds part of it. */
export function writeIPv6(text: string, bytes: Uint8Array, at: number): boolean {
  const end = text.length
  let written = 0
  let index = 0
  let gap = -1 // where `::` is among the bytes
  if (end > 1 && text.charCodeAt(0) === COLON && text.charCodeAt(1) === COLON) {
    gap = 0
    index = 2
  }
  while (index < end) {
    const start = index
    let group = 0
    for (let digit: number; index < end && index < start + 4 && (digit = hexDigit(text.charCodeAt(index))) >= 0; index++)
      group = (group << 4) | digit
    if (index < end && text.charCodeAt(index) === DOT) {
      if (written > 12 || !readQuad(text, start, bytes, at + written)) return false
      written += 4
      break
    }
    if (index === start || written > 14) return false
    bytes[at + written++] = group >> 8
    bytes[at + written++] = group
    if (index === end) break
    if (text.charCodeAt(index) !== COLON || ++index === end) return false
    if (text.charCodeAt(index) !== COLON) continue
    if (gap >= 0) return false
    gap = written
    index++
  }
  if (gap < 0) return written === 16
  if (written > 14) return false // `::` replaces at least one group
  // Groups after the gap move to the end, and zeros fill it.
  let to = 16
  while (written > gap) bytes[at + --to] = bytes[at + --written]!
  while (to > gap) bytes[at + --to] = 0
  return true
}

/** The one recommended text of the sixteen bytes at `at`; `::ffff:0:0/96` ends in a dotted quad (RFC 5952 5). */
export function formatIPv6(bytes: Uint8Array, at = 0): string {
  // The longest run of zero groups, the first of equals; a single one is not shortened (RFC 5952 4.2).
  let best = 8
  let bestLength = 1
  let run = 0
  for (let group = 0; group < 8; group++) {
    run = (bytes[at + 2 * group]! | bytes[at + 2 * group + 1]!) === 0 ? run + 1 : 0
    if (run <= bestLength) continue
    bestLength = run
    best = group + 1 - run
  }
  // Five groups of zeros before one that is not are the first five.
  if (bestLength === 5 && (bytes[at + 10]! & bytes[at + 11]!) === 0xff) return `::ffff:${formatIPv4(bytes, at + 12)}`
  let length = 0
  for (let group = 0; group < 8; group++) {
    if (group > 0 || group === best) scratch[length++] = COLON
    if (group === best) {
      group += bestLength - 1
      if (group === 7) scratch[length++] = COLON
      continue
    }
    const value = (bytes[at + 2 * group]! << 8) | bytes[at + 2 * group + 1]!
    if (value > 0xfff) scratch[length++] = hexCode(value >> 12)
    if (value > 0xff) scratch[length++] = hexCode((value >> 8) & 15)
    if (value > 0xf) scratch[length++] = hexCode((value >> 4) & 15)
    scratch[length++] = hexCode(value & 15)
  }
  return latin1(scratch, 0, length)
}

/** Reads the dotted quad from `from` to the end of the text into four bytes; false for anything else. */
function readQuad(text: string, from: number, bytes: Uint8Array, at: number): boolean {
  let part = 0
  let value = 0
  let digits = 0
  for (let index = from; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === DOT) {
      if (digits === 0 || part === 3) return false
      bytes[at + part++] = value
      value = 0
      digits = 0
      continue
    }
    if (code < 0x30 || code > 0x39 || (digits > 0 && value === 0)) return false
    value = value * 10 + code - 0x30
    digits++
    if (value > 255) return false
  }
  bytes[at + 3] = value
  return part === 3 && digits > 0
}

/** The value of a hexadecimal digit; -1 for any other character. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

const hexCode = (digit: number): number => (digit < 10 ? 0x30 : 0x57) + digit
