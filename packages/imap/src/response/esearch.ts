/** ESEARCH (RFC 9051 7.3.4, RFC 4731 3.1): what a search with RETURN found. A damaged one is an error and never less than was found. */
import { SP, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ASTRING, ATOM, isRun } from '../grammar/classes.js'
import { extensionValue, isExtensionLabel, type UnknownItem, writeRawValue } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import { REV2, type Word, Words } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { sequenceSet } from '../mailbox/read-set.js'
import { formatSequenceSet, type SequenceSet } from '../mailbox/sequence-set.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { type Report, type ResponseRule, report, responseRule } from './rule.js'

/** What was found, as far as it was asked for; the rest is `undefined`. */
export interface SearchData {
  readonly min: number | undefined
  readonly max: number | undefined
  readonly all: SequenceSet | undefined
  readonly count: number | undefined
  /** The highest mod-sequence of what was found (RFC 7162 3.1.10). */
  readonly modseq: bigint | undefined
}

export interface EsearchResponse extends SearchData {
  readonly type: 'esearch'
  /** The tag of the command that it answers. */
  readonly tag: string | undefined
  /** True where the numbers are unique identifiers. */
  readonly uid: boolean
  /** Return data that has no type here, as it came. */
  readonly unknown: readonly UnknownItem[]
}

type Mutable = { -readonly [Key in keyof SearchData]: SearchData[Key] }

interface DataRule extends Word {
  decode(reader: Reader, data: Mutable): void
  encode(writer: ImapWriter, data: SearchData): void
}

const LPAREN = 0x28

const NONE: readonly UnknownItem[] = /* @__PURE__ */ Object.freeze([])

/** Return data by name. */
const dataRules: readonly DataRule[] = [
  numberRule('MIN', 'min'),
  numberRule('MAX', 'max'),
  {
    name: 'ALL',
    decode: (reader, data) => {
      const { pos } = reader
      data.all = sequenceSet(reader)
      if (data.all.some(({ start, end }) => start === '*' || end === '*')) reader.warn('wildcard-in-set', pos)
    },
    encode: (writer, { all }) => {
      if (all !== undefined) writer.raw(` ALL ${formatSequenceSet(all)}`)
    },
  },
  {
    name: 'COUNT',
    decode: (reader, data) => {
      data.count = reader.number()
    },
    encode: (writer, { count }) => {
      if (count !== undefined) writer.raw(' COUNT ').number(count, 'COUNT', 0xffff_ffff)
    },
  },
  {
    name: 'MODSEQ',
    decode: (reader, data) => {
      data.modseq = reader.nzBigint()
    },
    encode: (writer, { modseq }) => {
      if (modseq !== undefined) writer.raw(' MODSEQ ').bigint(modseq, 'MODSEQ')
    },
  },
]

function numberRule(name: string, key: 'min' | 'max'): DataRule {
  return {
    name,
    decode: (reader, data) => {
      data[key] = reader.nzNumber()
    },
    encode: (writer, data) => {
      if (data[key] !== undefined) writer.raw(` ${name} `).number(data[key], name, 0xffff_ffff)
    },
  }
}

const dataWords: Words<DataRule> = /* @__PURE__ */ new Words(dataRules)

/** `esearch-response = "ESEARCH" [search-correlator] [SP "UID"] *(SP search-return-data)` */
function esearchData(reader: Reader): EsearchResponse & Report {
  const data: Mutable = { min: undefined, max: undefined, all: undefined, count: undefined, modseq: undefined }
  const unknown: UnknownItem[] = []
  const tag = isAtCorrelator(reader) ? correlator(reader) : undefined
  const uid = isUid(reader)
  while (!reader.atEnd) {
    reader.space()
    if (reader.atEnd) reader.warn('extra-space')
    else returnData(reader, data, unknown)
  }
  return { type: 'esearch', tag, uid, ...data, unknown: unknown.length > 0 ? unknown : NONE, ...report(reader) }
}

/** True before `(TAG`; a list of anything else is of return data. */
function isAtCorrelator(reader: Reader): boolean {
  const { pos } = reader
  while (reader.skip(SP));
  const isList = reader.skip(LPAREN)
  while (reader.skip(SP));
  const isTag = isList && reader.word('TAG')
  reader.pos = pos
  return isTag
}

/** `search-correlator = SP "(" "TAG" SP tag-string ")"`; the tag is a string in RFC 4466 4, an astring in RFC 9051 9 */
function correlator(reader: Reader): string {
  reader.space()
  if (!reader.beginList() || !reader.word('TAG')) reader.refuse('TAG')
  reader.space()
  const tag = reader.has(REV2) ? reader.astring() : reader.string()
  return reader.nextMember() ? reader.refuse("')'") : tag
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

/** `search-return-data`: a name, and a number, a set or a value of any form. */
function returnData(reader: Reader, data: Mutable, unknown: UnknownItem[]): void {
  if (reader.peek() === LPAREN) {
    nestedData(reader, data, unknown)
    return
  }
  const rule = reader.rule(dataWords, ATOM)
  if (rule !== undefined) {
    reader.space()
    rule.decode(reader, data)
    if (!reader.atBoundary) reader.refuse("' '")
    return
  }
  const { pos } = reader
  const name = upperAscii(reader.run(ASTRING)) || reader.refuse('a name')
  if (!isExtensionLabel(name) || name === 'UID') reader.warn('extension-value', pos)
  reader.space()
  unknown.push({ name, section: undefined, bytes: extensionValue(reader) })
}

/** Return data in parentheses of its own, which some servers put around it. */
function nestedData(reader: Reader, data: Mutable, unknown: UnknownItem[]): void {
  reader.warn('nested-items')
  if (reader.beginList())
    do returnData(reader, data, unknown)
    while (reader.nextMember())
}

/** A response as `encodeResponse` takes it: what is left out is not written. */
export type EsearchResponseInit = { readonly type: 'esearch' } & Partial<Omit<EsearchResponse, 'type'>>

function encodeEsearch(writer: ImapWriter, response: EsearchResponseInit): void {
  const { tag, uid = false, unknown = NONE, min, max, all, count, modseq } = response
  writer.raw('ESEARCH')
  if (tag !== undefined) writer.raw(' (TAG ').string(tag).raw(')')
  if (uid) writer.raw(' UID')
  for (const rule of dataRules) rule.encode(writer, { min, max, all, count, modseq })
  for (const given of listOf(unknown, 'encode ESEARCH')) {
    const { name, bytes } = fieldsOf(given, 'encode ESEARCH')
    const upper = upperAscii(textOf(name, 'encode ESEARCH'))
    if (!isRun(upper, ASTRING)) fail('bad-value', 0, 'encode ESEARCH: not the name of return data')
    if (dataWords.get(upper) !== undefined) fail('bad-value', 0, `encode ESEARCH: ${upper} has a key of its own`)
    writeRawValue(writer.raw(` ${upper} `), bytes, 'encode ESEARCH')
  }
}

export const esearch: ResponseRule = /* @__PURE__ */ responseRule<'esearch'>({
  name: 'ESEARCH',
  type: 'esearch',
  section: 'RFC 9051 7.3.4',
  decode: esearchData,
  encode: encodeEsearch,
})
