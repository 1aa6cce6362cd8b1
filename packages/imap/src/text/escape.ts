/** Bytes written as a sign and two hexadecimal digits: `=E9` in encoded words (RFC 2047 4.2), `%E9` in parameters (RFC 2231 7). */
import { encodeText } from '@mailwire/bytes'
import { fail } from '../error.js'

/** The bytes of a text; `undefined` where it holds a surrogate that stands for no byte, as only a caller's own text can. */
export function bytesOfText(text: string): Uint8Array | undefined {
  try {
    return encodeText(text, fail)
  } catch {
    return undefined
  }
}

/** The unescaped bytes; a sign that two hex digits do not follow stands for itself. */
export function withoutEscapes(bytes: Uint8Array, sign: number): Uint8Array {
  const found = new Uint8Array(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const value = bytes[at] === sign ? hexPair(bytes, at + 1) : -1
    found[length++] = value < 0 ? bytes[at]! : value
    if (value >= 0) at += 2
  }
  return found.slice(0, length)
}

/** What two digits at a place stand for; negative for anything else, the end included. */
const hexPair = (bytes: Uint8Array, at: number): number => (digit(bytes[at]) << 4) | digit(bytes[at + 1])

function digit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
