/**
 * Encodings of arbitrary text in a parameter value: xtext (RFC 3461 4), and the two forms of a non-ASCII address in ORCPT (RFC 6533 3).
 * Decoded text may go into logs and commands, so control characters are refused.
 */
import { encodeText, isWellFormed } from '@mailwire/bytes'
import { fail } from '../error.js'
import { assertString } from '../values.js'

/**
 * Text to xtext: unprintable characters, `+`, `=` and each non-ASCII byte become `+` and two hex digits (RFC 3461 4).
 *
 * @throws {@link SmtpError} `bad-parameter` for a control character; `bad-text`
 *
 * @example
 * encodeXtext('e=mc2@example.com') // => 'e+3Dmc2@example.com'
 */
export function encodeXtext(text: string): string {
  assertString(text, 'encode xtext')
  if (CONTROL.test(text)) fail('bad-parameter', 0, 'encode xtext: control character')
  if (!/[^!-*,-<>-~]/.test(text)) return text
  let xtext = ''
  for (const byte of encodeText(text, fail))
    xtext +=
      byte > 0x20 && byte < 0x7f && byte !== 0x2b && byte !== 0x3d
        ? String.fromCharCode(byte)
        : `+${byte.toString(16).toUpperCase().padStart(2, '0')}`
  return xtext
}

/**
 * The inverse of {@link encodeXtext}; `offset` is added to the offsets of errors.
 *
 * @throws {@link SmtpError} `bad-parameter` for invalid xtext, and for decoded text that is not UTF-8 or contains a control character
 *
 * @example
 * decodeXtext('e+3Dmc2@example.com') // => 'e=mc2@example.com'
 */
export function decodeXtext(text: string, offset = 0): string {
  assertString(text, 'decode xtext')
  if (/[^!-<>-~]|\+(?![0-9A-F]{2})/.test(text)) fail('bad-parameter', offset, 'decode xtext: invalid character or escape')
  if (!text.includes('+')) return text
  let plain: string
  try {
    plain = decodeURIComponent(text.replace(/%/g, '%25').replace(/\+/g, '%'))
  } catch {
    return fail('bad-parameter', offset, 'decode xtext: the decoded text is not UTF-8')
  }
  return CONTROL.test(plain)
    ? fail('bad-parameter', offset, 'decode xtext: the decoded text contains a control character')
    : plain
}

/** Bytes not allowed in the field of a delivery report; a tab is white space (RFC 3461 4.2 and 4.4). */
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/

/** `EmbeddedUnicodeChar`, or one `QCHAR` or `QUCHAR` (RFC 6533 3). */
const UNITEXT =
  /\\x\{(10|20|2B|3D|5C|7F|[01][1-9]|[89A-F][0-9A-F]|[1-9A-F][0-9A-F]{2,4}|10[0-9A-F]{4})\}|[!-*,-<>-[\]-~]|[^\0-\x7f]/giu

/** Text to `utf-8-addr-xtext`: ASCII only, so usable without SMTPUTF8. @throws {@link SmtpError} `bad-parameter` */
export function encodeUnitext(text: string): string {
  if (CONTROL.test(text) || !isWellFormed(text))
    fail('bad-parameter', 0, 'encode unitext: control character or unpaired surrogate')
  return text.replace(/[^!-*,-<>-[\]-~]/gu, char => `\\x{${char.codePointAt(0)!.toString(16).toUpperCase().padStart(2, '0')}}`)
}

/** The inverse; also reads `utf-8-addr-unitext`. @throws {@link SmtpError} `bad-parameter` */
export function decodeUnitext(text: string, offset = 0): string {
  const bad = (): never => fail('bad-parameter', offset, 'decode unitext: invalid encoding of an address')
  if (text === '' || text.replace(UNITEXT, '') !== '') bad()
  const plain = text.replace(/\\x\{([0-9A-F]+)\}/gi, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16)))
  return CONTROL.test(plain) || !isWellFormed(plain) ? bad() : plain
}
