/** BODYSTRUCTURE and BODY (RFC 9051 7.5.2): the tree of a message's parts. What BODY leaves out is `undefined`. */
import { lowerAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Cursor } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { maxDepth } from '../limits.js'
import { fieldsOf, listOf } from '../values.js'
import { type Envelope, encodeEnvelope, envelope } from './envelope.js'

/** Names and values in their order. */
export type Parameters = readonly (readonly [name: string, value: string])[]

export interface Disposition {
  /** `inline`, `attachment`, ... */
  readonly type: string
  readonly parameters: Parameters | null
}

/** What BODYSTRUCTURE says beyond BODY; servers may stop anywhere. */
interface Extension {
  readonly disposition: Disposition | null | undefined
  readonly language: readonly string[] | null | undefined
  readonly location: string | null | undefined
}

export interface MultipartStructure extends Extension {
  readonly type: 'multipart'
  /** Lower case, like every type and subtype here. */
  readonly subtype: string
  readonly parts: readonly BodyStructure[]
  readonly parameters: Parameters | null | undefined
}

export interface PartStructure extends Extension {
  readonly type: string
  readonly subtype: string
  readonly parameters: Parameters | null
  readonly id: string | null
  readonly description: string | null
  /** Content-Transfer-Encoding. */
  readonly encoding: string | null
  /** Octets, encoded. */
  readonly size: number
  /** Of a text, and of message/rfc822. */
  readonly lines: number | undefined
  /** Of message/rfc822, with `body`. */
  readonly envelope: Envelope | undefined
  readonly body: BodyStructure | undefined
  readonly md5: string | null | undefined
}

export type BodyStructure = MultipartStructure | PartStructure

/** True for a multipart. */
export const isMultipart = (body: BodyStructure): body is MultipartStructure => 'parts' in fieldsOf(body, 'read body structure')

const LPAREN = 0x28
const RPAREN = 0x29

/** `body = "(" (body-type-1part / body-type-mpart) ")"` */
export function body(cursor: Cursor): BodyStructure {
  return cursor.nested(() => {
    cursor.expect(LPAREN)
    cursor.extraSpaces()
    const found = cursor.peek() === LPAREN ? multipart(cursor) : onePart(cursor)
    while (!cursor.skip(RPAREN)) {
      const start = cursor.pos
      if (!cursor.skip(0x20)) cursor.refuse("')'")
      if (cursor.peek() === RPAREN) cursor.warn('extra-space', 'a space that does not belong there')
      else bodyExtension(cursor)
      if (cursor.pos === start) cursor.refuse("')'")
    }
    return found
  })
}

/** `body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart]` */
function multipart(cursor: Cursor): MultipartStructure {
  const parts: BodyStructure[] = []
  while (cursor.peek() === LPAREN) {
    parts.push(body(cursor))
    if (cursor.peek() === 0x20 && cursor.bytes[cursor.pos + 1] === LPAREN) cursor.extraSpaces()
  }
  cursor.space()
  const subtype = lowerAscii(cursor.string())
  const more = next(cursor)
  const fields = more ? bodyParameters(cursor) : undefined
  return { type: 'multipart', subtype, parts, parameters: fields, ...extension(cursor, more) }
}

/** `body-type-1part = (body-type-basic / body-type-msg / body-type-text) [SP body-ext-1part]` */
function onePart(cursor: Cursor): PartStructure | MultipartStructure {
  const shape = shapeOf(cursor)
  if (shape === 'childless') return childless(cursor)
  const type = lowerAscii(cursor.stringOrNil('a type') ?? 'application')
  const common = type === 'text' ? 'plain' : 'octet-stream'
  let subtype = common
  if (shape === 'part') {
    cursor.space()
    subtype = lowerAscii(cursor.stringOrNil('a subtype') ?? common)
  } else cursor.warn('short-part', 'a part without a subtype')
  cursor.space()
  const parameters = bodyParameters(cursor)
  cursor.space()
  const id = cursor.nstring()
  cursor.space()
  const description = cursor.nstring()
  cursor.space()
  const encoding = cursor.stringOrNil('an encoding')
  cursor.space()
  const size = octets(cursor)
  let lines: number | undefined
  let inner: Envelope | undefined
  let innerBody: BodyStructure | undefined
  const isMessage = type === 'message' && (subtype === 'rfc822' || subtype === 'global')
  if (isMessage && cursor.peek() === 0x20 && cursor.bytes[cursor.pos + 1] === LPAREN) {
    cursor.space()
    inner = envelope(cursor)
    cursor.space()
    innerBody = body(cursor)
    cursor.space()
    lines = octets(cursor)
  } else if (type === 'text' && cursor.peek() === 0x20 && /[0-9-]/.test(String.fromCharCode(cursor.bytes[cursor.pos + 1]!))) {
    cursor.space()
    lines = octets(cursor)
  } else if (isMessage || type === 'text') cursor.warn('short-part', 'a text or a message without what belongs to its type')
  let more = next(cursor)
  // GMX says the parameters again.
  if (more && cursor.peek() === LPAREN) {
    cursor.warn('repeated-parameters', 'a list where the MD5 belongs')
    bodyExtension(cursor)
    more = next(cursor)
  }
  const md5 = more ? cursor.nstring() : undefined
  return {
    type,
    subtype,
    parameters,
    id,
    description,
    encoding,
    size,
    lines,
    envelope: inner,
    body: innerBody,
    md5,
    ...extension(cursor, more),
  }
}

/** How many members a part has up to its size: type, subtype, parameters, id, description, encoding, size. */
const UP_TO_SIZE = 7

/**
 * Tells a part from what some servers send for one: a part that lacks its subtype, and a multipart without parts, which has its subtype
 * where the type belongs (Gmail), or behind a NIL (Dovecot). The place of the size tells them apart. Reads nothing.
 */
function shapeOf(cursor: Cursor): 'part' | 'no-subtype' | 'childless' {
  const start = cursor.mark()
  const kinds = [kindOf(cursor)]
  if (next(cursor)) kinds.push(kindOf(cursor))
  if (kinds[0] !== 'string' || kinds[1] !== 'string') while (kinds.length < UP_TO_SIZE && next(cursor)) kinds.push(kindOf(cursor))
  cursor.backTo(start)
  if (kinds[0] === 'string' && kinds[1] === 'string') return 'part'
  if (kinds[UP_TO_SIZE - 2] === 'number') return 'no-subtype'
  return kinds[UP_TO_SIZE - 1] === 'number' ? 'part' : 'childless'
}

function kindOf(cursor: Cursor): 'string' | 'number' | 'list' | 'nil' {
  const octet = cursor.peek()
  if (octet === LPAREN) {
    cursor.list(() => cursor.nstring())
    return 'list'
  }
  if (octet === 0x2d || (octet >= 0x30 && octet <= 0x39)) {
    octets(cursor)
    return 'number'
  }
  return cursor.nstring() === null ? 'nil' : 'string'
}

/** `("ALTERNATIVE" ("BOUNDARY" "x") NIL NIL)`, `(NIL "alternative" ("boundary" "x") NIL NIL NIL)` */
function childless(cursor: Cursor): MultipartStructure {
  cursor.warn('childless-multipart', 'a multipart without parts')
  if (cursor.nil()) cursor.space()
  const subtype = lowerAscii(cursor.string())
  const more = next(cursor)
  const parameters = more ? bodyParameters(cursor) : undefined
  return { type: 'multipart', subtype, parts: [], parameters, ...extension(cursor, more) }
}

/** `[SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]]`; the last are skipped by `body` */
function extension(cursor: Cursor, more: boolean): Extension {
  const disposition = more && next(cursor) ? bodyDisposition(cursor) : undefined
  const language = disposition !== undefined && next(cursor) ? bodyLanguage(cursor) : undefined
  const location = language !== undefined && next(cursor) ? cursor.nstring() : undefined
  return { disposition, language, location }
}

/** A space, and something behind it. */
function next(cursor: Cursor): boolean {
  if (cursor.peek() !== 0x20 || cursor.bytes[cursor.pos + 1] === RPAREN) return false
  cursor.space()
  return true
}

/** `body-fld-param = "(" string SP string *(SP string SP string) ")" / nil` */
function bodyParameters(cursor: Cursor): Parameters | null {
  if (cursor.nil()) return null
  const words = cursor.list(() => cursor.stringOrNil('a parameter'))
  if (words.length === 0) {
    cursor.warn('empty-list', 'an empty list of parameters')
    return null
  }
  if (words.length % 2 !== 0) cursor.warn('missing-value', 'a parameter without a value')
  return Array.from({ length: (words.length + 1) >> 1 }, (_, at) => [words[2 * at] ?? '', words[2 * at + 1] ?? ''] as const)
}

/** `body-fld-dsp = "(" string SP body-fld-param ")" / nil`; a string alone is a type alone. */
function bodyDisposition(cursor: Cursor): Disposition | null {
  if (cursor.nil()) return null
  if (cursor.peek() !== LPAREN) {
    cursor.warn('bad-disposition', 'a disposition that is not a list')
    return { type: cursor.string(), parameters: null }
  }
  let type: string | null = null
  let parameters: Parameters | null = null
  let at = 0
  cursor.list(() => {
    at++
    if (at === 1) type = cursor.stringOrNil('a disposition')
    else if (at === 2) parameters = bodyParameters(cursor)
    else bodyExtension(cursor)
  })
  if (at !== 2) cursor.warn('bad-disposition', 'a disposition that is not a type and parameters')
  return type === null ? null : { type, parameters }
}

/** `body-fld-lang = nstring / "(" string *(SP string) ")"` */
function bodyLanguage(cursor: Cursor): string[] | null {
  if (cursor.peek() === LPAREN) {
    const languages = cursor.list(() => cursor.stringOrNil('a language')).filter(one => one !== null)
    if (languages.length > 0) return languages
    cursor.warn('empty-list', 'an empty list of languages')
    return null
  }
  const language = cursor.nstring()
  return language === null ? null : [language]
}

/** `body-extension = nstring / number / number64 / "(" body-extension *(SP body-extension) ")"`: what later documents may add, skipped. */
function bodyExtension(cursor: Cursor): void {
  if (cursor.peek() === LPAREN) cursor.list(() => bodyExtension(cursor))
  else if (cursor.peek() >= 0x30 && cursor.peek() <= 0x39) cursor.number()
  else cursor.nstring()
}

/** A size or a count of lines; some servers say -1. */
function octets(cursor: Cursor): number {
  if (cursor.peek() !== 0x2d) return cursor.number()
  cursor.warn('negative-size', 'a negative size')
  cursor.pos++
  cursor.number()
  return 0
}

export function encodeBodyStructure(writer: ImapWriter, value: BodyStructure, depth = 1): void {
  fieldsOf(value, 'encode body structure')
  if (depth > maxDepth) fail('too-deep', 0, `encode body structure: bodies in bodies beyond ${maxDepth}`)
  writer.raw('(')
  if (isMultipart(value)) {
    for (const part of listOf(value.parts, 'encode body structure')) encodeBodyStructure(writer, part, depth + 1)
    writer.raw(value.parts.length === 0 ? '' : ' ').string(value.subtype)
    if (value.parameters !== undefined) encodeParameters(writer.raw(' '), value.parameters)
    if (value.parameters !== undefined) encodeExtension(writer, value)
  } else {
    writer.string(value.type).raw(' ').string(value.subtype).raw(' ')
    encodeParameters(writer, value.parameters)
    for (const field of [value.id, value.description, value.encoding]) writer.raw(' ').nstring(field)
    writer.raw(' ').number(value.size, 'size')
    if (value.envelope !== undefined && value.body !== undefined) {
      encodeEnvelope(writer.raw(' '), value.envelope)
      encodeBodyStructure(writer.raw(' '), value.body, depth + 1)
    }
    if (value.lines !== undefined) writer.raw(' ').number(value.lines, 'lines')
    if (value.md5 !== undefined) encodeExtension(writer.raw(' ').nstring(value.md5), value)
  }
  writer.raw(')')
}

function encodeParameters(writer: ImapWriter, value: Parameters | null): void {
  if (value === null || listOf(value, 'encode parameters').length === 0) writer.raw('NIL')
  else
    writer.list(value, pair => {
      const [name, text] = listOf(pair, 'encode parameter') as Parameters[number]
      writer.string(name).raw(' ').string(text)
    })
}

function encodeExtension(writer: ImapWriter, { disposition, language, location }: Extension): void {
  if (disposition === undefined) return
  writer.raw(' ')
  if (disposition === null) writer.raw('NIL')
  else {
    writer.raw('(').string(disposition.type).raw(' ')
    encodeParameters(writer, disposition.parameters)
    writer.raw(')')
  }
  if (language === undefined) return
  writer.raw(' ')
  if (language === null || language.length === 0) writer.raw('NIL')
  else if (language.length === 1) writer.string(language[0]!)
  else writer.list(language, one => writer.string(one))
  if (location !== undefined) writer.raw(' ').nstring(location)
}
