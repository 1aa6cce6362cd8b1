/**
 * Status responses (RFC 9051 7.1): OK, NO, BAD, BYE and PREAUTH, with a tag or without, a response code in brackets and text for people;
 * and the `+` of a continuation (7.6).
 */
import { decodeText, encodeText, upperAscii } from '@mailwire/bytes'
import { fail, ImapError } from '../error.js'
import { ATOM, isRun, TAG } from '../grammar/classes.js'
import { readerOf } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import { REV2, Words } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, type Loose, lineOf, shownName, textOf } from '../values.js'
import { codeWords, type ResponseCode } from './code/code.js'
import { type Report, report } from './rule.js'

/** The statuses in lower case (RFC 9051 7.1). */
export type StatusType = 'ok' | 'no' | 'bad' | 'bye' | 'preauth'

/** OK, NO, BAD, BYE or PREAUTH (RFC 9051 7.1.1 to 7.1.5); with a tag it completes the command of that tag. */
export interface StatusResponse {
  readonly type: StatusType
  /** `undefined` for `*`. */
  readonly tag: string | undefined
  readonly code: ResponseCode | undefined
  readonly text: string
}

/** A status as `encodeResponse` takes it: without `tag` it is untagged. */
export type StatusResponseInit = Loose<StatusResponse, 'tag' | 'code'>

/** `+`: go on with a literal, or a challenge in base 64. */
export interface ContinuationResponse {
  readonly type: 'continuation'
  readonly text: string
}

interface StatusWord {
  readonly name: string
  readonly type: StatusType
  /** True where a tag may be in front: BYE and PREAUTH are always untagged (RFC 9051 7.1). */
  readonly mayHaveTag: boolean
}

/** The statuses by name. */
export const statusWords: Words<StatusWord> = /* @__PURE__ */ new Words<StatusWord>([
  { name: 'OK', type: 'ok', mayHaveTag: true },
  { name: 'NO', type: 'no', mayHaveTag: true },
  { name: 'BAD', type: 'bad', mayHaveTag: true },
  { name: 'BYE', type: 'bye', mayHaveTag: false },
  { name: 'PREAUTH', type: 'preauth', mayHaveTag: false },
])

/** `response-tagged = tag SP resp-cond-state` */
export function taggedResponse(reader: Reader): StatusResponse & Report {
  const tag = reader.run(TAG) || reader.refuse('a tag, * or +')
  reader.space()
  const { pos } = reader
  const status = reader.rule(statusWords, ATOM)
  if (status?.mayHaveTag !== true) {
    reader.pos = pos
    reader.refuse('OK, NO or BAD')
  }
  return statusResponse(reader, status.type, tag)
}

/** `resp-text = ["[" resp-text-code "]" SP] [text]`, read from after the keyword */
export function statusResponse(reader: Reader, type: StatusType, tag: string | undefined): StatusResponse & Report {
  if (reader.atEnd) reader.warn('missing-text')
  else reader.expect(0x20)
  return statusText(reader, type, tag)
}

/** The same from its code or text on. */
export function statusText(reader: Reader, type: StatusType, tag: string | undefined): StatusResponse & Report {
  const code = reader.peek() === LBRACKET ? respTextCode(reader) : undefined
  return { type, tag, code, text: text(reader, code !== undefined), ...report(reader) }
}

/** `continue-req = "+" SP (resp-text / base64)`; some servers leave out the space and the text. */
export function continuation(reader: Reader): ContinuationResponse & Report {
  if (reader.atEnd) reader.warn('missing-text')
  else reader.expect(0x20)
  return { type: 'continuation', text: text(reader, true), ...report(reader) }
}

const LBRACKET = 0x5b
const RBRACKET = 0x5d

/** `text = 1*TEXT-CHAR`, or none in RFC 9051 alone, to the end; base 64 may be empty, too. U+FFFD is in the place of NUL and CR, which are in `damaged`. */
function text(reader: Reader, mayBeEmpty: boolean): string {
  const { bytes, pos: start, end } = reader
  if (start === end && !mayBeEmpty && !reader.has(REV2)) reader.refuse('a text (RFC 3501 9)')
  reader.pos = end
  reader.checkText(start, end)
  const found = decodeText(bytes, start, end)
  return CONTROLS.test(found) ? withoutControls(reader, found, start) : found
}

const CONTROLS = /[\0\r\n]/
const CONTROLS_ALL = /[\0\r\n]/g

/** A bracket that would begin a response code, once they are not there, goes with them: it began none. */
function withoutControls(reader: Reader, found: string, start: number): string {
  reader.warn('control-character', start)
  const error = new ImapError('bad-syntax', reader.offsetOf(start), 'parse: the text contains NUL or CR')
  reader.keepDamaged('', 'text', start, error)
  const kept = found.replace(CONTROLS_ALL, '\ufffd')
  return looksLikeCode(kept) ? kept.replace(/^\[+/, '') : kept
}

/**
 * `resp-text-code` in its brackets. One that is not known, or whose value does not follow its own rule, is read by the rule for all others:
 * an atom, and text up to the bracket. What not even that fits is text: a code is never worth losing a status for.
 */
function respTextCode(reader: Reader): ResponseCode | undefined {
  const { pos: start, depth, warned } = reader
  reader.pos++
  const rule = reader.rule(codeWords, ATOM)
  if (rule === undefined) return unknownCode(reader, start)
  try {
    const code = rule.decode(reader)
    reader.expect(RBRACKET)
    behindCode(reader)
    return code
  } catch (error) {
    if (!(error instanceof ImapError)) throw error
    reader.restore(start, depth, warned)
    return brokenCode(reader, rule.name, start, error)
  }
}

/** A known code whose value is not its own. */
function brokenCode(reader: Reader, name: string, start: number, error: ImapError): ResponseCode | undefined {
  if (error.code === 'limit') throw error
  const code = unknownCode(reader, start)
  if (code === undefined) return undefined
  // Encoding writes a space after every code, and with it the value might be decoded differently the next time.
  if (!reader.atEnd && reader.bytes[reader.pos - 1] !== 0x20) {
    reader.pos = start
    return undefined
  }
  reader.warn('code-value', start)
  const { pos } = reader
  if (reader.bytes[pos - 1] === 0x20) reader.pos--
  reader.keepDamaged(name, undefined, start, error)
  reader.pos = pos
  return code
}

/** `atom [SP 1*<any TEXT-CHAR except "]">]` in its brackets; text where that does not fit. */
function unknownCode(reader: Reader, start: number): ResponseCode | undefined {
  const { bytes, end } = reader
  reader.pos = start + 1
  const name = reader.run(ATOM)
  let close = reader.pos
  while (close < end && bytes[close] !== RBRACKET && !isControl(bytes[close]!)) close++
  const hasValue = bytes[reader.pos] === 0x20 && close > reader.pos + 1
  if (name === '' || close >= end || bytes[close] !== RBRACKET || (close > reader.pos && !hasValue)) {
    reader.pos = start
    reader.warn('bad-code')
    return undefined
  }
  const from = reader.pos + 1
  if (hasValue) reader.checkText(from, close)
  reader.pos = close + 1
  behindCode(reader)
  return { name: 'unknown', code: upperAscii(name), value: hasValue ? decodeText(bytes, from, close) : undefined }
}

const isControl = (byte: number): boolean => byte === 0 || byte === 0x0d || byte === 0x0a

/** `SP` between a code and its text; without it the grammar has text alone. */
function behindCode(reader: Reader): void {
  if (!reader.skip(0x20)) reader.warn('bad-code')
}

// ----- Writing -----

/** `response-tagged`, or `* status`. */
export function encodeStatus(writer: ImapWriter, response: StatusResponseInit): void {
  const { type, tag, code, text: said } = response
  const status = statusWords.get(upperAscii(textOf(type, 'encode response')))
  if (status === undefined) fail('bad-value', 0, `encode response: unknown type ${shownName(response.type)}`)
  if (tag !== undefined && !isTag(textOf(tag, 'encode tag'))) fail('bad-value', 0, 'encode status: invalid tag')
  if (tag !== undefined && !status.mayHaveTag) fail('bad-value', 0, `encode ${status.name}: it must be untagged (RFC 9051 7.1)`)
  lineOf(said, 'encode status')
  writer.raw(`${tag ?? '*'} ${status.name} `)
  if (code !== undefined) {
    writer.raw('[')
    encodeCode(writer, code)
    writer.raw('] ')
  } else if (looksLikeCode(said)) fail('bad-value', 0, 'encode status: text must not begin like a response code')
  writer.text(said)
}

function encodeCode(writer: ImapWriter, given: ResponseCode): void {
  const code = { ...fieldsOf(given, 'encode response code') }
  if (code.name !== 'unknown') {
    const rule = codeWords.get(textOf(code.name, 'encode response code'))
    if (rule === undefined)
      fail('bad-value', 0, `encode response code: unknown code ${shownName(code.name)}; write it with name: 'unknown'`)
    writer.raw(rule.name)
    rule.encode(writer, code)
    return
  }
  writer.atom(upperAscii(textOf(code.code, 'encode response code')), 'response code')
  if (code.value === undefined) return
  if (textOf(code.value, 'encode response code') === '' || /[\0\r\n\]]/.test(code.value))
    fail('bad-value', 0, 'encode response code: the value is empty or contains CR, LF, NUL or ]')
  writer.raw(' ').text(code.value)
}

/** True for text that a reader takes for a response code. */
function looksLikeCode(said: string): boolean {
  if (!said.startsWith('[')) return false
  try {
    return respTextCode(readerOf(encodeText(said, fail))) !== undefined
  } catch (error) {
    // A code that is beyond the limits is one.
    if (error instanceof ImapError) return true
    throw error
  }
}

/** True for a tag of ours. */
export const isTag = (tag: string): boolean => isRun(tag, TAG)
