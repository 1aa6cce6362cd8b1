/**
 * Text that may hold any byte: UTF-8, where each byte that is not part of valid UTF-8 becomes one lone surrogate
 * U+DC80..U+DCFF (PEP 383's surrogateescape), so that no byte of a field is ever lost. `encodeText(decodeText(b))` is `b`.
 */
import { utf8Decoder, utf8Encoder } from './coders.js'
import type { Fail } from './fail.js'
import { latin1 } from './native.js'

/** Bytes to text; never fails. */
export function decodeText(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  return isAscii(bytes, start, end) ? latin1(bytes, start, end) : decodeBeyondAscii(bytes, start, end)
}

/**
 * Text to bytes: the inverse of {@link decodeText}.
 *
 * @throws `bad-text` on a lone surrogate that is not one of U+DC80..U+DCFF; the offset counts UTF-16 code units.
 */
export function encodeText(text: string, fail: Fail<'bad-text'>): Uint8Array {
  const bytes = new Uint8Array(text.length)
  return writeAscii(text, bytes, 0) ? bytes : encodeBeyondAscii(text, fail)
}

/** From so many characters on, calling the runtime's encoder is faster than a loop (measured). */
const LONG = 40

/**
 * Writes text that is all ASCII from `at` on, where `bytes` has room for one byte per character. False for any other text;
 * `bytes` then holds part of it.
 */
export function writeAscii(text: string, bytes: Uint8Array, at: number): boolean {
  const { length } = text
  // What is not ASCII takes more than a byte a character, and so is not read to its end.
  if (length > LONG) return utf8Encoder.encodeInto(text, bytes.subarray(at, at + length)).read === length
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code > 0x7f) return false
    bytes[at + index] = code
  }
  return true
}

/** True when no byte of the text is lost to anyone who reads it as UTF-8. */
export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text)

/** Eight bytes at a step, which takes half the time on long text. */
function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  for (; at + 8 <= end; at += 8) {
    const low = bytes[at]! | bytes[at + 1]! | bytes[at + 2]! | bytes[at + 3]!
    const high = bytes[at + 4]! | bytes[at + 5]! | bytes[at + 6]! | bytes[at + 7]!
    if ((low | high) > 0x7f) return false
  }
  for (; at < end; at++) if (bytes[at]! > 0x7f) return false
  return true
}

/**
 * Decodes the valid runs, and escapes the bytes between them. A decoder that throws takes as long as looking through 4 kB (measured), so that
 * a message of many short texts that are not UTF-8 would cost hundreds of times as much as another.
 */
function decodeBeyondAscii(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  let run = start
  for (let at = start; at < end; ) {
    const length = utf8Length(bytes, at, end)
    at += length || 1
    if (length > 0) continue
    text += decodeRun(bytes, run, at - 1) + String.fromCharCode(0xdc00 + bytes[at - 1]!)
    run = at
  }
  return text + decodeRun(bytes, run, end)
}

/** Valid UTF-8. */
function decodeRun(bytes: Uint8Array, start: number, end: number): string {
  return isAscii(bytes, start, end) ? latin1(bytes, start, end) : utf8Decoder.decode(bytes.subarray(start, end))
}

/** The bytes of the well-formed character at `at` (RFC 3629 4), or 0 when there is none. */
function utf8Length(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at]!
  if (lead < 0x80) return 1
  const length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0
  if (length === 0 || at + length > end) return 0
  const second = bytes[at + 1]!
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (second < low || second > high) return 0
  for (let next = at + 2; next < at + length; next++) if ((bytes[next]! & 0xc0) !== 0x80) return 0
  return length
}

function encodeBeyondAscii(text: string, fail: Fail<'bad-text'>): Uint8Array {
  if (isWellFormed(text)) return utf8Encoder.encode(text)
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  let run = 0
  const flush = (to: number): void => {
    if (to === run) return
    const part = utf8Encoder.encode(text.slice(run, to))
    bytes.set(part, length)
    length += part.length
  }
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at)!
    if (point > 0xffff) at++
    else if (point >= 0xd800 && point <= 0xdfff) {
      if (point < 0xdc80 || point > 0xdcff) {
        fail('bad-text', at, `encode text: lone surrogate U+${point.toString(16).toUpperCase()} does not represent a byte`)
      }
      flush(at)
      bytes[length++] = point - 0xdc00
      run = at + 1
    }
  }
  flush(text.length)
  return bytes.slice(0, length)
}

/** Where the first byte is that is not part of UTF-8, or -1. */
export function notUtf8At(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  for (let at = start; at < end; ) {
    const length = utf8Length(bytes, at, end)
    if (length === 0) return at
    at += length
  }
  return -1
}
