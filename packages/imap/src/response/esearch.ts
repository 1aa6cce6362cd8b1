/** ESEARCH (RFC 9051 7.3.4, RFC 7377 2.1): what a search with RETURN found. A damaged one is an error and never less than was found. */
import { SP, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ASTRING, ATOM, isRun } from '../grammar/classes.js'
import { extensionValue, isExtensionLabel, type UnknownItem, writeRawValue } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import { REV2 } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { nameOf, wireMailbox, writeMailbox } from '../mailbox/read-name.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { type Report, type ResponseRule, report } from './rule.js'
import { type FoundData, noData, returnData, returnDataRules, returnDataWords, type SearchData } from './search-data.js'

/** What tells which search a response belongs to, and which mailbox it is about; what it does not tell is `undefined`. */
export interface SearchCorrelator {
  /** The tag of the command that it answers. */
  readonly tag: string | undefined
  /** The mailbox, where more than the selected one is searched (RFC 7377 2.1). */
  readonly mailbox: string | undefined
  /** Its name as it is on the wire. */
  readonly wireName: string | undefined
  readonly uidValidity: number | undefined
}

/** ESEARCH (RFC 9051 7.3.4): what a search found, as far as its RETURN asked for it. */
export interface EsearchResponse extends SearchCorrelator, SearchData {
  readonly type: 'esearch'
  /** True where the numbers are unique identifiers. */
  readonly uid: boolean
  /** Return data that has no type here, unchanged. */
  readonly unknown: readonly UnknownItem[]
}

const LPAREN = 0x28
const NONE: readonly UnknownItem[] = /* @__PURE__ */ Object.freeze([])
const noCorrelator: SearchCorrelator = /* @__PURE__ */ Object.freeze({
  tag: undefined,
  mailbox: undefined,
  wireName: undefined,
  uidValidity: undefined,
})

/** `esearch-response = "ESEARCH" [search-correlator] [SP "UID"] *(SP search-return-data)` */
function esearchData(reader: Reader): EsearchResponse & Report {
  const data: FoundData = { ...noData }
  const unknown: UnknownItem[] = []
  const correlator = isAtCorrelator(reader) ? searchCorrelator(reader) : noCorrelator
  const uid = isUid(reader)
  while (!reader.atEnd) {
    reader.space()
    if (reader.atEnd) reader.warn('extra-space')
    else if (reader.peek() === LPAREN) nestedData(reader, data, unknown)
    else searchReturnData(reader, data, unknown)
  }
  return { type: 'esearch', ...correlator, uid, ...data, unknown: unknown.length > 0 ? unknown : NONE, ...report(reader) }
}

/** True where a list begins with a correlator: some servers put all data in a list, too. */
function isAtCorrelator(reader: Reader): boolean {
  const { pos } = reader
  while (reader.skip(SP));
  const isList = reader.skip(LPAREN)
  while (isList && reader.skip(SP));
  const isCorrelator = isList && CORRELATORS.some(name => reader.word(name)) && reader.atBoundary
  reader.pos = pos
  return isCorrelator
}

const CORRELATORS: readonly string[] = ['TAG', 'MAILBOX', 'UIDVALIDITY']

/** `search-correlator = SP "(" one-correlator *(SP one-correlator) ")"` (RFC 7377 4) */
function searchCorrelator(reader: Reader): SearchCorrelator {
  const found: { -readonly [Key in keyof SearchCorrelator]: SearchCorrelator[Key] } = { ...noCorrelator }
  reader.space()
  if (!reader.beginList()) reader.refuse('a correlator')
  do {
    const { pos } = reader
    if (oneCorrelator(reader, found)) reader.warn('repeated-item', pos)
  } while (reader.nextMember())
  return found
}

/**
 * `one-correlator = "TAG" SP tag-string / "MAILBOX" SP astring / "UIDVALIDITY" SP nz-number`; the tag is a string in RFC 4466 4, an astring in
 * RFC 9051 9. True where it was there before.
 */
function oneCorrelator(reader: Reader, found: { -readonly [Key in keyof SearchCorrelator]: SearchCorrelator[Key] }): boolean {
  if (reader.word('TAG')) {
    const isRepeated = found.tag !== undefined
    reader.space()
    found.tag = reader.has(REV2) ? reader.astring() : reader.string()
    return isRepeated
  }
  if (reader.word('MAILBOX')) {
    const isRepeated = found.mailbox !== undefined
    reader.space()
    const { pos } = reader
    found.wireName = wireMailbox(reader)
    found.mailbox = nameOf(reader, found.wireName, pos)
    return isRepeated
  }
  if (!reader.word('UIDVALIDITY')) reader.refuse('TAG, MAILBOX or UIDVALIDITY')
  const isRepeated = found.uidValidity !== undefined
  reader.space()
  found.uidValidity = reader.nzNumber()
  return isRepeated
}

function isUid(reader: Reader): boolean {
  const { pos, depth, warned } = reader
  if (reader.peek() === 0x20) {
    reader.space()
    if (reader.word('UID') && (reader.atEnd || reader.peek() === 0x20)) return true
  }
  reader.restore(pos, depth, warned)
  return false
}

/** Some servers put all data in parentheses. */
function nestedData(reader: Reader, data: FoundData, unknown: UnknownItem[]): void {
  reader.warn('nested-items')
  if (!reader.beginList()) reader.refuse('a name')
  do searchReturnData(reader, data, unknown)
  while (reader.nextMember())
}

/** `search-return-data`: a name, and its value; one of a name that is not known may have any form. */
function searchReturnData(reader: Reader, data: FoundData, unknown: UnknownItem[]): void {
  const { pos } = reader
  const rule = reader.rule(returnDataWords, ATOM)
  if (rule !== undefined) {
    returnData(reader, rule, data, pos)
    return
  }
  const name = upperAscii(reader.run(ASTRING)) || reader.refuse('a name')
  if (!isExtensionLabel(name) || name === 'UID') reader.warn('extension-value', pos)
  reader.space()
  unknown.push({ name, section: undefined, bytes: extensionValue(reader) })
}

/** A response as `encodeResponse` takes it: what is left out is not written. */
export type EsearchResponseInit = { readonly type: 'esearch' } & Partial<Omit<EsearchResponse, 'type'>>

function encodeEsearch(writer: ImapWriter, response: EsearchResponseInit): void {
  const { uid = false, unknown = NONE, updates = noData.updates } = response
  encodeCorrelator(writer.raw('ESEARCH'), response)
  if (uid) writer.raw(' UID')
  const data: SearchData = { ...noData, ...response, updates }
  for (const rule of returnDataRules) rule.encode(writer, data)
  for (const given of listOf(unknown, 'encode ESEARCH')) {
    const { name, bytes } = fieldsOf(given, 'encode ESEARCH')
    const upper = upperAscii(textOf(name, 'encode ESEARCH'))
    if (!isRun(upper, ASTRING)) fail('bad-value', 0, 'encode ESEARCH: invalid name of return data')
    if (returnDataWords.get(upper) !== undefined)
      fail('bad-value', 0, `encode ESEARCH: ${upper} has a type of its own; write it with that`)
    writeRawValue(writer.raw(` ${upper} `), bytes, 'encode ESEARCH')
  }
}

function encodeCorrelator(writer: ImapWriter, { tag, mailbox, wireName, uidValidity }: Partial<SearchCorrelator>): void {
  if (mailbox === undefined && wireName !== undefined) fail('bad-value', 0, 'encode ESEARCH: wireName needs mailbox')
  if (tag === undefined && mailbox === undefined && uidValidity === undefined) return
  let before = ' ('
  const begin = (name: string): ImapWriter => {
    writer.raw(`${before}${name} `)
    before = ' '
    return writer
  }
  if (tag !== undefined) begin('TAG').string(tag)
  if (mailbox !== undefined) writeMailbox(begin('MAILBOX'), { mailbox, wireName })
  if (uidValidity !== undefined) begin('UIDVALIDITY').number(uidValidity, 'UIDVALIDITY', 0xffff_ffff)
  writer.raw(')')
}

export const esearch: ResponseRule<EsearchResponse, EsearchResponseInit> = {
  name: 'ESEARCH',
  type: 'esearch',
  section: 'RFC 9051 7.3.4',
  decode: esearchData,
  encode: encodeEsearch,
}
