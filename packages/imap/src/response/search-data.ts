/**
 * What ESEARCH returns (RFC 9051 7.3.4, RFC 4731 3.1): one line in a registry for each kind of data, those of RFC 5267 (PARTIAL, ADDTO,
 * REMOVEFROM), RFC 9394 (PARTIAL from the end) and RFC 6203 (RELEVANCY) among them.
 */
import { fail } from '../error.js'
import type { Reader } from '../grammar/reader.js'
import { type Word, Words } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { partialRange, type ResultRange, writePartialRange } from '../mailbox/partial-range.js'
import { resultSet } from '../mailbox/read-set.js'
import { formatSequenceSet, type SequenceRange, type SequenceSet } from '../mailbox/sequence-set.js'
import { fieldsOf, listOf } from '../values.js'

/** The results of a range that was asked for. */
export interface PartialResults {
  readonly range: ResultRange
  /** `null` is NIL: there are none. */
  readonly results: SequenceSet | null
}

/** Results that come or go, in the order in which they do (RFC 5267 4.3). */
export interface ResultUpdate {
  readonly name: 'ADDTO' | 'REMOVEFROM'
  /** Where among the results, from 1; 0 where the order is that of the mailbox. */
  readonly position: number
  readonly set: SequenceSet
}

/** What was found, as far as it was asked for; the rest is `undefined`. */
export interface SearchData {
  readonly min: number | undefined
  readonly max: number | undefined
  /** In the order of the results, which SORT asks for (RFC 5267 3.1). */
  readonly all: SequenceSet | undefined
  readonly count: number | undefined
  /** The highest mod-sequence of what was found (RFC 7162 3.1.10). */
  readonly modseq: bigint | undefined
  readonly partial: PartialResults | undefined
  /** How well each result matches, from 1 to 100, in the order of the results. */
  readonly relevancy: readonly number[] | undefined
  readonly updates: readonly ResultUpdate[]
}

/** The same while it is read. */
export type FoundData = { -readonly [Key in keyof SearchData]: SearchData[Key] }

/** How one kind of data is decoded and encoded. */
export interface ReturnDataRule extends Word {
  /** Where it is defined. */
  readonly section: string
  /** Reads what follows the name. True where it was there before. */
  decode(reader: Reader, data: FoundData): boolean
  encode(writer: ImapWriter, data: SearchData): void
}

const NONE: readonly ResultUpdate[] = /* @__PURE__ */ Object.freeze([])

export const noData: SearchData = /* @__PURE__ */ Object.freeze({
  min: undefined,
  max: undefined,
  all: undefined,
  count: undefined,
  modseq: undefined,
  partial: undefined,
  relevancy: undefined,
  updates: NONE,
})

/** `"MIN" SP nz-number`, and MAX */
const message = (name: string, key: 'min' | 'max'): ReturnDataRule => ({
  name,
  section: 'RFC 9051 7.3.4',
  decode(reader, data) {
    const isRepeated = data[key] !== undefined
    data[key] = reader.nzNumber()
    return isRepeated
  },
  encode(writer, data) {
    if (data[key] !== undefined) writer.raw(` ${name} `).number(data[key], name, 0xffff_ffff)
  },
})

/** `"ALL" SP sequence-set`; nothing that was found is lost to a second one. */
const all: ReturnDataRule = {
  name: 'ALL',
  section: 'RFC 9051 7.3.4',
  decode(reader, data) {
    const { all: before } = data
    const set = resultSet(reader)
    if (before === undefined) data.all = set
    // The first set is made for this response alone; a copy for each of many would take square time.
    else for (const range of set) (before as SequenceRange[]).push(range)
    return before !== undefined
  },
  encode(writer, data) {
    if (data.all !== undefined) writer.raw(` ALL ${formatSequenceSet(data.all)}`)
  },
}

/** `"COUNT" SP number` */
const count: ReturnDataRule = {
  name: 'COUNT',
  section: 'RFC 9051 7.3.4',
  decode(reader, data) {
    const isRepeated = data.count !== undefined
    data.count = reader.number()
    return isRepeated
  },
  encode(writer, data) {
    if (data.count !== undefined) writer.raw(' COUNT ').number(data.count, 'COUNT', 0xffff_ffff)
  },
}

/** `"MODSEQ" SP mod-sequence-value` */
const modseq: ReturnDataRule = {
  name: 'MODSEQ',
  section: 'RFC 7162 3.1.10',
  decode(reader, data) {
    const isRepeated = data.modseq !== undefined
    data.modseq = reader.nzBigint()
    return isRepeated
  },
  encode(writer, data) {
    if (data.modseq !== undefined) writer.raw(' MODSEQ ').bigint(data.modseq, 'MODSEQ')
  },
}

/** `ret-data-partial = "PARTIAL" SP "(" partial-range SP (sequence-set / nil) ")"` */
const partial: ReturnDataRule = {
  name: 'PARTIAL',
  section: 'RFC 9394 3.1',
  decode(reader, data) {
    const isRepeated = data.partial !== undefined
    if (!reader.beginList()) reader.refuse('a range')
    const range = partialRange(reader)
    if (!reader.nextMember()) reader.refuse('a set or NIL')
    data.partial = { range, results: reader.nil() ? null : resultSet(reader) }
    return reader.nextMember() ? reader.refuse("')'") : isRepeated
  },
  encode(writer, data) {
    if (data.partial === undefined) return
    const { range, results } = fieldsOf(data.partial, 'encode PARTIAL')
    writePartialRange(writer.raw(' PARTIAL ('), range)
    writer.raw(` ${results === null ? 'NIL' : formatSequenceSet(results)})`)
  },
}

const MAX_SCORE = 100

/** `"RELEVANCY" SP "(" [score *(SP score)] ")"` */
const relevancy: ReturnDataRule = {
  name: 'RELEVANCY',
  section: 'RFC 6203 4',
  decode(reader, data) {
    const isRepeated = data.relevancy !== undefined
    const scores: number[] = []
    if (reader.beginList())
      do scores.push(score(reader))
      while (reader.nextMember())
    data.relevancy = scores
    return isRepeated
  },
  encode(writer, data) {
    if (data.relevancy !== undefined)
      writer.raw(' RELEVANCY ').list(data.relevancy, one => writer.number(one, 'RELEVANCY', LARGEST))
  },
}

/** The largest number of three digits. */
const LARGEST = 999

/** `score = 1*3DIGIT`, from 1 to 100 */
function score(reader: Reader): number {
  const { pos } = reader
  const value = reader.number(LARGEST)
  if (reader.pos > pos + 3) reader.fail('bad-number', 'parse: a score has at most three digits', pos)
  if (value === 0 || value > MAX_SCORE) reader.warn('bad-score', pos)
  return value
}

/** `ret-data-addto = "ADDTO" SP "(" context-position SP sequence-set *(SP context-position SP sequence-set) ")"`, and REMOVEFROM */
const updates = (name: ResultUpdate['name'], encode: ReturnDataRule['encode']): ReturnDataRule => ({
  name,
  section: 'RFC 5267 4.3',
  decode(reader, data) {
    const found = data.updates === NONE ? [] : (data.updates as ResultUpdate[])
    if (!reader.beginList()) reader.refuse('a position')
    do {
      const position = reader.number()
      if (!reader.nextMember()) reader.refuse('a set')
      found.push({ name, position, set: resultSet(reader) })
    } while (reader.nextMember())
    data.updates = found
    return false
  },
  encode,
})

/** Writes all updates, in their order: neighbours of one kind in one list. */
function encodeUpdates(writer: ImapWriter, data: SearchData): void {
  let open: string | undefined
  for (const given of listOf(data.updates, 'encode ESEARCH')) {
    const { name, position, set } = fieldsOf(given, 'encode ESEARCH')
    if (name !== 'ADDTO' && name !== 'REMOVEFROM') fail('bad-value', 0, 'encode ESEARCH: ADDTO or REMOVEFROM expected')
    writer.raw(name === open ? ' ' : `${open === undefined ? '' : ')'} ${name} (`)
    writer.number(position, name, 0xffff_ffff).raw(` ${formatSequenceSet(set)}`)
    open = name
  }
  if (open !== undefined) writer.raw(')')
}

/** Every kind of data that is known, in the order in which it is written. */
export const returnDataRules: readonly ReturnDataRule[] = /* @__PURE__ */ (() => [
  message('MIN', 'min'),
  message('MAX', 'max'),
  all,
  count,
  modseq,
  partial,
  relevancy,
  updates('ADDTO', encodeUpdates),
  updates('REMOVEFROM', () => undefined),
])()

/** The same by name. */
export const returnDataWords: Words<ReturnDataRule> = /* @__PURE__ */ new Words(returnDataRules)

/** `SP` and the value of data whose name was read. */
export function returnData(reader: Reader, rule: ReturnDataRule, data: FoundData, start: number): void {
  reader.space()
  if (rule.decode(reader, data)) reader.warn('repeated-item', start)
}
