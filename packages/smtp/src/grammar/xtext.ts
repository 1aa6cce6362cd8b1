/**
 * Ways to write any text in a value that has no room for it: xtext (RFC 3461 4), and the two forms of an address beyond ASCII in ORCPT
 * (RFC 6533 3). What comes out of either goes into logs and commands again, so that neither gives control characters.
 */
import { encodeText, isWellFormed } from '@mailwire/bytes'
import { fail } from '../error.js'
import { assertString } from '../values.js'

/**
 * Text to xtext: what does not print, `+` and `=`, and each byte beyond ASCII become `+` and two hex digits (RFC 3461 4).
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
 * The inverse of {@link encodeXtext}; `offset` is where the text stands, for errors.
 *
 * @throws {@link SmtpError} `bad-parameter` for what is no xtext, or stands for a control character or for what is not UTF-8
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

/** Bytes that no field of a report can hold; a tab is white space (RFC 3461 4.2 and 4.4). */
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/

/** `EmbeddedUnicodeChar`, or one `QCHAR` or `QUCHAR` (RFC 6533 3). */
const UNITEXT =
  /\\x\{(10|20|2B|3D|5C|7F|[01][1-9]|[89A-F][0-9A-F]|[1-9A-F][0-9A-F]{2,4}|10[0-9A-F]{4})\}|[!-*,-<>-[\]-~]|[^\0-\x7f]/giu

/** Text to `utf-8-addr-xtext`: ASCII only, so that it may go where SMTPUTF8 is not offered. @throws {@link SmtpError} `bad-parameter` */
export function encodeUnitext(text: string): string {
  if (CONTROL.test(text) || !isWellFormed(text))
    fail('bad-parameter', 0, 'encode unitext: control character or unpaired surrogate')
  return text.replace(/[^!-*,-<>-[\]-~]/gu, char => `\\x{${char.codePointAt(0)!.toString(16).toUpperCase().padStart(2, '0')}}`)
}

/** The inverse, also of `utf-8-addr-unitext`. @throws {@link SmtpError} `bad-parameter` */
export function decodeUnitext(text: string, offset = 0): string {
  const bad = (): never => fail('bad-parameter', offset, 'decode unitext: invalid encoding of an address')
  if (text === '' || text.replace(UNITEXT, '') !== '') bad()
  const plain = text.replace(/\\x\{([0-9A-F]+)\}/gi, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16)))
  return CONTROL.test(plain) || !isWellFormed(plain) ? bad() : plain
}
