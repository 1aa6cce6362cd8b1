/**
 * What RETURN asks of SEARCH and of SORT: which results are returned and saved, and the ESEARCH with MIN, MAX, ALL and COUNT (RFC 9051 7.3.4, RFC 5267 3.1), PARTIAL (RFC 9394 3.1,
 * RFC 5267 4.4) and MODSEQ (RFC 4731 3.2, RFC 7162 3.1.10).
 */
import type { SearchReturnOption } from '../command/search-program.js'
import type { ResultRange } from '../mailbox/partial-range.js'
import type { EsearchResponseInit } from '../response/esearch.js'
import { type Places, placesOf, rangesOf, rangesWithin } from './results.js'

export class ReturnOptions {
  /** SAVE is among the options. */
  readonly saves: boolean
  /** SAVE is the only one: then there is no response (RFC 9051 6.4.4, SAVE). */
  readonly onlySaves: boolean
  /** How many results, from the first on, are needed to return and save them; infinite if all are. */
  readonly enough: number
  readonly #names: ReadonlySet<SearchReturnOption['name']>
  readonly #range: ResultRange | undefined

  constructor(options: readonly SearchReturnOption[] = []) {
    // CONTEXT is a hint that a server may ignore (RFC 5267 4.2).
    const names = new Set(options.map(({ name }) => name).filter(name => name !== 'CONTEXT'))
    this.#names = names
    this.#range = options.find(option => option.name === 'PARTIAL')?.range
    this.saves = names.has('SAVE')
    this.onlySaves = this.saves && names.size === 1
    const { start, end } = this.#range ?? { start: 0, end: 0 }
    const takesAll = this.#isWhole || names.has('MAX') || start < 0
    this.enough = takesAll ? Number.POSITIVE_INFINITY : Math.max(start, end, names.has('MIN') ? 1 : 0)
  }

  /** Which of `count` results are returned and saved; the ranges may overlap. */
  told(count: number): readonly Places[] {
    if (this.#isWhole) return [{ from: 0, to: count }]
    const places: Places[] = this.#range === undefined ? [] : [placesOf(this.#range, count)]
    if (this.#names.has('MIN')) places.push({ from: 0, to: Math.min(1, count) })
    if (this.#names.has('MAX')) places.push({ from: Math.max(0, count - 1), to: count })
    return places
  }

  /** ESEARCH about all results in their order, and the highest mod-sequence of those that it contains. */
  response(
    { tag, uid }: { readonly tag: string; readonly uid: boolean },
    numbers: Uint32Array,
    modseq: bigint | undefined,
  ): EsearchResponseInit {
    const [names, range] = [this.#names, this.#range]
    const tellsAll = names.has('ALL') || names.size === 0
    return {
      type: 'esearch',
      tag,
      uid,
      min: names.has('MIN') ? numbers.at(0) : undefined,
      max: names.has('MAX') ? numbers.at(-1) : undefined,
      all: tellsAll && numbers.length > 0 ? rangesOf(numbers) : undefined,
      count: names.has('COUNT') ? numbers.length : undefined,
      modseq,
      partial: range === undefined ? undefined : { range, results: rangesWithin(numbers, range) },
    }
  }

  /** True if all results are returned, counted or saved (RFC 5182 2.4, `SAVE *`). */
  get #isWhole(): boolean {
    const names = this.#names
    return names.has('ALL') || names.has('COUNT') || !(names.has('MIN') || names.has('MAX') || names.has('PARTIAL'))
  }
}
