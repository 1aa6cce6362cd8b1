/** Mailbox names on the wire: modified UTF-7 (RFC 3501 5.1.3). INBOX is the same in either case. */
import { textOf } from '../values.js'

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,'

/**
 * A name to modified UTF-7: what is not printable ASCII becomes `&...-`, and `&` itself `&-`.
 *
 * @example
 * encodeMailboxName('Entwürfe') // => 'Entw&APw-rfe'
 */
export const encodeMailboxName = (name: string): string =>
  textOf(name, 'encode mailbox name').replace(/&|[^ -~]+/g, part => (part === '&' ? '&-' : `&${encodeUtf16(part)}-`))

/** The inverse; what is not canonical modified UTF-7 is given as it came, so that no name is lost. */
export const decodeMailboxName = (name: string): string => decodeModifiedUtf7(name) ?? name

/** The same, but `undefined` for what is not canonical. */
export function decodeModifiedUtf7(name: string): string | undefined {
  const decoded = withoutShifts(textOf(name, 'decode mailbox name'))
  return decoded !== undefined && encodeMailboxName(decoded) === name ? decoded : undefined
}

/** What every `&...-` stands for; `undefined` where one has no end. */
function withoutShifts(name: string): string | undefined {
  let decoded = ''
  let from = 0
  for (let shift = name.indexOf('&'); shift >= 0; shift = name.indexOf('&', from)) {
    const end = name.indexOf('-', shift)
    if (end < 0) return undefined
    decoded += name.slice(from, shift) + (end === shift + 1 ? '&' : decodeUtf16(name.slice(shift + 1, end)))
    from = end + 1
  }
  return decoded + name.slice(from)
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

/** '' for what is no such text: the caller compares with what encoding gives back. */
function decodeUtf16(encoded: string): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const char of encoded) {
    const value = BASE64.indexOf(char)
    if (value < 0) return ''
    held = (held << 6) | value
    bits += 6
    if (bits >= 16) {
      bits -= 16
      text += String.fromCharCode((held >>> bits) & 0xffff)
      held &= (1 << bits) - 1
    }
  }
  return text
}
