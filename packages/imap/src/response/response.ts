/**
 * All responses (RFC 9051 7): one line each, with its literals. What is not known here is kept as it came.
 */
import { concat, Input, isAlpha, isDigit, latin1, lowerAscii, upperAscii } from '@mailwire/bytes'
import { fail, ImapError } from '../error.js'
import { type Frame, Framer, type LiteralMarker } from '../grammar/framing.js'
import { ATOM, Cursor, TAG } from '../grammar/reader.js'
import { ImapWriter } from '../grammar/writer.js'
import { defaultLimits, type ImapLimits, limitsOf } from '../limits.js'
import type { ImapWarning } from '../quirks.js'
import { bytesOf, fieldsOf, lineOf, listOf, textOf } from '../values.js'
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

/** A response that cannot be read; the stream goes on behind it. */
export interface InvalidResponse {
  readonly type: 'invalid'
  readonly error: ImapError
}

/** A literal above `limits.inlineLiteral` is coming, as pieces; the response that it belongs to comes after them. */
export interface BodyStart {
  readonly type: 'body-start'
  readonly size: number
  /** The message that the FETCH response is about, and the item, as they stand before the literal; `undefined` elsewhere. */
  readonly sequence: number | undefined
  readonly item: string | undefined
}

/** A piece of it: a view, good until the chunk it came in is used again. */
export interface BodyChunk {
  readonly type: 'body-chunk'
  readonly bytes: Uint8Array
}

export interface BodyEnd {
  readonly type: 'body-end'
}

export type ResponseEvent = Response | InvalidResponse | BodyStart | BodyChunk | BodyEnd

export interface ResponseOptions {
  /** Accepts the grammar of RFC 3501 and RFC 9051 and nothing else. */
  readonly strict?: boolean | undefined
  readonly limits?: Partial<ImapLimits> | undefined
}

/**
 * Takes what a server sends apart: `push` what came, `next` until it gives `undefined`, `end` when the stream ends. A response that
 * cannot be read is `{ type: 'invalid' }`; what breaks the framing throws, and the stream cannot be read on.
 *
 * @example
 * const responses = new ResponseDecoder()
 * responses.push(chunk)
 * for (let response; (response = responses.next()); ) {
 *   if (response.type === 'fetch') console.log(response.items.uid, response.items.envelope?.subject, response.warnings)
 * }
 */
export class ResponseDecoder {
  readonly #input = new Input()
  readonly #reader: ResponseReader

  constructor(options: ResponseOptions = {}) {
    this.#reader = new ResponseReader(options, this.#input)
  }

  /** True inside a response. */
  get partial(): boolean {
    return this.#reader.partial
  }

  push(chunk: Uint8Array): void {
    this.#input.push(bytesOf(chunk, 'push'))
  }

  /** The next response or piece of a literal. @throws {@link ImapError} `line-too-long`, `literal-too-large`, `limit`, `bare-lf` */
  next(): ResponseEvent | undefined {
    return this.#reader.next()
  }

  /** Says that the stream ended. @throws {@link ImapError} `truncated` in the middle of a response */
  end(): void {
    if (this.#reader.partial || this.#input.length > 0)
      fail('truncated', this.#input.offset + this.#input.length, 'decode response: the stream ends inside a response')
  }
}

/** Reads responses from a connection's input. */
export class ResponseReader {
  readonly #framer: Framer
  readonly #strict: boolean
  readonly #limits: ImapLimits
  #ending = false

  constructor(options: ResponseOptions, input: Input) {
    const { strict = false, limits } = fieldsOf(options, 'ResponseDecoder')
    this.#limits = limitsOf(defaultLimits, limits)
    this.#strict = strict
    this.#framer = new Framer(input, { limits: this.#limits, strict, mayHoldLiteral })
  }

  /** True inside a response. */
  get partial(): boolean {
    return this.#framer.partial
  }

  /** The next one, as `ResponseDecoder` gives it; `onFrame` is told of each whole response before it is read. */
  next(onFrame?: (frame: Frame) => void): ResponseEvent | undefined {
    if (this.#ending) {
      this.#ending = false
      return { type: 'body-end' }
    }
    for (let found = this.#framer.next(); found !== undefined; found = this.#framer.next()) {
      if (found.type === 'piece') {
        this.#ending = found.last
        return { type: 'body-chunk', bytes: found.bytes }
      }
      if (found.type === 'literal') {
        if (found.streamed) return bodyStart(found)
        continue
      }
      onFrame?.(found)
      return this.#response(found)
    }
    return undefined
  }

  #response(frame: Frame): Response | InvalidResponse {
    const cursor = new Cursor(frame, this.#strict, this.#limits)
    try {
      return { ...response(cursor), warnings: cursor.warnings }
    } catch (error) {
      if (error instanceof ImapError) return { type: 'invalid', error }
      throw error
    }
  }
}

/**
 * A response from its octets, which must be one whole response with its CRLF.
 *
 * @throws {@link ImapError} `bad-syntax`, `truncated`, `bad-number`, `too-deep`, ...
 *
 * @example
 * decodeResponse(new TextEncoder().encode('* 23 EXISTS\r\n')) // => { type: 'exists', number: 23, warnings: [] }
 */
export function decodeResponse(bytes: Uint8Array, options: ResponseOptions = {}): Response {
  const decoder = new ResponseDecoder({
    ...options,
    limits: { ...fieldsOf(options, 'decode response').limits, inlineLiteral: defaultLimits.literal },
  })
  decoder.push(bytes)
  const found = decoder.next()
  if (found === undefined) return fail('truncated', bytes.length, 'decode response: it is not whole')
  if (found.type === 'invalid') throw found.error
  decoder.end()
  return found as Response
}

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

/** Text for people holds no literals, but a response code before it may (RFC 9051 7.1, BADCHARSET). */
function mayHoldLiteral(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] === 0x2b) return false
  const head = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 64)))
  const status = /^\S+ (?:OK|NO|BAD|BYE|PREAUTH) (\[)?/i.exec(head)
  if (status === null) return true
  return status[1] !== undefined && bytes.subarray(start, end).indexOf(0x5d) < 0
}

/** How much of what stands before a literal is searched for its item: a section may list the names of many header fields. */
const ITEM_TAIL = 1024

/** What stands before a streamed literal: `* 12 FETCH (UID 5 BODY[] ` */
function bodyStart({ size, before }: LiteralMarker): BodyStart {
  const head = latin1(before, 0, Math.min(before.length, 40))
  const sequence = /^\* (\d{1,10}) FETCH /i.exec(head)?.[1]
  return {
    type: 'body-start',
    size,
    sequence: sequence === undefined ? undefined : Number(sequence),
    item: sequence === undefined ? undefined : itemAtEnd(latin1(before, Math.max(0, before.length - ITEM_TAIL), before.length)),
  }
}

/** The item whose value begins behind this text: a name, a section, an origin and a space, with `~` before a literal8. */
function itemAtEnd(text: string): string | undefined {
  const end = (text.endsWith('~') ? text.length - 1 : text.length) - 1
  if (text[end] !== ' ') return undefined
  let name = end
  if (text[name - 1] === '>') name = text.lastIndexOf('<', name)
  if (text[name - 1] === ']') name = text.lastIndexOf('[', name)
  let start = name
  while (start > 0 && isItemChar(text.charCodeAt(start - 1))) start--
  return start < name ? text.slice(start, end) : undefined
}

/** Letters, digits and dots. */
const isItemChar = (code: number): boolean => isAlpha(code) || isDigit(code) || code === 0x2e

/** `response = continue-req / response-data / response-done` */
function response(cursor: Cursor): AnyResponse {
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
