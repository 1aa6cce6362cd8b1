/** FETCH items that are a piece of the message (RFC 9051 7.5.2, RFC 3501 7.4.2): BODY, BINARY, BINARY.SIZE, and the three of RFC 822. */
import { isBytes } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Reader } from '../grammar/reader.js'
import { REV1 } from '../grammar/words.js'
import { fieldsOf, listOf } from '../values.js'
import { body } from './body-structure.js'
import { encodeBodyStructure } from './encode-structure.js'
import type { BodySection, FetchItemRule, FoundItems, ItemWriter } from './item.js'
import { encodeSection, encodeSectionBinary, type Section, section, sectionBinary, WHOLE } from './section.js'
import { wholeSize } from './size.js'

const LBRACKET = 0x5b

/** `"BODY" SP body`, or `"BODY" section ["<" number ">"] SP nstring`. It writes all sections, in their order. */
export const bodyItem: FetchItemRule = {
  name: 'BODY',
  section: 'RFC 9051 7.5.2',
  begins: '[',
  decode(reader, items) {
    if (reader.peek() === LBRACKET) return addSection(reader, items, 'BODY', section(reader))
    reader.space()
    const value = reader.wholeItem(body(reader, 'BODY'))
    const isRepeated = items.body !== undefined
    items.body = value
    return isRepeated
  },
  encode(writer, items) {
    if (items.body !== undefined) encodeBodyStructure(writer.item('BODY '), items.body)
    for (const one of listOf(items.sections ?? [], 'encode FETCH')) writeSection(writer, { ...fieldsOf(one, 'encode FETCH') })
  },
}

const writtenWithBody = (): void => undefined

/** `"BINARY" section-binary SP (nstring / literal8)`; RFC 3516 4.3 has an origin. */
export const binary: FetchItemRule = {
  name: 'BINARY',
  section: 'RFC 9051 7.5.2',
  begins: '[',
  decode: (reader, items) => addSection(reader, items, 'BINARY', { ...WHOLE, part: sectionBinary(reader) }),
  encode: writtenWithBody,
}

/** `"BINARY.SIZE" section-binary SP number` */
export const binarySize: FetchItemRule = {
  name: 'BINARY.SIZE',
  section: 'RFC 9051 7.5.2',
  begins: '[',
  decode(reader, items) {
    const part = sectionBinary(reader)
    reader.space()
    add(items, 'binarySizes', { part, size: reader.wholeItem(wholeSize(reader, false)) })
    return false
  },
  encode(writer, items) {
    for (const one of listOf(items.binarySizes ?? [], 'encode FETCH')) {
      const { part, size } = fieldsOf(one, 'encode BINARY.SIZE')
      encodeSectionBinary(writer.item('BINARY.SIZE'), part)
      writer.writer.raw(' ').number(size, 'BINARY.SIZE')
    }
  },
}

/** `"RFC822" [".HEADER" / ".TEXT"] SP nstring` */
const ofRfc822 = (item: 'RFC822' | 'RFC822.HEADER' | 'RFC822.TEXT'): FetchItemRule => ({
  name: item,
  section: 'RFC 3501 7.4.2',
  only: REV1,
  begins: 'string',
  decode(reader, items) {
    if (item !== 'RFC822' || reader.peek() !== LBRACKET) return addSection(reader, items, item, WHOLE)
    reader.warn('section-of-rfc822')
    const found = section(reader)
    // `RFC822[]` is RFC822, and `RFC822[1]` can only be BODY[1].
    return addSection(reader, items, found === WHOLE ? item : 'BODY', found)
  },
  encode: writtenWithBody,
})

export const rfc822: FetchItemRule = /* @__PURE__ */ ofRfc822('RFC822')
export const rfc822Header: FetchItemRule = /* @__PURE__ */ ofRfc822('RFC822.HEADER')
export const rfc822Text: FetchItemRule = /* @__PURE__ */ ofRfc822('RFC822.TEXT')

/** `["<" number ">"] SP nstring` after a section. */
function addSection(reader: Reader, items: FoundItems, item: BodySection['item'], found: Section): boolean {
  const origin = reader.peek() === 0x3c ? sectionOrigin(reader) : undefined
  const data = hasNoValue(reader) ? null : sectionData(reader, item === 'BINARY')
  add(items, 'sections', { item, section: found, origin, data })
  return false
}

/** `"<" number ">"` */
function sectionOrigin(reader: Reader): number {
  reader.expect(0x3c)
  const { pos } = reader
  const origin = reader.number64()
  if (origin > 0xffff_ffff) reader.warn('large-number', pos)
  if (reader.peek() === 0x2e) {
    reader.warn('partial-length')
    reader.pos++
    reader.number64()
  }
  reader.expect(0x3e)
  return origin
}

/** Yandex leaves out the value of a part that is not there. */
function hasNoValue(reader: Reader): boolean {
  const byte = reader.peek()
  if (byte !== 0x29 && !(byte === 0x20 && reader.peekNext() === 0x29)) return false
  reader.warn('missing-value')
  return true
}

function sectionData(reader: Reader, mayBeLiteral8: boolean): BodySection['data'] {
  reader.space()
  const data = reader.nstringBytes(mayBeLiteral8)
  // After a literal nothing need be between it and the next item.
  return reader.wholeItem(data)
}

type Lists = 'sections' | 'binarySizes'

/** Lists are shared while they are empty. */
function add<Key extends Lists>(items: FoundItems, key: Key, value: FoundItems[Key][number]): void {
  if (items[key].length === 0) items[key] = [value] as unknown as FoundItems[Key]
  else (items[key] as unknown as unknown[]).push(value)
}

function writeSection(items: ItemWriter, { item, section: found, origin, data }: BodySection): void {
  const { writer } = items
  switch (item) {
    case 'BODY':
      encodeSection(items.item(item), found)
      break
    case 'BINARY':
      if (fieldsOf(found, 'encode BINARY').text !== undefined)
        fail('bad-value', 0, 'encode BINARY: only part numbers are allowed')
      encodeSectionBinary(items.item(item), found.part)
      break
    case 'RFC822':
    case 'RFC822.HEADER':
    case 'RFC822.TEXT':
      items.item(item)
      break
    default:
      fail('bad-value', 0, 'encode FETCH: unknown item with a section')
  }
  if (origin !== undefined) writer.raw('<').number(origin, 'origin').raw('>')
  writer.raw(' ')
  if (data === null) writer.raw('NIL')
  else if (isBytes(data)) writer.literal(data, item === 'BINARY' ? 'for-nul' : 'never')
  else fail('bad-value', 0, 'encode FETCH: the value of a section is missing; streamed literals are not kept')
}
