/** SEARCH and SORT (RFC 3501 7.2.5, RFC 5256 4, RFC 7162 3.1.5, 3.1.9): numbers of what was found. A damaged one is an error and never less than was found. */
import { SP, upperAscii } from '@mailwire/bytes'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { iterableOf } from '../values.js'
import type { Report, ResponseRule } from './rule.js'

/** What SEARCH found, or SORT in its order: message numbers, or unique identifiers. */
export interface SearchResponse {
  readonly type: 'search' | 'sort'
  readonly numbers: Uint32Array
  /** The highest mod-sequence of what was found, where the search was by MODSEQ (RFC 7162 3.1.5). */
  readonly modseq: bigint | undefined
}

/** A response as `encodeResponse` takes it. */
export interface SearchResponseInit {
  readonly type: 'search' | 'sort'
  readonly numbers: Uint32Array | readonly number[]
  readonly modseq?: bigint | undefined
}

/** `"SEARCH" *(SP nz-number) [SP search-sort-mod-seq]` (RFC 7162 7), and SORT */
function searchData(reader: Reader, type: SearchResponse['type']): SearchResponse & Report {
  let numbers = new Uint32Array(roomFor(reader))
  let count = 0
  let modseq: bigint | undefined
  for (;;) {
    count = plainNumbers(reader, numbers, count)
    if (!reader.skip(SP)) break
    const isSpaced = reader.peek() === SP
    if (isSpaced) reader.extraSpaces()
    const byte = reader.peek()
    if (byte === -1) {
      if (!isSpaced) reader.warn('extra-space')
    } else if (byte === LPAREN && modseq === undefined) {
      const { pos } = reader
      modseq = searchModseq(reader)
      if (count === 0 || !reader.atEnd) reader.warn('modseq-order', pos)
    } else {
      if (count === numbers.length) {
        const grown = new Uint32Array(2 * count)
        grown.set(numbers)
        numbers = grown
      }
      numbers[count++] = reader.nzNumber()
    }
  }
  reader.finish()
  // A copy where much of it is empty: what is kept of an answer is not much larger than the answer.
  const found = 4 * count >= 3 * numbers.length ? numbers.subarray(0, count) : numbers.slice(0, count)
  return { type, numbers: found, modseq, warnings: reader.warnings, damaged: reader.damaged }
}

/** How many numbers there are if all have as many digits as the first: most often they ascend, and there are fewer. */
function roomFor(reader: Reader): number {
  const { bytes, pos, end } = reader
  let at = pos + 1
  while (at < end && bytes[at] !== SP) at++
  return Math.ceil((end - pos) / Math.max(2, at - pos)) + 1
}

/** A space and nine digits: a number of that many digits is always below 2^32. */
const MOST = 10
const LPAREN = 0x28

/**
 * Takes each ` 123` that the grammar has and that is not at the end, in a loop of its own: there may be a million of them (half of the time of
 * reading each as a terminal). How many numbers there are then.
 */
function plainNumbers(reader: Reader, numbers: Uint32Array, from: number): number {
  const { bytes } = reader
  const last = reader.end - MOST - 2
  let count = from
  let at = reader.pos
  while (at < last && bytes[at] === SP && count < numbers.length) {
    let value = bytes[at + 1]! - 0x30
    if ((value - 1) >>> 0 > 8) break
    let next = at + 2
    // One comparison for each digit: what is below `0` is a very large number.
    let digit = bytes[next]! - 0x30
    while (digit >>> 0 < 10 && next - at <= MOST) {
      value = value * 10 + digit
      digit = bytes[++next]! - 0x30
    }
    if (next - at > MOST || bytes[next] !== SP) break
    numbers[count++] = value
    at = next
  }
  reader.pos = at
  return count
}

/** `search-sort-mod-seq = "(" "MODSEQ" SP mod-sequence-value ")"` */
function searchModseq(reader: Reader): bigint {
  if (!reader.beginList() || !reader.word('MODSEQ')) reader.refuse('MODSEQ')
  reader.space()
  const value = reader.nzBigint()
  return reader.nextMember() ? reader.refuse("')'") : value
}

function encodeSearch(writer: ImapWriter, { type, numbers, modseq }: SearchResponseInit): void {
  const name = upperAscii(type)
  writer.raw(name)
  for (const number of iterableOf(numbers, `encode ${name}`)) writer.raw(' ').number(number, name, 0xffff_ffff)
  if (modseq !== undefined) writer.raw(' (MODSEQ ').bigint(modseq, 'MODSEQ').raw(')')
}

export const search: ResponseRule<SearchResponse, SearchResponseInit> = {
  name: 'SEARCH',
  type: 'search',
  section: 'RFC 3501 7.2.5',
  decode: reader => searchData(reader, 'search'),
  encode: encodeSearch,
}

export const sort: ResponseRule<SearchResponse, SearchResponseInit> = {
  name: 'SORT',
  type: 'sort',
  section: 'RFC 5256 4',
  decode: reader => searchData(reader, 'sort'),
  encode: encodeSearch,
}
