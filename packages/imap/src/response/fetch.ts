/** FETCH responses (RFC 9051 7.5.2): what is known of one message. An item that cannot be read costs that item, and nothing else. */
import { copyOf, upperAscii } from '@mailwire/bytes'
import { fail, ImapError } from '../error.js'
import { type BodyStructure, body, encodeBodyStructure } from '../fetch/body-structure.js'
import { type Envelope, encodeEnvelope, envelope } from '../fetch/envelope.js'
import { encodeSection, type Section, section } from '../fetch/section.js'
import { parseDateTime } from '../grammar/date-time.js'
import { ITEM, inList, isKnownItem, isRawValue, rawValue, Salvage } from '../grammar/raw-value.js'
import type { Cursor, StreamedLiteral } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import type { ImapWarning } from '../quirks.js'
import { entriesOf, fieldsOf, listOf, textOf } from '../values.js'
import { encodeFlags, flagList } from './status.js'

/** A piece of the message itself. */
export interface BodySection {
  /** `BODY` with a section, `BINARY` with one of part numbers alone, or one of the three of RFC 822, which has none. */
  readonly item: 'BODY' | 'BINARY' | 'RFC822' | 'RFC822.HEADER' | 'RFC822.TEXT'
  readonly section: Section
  /** Where the piece begins, when only a part was asked for. */
  readonly origin: number | undefined
  /** Its octets; `null` for NIL; or what stands for octets that went by as `body-chunk` events. */
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
  /** Every other item, and those that could not be read, by name with its section, as they came. */
  readonly unknown: ReadonlyMap<string, string>
}

export interface FetchResponse {
  readonly type: 'fetch'
  /** The message's number. */
  readonly sequence: number
  readonly items: FetchItems
}

type Mutable = { -readonly [Item in keyof FetchItems]: FetchItems[Item] }

const LPAREN = 0x28
const LBRACKET = 0x5b
/** What encloses a section, and an origin. */
const BRACKETS = [
  [LBRACKET, 0x5d],
  [0x3c, 0x3e],
] as const

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
  const salvage = new Salvage()
  cursor.list(() => fetchItem(cursor, { items, sections, unknown, salvage }))
  cursor.extraSpaces()
  return { type: 'fetch', sequence, items }
}

/** What was read of a response so far. */
interface Found {
  readonly items: Mutable
  readonly sections: BodySection[]
  readonly unknown: Map<string, string>
  readonly salvage: Salvage
}

function fetchItem(cursor: Cursor, found: Found): void {
  if (cursor.peek() === LPAREN) {
    parenthesized(cursor, found)
    return
  }
  const name = upperAscii(cursor.run(ITEM)) || cursor.refuse('an item')
  const value = cursor.mark()
  try {
    knownItem(cursor, name, found)
  } catch (error) {
    if (!isSkippable(cursor, error)) throw error
    cursor.backTo(value)
    cursor.warn('damaged-item', 'an item that does not follow its grammar')
    const whole = name + bracketed(cursor)
    cursor.space()
    found.unknown.set(whole, found.salvage.damagedValue(cursor))
  }
}

/** True for an error that costs one item: one of the grammar, and not of a limit. */
const isSkippable = (cursor: Cursor, error: unknown): boolean =>
  !cursor.strict && error instanceof ImapError && error.code !== 'too-deep' && error.code !== 'limit'

/** Domino puts items in parentheses of their own; mail.ru has been seen to send a second structure behind the first. */
function parenthesized(cursor: Cursor, found: Found): void {
  cursor.warn('nested-items', 'items in parentheses of their own, or a value without an item')
  const start = cursor.mark()
  try {
    cursor.list(() => fetchItem(cursor, found))
  } catch (error) {
    if (!isSkippable(cursor, error)) throw error
    cursor.backTo(start)
    found.salvage.damagedValue(cursor)
  }
}

function knownItem(cursor: Cursor, name: string, { items, sections, unknown }: Found): void {
  if (cursor.peek() === LBRACKET) {
    if (name === 'BODY' || name === 'BINARY' || name === 'RFC822') bodySection(cursor, name, sections)
    else {
      const whole = name + bracketed(cursor)
      cursor.space()
      unknown.set(whole, inList(cursor, rawValue(cursor)))
    }
    return
  }
  cursor.space()
  switch (name) {
    case 'UID':
      items.uid = wholeNumber(cursor, 0xffffffff)
      break
    case 'FLAGS':
      items.flags = inList(cursor, flagList(cursor))
      break
    case 'INTERNALDATE':
      items.internalDate = cursor.string()
      if (parseDateTime(items.internalDate) === undefined) cursor.warn('bad-date', 'an INTERNALDATE that is not a date')
      break
    case 'RFC822.SIZE':
      items.size = wholeNumber(cursor)
      break
    case 'ENVELOPE':
      items.envelope = inList(cursor, envelope(cursor))
      break
    case 'BODYSTRUCTURE':
      items.bodyStructure = inList(cursor, body(cursor))
      break
    case 'BODY':
      items.body = inList(cursor, body(cursor))
      break
    case 'RFC822':
    case 'RFC822.HEADER':
    case 'RFC822.TEXT':
      sections.push({ item: name, section: WHOLE, origin: undefined, data: nstringBytes(cursor) })
      break
    default:
      unknown.set(name, inList(cursor, rawValue(cursor)))
  }
}

/** A number, and nothing behind it. */
function wholeNumber(cursor: Cursor, max?: number): number {
  const value = cursor.number(max)
  return cursor.peek() === 0x20 || cursor.peek() === 0x29 ? value : cursor.refuse('the end of a number')
}

/** A section and an origin as they came, of an item that has none or whose section cannot be read; no text where there is none. */
function bracketed(cursor: Cursor): string {
  const start = cursor.pos
  for (const [open, close] of BRACKETS) {
    if (cursor.peek() !== open) continue
    const end = cursor.bytes.indexOf(close, cursor.pos)
    const line = cursor.slice(cursor.pos, end < 0 || end >= cursor.end ? cursor.pos : end + 1)
    if (!/^[ -~]+$/.test(line)) cursor.refuse('the end of a section')
    cursor.pos = end + 1
  }
  return cursor.slice(start)
}

/** `"BODY" section ["<" number ">"] SP nstring`, and `"BINARY" section-binary SP (nstring / literal8)` with part numbers alone */
function bodySection(cursor: Cursor, name: 'BODY' | 'BINARY' | 'RFC822', sections: BodySection[]): void {
  if (name === 'RFC822') cursor.warn('section-of-rfc822', 'a section behind an item that has none')
  const found = section(cursor)
  if (name === 'BINARY' && found.text !== undefined) cursor.refuse('a part number')
  let origin: number | undefined
  if (cursor.skip(0x3c)) {
    origin = cursor.number()
    if (cursor.peek() === 0x2e) {
      cursor.warn('partial-length', 'a length behind the origin')
      cursor.pos++
      cursor.number()
    }
    cursor.expect(0x3e)
  }
  // `RFC822[]` is RFC822, and `RFC822[1]` can only be BODY[1].
  const item = name === 'RFC822' && (found.part.length > 0 || found.text !== undefined) ? 'BODY' : name
  // Yandex leaves out the value of a part that is not there.
  if (cursor.peek() === 0x29 || (cursor.peek() === 0x20 && cursor.bytes[cursor.pos + 1] === 0x29)) {
    cursor.warn('missing-value', 'a section without a value')
    sections.push({ item, section: found, origin, data: null })
    return
  }
  cursor.space()
  sections.push({ item, section: found, origin, data: nstringBytes(cursor) })
}

/** The octets of an nstring, copied: what is kept pins no chunk. */
function nstringBytes(cursor: Cursor): Uint8Array | StreamedLiteral | null {
  if (cursor.nil()) return null
  const span = cursor.stringBytes()
  return 'streamed' in span ? span : copyOf(span)
}

/** A FETCH response as `encodeResponse` takes it: items that are left out are not written. */
export interface FetchResponseInit {
  readonly type: 'fetch'
  readonly sequence: number
  readonly items: Partial<FetchItems>
  readonly warnings?: readonly ImapWarning[] | undefined
}

/** The items that hold a piece of the message. */
const SECTIONED: readonly string[] = ['BODY', 'BINARY', 'RFC822', 'RFC822.HEADER', 'RFC822.TEXT']

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
    if (part.item === 'BODY' || part.item === 'BINARY') encodeSection(writer, part.section)
    if (part.item === 'BINARY' && part.section.text !== undefined) fail('bad-value', 0, 'encode BINARY: part numbers alone')
    if (part.origin !== undefined) writer.raw('<').number(part.origin, 'origin').raw('>')
    writer.raw(' ')
    if (part.data === null) writer.raw('NIL')
    else if ('streamed' in fieldsOf(part.data, 'encode FETCH'))
      fail('bad-value', 0, 'encode FETCH: the octets of a streamed literal are gone')
    else writer.literal(part.data as Uint8Array, part.item === 'BINARY' ? 'for-nul' : 'never')
  }
  for (const [name, value] of unknownItems(unknown)) item(`${name} ${value}`)
  writer.raw(')')
}

/**
 * Unknown items, at the end those whose value cannot be told from what is behind it: a reader finds its way at a known name only, and takes
 * two of them for one where there is none between them.
 */
function unknownItems(unknown: FetchItems['unknown']): (readonly [name: string, value: string])[] {
  const items = entriesOf(unknown, 'encode FETCH').map(([name, value]) => {
    textOf(name, 'encode FETCH')
    textOf(value, 'encode FETCH')
    if (!UNKNOWN_NAME.test(name) || /[\0\r\n]/.test(value))
      fail('bad-value', 0, 'encode FETCH: an unknown item that holds CR, LF or NUL, or a literal')
    return { name, value, order: isRawValue(value) ? 0 : isKnownItem(name, value) ? 2 : 1 }
  })
  return items.sort((a, b) => a.order - b.order).map(({ name, value }) => [name, value])
}

/** A name, which may have a section and an origin. */
const UNKNOWN_NAME = /^[!#-'*-;=?-Z\\^-z|}~]+(?:\[[ -\\^-~]*\])?(?:<[ -=?-~]*>)?$/
