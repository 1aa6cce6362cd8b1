/**
 * Status responses (RFC 9051 7.1): OK, NO, BAD, BYE and PREAUTH, with a tag or without, a response code in brackets and text for people;
 * and the `+` of a continuation (7.5).
 */
import { encodeText, equalsIgnoreCase, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { type Cursor, isFlag, type Mark, TAG } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, lineOf, listOf, textOf } from '../values.js'

/** A response code: typed where its value has a form, as it came otherwise. */
export type ResponseCode =
  | { readonly name: 'CAPABILITY'; readonly capabilities: readonly string[] }
  | { readonly name: 'PERMANENTFLAGS'; readonly flags: readonly string[] }
  | { readonly name: 'BADCHARSET'; readonly charsets: readonly string[] }
  | { readonly name: 'UIDNEXT' | 'UIDVALIDITY' | 'UNSEEN'; readonly value: number }
  /** `value` is what follows the name, `undefined` for nothing: ALERT, READ-ONLY, TRYCREATE and all that have no type here. */
  | { readonly name: string; readonly value: string | undefined }

export type StatusType = 'ok' | 'no' | 'bad' | 'bye' | 'preauth'

/** A status; with a tag it completes the command of that tag. */
export interface StatusResponse {
  readonly type: StatusType
  /** `undefined` for `*`. */
  readonly tag: string | undefined
  readonly code: ResponseCode | undefined
  readonly text: string
}

/** `+`: go on with a literal, or a challenge in base 64. */
export interface ContinuationResponse {
  readonly type: 'continuation'
  readonly text: string
}

const TYPES: readonly StatusType[] = ['ok', 'no', 'bad', 'bye', 'preauth']

/** The kind of status that a keyword names, if one. */
export const statusType = (keyword: string): StatusType | undefined => TYPES.find(type => equalsIgnoreCase(type, keyword))

/** `response-tagged = tag SP resp-cond-state`: BYE and PREAUTH are always untagged (RFC 9051 7.1). */
export const mayHaveTag = (type: StatusType): boolean => type === 'ok' || type === 'no' || type === 'bad'

/** `resp-text = ["[" resp-text-code "]" SP] [text]`, from behind the keyword on */
export function statusResponse(cursor: Cursor, type: StatusType, tag: string | undefined): StatusResponse {
  if (cursor.atEnd) cursor.warn('missing-text', 'a status without text')
  else if (!cursor.skip(0x20)) cursor.refuse("' '")
  return statusText(cursor, type, tag)
}

/** The same from its code or text on. */
export function statusText(cursor: Cursor, type: StatusType, tag: string | undefined): StatusResponse {
  const code = cursor.peek() === 0x5b ? respTextCode(cursor) : undefined
  return { type, tag, code, text: text(cursor) }
}

/** `text = 1*TEXT-CHAR`, or none (RFC 9051 9), to the end. */
export function text(cursor: Cursor): string {
  const found = cursor.slice(cursor.pos, cursor.end)
  if (/[\0\r\n]/.test(found)) cursor.warn('control-character', 'text that holds CR, LF or NUL')
  cursor.pos = cursor.end
  return found
}

/** `resp-text-code` in its brackets. What cannot be parsed is text: a code is never worth losing a status for. */
function respTextCode(cursor: Cursor): ResponseCode | undefined {
  const start = cursor.mark()
  cursor.pos++
  try {
    const name = cursor.keyword('a response code')
    const code = codeValue(cursor, name)
    cursor.expect(0x5d)
    if (cursor.atEnd) cursor.warn('missing-text', 'a response code without a space behind it')
    else if (!cursor.skip(0x20)) cursor.warn('bad-code', 'text without a space before it')
    return code
  } catch (error) {
    if (cursor.strict) throw error
    return unparsedCode(cursor, start)
  }
}

/** A code with a value that is none of its own: kept as it came, up to its bracket; or no code at all. */
function unparsedCode(cursor: Cursor, start: Mark): ResponseCode | undefined {
  cursor.backTo(start)
  cursor.warn('bad-code', 'a response code that does not follow its grammar')
  const found = codeAtStart(cursor.slice(start.pos, cursor.end))
  if (found === undefined) return undefined
  cursor.pos += encodeText(found.whole, fail).length
  return { name: upperAscii(found.name), value: found.value }
}

/** What a reader would take for a response code, whatever its value. */
function codeAtStart(text: string): { whole: string; name: string; value: string } | undefined {
  const [whole, name, value = ''] = /^\[([A-Za-z][!-'*-<>-Z^-z|}~]*)(?: ([^\]\r\n]*))?\] ?/.exec(text) ?? []
  return whole === undefined || name === undefined ? undefined : { whole, name, value }
}

function codeValue(cursor: Cursor, name: string): ResponseCode {
  switch (name) {
    case 'CAPABILITY':
      return { name, capabilities: capabilityList(cursor) }
    case 'PERMANENTFLAGS':
      cursor.space()
      return { name, flags: flagList(cursor) }
    case 'BADCHARSET':
      return { name, charsets: cursor.skip(0x20) ? cursor.list(() => cursor.astring()) : [] }
    case 'UIDNEXT':
    case 'UIDVALIDITY':
    case 'UNSEEN': {
      cursor.space()
      const value = cursor.number(0xffffffff)
      if (value === 0) cursor.warn('zero-number', `${name} of 0`)
      return { name, value }
    }
    default: {
      if (!cursor.skip(0x20)) return { name, value: undefined }
      const start = cursor.pos
      while (!cursor.atEnd && cursor.peek() !== 0x5d) cursor.pos++
      return { name, value: cursor.slice(start) }
    }
  }
}

/** `*(SP capability)` up to the end or a bracket; some are numbers, and one is NIL. */
export function capabilityList(cursor: Cursor): string[] {
  const found: string[] = []
  while (cursor.skip(0x20)) {
    if (cursor.atEnd || cursor.peek() === 0x20 || cursor.peek() === 0x5d)
      cursor.warn('extra-space', 'a space that does not belong there')
    else if (found.length === cursor.maxCapabilities)
      cursor.fail('limit', `parse: more than ${cursor.maxCapabilities} capabilities`)
    else found.push(cursor.keyword('a capability'))
  }
  return found
}

/** `flag-list`, with what servers put there: `\*`, keywords with a bracket, flags in quotes, NIL. */
export function flagList(cursor: Cursor): string[] {
  return cursor.list(() => flagInList(cursor)).filter(flag => flag !== undefined)
}

/** A flag; what is in quotes and could not be written as a flag, NIL, and a backslash alone are left out. */
function flagInList(cursor: Cursor): string | undefined {
  if (cursor.peek() === 0x22) {
    cursor.warn('quoted-flag', 'a flag in quotes')
    const quoted = cursor.string()
    return isFlag(quoted) ? quoted : undefined
  }
  const next = cursor.bytes[cursor.pos + 1]
  if (cursor.peek() === 0x5c && (next === 0x20 || next === 0x29)) {
    cursor.warn('no-flag', 'a flag without a name')
    cursor.pos++
    return undefined
  }
  const flag = cursor.flag()
  if (flag !== 'NIL') return flag
  cursor.warn('no-flag', 'NIL among flags')
  return undefined
}

/** `response-tagged` or `* status`, both ways of the same. */
export function encodeStatus(writer: ImapWriter, response: StatusResponse): void {
  const { type, tag, code, text } = response
  if (!TYPES.includes(type)) fail('bad-value', 0, 'encode response: not a type')
  if (tag !== undefined && !isTag(textOf(tag, 'encode tag'))) fail('bad-value', 0, 'encode status: not a tag')
  if (tag !== undefined && !mayHaveTag(type)) fail('bad-value', 0, `encode ${upperAscii(type)}: it has no tag (RFC 9051 7.1)`)
  lineOf(text, 'encode status')
  if (code === undefined && codeAtStart(text) !== undefined)
    fail('bad-value', 0, 'encode status: text that would be read as a response code')
  writer.raw(`${tag ?? '*'} ${upperAscii(type)} `)
  if (code !== undefined) {
    writer.raw('[')
    encodeCode(writer, code)
    writer.raw('] ')
  }
  writer.raw(text)
}

function encodeCode(writer: ImapWriter, given: ResponseCode): void {
  const code = { ...fieldsOf(given, 'encode response code') }
  writer.atom(code.name, 'response code')
  if ('capabilities' in code)
    for (const capability of listOf(code.capabilities, 'encode CAPABILITY')) writer.raw(' ').atom(capability, 'capability')
  else if ('flags' in code) encodeFlags(writer.raw(' '), code.flags)
  else if ('charsets' in code) {
    if (listOf(code.charsets, 'encode BADCHARSET').length > 0)
      writer.raw(' ').list(code.charsets, charset => writer.astring(charset))
  } else if (typeof code.value === 'number') writer.raw(' ').number(code.value, code.name)
  else if (code.value !== undefined) {
    if (/[\0\r\n\]]/.test(textOf(code.value, 'encode response code')))
      fail('bad-value', 0, 'encode response code: CR, LF, NUL or ] in the value')
    writer.raw(` ${code.value}`)
  }
}

/** A list of flags. @throws {@link ImapError} `bad-value` */
export function encodeFlags(writer: ImapWriter, flags: readonly string[]): void {
  writer.list(flags, flag => {
    writer.raw(isFlag(textOf(flag, 'encode flag')) ? flag : fail('bad-value', 0, 'encode flag: not a flag'))
  })
}

/** True for a tag of ours. */
export function isTag(text: string): boolean {
  if (text === '') return false
  for (let at = 0; at < text.length; at++) if (TAG[text.charCodeAt(at)] !== 1) return false
  return true
}
