/** FETCH responses (RFC 9051 7.5.2): what is known of one message. An item that cannot be read costs that item, and nothing else. */
import { latin1, upperAscii } from '@mailwire/bytes'
import { fail, type ImapError } from '../error.js'
import type { FetchItems, FoundItems } from '../fetch/item.js'
import { ItemWriter } from '../fetch/item.js'
import { fetchItemRules, fetchItemWords } from '../fetch/registry.js'
import { ITEM, isRun } from '../grammar/classes.js'
import { rawValue, type UnknownItem, writeRawValue } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import { Resync } from '../grammar/salvage.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { type Report, type ResponseRule, responseRule } from './rule.js'

export interface FetchResponse {
  readonly type: 'fetch'
  /** The message's number. */
  readonly sequence: number
  readonly items: FetchItems
}

/** A FETCH response as `encodeResponse` takes it: items that are left out are not written. */
export interface FetchResponseInit {
  readonly type: 'fetch'
  readonly sequence: number
  readonly items: Partial<FetchItems>
}

const LPAREN = 0x28
const LBRACKET = 0x5b
const NONE: readonly never[] = /* @__PURE__ */ Object.freeze([])

/** `msg-att = "(" (msg-att-dynamic / msg-att-static) *(SP (msg-att-dynamic / msg-att-static)) ")"` */
function fetchData(reader: Reader, sequence: number): FetchResponse & Report {
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
  const { pos } = reader
  if (reader.beginList()) readItems(reader, { items, resync: undefined })
  else reader.warn('empty-list', pos)
  reader.finish()
  return { type: 'fetch', sequence, items, warnings: reader.warnings, damaged: reader.damaged }
}

/** What is kept while the items of one response are read. */
interface Reading {
  readonly items: FoundItems
  /** Made when the first item is damaged. */
  resync: Resync | undefined
}

/** Items up to the parenthesis behind them. Each is a savepoint. */
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
  } while (reader.nextMember())
}

function readItem(reader: Reader, reading: Reading, start: number): void {
  const rule = reader.rule(fetchItemWords, ITEM)
  if (rule !== undefined) {
    if (rule.decode(reader, reading.items)) reader.warn('repeated-item', start)
  } else if (reader.peek() === LPAREN) nestedItems(reader, reading)
  else unknownItem(reader, reading.items, start)
}

/** Domino puts items in parentheses of their own; mail.ru has been seen to send a second structure behind the first. */
function nestedItems(reader: Reader, reading: Reading): void {
  reader.warn('nested-items')
  if (reader.beginList()) {
    if (!isAtItem(reader)) reader.refuse('an item')
    readItems(reader, reading)
  }
  reader.whole(undefined)
}

/** An item without a type, as it came. */
function unknownItem(reader: Reader, items: FoundItems, start: number): void {
  const name = nameHere(reader)
  const section = bracketed(reader)
  reader.warn('unknown-item', start)
  reader.space()
  if (isAtItem(reader)) reader.refuse('a value')
  const item: UnknownItem = { name, section, bytes: reader.whole(rawValue(reader)) }
  if (items.unknown.length === 0) items.unknown = [item]
  else (items.unknown as UnknownItem[]).push(item)
}

/** Passes over an item that cannot be read. */
function passOver(reader: Reader, reading: Reading, error: ImapError): void {
  const start = reader.pos
  const name = upperAscii(latin1(reader.bytes, reader.skipRun(ITEM), reader.pos))
  const section = name === '' ? undefined : sectionText(reader)
  if (!(reader.skip(0x20) && isAtItem(reader))) {
    reading.resync ??= new Resync(reader, () => isKnownItem(reader))
    reading.resync.skip()
  } else reader.pos--
  if (reader.pos === start) throw error
  reader.warn('damaged-item', start)
  reader.keepDamaged(name, section, start, error)
}

function nameHere(reader: Reader): string {
  const start = reader.skipRun(ITEM)
  return reader.pos === start ? reader.refuse('an item') : upperAscii(reader.common(start))
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

/** True at the name of a known item and the beginning of its value: what may be behind a value that cannot be read. */
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

function encodeFetch(writer: ImapWriter, { sequence, items }: FetchResponseInit): void {
  const given = { ...fieldsOf(items, 'encode FETCH') }
  writer.number(sequence, 'message number', 0xffff_ffff).raw(' FETCH (')
  const itemWriter = new ItemWriter(writer)
  for (const rule of fetchItemRules) rule.encode(itemWriter, given)
  for (const one of listOf(given.unknown ?? NONE, 'encode FETCH')) encodeUnknown(itemWriter, fieldsOf(one, 'encode FETCH'))
  writer.raw(')')
}

function encodeUnknown(writer: ItemWriter, { name, section = '', bytes }: UnknownItem): void {
  const upper = upperAscii(textOf(name, 'encode FETCH'))
  if (!isRun(upper, ITEM)) fail('bad-value', 0, 'encode FETCH: not the name of an item')
  if (fetchItemWords.get(upper) !== undefined) fail('bad-value', 0, `encode FETCH: ${upper} has a key of its own`)
  if (!/^(?:\[[ -Z\\^-~]*\])?(?:<[ -;=?-~]*>)?$/.test(textOf(section, 'encode FETCH')))
    fail('bad-value', 0, 'encode FETCH: a section is in brackets, and an origin behind it')
  writeRawValue(writer.item(`${upper}${section} `), bytes, 'encode FETCH')
}

/** `nz-number SP "FETCH" SP msg-att` */
export const fetch: ResponseRule = /* @__PURE__ */ responseRule<'fetch'>({
  name: 'FETCH',
  type: 'fetch',
  section: 'RFC 9051 7.5.2',
  isNumbered: true,
  decode: fetchData,
  encode: encodeFetch,
})
