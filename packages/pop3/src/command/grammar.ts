/** The grammar of a command: how its arguments are read and written, and the parts that several grammars share. */
import { byteClass, decodeText, type Scanner, SP } from '@mailwire/bytes'
import { fail, type Pop3ErrorCode } from '../error.js'
import type { Pop3Quirk } from '../quirks.js'
import { textOf, wholeNumber } from '../values.js'

export type { ByVerb } from '@mailwire/bytes'

/** How one command is decoded and encoded. */
export interface Grammar<Of extends { readonly verb: string }> {
  /** Reads what follows the keyword and one space, up to where its grammar ends. */
  decode(line: Line, departs: Departs): Of
  /** Checks the value, reading each property once. Returns a copy of it, and the encoded arguments. */
  encode(fields: Fields): Written<Of>
  /** Spaces around the argument are part of it; in all other commands extra spaces are a quirk. */
  readonly keepsSpaces?: true
}

export type Line = Scanner<Pop3ErrorCode>
/** Reports something in the line that the grammar does not allow, as a warning, or as an error when strict; `at` is where it is in the line's bytes. */
export type Departs = (code: Pop3Quirk, at: number) => void
export type Fields = Readonly<Record<string, unknown>>
export type Written<Of> = readonly [command: Of, ...words: string[]]

const ARGUMENT: Uint8Array = /* @__PURE__ */ byteClass(byte => byte > 0x20 && byte !== 0x7f)

/** `sasl-mech` (RFC 4422 3.1); its case is ignored (RFC 5034 5). */
export const MECHANISM: RegExp = /^[A-Z0-9_-]{1,20}$/i
/** A language tag as ranges are matched by it (RFC 4647 2.1); the registry of tags is not consulted. */
export const LANGUAGE_TAG: RegExp = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/

/** A command without arguments. */
export const alone = <V extends string>(verb: V): Grammar<{ readonly verb: V }> => ({
  decode: () => ({ verb }),
  encode: () => [{ verb }],
})

/** A name with the spaces that it may hold, up to `nameEnd` at most. */
export function name(line: Line, keyword: string, nameEnd: number, departs: Departs): string {
  const start = line.pos
  const first = argument(line, keyword)
  const space = line.pos
  while (line.pos < nameEnd && line.skip(SP)) line.pos = line.runEnd(ARGUMENT)
  if (line.pos === space) return first
  departs('space-in-name', space)
  return decodeText(line.bytes, start, line.pos)
}

/** One argument, and the space before it where it is not the first. */
export function argument(line: Line, keyword: string): string {
  if (line.bytes[line.pos - 1] !== SP) line.space('bad-command', `decode ${keyword}`)
  const word = line.text(ARGUMENT)
  return word === '' ? line.fail('bad-command', `decode ${keyword}: an argument expected, ${line.shown()} found`) : word
}

/** A message number, from 1 (RFC 1939 3). */
export function messageNumber(line: Line, keyword: string): number {
  if (line.atEnd) line.fail('bad-command', `decode ${keyword}: a message number expected, the end found`)
  const start = line.pos
  const number = line.number('bad-number', keyword)
  if (number === 0) line.fail('bad-number', `decode ${keyword}: message numbers start at 1`, start)
  return number
}

/** The caller's message number. */
export const checkedMessage = (value: unknown): number => wholeNumber(value, 1, 'bad-number', 'encode command')

/** A text of the caller that must not be empty nor contain a control character. */
export function printing(value: unknown, keyword: string): string {
  const text = textOf(value, `encode ${keyword}`)
  return text === '' || /[\0-\x1f\x7f]/.test(text)
    ? fail('bad-command', 0, `encode ${keyword}: an argument is empty or contains a control character`)
    : text
}

/** The same, without a space at the start or the end, which a server would drop. */
export function trimmed(value: unknown, keyword: string): string {
  const text = printing(value, keyword)
  return text.startsWith(' ') || text.endsWith(' ')
    ? fail('bad-command', 0, `encode ${keyword}: an argument starts or ends with a space`)
    : text
}
