/** Mailbox names on the wire: modified UTF-7 (RFC 3501 5.1.3, RFC 9051 A.1). INBOX is case-insensitive. */
import { upperAscii } from '@mailwire/bytes'
import { textOf } from '../values.js'

const AMPERSAND = 0x26
const DASH = 0x2d
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,'

/**
 * A name to modified UTF-7: anything but printable ASCII becomes `&...-`, and `&` itself `&-` (RFC 3501 5.1.3).
 *
 * @throws {@link ImapError} `bad-value` for anything but a string
 *
 * @example
 * encodeMailboxName('Entwürfe') // => 'Entw&APw-rfe'
 */
export const encodeMailboxName = (name: string): string =>
  textOf(name, 'encode mailbox name').replace(/&|[^ -~]+/g, part => (part === '&' ? '&-' : `&${encodeUtf16(part)}-`))

/**
 * The inverse of {@link encodeMailboxName} (RFC 3501 5.1.3); text that is not canonical modified UTF-7 is returned unchanged, so that no name is lost.
 *
 * @throws {@link ImapError} `bad-value` for anything but a string
 *
 * @example
 * decodeMailboxName('Entw&APw-rfe') // => 'Entwürfe'
 * decodeMailboxName('R&D') // => 'R&D'
 */
export const decodeMailboxName = (name: string): string => decodeModifiedUtf7(name) ?? name

/** The same, but `undefined` for a name that is not canonical, which encoding would not reproduce. */
export function decodeModifiedUtf7(name: string): string | undefined {
  let decoded = ''
  let from = 0
  for (let at = 0; at < textOf(name, 'decode mailbox name').length; at++) {
    const code = name.charCodeAt(at)
    if (code < 0x20 || code > 0x7e) return undefined
    if (code !== AMPERSAND) continue
    const end = name.indexOf('-', at)
    if (end < 0) return undefined
    const part = end === at + 1 ? '&' : decodeUtf16(name, at + 1, end)
    if (part === undefined) return undefined
    decoded += name.slice(from, at) + part
    from = end + 1
    // Two adjacent shifts are not canonical.
    if (part !== '&' && name.charCodeAt(from) === AMPERSAND && name.charCodeAt(from + 1) !== DASH) return undefined
    at = end
  }
  return from === 0 ? name : decoded + name.slice(from)
}

function encodeUtf16(text: string): string {
  let encoded = ''
  let bits = 0
  let held = 0
  for (let at = 0; at < text.length; at++) {
    held = ((held << 16) | text.charCodeAt(at)) >>> 0
    bits += 16
    while (bits >= 6) {
      bits -= 6
      encoded += BASE64[(held >>> bits) & 63]
    }
    held &= (1 << bits) - 1
  }
  return bits > 0 ? encoded + BASE64[(held << (6 - bits)) & 63] : encoded
}

/** The characters of base64 between two positions, none of which may be printable ASCII; `undefined` for anything else. */
function decodeUtf16(name: string, start: number, end: number): string | undefined {
  let text = ''
  let bits = 0
  let held = 0
  for (let at = start; at < end; at++) {
    const value = VALUES[name.charCodeAt(at)] ?? NO_VALUE
    if (value === NO_VALUE) return undefined
    held = (held << 6) | value
    bits += 6
    if (bits < 16) continue
    bits -= 16
    const unit = (held >>> bits) & 0xffff
    if (unit >= 0x20 && unit <= 0x7e) return undefined
    text += String.fromCharCode(unit)
    held &= (1 << bits) - 1
  }
  // The bits left over must be zero, and fewer than one base64 character.
  return text === '' || bits >= 6 || held !== 0 ? undefined : text
}

const NO_VALUE = 0xff
/** The value of each base64 character. */
const VALUES: Uint8Array = /* @__PURE__ */ (() => {
  const values = new Uint8Array(128).fill(NO_VALUE)
  for (let value = 0; value < BASE64.length; value++) values[BASE64.charCodeAt(value)] = value
  return values
})()

/** True for the same mailbox; INBOX is case-insensitive (RFC 9051 5.1). */
export const isSameMailbox = (one: string | undefined, other: string): boolean =>
  one === other || (one !== undefined && upperAscii(other) === 'INBOX' && upperAscii(one) === 'INBOX')
