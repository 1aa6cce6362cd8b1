/** FETCH responses (RFC 9051 7.5.2): what is known of one message. An item that cannot be read costs that item, and nothing else. */
import { copyOf, decodeText, octetClass, upperAscii } from '@mailwire/bytes'
import { parseDateTime } from '../date-time.js'
import { fail, ImapError } from '../error.js'
import { type BodyStructure, body, encodeBodyStructure } from '../fetch/body-structure.js'
import { type Envelope, encodeEnvelope, envelope } from '../fetch/envelope.js'
import { encodeSection, type Section, section } from '../fetch/section.js'
import type { Cursor, ImapWarning, StreamedLiteral } from '../syntax/cursor.js'
import type { ImapWriter } from '../syntax/writer.js'
import { entriesOf, fieldsOf, listOf, textOf } from '../values.js'
import { encodeFlags, flagList } from './status.js'

/** A piece of the message itself. */
export interface BodySection {
  /** `BODY` with a section, or one of the three of RFC 822, which has none. */
  readonly item: 'BODY' | 'RFC822' | 'RFC822.HEADER' | 'RFC822.TEXT'
  readonly section: Section
  /** Where the piece begins, when only a part was asked for. */
  readonly origin: number | undefined
  /** Its octets; `null` for NIL; or what stands for octets that went by as `literal-chunk` events. */
  readonly data: Uint8Array | StreamedLiteral | null
}

/** What was fetched; what was not is `undefined`. */
export interface FetchItems {
  readonly uid: number | undefined
  readonly flags: readonly string[] | undefined
  /** As it came: `17-Jul-1996 02:44:25 -0700`; `parseDateTime` reads it. */
  readonly internalDate: string | undefined
  /** RFC822.SIZE. */
  readonly size: number | undefined
  readonly envelope: Envelope | undefined
  readonly bodyStructure: BodyStructure | undefined
  /** BODY without a section: the structure without its extension. */
  readonly body: BodyStructure | undefined
  readonly sections: readonly BodySection[]
  /** Every other item, and those that could not be read, by name, as they came. */
  readonly unknown: ReadonlyMap<string, string>
}

export interface FetchResponse {
  readonly type: 'fetch'
  /** The message's number. */
  readonly sequence: number
  readonly items: FetchItems
}

type Mutable = { -readonly [Item in keyof FetchItems]: FetchItems[Item] }

/** The name of an item, up to its section or value. */
const ITEM: Uint8Array = /* @__PURE__ */ octetClass(
  octet => octet > 0x20 && octet < 0x7f && !'()[]<>{"'.includes(String.fromCharCode(octet)),
)

/** A section of nothing in particular: the whole message. */
const WHOLE: Section = { part: [], text: undefined, fields: [] }

/** `msg-att = "(" (msg-att-dynamic / msg-att-static) *(SP ...) ")"` */
export function fetchResponse(cursor: Cursor, sequence: number): FetchResponse {
  cursor.space()
  const sections: BodySection[] = []
  const unknown = new Map<string, string>()
  const items: Mutable = {
    uid: undefined,
    flags: undefined,
    internalDate: undefined,
    size: undefined,
    envelope: undefined,
    bodyStructure: undefined,
    body: undefined,
    sections,
    unknown,
  }
  cursor.list(() => fetchItem(cursor, items, sections, unknown))
  cursor.extraSpaces()
  return { type: 'fetch', sequence, items }
}

function fetchItem(cursor: Cursor, items: Mutable, sections: BodySection[], unknown: Map<string, string>): void {
  // Domino puts items in parentheses of their own.
  if (cursor.peek() === 0x28) {
    cursor.warn('extra-value', 'items in parentheses of their own')
    cursor.list(() => fetchItem(cursor, items, sections, unknown))
    return
  }
  const name = upperAscii(cursor.run(ITEM)) || cursor.refuse('an item')
  const value = cursor.mark()
  try {
    knownItem(cursor, name, items, sections, unknown)
  } catch (error) {
    if (cursor.strict || !(error instanceof ImapError) || error.code === 'too-deep' || error.code === 'limit') throw error
    cursor.backTo(value)
    cursor.warn('bad-value', 'an item that does not follow its grammar')
    cursor.space()
    unknown.set(name, rawValue(cursor))
  }
}

function knownItem(cursor: Cursor, name: string, items: Mutable, sections: BodySection[], unknown: Map<string, string>): void {
  if (cursor.peek() === 0x5b) {
    bodySection(cursor, name, sections)
    return
  }
  cursor.space()
  switch (name) {
    case 'UID':
      items.uid = wholeNumber(cursor, 0xffffffff)
      break
    case 'FLAGS':
      items.flags = flagList(cursor)
      break
    case 'INTERNALDATE':
      items.internalDate = cursor.string()
      if (parseDateTime(items.internalDate) === undefined) cursor.warn('bad-value', 'an INTERNALDATE that is none')
      break
    case 'RFC822.SIZE':
      items.size = wholeNumber(cursor)
      break
    case 'ENVELOPE':
      items.envelope = envelope(cursor)
      break
    case 'BODYSTRUCTURE':
      items.bodyStructure = body(cursor)
      break
    case 'BODY':
      items.body = body(cursor)
      break
    case 'RFC822':
    case 'RFC822.HEADER':
    case 'RFC822.TEXT':
      sections.push({ item: name, section: WHOLE, origin: undefined, data: nstringBytes(cursor) })
      break
    default:
      unknown.set(name, rawValue(cursor))
  }
}

/** A number, and nothing behind it. */
function wholeNumber(cursor: Cursor, max?: number): number {
  const value = cursor.number(max)
  return cursor.peek() === 0x20 || cursor.peek() === 0x29 ? value : cursor.refuse('the end of a number')
}

/** `"BODY" section ["<" number ">"] SP nstring` */
function bodySection(cursor: Cursor, name: string, sections: BodySection[]): void {
  if (name !== 'BODY') cursor.warn('bad-value', 'a section behind an item that has none')
  const found = section(cursor)
  let origin: number | undefined
  if (cursor.skip(0x3c)) {
    origin = cursor.number()
    if (cursor.skip(0x2e)) cursor.number()
    cursor.expect(0x3e)
  }
  // Yandex leaves out the value of a part that is not there.
  if (cursor.peek() === 0x29 || (cursor.peek() === 0x20 && cursor.bytes[cursor.pos + 1] === 0x29)) {
    cursor.warn('short-list', 'a section without a value')
    sections.push({ item: 'BODY', section: found, origin, data: null })
    return
  }
  cursor.space()
  const item = name === 'RFC822' || name === 'RFC822.HEADER' || name === 'RFC822.TEXT' ? name : 'BODY'
  sections.push({ item, section: found, origin, data: nstringBytes(cursor) })
}

/** The octets of an nstring, copied: what is kept pins no chunk. */
function nstringBytes(cursor: Cursor): Uint8Array | StreamedLiteral | null {
  if (cursor.nil()) return null
  const span = cursor.stringBytes()
  return 'streamed' in span ? span : copyOf(span)
}

/** A value of any form, as it stands on the wire: an atom, a string, or a list of such. */
function rawValue(cursor: Cursor): string {
  const start = cursor.pos
  let depth = 0
  do {
    const octet = cursor.peek()
    if (octet === 0x28) {
      depth++
      cursor.pos++
    } else if (octet === 0x29) {
      if (depth === 0) break
      depth--
      cursor.pos++
    } else if (octet === 0x22 || octet === 0x7b) cursor.stringBytes()
    else if (octet === 0x20) {
      if (depth === 0) break
      cursor.pos++
    } else if (cursor.run(ITEM) === '') {
      if (cursor.atEnd) break
      cursor.pos++
    }
  } while (depth > 0 || (cursor.peek() !== 0x20 && cursor.peek() !== 0x29 && !cursor.atEnd))
  if (cursor.pos === start || depth > 0) cursor.refuse('a value')
  return decodeText(cursor.bytes, start, cursor.pos)
}

/** A FETCH response as `encodeResponse` takes it: items that are left out are not written. */
export interface FetchResponseInit {
  readonly type: 'fetch'
  readonly sequence: number
  readonly items: Partial<FetchItems>
  readonly warnings?: readonly ImapWarning[] | undefined
}

/** The items that hold a piece of the message. */
const SECTIONED: readonly string[] = ['BODY', 'RFC822', 'RFC822.HEADER', 'RFC822.TEXT']

export function encodeFetch(writer: ImapWriter, { sequence, items }: FetchResponseInit): void {
  const {
    uid,
    flags,
    internalDate,
    size,
    envelope: env,
    bodyStructure,
    body: plain,
    sections = [],
    unknown = new Map<string, string>(),
  } = fieldsOf(items, 'encode FETCH')
  let first = true
  const item = (name: string): ImapWriter => {
    writer.raw(first ? name : ` ${name}`)
    first = false
    return writer
  }
  writer.raw('* ').number(sequence, 'message number').raw(' FETCH (')
  if (uid !== undefined) item('UID ').number(uid, 'UID')
  if (flags !== undefined) encodeFlags(item('FLAGS '), flags)
  if (internalDate !== undefined) item('INTERNALDATE ').string(internalDate)
  if (size !== undefined) item('RFC822.SIZE ').number(size, 'RFC822.SIZE')
  if (env !== undefined) encodeEnvelope(item('ENVELOPE '), env)
  if (bodyStructure !== undefined) encodeBodyStructure(item('BODYSTRUCTURE '), bodyStructure)
  if (plain !== undefined) encodeBodyStructure(item('BODY '), plain)
  for (const one of listOf(sections, 'encode FETCH')) {
    const part = { ...fieldsOf(one, 'encode FETCH') }
    if (!SECTIONED.includes(part.item)) fail('bad-value', 0, 'encode FETCH: a section of no item')
    item(part.item)
    if (part.item === 'BODY') encodeSection(writer, part.section)
    if (part.origin !== undefined) writer.raw('<').number(part.origin, 'origin').raw('>')
    writer.raw(' ')
    if (part.data === null) writer.raw('NIL')
    else if ('streamed' in fieldsOf(part.data, 'encode FETCH'))
      fail('bad-value', 0, 'encode FETCH: the octets of a streamed literal are gone')
    else writer.literal(part.data as Uint8Array)
  }
  for (const [name, value] of entriesOf(unknown, 'encode FETCH')) {
    textOf(name, 'encode FETCH')
    textOf(value, 'encode FETCH')
    if (!/^[!-~]+$/.test(name) || /[\0\r\n]/.test(value))
      fail('bad-value', 0, 'encode FETCH: an unknown item that holds CR, LF or NUL, or a literal')
    item(`${name} ${value}`)
  }
  writer.raw(')')
}
