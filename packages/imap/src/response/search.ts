/** SEARCH (RFC 3501 7.2.5, RFC 7162 3.1.5): numbers of what was found. A damaged one is an error and never less than was found. */
import { SP } from '@mailwire/bytes'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { iterableOf } from '../values.js'
import { type Report, type ResponseRule, responseRule } from './rule.js'

/** What SEARCH found: message numbers, or unique identifiers. */
export interface SearchResponse {
  readonly type: 'search'
  readonly numbers: Uint32Array
  /** The highest mod-sequence of what was found, where the search was by MODSEQ (RFC 7162 3.1.5). */
  readonly modseq: bigint | undefined
}

/** A response as `encodeResponse` takes it. */
export interface SearchResponseInit {
  readonly type: 'search'
  readonly numbers: Uint32Array | readonly number[]
  readonly modseq?: bigint | undefined
}

const FIRST_SIZE = 16

/** `"SEARCH" *(SP nz-number) [SP search-sort-mod-seq]` (RFC 7162 7) */
function searchData(reader: Reader): SearchResponse & Report {
  let numbers = new Uint32Array(FIRST_SIZE)
  let count = 0
  let modseq: bigint | undefined
  while (reader.skip(SP)) {
    const byte = reader.peek()
    if (byte === -1 || byte === SP) reader.warn('extra-space')
    else if (byte === 0x28 && modseq === undefined) {
      if (count === 0) reader.warn('modseq-order')
      modseq = searchModseq(reader)
    } else {
      if (modseq !== undefined && count > 0) reader.warn('modseq-order')
      if (count === numbers.length) {
        const grown = new Uint32Array(2 * count)
        grown.set(numbers)
        numbers = grown
      }
      numbers[count++] = reader.nzNumber()
    }
  }
  reader.finish()
  // A copy of its length, unless little is wasted: what is kept of a small answer is small.
  const found = 4 * count > 3 * numbers.length ? numbers.subarray(0, count) : numbers.slice(0, count)
  return { type: 'search', numbers: found, modseq, warnings: reader.warnings, damaged: reader.damaged }
}

/** `search-sort-mod-seq = "(" "MODSEQ" SP mod-sequence-value ")"` */
function searchModseq(reader: Reader): bigint {
  if (!reader.beginList() || !reader.word('MODSEQ')) reader.refuse('MODSEQ')
  reader.space()
  const value = reader.nzBigint()
  return reader.nextMember() ? reader.refuse("')'") : value
}

function encodeSearch(writer: ImapWriter, { numbers, modseq }: SearchResponseInit): void {
  writer.raw('SEARCH')
  for (const number of iterableOf(numbers, 'encode SEARCH')) writer.raw(' ').number(number, 'SEARCH', 0xffff_ffff)
  if (modseq !== undefined) writer.raw(' (MODSEQ ').bigint(modseq, 'MODSEQ').raw(')')
}

export const search: ResponseRule = /* @__PURE__ */ responseRule<'search'>({
  name: 'SEARCH',
  type: 'search',
  section: 'RFC 3501 7.2.5',
  decode: searchData,
  encode: encodeSearch,
})
