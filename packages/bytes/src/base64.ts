/** Base 64, base 32 with the extended hex alphabet, and hex (RFC 4648 4, 7 and 8). Decoders accept canonical forms only, so that a decoded value encodes to the same text. */
import { byteClass } from './ascii.js'
import type { Fail } from './fail.js'

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const BASE32HEX = '0123456789ABCDEFGHIJKLMNOPQRSTUV'
const HEX = '0123456789ABCDEF'

/** Bytes to base 64 with padding, without line breaks (RFC 4648 4). */
export const encodeBase64 = (bytes: Uint8Array): string => encodeBits(bytes, BASE64, 6, 4)

/**
 * Base 64 to bytes.
 *
 * @throws `bad-base64` on a character outside the alphabet (white space included), wrong padding, or bits left over.
 */
export function decodeBase64(text: string, fail: Fail<'bad-base64'>, offset = 0): Uint8Array {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  if (text.length % 4 !== 0)
    fail('bad-base64', offset + text.length, `decode base64: length ${text.length} is not a multiple of 4`)
  return decodeBits(text, text.length - padding, VALUES64, 6, at =>
    fail('bad-base64', offset + at, 'decode base64: not canonical base64'),
  )
}

/** Bytes to base 32 with the extended hex alphabet, unpadded and upper case, as NSEC3 owner names have it (RFC 4648 7, RFC 5155 3.3). */
export const encodeBase32Hex = (bytes: Uint8Array): string => encodeBits(bytes, BASE32HEX, 5, 1)

/** The inverse of {@link encodeBase32Hex}; accepts both cases. @throws `bad-base64` */
export const decodeBase32Hex = (text: string, fail: Fail<'bad-base64'>, offset = 0): Uint8Array =>
  decodeBits(text, text.length, VALUES32, 5, at => fail('bad-base64', offset + at, 'decode base32hex: not canonical base32hex'))

/** Bytes to upper-case hex (RFC 4648 8). */
export const encodeHex = (bytes: Uint8Array): string => encodeBits(bytes, HEX, 4, 1)

/** Hex, in upper or lower case, to bytes. @throws `bad-hex` */
export const decodeHex = (text: string, fail: Fail<'bad-hex'>, offset = 0): Uint8Array =>
  decodeBits(text, text.length, VALUES16, 4, at =>
    fail('bad-hex', offset + at, 'decode hex: odd number of hex digits, or a character that is not a hex digit'),
  )

const valuesOf = (alphabet: string): Uint8Array => {
  const values = byteClass(() => false).fill(0xff)
  for (let value = 0; value < alphabet.length; value++) {
    values[alphabet.charCodeAt(value)] = value
    if (alphabet.length < 64) values[alphabet.toLowerCase().charCodeAt(value)] = value
  }
  return values
}
const VALUES64: Uint8Array = /* @__PURE__ */ valuesOf(BASE64)
const VALUES32: Uint8Array = /* @__PURE__ */ valuesOf(BASE32HEX)
const VALUES16: Uint8Array = /* @__PURE__ */ valuesOf(HEX)

function encodeBits(bytes: Uint8Array, alphabet: string, width: number, padTo: number): string {
  let text = ''
  let bits = 0
  let held = 0
  for (let at = 0; at < bytes.length; at++) {
    held = ((held << 8) | bytes[at]!) & 0xffff
    bits += 8
    while (bits >= width) {
      bits -= width
      text += alphabet[(held >> bits) & (alphabet.length - 1)]
    }
  }
  if (bits > 0) text += alphabet[(held << (width - bits)) & (alphabet.length - 1)]
  while (text.length % padTo !== 0) text += '='
  return text
}

function decodeBits(text: string, end: number, values: Uint8Array, width: number, fail: (at: number) => never): Uint8Array {
  const bytes = new Uint8Array(Math.floor((end * width) / 8))
  let length = 0
  let bits = 0
  let held = 0
  for (let at = 0; at < end; at++) {
    const char = text.charCodeAt(at)
    const value = char < 256 ? values[char]! : 0xff
    if (value === 0xff) fail(at)
    held = ((held << width) | value) & 0xffff
    bits += width
    if (bits >= 8) {
      bits -= 8
      bytes[length++] = held >> bits
    }
  }
  if (bits >= width || (held & ((1 << bits) - 1)) !== 0) fail(end)
  return bytes
}
