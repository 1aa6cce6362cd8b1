/**
 * FETCH responses (RFC 9051 7.5.2), and UIDFETCH (RFC 9586 3, text not available): data of one message. A damaged item is reported, and
 * the other items are read.
 */
import { isDigit, latin1, SP, upperAscii } from '@mailwire/bytes'
import { fail, type ImapError } from '../error.js'
import { type FetchItems, type FoundItems, ItemWriter } from '../fetch/item.js'
import { fetchItemRules, fetchItemWords } from '../fetch/registry.js'
import { ITEM, isRun } from '../grammar/classes.js'
import { rawValue, type UnknownItem, writeRawValue } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import { Resync } from '../grammar/salvage.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import type { ResponseRule } from './rule.js'

/** FETCH (RFC 9051 7.5.2): data of one message. It may be unsolicited, with flags alone. */
export interface FetchResponse {
  readonly type: 'fetch'
  /** The message's number. */
  readonly sequence: number
  readonly items: FetchItems
}

/** The same by the message's unique identifier, once UIDONLY is enabled (RFC 9586). */
export interface UidFetchResponse {
  readonly type: 'uidfetch'
  readonly uid: number
  readonly items: FetchItems
}

/** A FETCH response as `encodeResponse` takes it: items that are left out are not written. */
export interface FetchResponseInit {
  readonly type: 'fetch'
  readonly sequence: number
  readonly items: Partial<FetchItems>
}

/** A UIDFETCH response (RFC 9586 3) as `encodeResponse` takes it. */
export interface UidFetchResponseInit {
  readonly type: 'uidfetch'
  readonly uid: number
  readonly items: Partial<FetchItems>
}

const LPAREN = 0x28
const RPAREN = 0x29
const LBRACKET = 0x5b
const NONE: readonly never[] = /* @__PURE__ */ Object.freeze([])

/** `msg-att = "(" (msg-att-dynamic / msg-att-static) *(SP (msg-att-dynamic / msg-att-static)) ")"` */
function fetchItems(reader: Reader): FetchItems {
  reader.space()
  const items: FoundItems = {
    uid: undefined,
    flags: undefined,
    internalDate: undefined,
    size: undefined,
    envelope: undefined,
    bodyStructure: undefined,
    body: undefined,
    modseq: undefined,
    emailId: undefined,
    threadId: undefined,
    saveDate: undefined,
    preview: undefined,
    annotations: undefined,
    gmailMessageId: undefined,
    gmailThreadId: undefined,
    gmailLabels: undefined,
    sections: NONE,
    binarySizes: NONE,
    unknown: NONE,
  }
  itemsToEnd(reader, { items, resync: undefined })
  reader.finish()
  return items
}

/** What is kept while the items of one response are read. */
interface Reading {
  readonly items: FoundItems
  /** Made when the first item is damaged. */
  resync: Resync | undefined
}

/** The list of items. A parenthesis that ends it before the response is over belongs nowhere, and more items are read. */
function itemsToEnd(reader: Reader, reading: Reading): void {
  const { pos } = reader
  if (reader.beginList()) readItems(reader, reading)
  else reader.warn('empty-list', pos)
  while (!isOver(reader)) {
    reader.warn('stray-parenthesis', reader.pos - 1)
    while (reader.skip(RPAREN) || reader.skip(SP));
    if (reader.atEnd) break
    reader.mayEnd = true
    reader.enter()
    reader.countMember()
    readItems(reader, reading)
  }
}

/** True where nothing but spaces is left. */
function isOver({ bytes, pos, end }: Reader): boolean {
  let at = pos
  while (at < end && bytes[at] === SP) at++
  return at === end
}

/** Items up to the parenthesis after them. Each is a savepoint. */
function readItems(reader: Reader, reading: Reading): void {
  do {
    const { pos, depth, warned } = reader
    try {
      readItem(reader, reading, pos)
    } catch (error) {
      if (!reader.isContained(error)) throw error
      reader.restore(pos, depth, warned)
      passOver(reader, reading, error)
    }
  } while (nextItem(reader))
}

/** True if another item follows, false at the end of the list. A list may follow an item without a space. */
function nextItem(reader: Reader): boolean {
  const byte = reader.peek()
  if (byte === LPAREN) {
    reader.countMember()
    return true
  }
  return !(byte === -1 && reader.mayEnd && reader.depth === 1) && reader.nextMember()
}

function readItem(reader: Reader, reading: Reading, start: number): void {
  const rule = reader.rule(fetchItemWords, ITEM)
  if (rule !== undefined) {
    if (rule.decode(reader, reading.items)) reader.warn('repeated-item', start)
  } else if (reader.peek() === LPAREN) nestedItems(reader, reading)
  else unknownItem(reader, reading.items, start)
}

/** Domino puts items in parentheses of their own; a list of anything else, such as mail.ru's second structure, cannot be read. */
function nestedItems(reader: Reader, reading: Reading): void {
  reader.warn('nested-items')
  const { items } = reading
  const before = { ...items }
  const { length } = items.unknown
  try {
    if (reader.beginList()) {
      if (!isAtItem(reader)) reader.refuse('an item')
      readItems(reader, reading)
    }
    reader.wholeItem(undefined)
  } catch (error) {
    // What was read of them goes with its warnings.
    Object.assign(items, before)
    if (items.unknown !== NONE) (items.unknown as UnknownItem[]).length = length
    throw error
  }
}

/** An item without a type, unchanged. */
function unknownItem(reader: Reader, items: FoundItems, start: number): void {
  const name = nameHere(reader)
  const section = bracketed(reader)
  reader.warn('unknown-item', start)
  reader.space()
  if (isAtItem(reader)) reader.refuse('a value')
  const item: UnknownItem = { name, section, bytes: reader.wholeItem(rawValue(reader)) }
  if (items.unknown.length === 0) items.unknown = [item]
  else (items.unknown as UnknownItem[]).push(item)
}

/** Skips an item that cannot be read. */
function passOver(reader: Reader, reading: Reading, error: ImapError): void {
  const start = reader.pos
  const name = upperAscii(latin1(reader.bytes, reader.skipRun(ITEM), reader.pos))
  const section = name === '' ? undefined : sectionText(reader)
  if (!(reader.skip(0x20) && isAtItem(reader))) {
    reading.resync ??= new Resync(reader, () => isKnownItem(reader))
    reading.resync.skip()
  } else reader.pos--
  if (reader.pos === start) throw error
  reader.warn(reader.bytes[start] === LPAREN ? 'nested-items' : 'damaged-item', start)
  reader.keepDamaged(name, section, start, error)
}

function nameHere(reader: Reader): string {
  const start = reader.skipRun(ITEM)
  if (reader.pos === start || isDigit(reader.bytes[start]!)) {
    reader.pos = start
    reader.refuse('an item')
  }
  return upperAscii(reader.common(start))
}

/** A section in its brackets and an origin, of an item whose section is not known; `undefined` where there is none. */
function bracketed(reader: Reader): string | undefined {
  const start = reader.pos
  if (reader.peek() === LBRACKET) closeBracket(reader, 0x5d)
  if (reader.peek() === 0x3c) closeBracket(reader, 0x3e)
  return reader.pos === start ? undefined : latin1(reader.bytes, start, reader.pos)
}

function closeBracket(reader: Reader, close: number): void {
  const { bytes, end } = reader
  let at = reader.pos
  const open = bytes[at++]
  // A second bracket belongs to another item: of this one the end is missing.
  while (at < end && bytes[at] !== close && bytes[at] !== open && bytes[at]! >= 0x20 && bytes[at]! < 0x7f) at++
  if (at >= end || bytes[at] !== close) reader.refuse('the end of a section')
  reader.pos = at + 1
}

/** The same of an item that is damaged; `undefined` also where the brackets have no end. */
function sectionText(reader: Reader): string | undefined {
  const { pos } = reader
  try {
    return bracketed(reader)
  } catch (error) {
    if (!reader.isContained(error)) throw error
    reader.pos = pos
    return undefined
  }
}

/** True before a known item and the beginning of its value: what is before it has none. */
function isAtItem(reader: Reader): boolean {
  const { pos } = reader
  const isItem = isKnownItem(reader)
  reader.pos = pos
  return isItem
}

/** True at the name of a known item and the beginning of its value, where reading may continue after a damaged value. */
function isKnownItem(reader: Reader): boolean {
  const rule = reader.rule(fetchItemWords, ITEM)
  if (rule === undefined) return false
  const { bytes, pos } = reader
  if (rule.begins === '[' && bytes[pos] === LBRACKET) return true
  if (bytes[pos] !== 0x20) return false
  const first = bytes[pos + 1]!
  switch (rule.begins) {
    case '0':
      return first >= 0x30 && first <= 0x39
    case '"':
      return first === 0x22
    case 'string':
      return first === 0x22 || first === 0x7b
    default:
      return first === LPAREN
  }
}

function encodeItems(writer: ImapWriter, items: Partial<FetchItems>): void {
  const given = { ...fieldsOf(items, 'encode FETCH') }
  writer.raw('(')
  const itemWriter = new ItemWriter(writer)
  for (const rule of fetchItemRules) rule.encode(itemWriter, given)
  for (const one of listOf(given.unknown ?? NONE, 'encode FETCH')) encodeUnknown(itemWriter, fieldsOf(one, 'encode FETCH'))
  writer.raw(')')
}

function encodeUnknown(writer: ItemWriter, { name, section = '', bytes }: UnknownItem): void {
  const upper = upperAscii(textOf(name, 'encode FETCH'))
  if (!isRun(upper, ITEM) || isDigit(upper.charCodeAt(0))) fail('bad-value', 0, 'encode FETCH: name must be an item name')
  if (fetchItemWords.get(upper) !== undefined)
    fail('bad-value', 0, `encode FETCH: ${upper} has a type of its own; write it with that`)
  if (!/^(?:\[[ -Z\\^-~]*\])?(?:<[ -;=?-~]*>)?$/.test(textOf(section, 'encode FETCH')))
    fail('bad-value', 0, 'encode FETCH: section must be in brackets, and may be followed by an origin')
  writeRawValue(writer.item(`${upper}${section} `), bytes, 'encode FETCH')
}

/** `nz-number SP "FETCH" SP msg-att` */
export const fetch: ResponseRule<FetchResponse, FetchResponseInit> = {
  name: 'FETCH',
  type: 'fetch',
  section: 'RFC 9051 7.5.2',
  isNumbered: true,
  decode: (reader, sequence) => {
    const items = fetchItems(reader)
    return { type: 'fetch', sequence, items, warnings: reader.warnings, damaged: reader.damaged }
  },
  encode: (writer, { sequence, items }) =>
    encodeItems(writer.number(sequence, 'message number', 0xffff_ffff).raw(' FETCH '), items),
}

/** `uniqueid SP "UIDFETCH" SP msg-att` */
export const uidFetch: ResponseRule<UidFetchResponse, UidFetchResponseInit> = {
  name: 'UIDFETCH',
  type: 'uidfetch',
  section: 'RFC 9586 3',
  isNumbered: true,
  decode: (reader, uid) => {
    const items = fetchItems(reader)
    return { type: 'uidfetch', uid, items, warnings: reader.warnings, damaged: reader.damaged }
  },
  encode: (writer, { uid, items }) => encodeItems(writer.number(uid, 'unique identifier', 0xffff_ffff).raw(' UIDFETCH '), items),
}
