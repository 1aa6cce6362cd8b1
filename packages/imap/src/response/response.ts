/**
 * All responses (RFC 9051 7): one line each, with its literals. What is not known here is kept as it came.
 */
import { concat, lowerAscii, upperAscii } from '@mailwire/bytes'
import { fail, ImapError } from '../error.js'
import { ATOM, type Cursor, TAG } from '../grammar/reader.js'
import { ImapWriter } from '../grammar/writer.js'
import type { ImapWarning } from '../quirks.js'
import { fieldsOf, lineOf, listOf, textOf } from '../values.js'
import { encodeFetch, type FetchResponse, type FetchResponseInit, fetchResponse } from './fetch.js'
import {
  encodeList,
  encodeMailboxStatus,
  encodeSearch,
  type FlagsResponse,
  flagsResponse,
  type ListResponse,
  listResponse,
  type MailboxStatusResponse,
  type NumberResponse,
  type SearchResponse,
  searchResponse,
  statusOfMailbox,
} from './mailbox.js'
import {
  type ContinuationResponse,
  capabilityList,
  encodeFlags,
  encodeStatus,
  mayHaveTag,
  type StatusResponse,
  statusResponse,
  statusText,
  statusType,
  text,
} from './status.js'

/** What the server can do; names in upper case. */
export interface CapabilityResponse {
  readonly type: 'capability'
  readonly capabilities: readonly string[]
}

/** An untagged response that this package does not know. */
export interface UnknownResponse {
  readonly type: 'unknown'
  /** Upper case. */
  readonly name: string
  /** The number before the name, if there is one. */
  readonly number: number | undefined
  /** What follows the name, its literals included, as it came. */
  readonly text: string
}

/** Any of them by its `type`. */
export type AnyResponse =
  | StatusResponse
  | ContinuationResponse
  | CapabilityResponse
  | ListResponse
  | MailboxStatusResponse
  | FlagsResponse
  | SearchResponse
  | NumberResponse
  | FetchResponse
  | UnknownResponse

/** A decoded response, with what in it does not follow the grammar. */
export type Response = AnyResponse & { readonly warnings: readonly ImapWarning[] }

/** A response as `encodeResponse` takes it. */
export type ResponseInit = Exclude<AnyResponse, FetchResponse> | FetchResponseInit

/**
 * The octets of a response, with CRLF.
 *
 * @throws {@link ImapError} `bad-value` for anything that its grammar does not allow, CR, LF and NUL above all
 */
export function encodeResponse(value: ResponseInit): Uint8Array {
  return concat(encodeResponsePieces(value))
}

/** The same in pieces: literals of a large response are the caller's own bytes. */
export function encodeResponsePieces(given: ResponseInit): Uint8Array[] {
  // A copy, so that a getter answers once.
  const value = { ...fieldsOf(given, 'encode response') }
  const writer = new ImapWriter({ literals: 'response' })
  switch (value.type) {
    case 'continuation':
      writer.raw(`+ ${lineOf(value.text, 'encode continuation')}`)
      break
    case 'capability':
      writer.raw('* CAPABILITY')
      for (const capability of listOf(value.capabilities, 'encode CAPABILITY')) writer.raw(' ').atom(capability, 'capability')
      break
    case 'list':
    case 'lsub':
      encodeList(writer, value)
      break
    case 'status':
      encodeMailboxStatus(writer, value)
      break
    case 'flags':
      encodeFlags(writer.raw('* FLAGS '), value.flags)
      break
    case 'search':
      encodeSearch(writer, value)
      break
    case 'exists':
    case 'recent':
    case 'expunge':
      writer
        .raw('* ')
        .number(value.number, value.type)
        .raw(` ${upperAscii(value.type)}`)
      break
    case 'fetch':
      encodeFetch(writer, value)
      break
    case 'unknown':
      if (hasType(textOf(value.name, 'encode response'), value.number !== undefined))
        fail('bad-value', 0, `encode response: ${value.name} has a type of its own`)
      if (ATOM[textOf(value.text, 'encode response').charCodeAt(0)] === 1)
        fail('bad-value', 0, 'encode response: text that would be part of the name')
      if (/\{\d+\+?\}$/.test(value.text))
        fail('bad-value', 0, 'encode response: text that ends in a literal, whose bytes would be missing')
      writer.raw('* ')
      if (value.number !== undefined) writer.number(value.number, 'number').raw(' ')
      writer.atom(value.name, 'response').raw(lineOf(value.text, 'encode response'))
      break
    default:
      encodeStatus(writer, value)
  }
  return writer.finishResponse()
}

/** True for a name that is written by rules of its own, so that `unknown` does not go round them. */
function hasType(name: string, isNumbered: boolean): boolean {
  const upper = upperAscii(name)
  if (isNumbered) return ['EXISTS', 'RECENT', 'EXPUNGE', 'FETCH'].includes(upper)
  return statusType(upper) !== undefined || ['CAPABILITY', 'LIST', 'LSUB', 'STATUS', 'FLAGS', 'SEARCH'].includes(upper)
}

/** `response = continue-req / response-data / response-done` */
export function response(cursor: Cursor): AnyResponse {
  // Some servers send NULs ahead of a response.
  if (cursor.peek() === 0) {
    cursor.warn('control-character', 'NULs before a response')
    while (cursor.skip(0));
  }
  if (cursor.skip(0x2b)) return continuation(cursor)
  if (cursor.skip(0x2a)) {
    cursor.space()
    return untagged(cursor)
  }
  // Exchange has been seen to leave out `* OK` before a code; strict, it is a tag (RFC 9051 9, ASTRING-CHAR).
  if (cursor.peek() === 0x5b && !cursor.strict) return codeAlone(cursor)
  const tag = cursor.run(TAG) || cursor.refuse('a tag, * or +')
  cursor.space()
  const type = statusType(cursor.keyword('a status'))
  return type === undefined || !mayHaveTag(type) ? cursor.refuse('OK, NO or BAD') : statusResponse(cursor, type, tag)
}

/** `continue-req = "+" SP (resp-text / base64) CRLF`; some servers leave out the space and the text. */
function continuation(cursor: Cursor): ContinuationResponse {
  if (!cursor.skip(0x20)) {
    if (!cursor.atEnd) cursor.refuse("' '")
    cursor.warn('missing-text', 'a continuation without text')
  }
  return { type: 'continuation', text: text(cursor) }
}

function untagged(cursor: Cursor): AnyResponse {
  if (cursor.peek() === 0x5b) return codeAlone(cursor)
  if (cursor.peek() >= 0x30 && cursor.peek() <= 0x39) return numbered(cursor)
  const start = cursor.pos
  const name = cursor.keyword('a response')
  const type = statusType(name)
  if (type !== undefined) return statusResponse(cursor, type, undefined)
  const found = named(cursor, name)
  if (found === undefined) {
    cursor.pos = start + name.length
    return { type: 'unknown', name, number: undefined, text: cursor.rest() }
  }
  return ended(cursor, found)
}

/** `[CODE] text`: OK is meant. */
function codeAlone(cursor: Cursor): AnyResponse {
  cursor.warn('code-without-status', 'a response code without a status')
  return statusText(cursor, 'ok', undefined)
}

/** The registry of untagged responses that begin with a word. */
function named(cursor: Cursor, name: string): AnyResponse | undefined {
  switch (name) {
    case 'CAPABILITY':
      return { type: 'capability', capabilities: capabilityList(cursor) }
    case 'LIST':
      return listResponse(cursor, 'list')
    case 'LSUB':
      return listResponse(cursor, 'lsub')
    case 'STATUS':
      return statusOfMailbox(cursor)
    case 'FLAGS':
      return flagsResponse(cursor)
    case 'SEARCH':
      return searchResponse(cursor)
    default:
      return undefined
  }
}

/** `message-data = nz-number SP ("EXPUNGE" / ("FETCH" SP msg-att))`, and `number SP "EXISTS"` */
function numbered(cursor: Cursor): AnyResponse {
  const number = cursor.number(0xffffffff)
  cursor.space()
  const start = cursor.pos
  const name = cursor.keyword('a response')
  switch (name) {
    case 'EXISTS':
    case 'RECENT':
    case 'EXPUNGE':
      return ended(cursor, { type: lowerAscii(name) as NumberResponse['type'], number })
    case 'FETCH':
      if (number === 0) cursor.warn('zero-number', 'message 0')
      return ended(cursor, fetchResponse(cursor, number))
    default:
      cursor.pos = start + name.length
      return { type: 'unknown', name, number, text: cursor.rest() }
  }
}

function ended(cursor: Cursor, found: AnyResponse): AnyResponse {
  cursor.extraSpaces()
  return cursor.atEnd ? found : cursor.refuse('the end')
}
