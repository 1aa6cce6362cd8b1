/**
 * All responses (RFC 9051 7): the beginning of each decides which rule of the registry reads it. Unknown responses are kept unchanged.
 */
import { concat, isDigit, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ATOM, TAG } from '../grammar/classes.js'
import { endsInMarker, rawRest, writeRaw } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import { ImapWriter, type WriterOptions } from '../grammar/writer.js'
import { bytesOf, fieldsOf, lineOf, textOf } from '../values.js'
import { responseLiterals } from './literals.js'
import { type DataResponse, type DataResponseInit, namedWords, numberedWords, ruleOfType } from './registry.js'
import type { Report } from './rule.js'
import {
  type ContinuationResponse,
  continuation,
  encodeStatus,
  type StatusResponse,
  type StatusResponseInit,
  statusResponse,
  statusText,
  statusWords,
  taggedResponse,
} from './status.js'

/** An untagged response that this package does not know. */
export interface UnknownResponse {
  readonly type: 'unknown'
  /** In upper case. */
  readonly name: string
  /** The number before the name, if there is one. */
  readonly number: number | undefined
  /** What follows the name, unchanged, with the space before it and with its literals. */
  readonly bytes: Uint8Array
}

/** Any of them by its `type`. */
export type AnyResponse = StatusResponse | ContinuationResponse | DataResponse | UnknownResponse

/** A decoded response, with what in it does not follow the grammar and what of it could not be read. */
export type Response = AnyResponse & Report

/** A response as `encodeResponse` takes it. */
export type ResponseInit = (StatusResponseInit | ContinuationResponse | DataResponseInit | UnknownResponse) & Partial<Report>

/** How a response is written. */
export type ResponseWriterOptions = Pick<WriterOptions, 'utf8'>

const STAR = 0x2a
const PLUS = 0x2b
const LBRACKET = 0x5b

/** Responses about one message: its number is not 0. */
const NZ_NUMBERED: readonly string[] = ['fetch', 'uidfetch', 'expunge', 'converted']

/** `response = continue-req / response-data / response-done` */
export function response(reader: Reader): Response {
  if (reader.peek() === 0) nulsBefore(reader)
  switch (reader.peek()) {
    case STAR:
      reader.pos++
      reader.space()
      return untagged(reader)
    case PLUS:
      reader.pos++
      return continuation(reader)
    case LBRACKET:
      // Exchange has been seen to leave out `* OK` before a code; strict, it is a tag (RFC 9051 9, ASTRING-CHAR).
      return reader.strict || beginsWithTag(reader) ? taggedResponse(reader) : codeAlone(reader)
    default:
      return taggedResponse(reader)
  }
}

/** Some servers send NULs ahead of a response. */
function nulsBefore(reader: Reader): void {
  reader.warn('control-character')
  while (reader.skip(0));
}

function untagged(reader: Reader): Response {
  const first = reader.peek()
  if (first >= 0x30 && first <= 0x39) return numbered(reader)
  if (first === LBRACKET) return codeAlone(reader)
  const rule = reader.rule(namedWords, ATOM)
  if (rule !== undefined) return rule.decode(reader, 0)
  const status = reader.rule(statusWords, ATOM)
  if (status !== undefined) return statusResponse(reader, status.type, undefined)
  return unknown(reader, undefined)
}

/** True for a tag and the status after it; reads nothing. */
function beginsWithTag(reader: Reader): boolean {
  const { pos } = reader
  reader.skipRun(TAG)
  const isStatus = reader.skip(0x20) && reader.rule(statusWords, ATOM)?.mayHaveTag === true && reader.atBoundary
  reader.pos = pos
  return isStatus
}

/** `[CODE] text`: OK is meant. */
function codeAlone(reader: Reader): Response {
  reader.warn('code-without-status')
  return statusText(reader, 'ok', undefined)
}

/** `message-data = nz-number SP ("EXPUNGE" / ("FETCH" SP msg-att))`, UIDFETCH, and `number SP "EXISTS"` */
function numbered(reader: Reader): Response {
  const { pos } = reader
  const number = reader.number()
  reader.space()
  const rule = reader.rule(numberedWords, ATOM)
  if (rule === undefined) return unknown(reader, number)
  if (reader.bytes[pos] === 0x30 && NZ_NUMBERED.includes(rule.type))
    reader.warn(number === 0 ? 'zero-number' : 'leading-zero', pos)
  return rule.decode(reader, number)
}

function unknown(reader: Reader, number: number | undefined): Response {
  const { pos } = reader
  const name = reader.keyword('a response')
  if (isDigit(name.charCodeAt(0)) || name.startsWith('[')) {
    reader.pos = pos
    reader.refuse('a response')
  }
  if (!reader.atEnd && reader.peek() !== 0x20) reader.refuse("' '")
  reader.warn('unknown-response', pos)
  return { type: 'unknown', name, number, bytes: rawRest(reader), warnings: reader.warnings, damaged: reader.damaged }
}

/**
 * The bytes of a response, with CRLF (RFC 9051 7). Its `warnings` and what is `damaged` are not part of it.
 *
 * @throws {@link ImapError} `bad-value` for anything that its grammar does not allow, CR, LF and NUL above all
 *
 * @example
 * new TextDecoder().decode(encodeResponse({ type: 'exists', number: 23 })) // => '* 23 EXISTS\r\n'
 */
export function encodeResponse(value: ResponseInit, options: ResponseWriterOptions = {}): Uint8Array {
  return concat(encodeResponsePieces(value, options))
}

/** The same in pieces: large literals are the caller's own bytes. */
export function encodeResponsePieces(given: ResponseInit, options: ResponseWriterOptions = {}): Uint8Array[] {
  // A copy, so that a getter answers once.
  const value = { ...fieldsOf(given, 'encode response') }
  const { utf8 } = fieldsOf(options, 'encode response')
  const writer = new ImapWriter({ literals: 'response', utf8 })
  const rule = ruleOfType.get(textOf(value.type, 'encode response: type'))
  if (rule !== undefined) rule.encode(writer.raw('* '), value as DataResponseInit)
  else if (value.type === 'continuation') writer.raw('+ ').text(lineOf(value.text, 'encode continuation'))
  else if (value.type === 'unknown') encodeUnknown(writer, value)
  else return encodeStatusPieces(writer, value as StatusResponseInit)
  return writer.finishResponse()
}

/** A status, of which nothing that is not a charset is a literal, whatever its text ends with. */
function encodeStatusPieces(writer: ImapWriter, value: StatusResponseInit): Uint8Array[] {
  encodeStatus(writer, value)
  const pieces = writer.finishResponse()
  if (value.code?.name !== 'BADCHARSET' && value.text.endsWith('}')) {
    const line = concat(pieces)
    if (endsInMarker(line, 0, line.length - 2) && responseLiterals(line, 0, line.length - 2) !== 'nowhere')
      fail('bad-value', 0, 'encode status: text must not end like the announcement of a literal')
  }
  return pieces
}

function encodeUnknown(writer: ImapWriter, { name, number, bytes }: UnknownResponse): void {
  const upper = upperAscii(textOf(name, 'encode response'))
  // It would be read as the number, or the code, of another response.
  if (/^[\d[]/.test(upper)) fail('bad-value', 0, 'encode response: name must not begin with a digit or [')
  const known = number === undefined ? (namedWords.get(upper) ?? statusWords.get(upper)) : numberedWords.get(upper)
  if (known !== undefined) fail('bad-value', 0, `encode response: ${upper} has a type of its own; write it with that`)
  if (bytesOf(bytes, 'encode response').length > 0 && bytes[0] !== 0x20)
    fail('bad-value', 0, 'encode response: bytes must begin with a space')
  writer.raw('* ')
  if (number !== undefined) writer.number(number, 'number', 0xffff_ffff).raw(' ')
  writeRaw(writer.atom(upper, 'response'), bytes, 'encode response')
}
