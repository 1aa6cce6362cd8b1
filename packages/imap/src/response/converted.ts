/** CONVERTED (RFC 5259 8): parts of one message, converted. An item that cannot be read costs that item, and nothing else. */
import { isBytes, latin1, upperAscii } from '@mailwire/bytes'
import { fail, type ImapError } from '../error.js'
import { body } from '../fetch/body-structure.js'
import { encodeBodyStructure } from '../fetch/encode-structure.js'
import { encodeSection, encodeSectionBinary, type Section, section, sectionBinary } from '../fetch/section.js'
import { wholeSize } from '../fetch/size.js'
import type { BodyStructure } from '../fetch/structure.js'
import { ITEM } from '../grammar/classes.js'
import { isWritable } from '../grammar/raw.js'
import type { Reader, StreamedLiteral } from '../grammar/reader.js'
import { skipValue } from '../grammar/salvage.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { convertWords, mimeType } from './conversion.js'
import { type ConversionError, conversionError, isAtError, writeConversionError } from './conversion-error.js'
import { type ResponseRule, report } from './rule.js'

type Data = Uint8Array | StreamedLiteral | null

/** A part, converted; `part` is `[1, 2]` for part 1.2. */
export type ConvertedItem =
  | { readonly item: 'BINARY'; readonly part: readonly number[]; readonly origin: number | undefined; readonly data: Data }
  | { readonly item: 'BINARY.SIZE'; readonly part: readonly number[]; readonly size: number }
  | { readonly item: 'BODYPARTSTRUCTURE'; readonly part: readonly number[]; readonly structure: BodyStructure }
  /** Media types that the part can be converted to. */
  | { readonly item: 'AVAILABLECONVERSIONS'; readonly part: readonly number[]; readonly types: readonly string[] }
  /** A header: the examples of RFC 5259 6 have it, its grammar has not. */
  | { readonly item: 'BODY[]'; readonly section: Section; readonly data: Data }
  /** Why an item is not there. */
  | {
      readonly item: 'error'
      readonly name: 'BINARY' | 'BINARY.SIZE' | 'BODYPARTSTRUCTURE' | 'AVAILABLECONVERSIONS'
      readonly part: readonly number[]
      readonly origin: number | undefined
      readonly error: ConversionError
    }

/** CONVERTED (RFC 5259 8.1). */
export interface ConvertedResponse {
  readonly type: 'converted'
  /** The message's number. */
  readonly sequence: number
  /** The tag of the command that it answers. */
  readonly tag: string
  readonly uid: number | undefined
  readonly items: readonly ConvertedItem[]
}

type Name = Extract<ConvertedItem, { readonly item: 'error' }>['name']

const ACTION = 'encode CONVERTED'

/** `"CONVERTED" SP convert-correlator SP convert-msg-attrs` */
function convertedData(reader: Reader, sequence: number): Omit<ConvertedResponse, 'type'> {
  reader.space()
  // `convert-correlator = "(" "TAG" SP tag-string ")"`
  if (!reader.beginList() || !reader.word('TAG')) reader.refuse('TAG')
  reader.space()
  const tag = reader.string()
  if (reader.nextMember()) reader.refuse("')'")
  reader.space()
  const found: Found = { uid: undefined, items: [] }
  // `convert-msg-attrs = "(" convert-msg-att *(SP convert-msg-att) ")"`
  const { pos } = reader
  if (!reader.beginList()) reader.warn('empty-list', pos)
  else
    do messageItem(reader, found)
    while (reader.nextMember())
  return { sequence, tag, uid: found.uid, items: found.items }
}

interface Found {
  uid: number | undefined
  readonly items: ConvertedItem[]
}

/** Each item is a savepoint. */
function messageItem(reader: Reader, found: Found): void {
  const { pos, depth, warned } = reader
  try {
    const word = reader.rule(convertWords, ITEM) ?? reader.refuse('an item')
    if (word.name === 'UID') uid(reader, found, pos)
    else if (word.name === 'BODY') found.items.push(header(reader, pos))
    else found.items.push(reader.whole(convertedItem(reader, word.name)))
  } catch (error) {
    if (!reader.isContained(error)) throw error
    reader.restore(pos, depth, warned)
    passOver(reader, error)
  }
}

/** `msg-att-conv-static = "UID" SP uniqueid`; the first item, if it is there (RFC 5259 8.1). */
function uid(reader: Reader, found: Found, at: number): void {
  reader.space()
  const value = reader.whole(reader.nzNumber())
  if (found.uid !== undefined) reader.warn('repeated-item', at)
  else if (found.items.length > 0) reader.warn('uid-order', at)
  found.uid = value
}

/** `"BODY" section SP nstring` */
function header(reader: Reader, at: number): ConvertedItem {
  const of = section(reader)
  reader.space()
  const data = reader.whole(reader.nstringBytes())
  reader.warn('converted-header', at)
  return { item: 'BODY[]', section: of, data }
}

/** `msg-att-semistat`: a name, a part in brackets, an origin of BINARY, and the value or an error */
function convertedItem(reader: Reader, name: Name): ConvertedItem {
  const part = sectionBinary(reader)
  const origin = name === 'BINARY' ? originHere(reader) : undefined
  reader.space()
  if (isAtError(reader)) return { item: 'error', name, part, origin, error: conversionError(reader) }
  switch (name) {
    case 'BINARY':
      return { item: name, part, origin, data: reader.nstringBytes(true) }
    case 'BINARY.SIZE':
      return { item: name, part, size: wholeSize(reader, false) }
    case 'BODYPARTSTRUCTURE':
      return { item: name, part, structure: body(reader, name) }
    case 'AVAILABLECONVERSIONS':
      return { item: name, part, types: mimeTypes(reader) }
  }
}

/** `["<" number ">"]` */
function originHere(reader: Reader): number | undefined {
  if (!reader.skip(0x3c)) return undefined
  const origin = reader.number()
  reader.expect(0x3e)
  return origin
}

/** `mimetype-list = "(" "(" [quoted-to-mime-type *(SP quoted-to-mime-type)] ")" ")"` */
function mimeTypes(reader: Reader): readonly string[] {
  const types: string[] = []
  if (!reader.beginList()) reader.refuse("'('")
  if (reader.beginList())
    do types.push(mimeType(reader))
    while (reader.nextMember())
  return reader.nextMember() ? reader.refuse("')'") : types
}

/** An item that cannot be read: its name, its brackets and its value. */
function passOver(reader: Reader, error: ImapError): void {
  const { bytes, pos: start, end } = reader
  const name = upperAscii(latin1(bytes, reader.skipRun(ITEM), reader.pos))
  const from = reader.pos
  while (reader.pos < end && bytes[reader.pos]! > 0x20 && bytes[reader.pos] !== 0x29) reader.pos++
  const brackets = reader.pos === from ? undefined : latin1(bytes, from, reader.pos)
  if (name === '' || !reader.skip(0x20) || !skipValue(reader) || !isWritable(reader, start)) throw error
  reader.warn('damaged-item', start)
  reader.keepDamaged(name, brackets, start, error)
}

function encodeConverted(writer: ImapWriter, { sequence, tag, uid: ofMessage, items }: ConvertedResponse): void {
  writer.number(sequence, 'message number', 0xffff_ffff).raw(' CONVERTED (TAG ').string(tag).raw(') (')
  let separator = ''
  if (ofMessage !== undefined) {
    writer.raw('UID ').number(ofMessage, 'UID', 0xffff_ffff)
    separator = ' '
  }
  for (const item of listOf(items, ACTION)) {
    writeItem(writer.raw(separator), { ...fieldsOf(item, ACTION) })
    separator = ' '
  }
  writer.raw(')')
}

function writeItem(writer: ImapWriter, item: ConvertedItem): void {
  switch (item.item) {
    case 'BINARY':
      writePart(writer, item.item, item.part, item.origin)
      writeData(writer, item.data, 'for-nul')
      break
    case 'BINARY.SIZE':
      writePart(writer, item.item, item.part, undefined).number(item.size, 'BINARY.SIZE')
      break
    case 'BODYPARTSTRUCTURE':
      encodeBodyStructure(writePart(writer, item.item, item.part, undefined), item.structure)
      break
    case 'AVAILABLECONVERSIONS':
      writePart(writer, item.item, item.part, undefined)
        .raw('(')
        .list(item.types, type => writer.quoted(type, ACTION))
        .raw(')')
      break
    case 'BODY[]':
      encodeSection(writer.raw('BODY'), item.section)
      writeData(writer.raw(' '), item.data, 'never')
      break
    case 'error': {
      const { name, part, origin, error } = item
      if (convertWords.get(textOf(name, ACTION)) === undefined || (name as string) === 'UID' || (name as string) === 'BODY')
        fail('bad-value', 0, `${ACTION}: an error needs an item`)
      if (origin !== undefined && name !== 'BINARY') fail('bad-value', 0, `${ACTION}: only BINARY has an origin`)
      writeConversionError(writePart(writer, name, part, origin), error)
      break
    }
    default:
      fail('bad-value', 0, `${ACTION}: unknown item`)
  }
}

function writePart(writer: ImapWriter, name: Name, part: readonly number[], origin: number | undefined): ImapWriter {
  encodeSectionBinary(writer.raw(name), part)
  if (origin !== undefined) writer.raw('<').number(origin, 'origin', 0xffff_ffff).raw('>')
  return writer.raw(' ')
}

function writeData(writer: ImapWriter, data: Data, literal8: 'never' | 'for-nul'): void {
  if (data === null) writer.raw('NIL')
  else if (isBytes(data)) writer.literal(data, literal8)
  else fail('bad-value', 0, `${ACTION}: data is missing; streamed literals are not kept`)
}

/** `nz-number SP "CONVERTED" SP convert-correlator SP convert-msg-attrs` */
export const converted: ResponseRule<ConvertedResponse> = {
  name: 'CONVERTED',
  type: 'converted',
  section: 'RFC 5259 8.1',
  isNumbered: true,
  decode: (reader, number) => ({ type: 'converted', ...convertedData(reader, number), ...report(reader) }),
  encode: encodeConverted,
}
