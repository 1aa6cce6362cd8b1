/** The characters of IMAP URLs (RFC 5092 11), and percent-encoding of all others: UTF-8 in hexadecimal digits (RFC 5092 8). */
import { decodeText, encodeHex, encodeText, isWellFormed } from '@mailwire/bytes'
import { fail } from '../error.js'

/** Where in the text of a URL reading is. */
export interface Place {
  readonly text: string
  at: number
}

const UNRESERVED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'
const setOf = (characters: string): ReadonlySet<string> => new Set(characters)

/** `achar` */
export const ACHAR: ReadonlySet<string> = /* @__PURE__ */ setOf(`${UNRESERVED}!$'()*+,&=`)
/** `bchar` */
export const BCHAR: ReadonlySet<string> = /* @__PURE__ */ setOf(`${UNRESERVED}!$'()*+,&=:@/`)
/** `reg-name` (RFC 3986 3.2.2) */
export const REG_NAME: ReadonlySet<string> = /* @__PURE__ */ setOf(`${UNRESERVED}!$'()*+,&=;`)

/** Reads the longest run of characters of a set, and of encoded bytes; it may be empty. What was encoded is decoded. */
export function readEncoded(place: Place, characters: ReadonlySet<string>): string {
  const { text } = place
  let decoded = ''
  let from = place.at
  for (;;) {
    while (place.at < text.length && characters.has(text[place.at]!)) place.at++
    decoded += text.slice(from, place.at)
    if (text[place.at] !== '%') return decoded
    const bytes: number[] = []
    // Bytes in a row may be one character.
    for (; text[place.at] === '%'; place.at += 3) bytes.push(encodedByte(place))
    decoded += decodeText(Uint8Array.from(bytes))
    from = place.at
  }
}

/** `pct-encoded = "%" HEXDIG HEXDIG`. NUL is in nothing that IMAP has. */
function encodedByte({ text, at }: Place): number {
  const digits = text.slice(at + 1, at + 3)
  if (!/^[\dA-Fa-f]{2}$/.test(digits)) fail('bad-syntax', at, 'parse IMAP URL: two hexadecimal digits expected after %')
  return digits === '00' ? fail('nul', at, 'parse IMAP URL: the URL contains an encoded NUL') : Number.parseInt(digits, 16)
}

/** The same for text that must be UTF-8. */
export function readUtf8(place: Place, characters: ReadonlySet<string>, what: string): string {
  const { at } = place
  const decoded = readEncoded(place, characters)
  return isWellFormed(decoded) ? decoded : fail('bad-text', at, `parse IMAP URL: ${what} is not UTF-8`)
}

/** Encodes what is not of `uchar`. @throws {@link ImapError} `bad-text`, `bad-value` */
export function encodePercent(text: string, what: string): string {
  if (text.includes('\0')) fail('bad-value', 0, `format IMAP URL: NUL in ${what}`)
  return text.replace(OTHERS, others => encodeHex(encodeText(others, fail)).replace(/../g, '%$&'))
}

/** Everything but `uchar`. */
const OTHERS = /[^\w\-.~!$'()*+,]+/g

/** The same for text that must be UTF-8. */
export const encodeUtf8 = (text: string, what: string): string =>
  isWellFormed(text) ? encodePercent(text, what) : fail('bad-value', 0, `format IMAP URL: ${what} is not UTF-8`)
