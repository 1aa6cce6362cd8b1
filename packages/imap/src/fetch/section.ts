/** Which piece of a message (RFC 9051 6.4.5, `section`): `1.2.HEADER.FIELDS (DATE FROM)`. */
import { fail } from '../error.js'
import type { Cursor } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, listOf } from '../values.js'

export type SectionText = 'HEADER' | 'HEADER.FIELDS' | 'HEADER.FIELDS.NOT' | 'TEXT' | 'MIME'

/** A part, and what of it; all empty for the whole message. */
export interface Section {
  /** `[1, 2]` for part 1.2. */
  readonly part: readonly number[]
  /** `undefined` for the part's content, or the whole message. */
  readonly text: SectionText | undefined
  /** Names of header fields, for the two that take them. */
  readonly fields: readonly string[]
}

/** `section = "[" [section-spec] "]"` */
export function section(cursor: Cursor): Section {
  cursor.expect(0x5b)
  const part: number[] = []
  let text: SectionText | undefined
  while (cursor.peek() >= 0x30 && cursor.peek() <= 0x39) {
    part.push(cursor.number(0xffffffff) || cursor.refuse('a part number from 1'))
    if (!cursor.skip(0x2e)) break
    if (cursor.peek() === 0x5d) cursor.refuse('a part')
  }
  const afterDot = part.length === 0 || cursor.bytes[cursor.pos - 1] === 0x2e
  if (afterDot && cursor.peek() !== 0x5d) {
    text = sectionText(cursor)
    if (text === 'MIME' && part.length === 0) cursor.refuse('a part before MIME')
  }
  let fields: string[] = []
  if (text === 'HEADER.FIELDS' || text === 'HEADER.FIELDS.NOT') {
    cursor.space()
    fields = cursor.list(() => cursor.astring())
    if (fields.length === 0) cursor.refuse('a field name')
  }
  cursor.expect(0x5d)
  return { part, text, fields }
}

const TEXTS: readonly SectionText[] = ['HEADER.FIELDS.NOT', 'HEADER.FIELDS', 'HEADER', 'TEXT', 'MIME']

const sectionText = (cursor: Cursor): SectionText =>
  TEXTS.find(text => cursor.word(text)) ?? cursor.refuse('HEADER, TEXT or MIME')

/** A section in its brackets. @throws {@link ImapError} `bad-value` */
export function encodeSection(writer: ImapWriter, value: Section): void {
  const { text, ...given } = fieldsOf(value, 'encode section')
  const part = listOf(given.part, 'encode section')
  const fields = listOf(given.fields, 'encode section')
  if (text !== undefined && !TEXTS.includes(text)) fail('bad-value', 0, 'encode section: not HEADER, TEXT or MIME')
  for (const number of part)
    if (!Number.isInteger(number) || number < 1 || number > 0xffffffff)
      fail('bad-value', 0, 'encode section: part numbers are whole, from 1 to 4294967295')
  const takesFields = text === 'HEADER.FIELDS' || text === 'HEADER.FIELDS.NOT'
  if (takesFields !== fields.length > 0)
    fail('bad-value', 0, 'encode section: field names belong to HEADER.FIELDS, and HEADER.FIELDS to them')
  if (text === 'MIME' && part.length === 0) fail('bad-value', 0, 'encode section: MIME belongs to a part')
  writer.raw(`[${[...part, ...(text === undefined ? [] : [text])].join('.')}`)
  if (takesFields) writer.raw(' ').list(fields, field => writer.astring(field))
  writer.raw(']')
}
