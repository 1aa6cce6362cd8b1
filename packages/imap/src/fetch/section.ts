/** Which piece of a message (RFC 9051 6.4.5, `section`): `1.2.HEADER.FIELDS (DATE FROM)`. */
import { frozen } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ITEM } from '../grammar/classes.js'
import type { Reader } from '../grammar/reader.js'
import { type Word, Words } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, listOf, textOf } from '../values.js'

/** What of a part (RFC 9051 6.4.5.1, `section-text`). */
export type SectionText = 'HEADER' | 'HEADER.FIELDS' | 'HEADER.FIELDS.NOT' | 'TEXT' | 'MIME'

/** A part, and what of it (RFC 9051 6.4.5.1); all empty for the whole message. */
export interface Section {
  /** `[1, 2]` for part 1.2. */
  readonly part: readonly number[]
  /** `undefined` for the part's content, or the whole message. */
  readonly text: SectionText | undefined
  /** Names of header fields, for the two that take them. */
  readonly fields: readonly string[]
}

interface TextWord extends Word {
  readonly name: SectionText
}

const textWords: Words<TextWord> = /* @__PURE__ */ new Words<TextWord>([
  { name: 'HEADER' },
  { name: 'HEADER.FIELDS' },
  { name: 'HEADER.FIELDS.NOT' },
  { name: 'TEXT' },
  { name: 'MIME' },
])

const NO_PART: readonly number[] = /* @__PURE__ */ Object.freeze([])
const NO_FIELDS: readonly string[] = /* @__PURE__ */ Object.freeze([])
/** The whole message. */
export const WHOLE: Section = /* @__PURE__ */ Object.freeze({ part: NO_PART, text: undefined, fields: NO_FIELDS })

/**
 * `section = "[" [section-spec] "]"`. All responses to one FETCH have the same sections: the one that was read last is known by its bytes, and one
 * value serves all.
 */
export function section(reader: Reader): Section {
  const { pos, memo } = reader
  if (memo !== undefined && reader.startsWith(memo.bytes)) {
    reader.pos += memo.bytes.length
    return memo.value as Section
  }
  const { warned } = reader
  const value = readSection(reader)
  if (value !== WHOLE && reader.warned === warned && reader.pos - pos <= MAX_MEMO)
    reader.memo = { bytes: reader.copy(pos, reader.pos), value: frozen(value) }
  return value
}

/** Longer ones are rare. */
const MAX_MEMO = 256

function readSection(reader: Reader): Section {
  reader.expect(0x5b)
  if (reader.skip(0x5d)) return WHOLE
  const part = isDigit(reader) ? sectionPart(reader) : NO_PART
  const text = part === NO_PART || reader.skip(0x2e) ? sectionText(reader, part.length > 0) : undefined
  const fields = text === 'HEADER.FIELDS' || text === 'HEADER.FIELDS.NOT' ? headerList(reader) : NO_FIELDS
  reader.expect(0x5d)
  return { part, text, fields }
}

/** `section-binary = "[" [section-part] "]"` */
export function sectionBinary(reader: Reader): readonly number[] {
  reader.expect(0x5b)
  const part = isDigit(reader) ? sectionPart(reader) : NO_PART
  reader.expect(0x5d)
  return part
}

const isDigit = (reader: Reader): boolean => reader.peek() >= 0x30 && reader.peek() <= 0x39

/** `section-part = nz-number *("." nz-number)`, up to a dot that no number follows */
function sectionPart(reader: Reader): number[] {
  const part: number[] = []
  for (;;) {
    const { pos } = reader
    const number = reader.number()
    if (reader.bytes[pos] === 0x30) reader.fail('bad-syntax', 'parse: a part number must not begin with 0', pos)
    part.push(number)
    const next = reader.peekNext()
    if (reader.peek() !== 0x2e || next < 0x30 || next > 0x39) return part
    reader.pos++
  }
}

/** `section-text = section-msgtext / "MIME"`; MIME belongs to a part. */
function sectionText(reader: Reader, hasPart: boolean): SectionText {
  const { pos } = reader
  const word = reader.rule(textWords, ITEM)
  if (word !== undefined && (hasPart || word.name !== 'MIME')) return word.name
  reader.pos = pos
  return reader.refuse(hasPart ? 'HEADER, TEXT or MIME' : 'HEADER or TEXT')
}

/** `header-list = "(" header-fld-name *(SP header-fld-name) ")"` */
function headerList(reader: Reader): string[] {
  reader.space()
  if (!reader.beginList()) reader.refuse('a field name')
  const fields: string[] = []
  do fields.push(reader.astring())
  while (reader.nextMember())
  return fields
}

/** A section in its brackets. @throws {@link ImapError} `bad-value` */
export function encodeSection(writer: ImapWriter, value: Section): void {
  const { text, ...given } = fieldsOf(value, 'encode section')
  const part = partOf(given.part)
  const fields = listOf(given.fields, 'encode section')
  if (text !== undefined && textWords.get(textOf(text, 'encode section')) === undefined)
    fail('bad-value', 0, 'encode section: text must be HEADER, HEADER.FIELDS, HEADER.FIELDS.NOT, TEXT or MIME')
  const takesFields = text === 'HEADER.FIELDS' || text === 'HEADER.FIELDS.NOT'
  if (takesFields !== fields.length > 0)
    fail('bad-value', 0, 'encode section: HEADER.FIELDS needs field names, and nothing else has them')
  if (text === 'MIME' && part.length === 0) fail('bad-value', 0, 'encode section: MIME needs a part number')
  writer.raw(`[${[...part, ...(text === undefined ? [] : [text])].join('.')}`)
  if (takesFields) writer.raw(' ').list(fields, field => writer.astring(field))
  writer.raw(']')
}

/** Part numbers in brackets. @throws {@link ImapError} `bad-value` */
export function encodeSectionBinary(writer: ImapWriter, part: readonly number[]): void {
  writer.raw(`[${partOf(part).join('.')}]`)
}

function partOf(part: readonly number[]): readonly number[] {
  const numbers = listOf(part, 'encode section')
  for (const number of numbers)
    if (!Number.isInteger(number) || number < 1 || number > 0xffff_ffff)
      fail('bad-value', 0, 'encode section: part numbers must be whole numbers from 1 to 4294967295')
  return numbers
}
