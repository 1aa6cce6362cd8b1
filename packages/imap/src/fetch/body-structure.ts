/**
 * Reads and writes BODYSTRUCTURE and BODY (RFC 9051 9, `body`). A part that cannot be read costs that part: it holds its place, so that the
 * numbers of the others are right.
 */
import { SP } from '@mailwire/bytes'
import { isWritable, writableCopy } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import { skipValue } from '../grammar/salvage.js'
import { REV1, REV2 } from '../grammar/words.js'
import { envelope } from './envelope.js'
import { shapeOf } from './odd-part.js'
import {
  bodyExtension,
  bodyParameters,
  inPlaces,
  isString,
  NO_EXTENSION,
  nextField,
  partDisposition,
  partExtensions,
  partLanguage,
  partLocation,
} from './part-fields.js'
import { wholeSize } from './size.js'
import type { BodyStructure, MultipartStructure } from './structure.js'

const LPAREN = 0x28
const RPAREN = 0x29

const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0)

type Item = 'BODY' | 'BODYSTRUCTURE' | 'BODYPARTSTRUCTURE'

/** `body = "(" (body-type-1part / body-type-mpart) ")"` */
export const body = (reader: Reader, item: Item): BodyStructure => bodyAt(reader, item, '', 0)

/** The part `index` of the multipart with the number `parent`; the whole message is part 0 of none. The number is made where it is needed. */
function bodyAt(reader: Reader, item: Item, parent: string, index: number): BodyStructure {
  reader.expect(LPAREN)
  reader.enter()
  if (reader.peek() === SP) reader.extraSpaces()
  const found = reader.peek() === LPAREN ? multipart(reader, item, numberOf(parent, index)) : onePart(reader, item, parent, index)
  if (reader.peek() !== RPAREN) restOfPart(reader)
  reader.pos++
  reader.depth--
  return found
}

/** `1.2` of part 2 in part 1. */
const numberOf = (parent: string, index: number): string =>
  index === 0 ? parent : parent === '' ? String(index) : `${parent}.${index}`

/** Spaces, and what has no place in a part: the grammar has nothing there. */
function restOfPart(reader: Reader): void {
  if (reader.peek() !== SP) reader.refuse("')'")
  reader.extraSpaces()
  while (reader.peek() !== RPAREN) {
    reader.warn('short-part')
    bodyExtension(reader)
    while (reader.skip(SP));
  }
}

/** `body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart]` */
function multipart(reader: Reader, item: Item, number: string): MultipartStructure {
  const first = partAt(reader, item, number, 1)
  // An array that grows has room for seventeen: most multiparts have two or three parts.
  const parts = hasPart(reader) ? [first, partAt(reader, item, number, 2)] : [first]
  while (hasPart(reader)) parts.push(partAt(reader, item, number, parts.length + 1))
  reader.space()
  return multipartFields(reader, parts)
}

/** True before another part: nothing is between two of them, where some servers put spaces. */
function hasPart(reader: Reader): boolean {
  if (reader.peek() === SP && reader.peekNext() === LPAREN) reader.extraSpaces()
  return reader.peek() === LPAREN
}

function multipartFields(reader: Reader, parts: readonly BodyStructure[]): MultipartStructure {
  const subtype = reader.lowerString()
  const parameters = nextField(reader) ? bodyParameters(reader) : undefined
  const first = partDisposition(reader, parameters)
  const [disposition, language] = inPlaces(first, partLanguage(reader, first))
  const location = partLocation(reader, language)
  const extensions = partExtensions(reader, location)
  return { kind: 'multipart', type: 'multipart', subtype, parts, parameters, disposition, language, location, extensions }
}

/** A part of a multipart. Its place is a savepoint: one that cannot be read ends where its parentheses do. */
function partAt(reader: Reader, item: Item, parent: string, index: number): BodyStructure {
  const { pos: start, depth, warned } = reader
  try {
    return bodyAt(reader, item, parent, index)
  } catch (error) {
    if (!reader.isContained(error)) throw error
    reader.restore(start, depth, warned)
    if (!skipValue(reader) || !isWritable(reader, start)) throw error
    reader.warn('damaged-part', start)
    const part = { kind: 'damaged' as const, bytes: NO_BYTES }
    const { pos: end } = reader
    reader.keepDamaged(item, numberOf(parent, index), start, error, () => {
      part.bytes = writableCopy(reader, start, end)
    })
    return part
  }
}

/** `body-type-1part = (body-type-basic / body-type-msg / body-type-text) [SP body-ext-1part]` */
function onePart(reader: Reader, item: Item, parent: string, index: number): BodyStructure {
  const { pos, depth, warned } = reader
  let type = isString(reader.peek()) ? reader.lowerString() : ''
  let shape: 'part' | 'no-subtype' = 'part'
  if (reader.pos === pos || reader.peek() !== SP || !isString(reader.peekNext())) {
    reader.restore(pos, depth, warned)
    const odd = shapeOf(reader)
    if (odd === 'childless') return childless(reader)
    shape = odd
    type = reader.nilForString() ? 'application' : reader.lowerString()
  }
  const subtype = mediaSubtype(reader, type, shape)
  const parameters = reader.spaceNil() ? null : bodyParameters(behindSpace(reader))
  const id = reader.spaceNil() ? null : behindSpace(reader).nstring()
  const description = reader.spaceNil() ? null : behindSpace(reader).nstring()
  reader.space()
  const encoding = reader.nilForString() ? null : reader.commonString()
  reader.space()
  const size = wholeSize(reader, false)
  const kind = kindOf(reader, type, subtype)
  if (kind !== 'basic') reader.space()
  const inner = kind === 'message' ? envelope(reader) : undefined
  if (kind === 'message') reader.space()
  const innerBody = kind === 'message' ? innerStructure(reader, item, parent, index) : undefined
  if (kind === 'message') reader.space()
  const lines = kind === 'basic' ? 0 : wholeSize(reader, true)
  const md5 = partMd5(reader)
  const first = partDisposition(reader, md5)
  const [disposition, language] = inPlaces(first, partLanguage(reader, first))
  const location = partLocation(reader, language)
  const extensions = partExtensions(reader, location)
  switch (kind) {
    case 'text':
      // biome-ignore format: one key after the other, as in the grammar
      return { kind, type, subtype, parameters, id, description, encoding, size, lines, md5, disposition, language, location, extensions }
    case 'message':
      // biome-ignore format: one key after the other, as in the grammar
      return { kind, type, subtype, parameters, id, description, encoding, size, envelope: inner!, body: innerBody!, lines, md5, disposition, language, location, extensions }
    default:
      // biome-ignore format: one key after the other, as in the grammar
      return { kind, type, subtype, parameters, id, description, encoding, size, md5, disposition, language, location, extensions }
  }
}

/** A text has lines after its size, a message its envelope, its structure and lines; where these are missing it is any other part. */
function kindOf(reader: Reader, type: string, subtype: string): 'text' | 'message' | 'basic' {
  if (type === 'text') {
    if (nextIsNumber(reader)) return 'text'
    reader.warn('short-part')
  } else if (type === 'message' && (subtype === 'rfc822' || (subtype === 'global' && reader.has(REV2)))) {
    if (reader.peek() === SP && reader.peekNext() === LPAREN) return 'message'
    // RFC 3501 has message/global as any other type.
    if (subtype === 'rfc822' || !reader.has(REV1)) reader.warn('short-part')
  }
  return 'basic'
}

function behindSpace(reader: Reader): Reader {
  reader.space()
  return reader
}

/** `media-subtype = string`; what is missing is what the type has most often. */
function mediaSubtype(reader: Reader, type: string, shape: 'part' | 'no-subtype'): string {
  const usual = type === 'text' ? 'plain' : 'octet-stream'
  if (shape === 'no-subtype') {
    reader.warn('short-part')
    return usual
  }
  reader.space()
  return reader.nilForString() ? usual : reader.lowerString()
}

/** True where the count of lines follows. */
function nextIsNumber(reader: Reader): boolean {
  const next = reader.peekNext()
  return reader.peek() === SP && ((next >= 0x30 && next <= 0x39) || next === 0x2d)
}

/** The structure inside a message; Gmail has `()` for that of an empty one. */
function innerStructure(reader: Reader, item: Item, parent: string, index: number): BodyStructure {
  if (reader.peek() === LPAREN && reader.peekNext() === RPAREN) {
    reader.warn('childless-multipart')
    reader.pos += 2
    return { kind: 'multipart', type: 'multipart', subtype: '', parts: [], parameters: undefined, ...NO_EXTENSION }
  }
  return bodyAt(reader, item, parent, index)
}

/** `[SP body-fld-md5 ...]`; `undefined` where the part is over. */
function partMd5(reader: Reader): string | null | undefined {
  if (reader.spaceNil()) return null
  if (!nextField(reader)) return undefined
  if (reader.peek() !== LPAREN) return reader.nstring()
  // GMX says the parameters again.
  reader.warn('repeated-parameters')
  bodyExtension(reader)
  return nextField(reader) ? reader.nstring() : undefined
}

/** `("ALTERNATIVE" ("BOUNDARY" "x") NIL NIL)`, `(NIL "alternative" ("boundary" "x") NIL NIL NIL)` */
function childless(reader: Reader): MultipartStructure {
  reader.warn('childless-multipart')
  if (reader.nil()) reader.space()
  return multipartFields(reader, [])
}
