/** Classes of characters (RFC 9051 9, RFC 3501 9): one table of bits for all of them, so that a scan takes one lookup per byte. */

/** `ATOM-CHAR` (RFC 9051 4.1) */
export const ATOM = 1
/** `ASTRING-CHAR = ATOM-CHAR / resp-specials` */
export const ASTRING = 2
/** `list-char = ATOM-CHAR / list-wildcards / resp-specials` */
export const LIST_CHAR = 4
/** `tag = 1*<any ASTRING-CHAR except "+">` */
export const TAG = 8
/** `DIGIT` */
export const DIGIT = 16
/** The characters of a FETCH item's name, up to its section or its value. */
export const ITEM = 32
/** The bytes that end or interrupt a quoted string: `"`, the backslash, NUL, CR and LF, and non-ASCII bytes. */
export const QUOTED_STOP = 64

/** The bits of each byte. */
export const classes: Uint8Array = /* @__PURE__ */ (() => {
  const table = new Uint8Array(256)
  for (let byte = 0x21; byte < 0x7f; byte++) {
    const char = String.fromCharCode(byte)
    const isAtom = !'(){%*"\\]'.includes(char)
    if (isAtom) table[byte] = ATOM | ASTRING | LIST_CHAR
    if (isAtom && char !== '+') table[byte]! |= TAG
    if (char === ']') table[byte] = ASTRING | LIST_CHAR | TAG
    if (char === '%' || char === '*') table[byte] = LIST_CHAR
    if (!'()[]<>{"'.includes(char)) table[byte]! |= ITEM
    if (byte >= 0x30 && byte <= 0x39) table[byte]! |= DIGIT
  }
  for (const byte of [0, 0x0a, 0x0d, 0x22, 0x5c]) table[byte]! |= QUOTED_STOP
  table.fill(QUOTED_STOP, 0x80)
  return table
})()

/** True for text that is not empty and consists of one class. */
export function isRun(text: string, kind: number): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 0x7f || (classes[code]! & kind) === 0) return false
  }
  return text !== ''
}

/** `flag-extension = "\\" atom`, `flag-keyword = atom`, and `\\*` (RFC 9051 9); servers also put `]` in keywords. */
export const isFlag = (text: string): boolean => text === '\\*' || isRun(text.startsWith('\\') ? text.slice(1) : text, ASTRING)
