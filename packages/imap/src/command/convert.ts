/** CONVERT and CONVERSIONS (RFC 5259 4, 5): parts of messages in another media type, and which types there are. */
import { fail } from '../error.js'
import { encodeSection, encodeSectionBinary, type Section, section, sectionBinary } from '../fetch/section.js'
import { ITEM } from '../grammar/classes.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { messageSet, writeSet } from '../mailbox/read-set.js'
import type { MessageSet } from '../mailbox/sequence-set.js'
import {
  type ConversionParameter,
  conversionParameters,
  convertWords,
  mimeType,
  writeConversionParameters,
} from '../response/conversion.js'
import { fieldsOf, listOf, shownName, textOf } from '../values.js'
import { writeName } from './message.js'
import { type PartialRange, partial, writePartial } from './partial.js'
import type { CommandRule, Loose } from './rule.js'

/** What is asked for; `part` is `[1, 2]` for part 1.2. */
export type ConvertItem =
  | { readonly item: 'UID' }
  | { readonly item: 'BINARY'; readonly part: readonly number[]; readonly partial?: PartialRange | undefined }
  | { readonly item: 'BINARY.SIZE' | 'BODYPARTSTRUCTURE' | 'AVAILABLECONVERSIONS'; readonly part: readonly number[] }
  /** A header: HEADER of the message or of a part, or MIME of a part; with the default conversion alone (RFC 5259 6). */
  | { readonly item: 'BODY[]'; readonly section: Section }

/** CONVERT (RFC 5259 6). */
export interface ConvertCommand {
  readonly verb: 'convert'
  /** True where the set names unique identifiers. */
  readonly uid: boolean
  readonly set: MessageSet
  /** The media type that is wanted; `null` leaves it to the server. */
  readonly to: string | null
  readonly parameters: readonly ConversionParameter[]
  readonly items: readonly ConvertItem[]
}

/** CONVERSIONS (RFC 5259 5): media types; `*` and `text/*` stand for any. */
export interface ConversionsCommand {
  readonly verb: 'conversions'
  readonly from: string
  readonly to: string
}

/** The same as `encodeCommand` takes it. */
export type ConvertCommandInit = Loose<ConvertCommand, 'parameters'>

const LPAREN = 0x28
const ACTION = 'encode CONVERT'

/** `convert = "CONVERT" SP sequence-set SP convert-params SP (convert-att / "(" convert-att *(SP convert-att) ")")` */
export const convert: CommandRule<ConvertCommand, ConvertCommandInit> = {
  name: 'CONVERT',
  verb: 'convert',
  section: 'RFC 5259 6',
  takesUid: true,
  decode(reader, uid) {
    reader.space()
    const set = messageSet(reader)
    reader.space()
    // `convert-params = "(" (quoted-to-mime-type / default-conversion) [SP "(" transcoding-params ")"] ")"`
    if (!reader.beginList()) reader.refuse('a media type or NIL')
    const to = reader.nil() ? null : mimeType(reader)
    const parameters = reader.nextMember() ? lastParameters(reader) : []
    reader.space()
    const items = reader.peek() === LPAREN ? reader.members(convertItem, 'an item') : [convertItem(reader)]
    return { verb: 'convert', uid, set, to, parameters, items }
  },
  encode(writer, { uid, set, to, parameters = [], items }) {
    writeSet(writeName(writer, uid, 'convert'), set).raw(' (')
    if (to === null) writer.raw('NIL')
    else writer.quoted(to, ACTION)
    writeConversionParameters(writer, parameters, ACTION)
    if (listOf(items, ACTION).length === 0) fail('bad-value', 0, `${ACTION}: items is empty`)
    writer.raw(') ').list(items, item => writeItem(writer, { ...fieldsOf(item, ACTION) }))
  },
}

function lastParameters(reader: Reader): readonly ConversionParameter[] {
  const parameters = conversionParameters(reader)
  return reader.nextMember() ? reader.refuse("')'") : parameters
}

/** `convert-att` */
function convertItem(reader: Reader): ConvertItem {
  const { name } = reader.rule(convertWords, ITEM) ?? reader.refuse('an item')
  switch (name) {
    case 'UID':
      return { item: name }
    case 'BODY':
      return { item: 'BODY[]', section: headerSection(reader) }
    case 'BINARY':
      return { item: name, part: sectionBinary(reader), partial: partial(reader) }
    default:
      return { item: name, part: sectionBinary(reader) }
  }
}

/** `"BODY[HEADER]" / "BODY[" section-part ".HEADER]" / "BODY[" section-part ".MIME]"` */
function headerSection(reader: Reader): Section {
  const { pos } = reader
  const found = section(reader)
  return isHeader(found) ? found : reader.fail('bad-syntax', 'parse: HEADER or MIME expected, another section found', pos)
}

const isHeader = ({ text }: Section): boolean => text === 'HEADER' || text === 'MIME'

function writeItem(writer: ImapWriter, item: ConvertItem): void {
  if (item.item === 'BODY[]') {
    if (!isHeader(fieldsOf(item.section, ACTION))) fail('bad-value', 0, `${ACTION}: section must be HEADER or MIME`)
    encodeSection(writer.raw('BODY'), item.section)
    return
  }
  const word = convertWords.get(textOf(item.item, ACTION))
  if (word === undefined || word.name === 'BODY') fail('bad-value', 0, `${ACTION}: unknown item ${shownName(item.item)}`)
  writer.raw(word.name)
  if (item.item === 'UID') return
  encodeSectionBinary(writer, item.part)
  if (item.item === 'BINARY') writePartial(writer, item.partial)
}

/** `conversions-cmd = "CONVERSIONS" SP from-mime-type-req SP to-mime-type-req`, both an astring */
export const conversions: CommandRule<ConversionsCommand> = {
  name: 'CONVERSIONS',
  verb: 'conversions',
  section: 'RFC 5259 5',
  decode(reader) {
    reader.space()
    const from = reader.astring()
    reader.space()
    return { verb: 'conversions', from, to: reader.astring() }
  },
  encode: (writer, { from, to }) =>
    writer.raw('CONVERSIONS ').astring(from, 'encode CONVERSIONS: from').raw(' ').astring(to, 'encode CONVERSIONS: to'),
}
