/**
 * Responses out of a stream (RFC 9051 2.2.2): whole ones, literals too large to keep as pieces, and the data between them.
 */
import { copyOf, Input, isAlpha, isDigit, latin1 } from '@mailwire/bytes'
import { fail, ImapError, traced } from '../error.js'
import type { Frame, LiteralMarker } from '../grammar/frame.js'
import { Framer } from '../grammar/framing.js'
import { Reader, type Strictness } from '../grammar/reader.js'
import { defaultLimits, type ImapLimits, limitsOf } from '../limits.js'
import { bytesOf, fieldsOf, strictnessOf } from '../values.js'
import { responseLiterals, staysInCode } from './literals.js'
import { type Response, response } from './response.js'

/** A response that cannot be read; the stream goes on after it. */
export interface InvalidResponse {
  readonly type: 'invalid'
  readonly error: ImapError
  /** The received bytes, without the last CRLF. */
  readonly bytes: Uint8Array
}

/** A literal above `limits.inlineLiteral` is coming, as pieces; the response that it belongs to comes after them. */
export interface BodyStart {
  readonly type: 'body-start'
  readonly size: number
  /** The message that the FETCH or CONVERTED response is about, and the item, as read before the literal; `undefined` elsewhere. */
  readonly sequence: number | undefined
  /** The message of a UIDFETCH response, in the place of `sequence`. */
  readonly uid: number | undefined
  readonly item: string | undefined
}

/** A piece of the literal: a view, valid until the chunk that it came in is used again. */
export interface BodyChunk {
  readonly type: 'body-chunk'
  readonly bytes: Uint8Array
}

/** The end of the literal: all of its bytes came. */
export interface BodyEnd {
  readonly type: 'body-end'
}

/** What {@link ResponseDecoder} gives, by its `type`. */
export type ResponseEvent = Response | InvalidResponse | BodyStart | BodyChunk | BodyEnd

/** How responses are read. */
export interface ResponseOptions {
  /** Accepts the grammar and nothing else: that of RFC 3501 and RFC 9051 together, or of one of them. */
  readonly strict?: Strictness | undefined
  /** True once names of mailboxes are UTF-8: after ENABLE UTF8=ACCEPT or IMAP4rev2 (RFC 6855 3, RFC 9051 5.1). */
  readonly utf8?: boolean | undefined
  readonly limits?: Partial<ImapLimits> | undefined
}

/**
 * Decodes the stream of a server (RFC 9051 7): `push` each chunk, call `next` until it returns `undefined`, and `end` when the stream ends. A response
 * that cannot be read is `{ type: 'invalid' }`; an error in the framing throws, and reading cannot continue after it.
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
  /** The error in the framing. Nothing is read after it, because it may be the content of a literal. */
  #broken: unknown

  constructor(options: ResponseOptions = {}) {
    this.#reader = new ResponseReader(options, this.#input)
  }

  /** True inside a response. */
  get partial(): boolean {
    return this.#reader.partial
  }

  /** Whether names of mailboxes are UTF-8; it can change between two responses. */
  get utf8(): boolean {
    return this.#reader.utf8
  }

  set utf8(value: boolean) {
    this.#reader.utf8 = value
  }

  /** Takes bytes of the stream, cut anywhere. @throws {@link ImapError} `bad-value` for what is not a `Uint8Array` */
  push(chunk: Uint8Array): void {
    this.#input.push(bytesOf(chunk, 'push'))
  }

  /** The next response or piece of a literal. @throws {@link ImapError} `line-too-long`, `literal-too-large`, `limit`, `bare-lf` */
  next(): ResponseEvent | undefined {
    if (this.#broken !== undefined) throw this.#broken
    try {
      return this.#reader.next()
    } catch (error) {
      this.#broken = error
      throw error
    }
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
  readonly #reader: Reader
  #ending = false

  constructor(options: ResponseOptions, input: Input) {
    const { strict, utf8 = false, limits: given } = fieldsOf(options, 'ResponseDecoder')
    const strictness = strictnessOf(strict, 'ResponseDecoder')
    const limits = limitsOf(defaultLimits, given)
    this.#reader = new Reader({ sender: 'server', strict: strictness, utf8, limits })
    const { strict: isStrict } = this.#reader
    this.#framer = new Framer(input, {
      announcesInline: false,
      skipsBlankLines: true,
      limits,
      strict: isStrict,
      literalPlaces: responseLiterals,
      staysInCode,
    })
  }

  get utf8(): boolean {
    return this.#reader.utf8
  }

  set utf8(value: boolean) {
    this.#reader.utf8 = value
  }

  /** True inside a response. */
  get partial(): boolean {
    return this.#framer.partial
  }

  /**
   * The next event, as for `ResponseDecoder`; `onFrame` is called with each whole response before it is read, `onLiteral` with each streamed literal
   * before its pieces.
   */
  next(onFrame?: (frame: Frame) => void, onLiteral?: (marker: LiteralMarker) => void): ResponseEvent | undefined {
    if (this.#ending) {
      this.#ending = false
      return { type: 'body-end' }
    }
    const found = this.#framer.next()
    if (found === undefined) return undefined
    if (found.type === 'piece') {
      this.#ending = found.last
      return { type: 'body-chunk', bytes: found.bytes }
    }
    if (found.type === 'literal') {
      onLiteral?.(found)
      return bodyStart(found)
    }
    onFrame?.(found)
    return this.#response(found)
  }

  #response(frame: Frame): Response | InvalidResponse {
    try {
      return response(this.#reader.reset(frame))
    } catch (error) {
      if (error instanceof ImapError) return { type: 'invalid', error, bytes: copyOf(frame.bytes, frame.start, frame.end) }
      throw error
    }
  }
}

/**
 * A response from its bytes, which must be one whole response with its CRLF (RFC 9051 7).
 *
 * @throws {@link ImapError} `truncated` for less than one response, `bad-syntax` for more than one or for anything else, `bad-number`, `too-deep`, ...
 *
 * @example
 * decodeResponse(new TextEncoder().encode('* 23 EXISTS\r\n')) // => { type: 'exists', number: 23, warnings: [], damaged: [] }
 */
export function decodeResponse(bytes: Uint8Array, options: ResponseOptions = {}): Response {
  const decoder = new ResponseDecoder({
    ...options,
    limits: { ...fieldsOf(options, 'decode response').limits, inlineLiteral: defaultLimits.literal },
  })
  decoder.push(bytes)
  const found = decoder.next()
  if (found === undefined) return fail('truncated', bytes.length, 'decode response: the response is incomplete')
  if (found.type === 'invalid') throw traced(found.error)
  if (decoder.partial || decoder.next() !== undefined)
    fail('bad-syntax', bytes.length, 'decode response: unexpected bytes after the response')
  decoder.end()
  return found as Response
}

/** How many bytes before a literal are searched for its item: a section may list the names of many header fields. */
const ITEM_TAIL = 1024

/** The text before a streamed literal: `* 12 FETCH (UID 5 BODY[] ` */
function bodyStart({ size, bytes, start, end }: LiteralMarker): BodyStart {
  const head = latin1(bytes, start, Math.min(end, start + 40))
  const [, number, isUid] = /^\* (\d{1,10}) (UID(?=FETCH))?(?:FETCH|CONVERTED) /i.exec(head) ?? []
  return {
    type: 'body-start',
    size,
    sequence: number === undefined || isUid !== undefined ? undefined : Number(number),
    uid: number === undefined || isUid === undefined ? undefined : Number(number),
    item: number === undefined ? undefined : itemAtEnd(latin1(bytes, Math.max(start, end - ITEM_TAIL), end)),
  }
}

/** The item whose value begins after this text: a name, a section, an origin and a space, with `~` before a literal8. */
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
