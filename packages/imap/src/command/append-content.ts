/**
 * What is appended (RFC 4466 3, `append-data`): a message, one in UTF-8 (RFC 6855 4), or one that the server puts together (RFC 4469). The bytes of
 * literals are left out where they stream.
 */
import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { isExtensionLabel, writeRawValue } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { bytesOf, fieldsOf, listOf, textOf, wholeNumberOf } from '../values.js'

/** The bytes of a literal. */
interface Literal {
  /** In bytes. */
  readonly size: number
  /** `undefined` where they stream. */
  readonly bytes: Uint8Array | undefined
}

/** A message as it is; `binary` for a `literal8`, which may hold NUL, where BINARY is announced (RFC 3516 4.4). */
export interface MessageContent extends Literal {
  readonly type: 'message'
  readonly binary: boolean
}

/** A message with UTF-8 in its header (RFC 6855 4). */
export interface Utf8Content extends Literal {
  readonly type: 'utf8'
}

/** A piece of a message that the server puts together (RFC 4469 3): what a URL names, or a text. */
export type CatenatePart =
  | { readonly type: 'url'; readonly url: string }
  | ({ readonly type: 'text' } & Literal)
  /** RFC 6855 4. */
  | Utf8Content

/** What has no type here (RFC 4466 3, `append-data-ext`). */
export interface UnknownContent {
  readonly type: 'unknown'
  /** In upper case. */
  readonly name: string
  /** Unchanged, literals included. */
  readonly bytes: Uint8Array
}

/** What is appended, by its `type`. */
export type AppendContent =
  | MessageContent
  | Utf8Content
  | { readonly type: 'catenate'; readonly parts: readonly CatenatePart[] }
  | UnknownContent

/** Names with a form of their own, besides ANNOTATION: what they are followed by is all of a message. */
export const isContentName = (name: string): boolean => name === 'CATENATE' || name === 'UTF8'

/** `literal / literal8` */
export function messageContent(reader: Reader): MessageContent {
  const binary = reader.peek() === 0x7e
  return { type: 'message', binary, ...literalHere(reader, binary) }
}

/** The content after CATENATE or UTF8. */
export function namedContent(reader: Reader, name: string): AppendContent {
  reader.space()
  return name === 'UTF8' ? utf8Content(reader) : { type: 'catenate', parts: catenateParts(reader) }
}

/** `utf8-literal = "UTF8" SP "(" literal8 ")"`, from its parenthesis on */
function utf8Content(reader: Reader): Utf8Content {
  if (!reader.beginList() || reader.peek() !== 0x7e) reader.refuse('a literal8')
  const literal = literalHere(reader, true)
  return reader.nextMember() ? reader.refuse("')'") : { type: 'utf8', ...literal }
}

/** `"(" cat-part *(SP cat-part) ")"` */
function catenateParts(reader: Reader): readonly CatenatePart[] {
  if (!reader.beginList()) reader.refuse('URL, TEXT or UTF8')
  const parts: CatenatePart[] = []
  do parts.push(reader.whole(catenatePart(reader)))
  while (reader.nextMember())
  return parts
}

/** `cat-part = "TEXT" SP literal / "URL" SP astring / utf8-literal` */
function catenatePart(reader: Reader): CatenatePart {
  const { pos } = reader
  const name = reader.keyword('URL, TEXT or UTF8')
  if (name !== 'URL' && name !== 'TEXT' && name !== 'UTF8') {
    reader.pos = pos
    reader.refuse('URL, TEXT or UTF8')
  }
  reader.space()
  if (name === 'URL') return { type: 'url', url: reader.astring() }
  return name === 'UTF8' ? utf8Content(reader) : { type: 'text', ...literalHere(reader, false) }
}

function literalHere(reader: Reader, isLiteral8: boolean): Literal {
  const byte = reader.peek()
  if (byte !== 0x7b && !(byte === 0x7e && reader.peekNext() === 0x7b)) reader.refuse('a literal')
  const content = reader.literal(isLiteral8)
  if (typeof content !== 'number') return { size: content.size, bytes: undefined }
  const bytes = reader.copy(content, reader.pos)
  return { size: bytes.length, bytes }
}

/** Writes the content. With `mayStream`, for the last message of a command, the caller may write its bytes. */
export function writeContent(writer: ImapWriter, given: AppendContent, mayStream: boolean): void {
  const content = { ...fieldsOf(given, 'encode APPEND: content') }
  switch (content.type) {
    case 'message':
      writeLiteral(writer, content, content.binary, mayStream)
      break
    case 'utf8':
      writeLiteral(writer.raw('UTF8 ('), content, true, false)
      writer.raw(')')
      break
    case 'catenate':
      if (listOf(content.parts, 'encode CATENATE').length === 0) fail('bad-value', 0, 'encode CATENATE: parts is empty')
      writer.raw('CATENATE ').list(content.parts, part => writePart(writer, part))
      break
    case 'unknown': {
      const name = upperAscii(textOf(content.name, 'encode APPEND'))
      if (!isExtensionLabel(name)) fail('bad-value', 0, 'encode APPEND: invalid extension name')
      if (isContentName(name) || name === 'ANNOTATION')
        fail('bad-value', 0, `encode APPEND: ${name} has a type of its own; write it with that`)
      writeRawValue(writer.raw(`${name} `), content.bytes, 'encode APPEND')
      break
    }
    default:
      fail('bad-value', 0, 'encode APPEND: unknown content type')
  }
}

function writePart(writer: ImapWriter, given: CatenatePart): void {
  const part = { ...fieldsOf(given, 'encode CATENATE') }
  if (part.type === 'url') writer.raw('URL ').astring(part.url, 'encode APPEND: url')
  else if (part.type === 'text') writeLiteral(writer.raw('TEXT '), part, false, false)
  else if (part.type === 'utf8') writeContent(writer, part, false)
  else fail('bad-value', 0, 'encode CATENATE: the type of a part must be url, text or utf8')
}

function writeLiteral(writer: ImapWriter, { size, bytes }: Literal, isLiteral8: boolean, mayStream: boolean): void {
  wholeNumberOf(size, 'encode APPEND: size')
  if (bytes === undefined) {
    if (!mayStream) fail('bad-value', 0, 'encode APPEND: bytes is missing; only the last message may be sent in pieces')
    writer.streamedLiteral(size, isLiteral8)
    return
  }
  if (bytesOf(bytes, 'encode APPEND: bytes').length !== size)
    fail('bad-value', 0, `encode APPEND: size is ${size}, but bytes has ${bytes.length} bytes`)
  checkMessage(bytes, isLiteral8, 'encode APPEND')
  writer.literal(bytes, isLiteral8 ? 'always' : 'never')
}

/** A `literal` holds no NUL (RFC 9051 9, `CHAR8`). */
export function checkMessage(bytes: Uint8Array, binary: boolean, action: string): void {
  if (!binary && bytes.includes(0)) fail('nul', 0, `${action}: the message contains NUL, which needs binary: true`)
}
