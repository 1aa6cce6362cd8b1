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
  const found = new Numbers()
  let modseq: bigint | undefined
  for (;;) {
    reader.pos = found.read(reader.bytes, reader.pos, reader.end)
    if (!reader.skip(SP)) break
    const byte = reader.peek()
    if (byte === -1 || byte === SP) reader.warn('extra-space')
    else if (byte === LPAREN && modseq === undefined) {
      const { pos } = reader
      modseq = searchModseq(reader)
      if (found.count === 0 || !reader.atEnd) reader.warn('modseq-order', pos)
    } else found.add(reader.nzNumber())
  }
  reader.finish()
  return { type: 'search', numbers: found.toArray(), modseq, warnings: reader.warnings, damaged: reader.damaged }
}

/** Numbers as they are found: there may be a million of them. */
class Numbers {
  count = 0
  #numbers = new Uint32Array(FIRST_SIZE)

  /** Takes every ` 123` from a place on that the grammar has, in a loop of its own; where it stopped. */
  read(bytes: Uint8Array, from: number, end: number): number {
    let at = from
    while (at + 1 < end && bytes[at] === SP) {
      let next = at + 1
      let value = bytes[next]! - 0x30
      if (value < 1 || value > 9) return at
      for (next++; next < end; next++) {
        const digit = bytes[next]! - 0x30
        if (digit < 0 || digit > 9) break
        value = value * 10 + digit
      }
      if (next - at > MAX_DIGITS || (next < end && bytes[next] !== SP)) return at
      this.add(value)
      at = next
    }
    return at
  }

  add(value: number): void {
    if (this.count === this.#numbers.length) {
      const grown = new Uint32Array(2 * this.count)
      grown.set(this.#numbers)
      this.#numbers = grown
    }
    this.#numbers[this.count++] = value
  }

  /** What was found, in an array of its own length. */
  toArray(): Uint32Array {
    return this.#numbers.slice(0, this.count)
  }
}

/** So many digits, and the space before them, are below 2^32 whatever they are. */
const MAX_DIGITS = 10
const LPAREN = 0x28

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
