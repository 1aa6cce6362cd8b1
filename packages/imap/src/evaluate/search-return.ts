/**
 * What a search tells and what it saves, from what it found: SEARCH (RFC 3501 7.2.5, RFC 7162 3.1.6), or ESEARCH with MIN, MAX, ALL, COUNT (RFC 9051 7.3.4), PARTIAL (RFC 9394 3.1)
 * and MODSEQ (RFC 4731 3.2); and what `$` becomes (RFC 5182 2.4, RFC 9394 3.2).
 */
import type { SearchReturnOption } from '../command/search-program.js'
import type { ResultRange } from '../mailbox/partial-range.js'
import type { SequenceSet } from '../mailbox/sequence-set.js'
import { normalizeSequenceSet } from '../mailbox/set-algebra.js'
import type { EsearchResponseInit } from '../response/esearch.js'
import type { SearchResponseInit } from '../response/search.js'
import { Found } from './found.js'
import { type Places, placesOf, rangesOf, rangesWithin } from './results.js'

/** What RETURN asks for. */
export class SearchReturn {
  readonly found: Found
  readonly #tag: string
  readonly #uid: boolean
  readonly #isExtended: boolean
  readonly #names: ReadonlySet<SearchReturnOption['name']>
  readonly #range: ResultRange | undefined
  readonly #usesModseq: boolean

  /** `options` of `undefined`: there is no RETURN, and the answer is SEARCH. */
  constructor(tag: string, uid: boolean, options: readonly SearchReturnOption[] | undefined, usesModseq: boolean) {
    this.#tag = tag
    this.#uid = uid
    this.#isExtended = options !== undefined
    this.#names = new Set(options?.map(({ name }) => name))
    this.#range = options?.find(option => option.name === 'PARTIAL')?.range
    this.#usesModseq = usesModseq
    this.found = new Found({ uid, keepsUids: this.saves, keepsModseqs: usesModseq })
  }

  /** SAVE is among the options. */
  get saves(): boolean {
    return this.#names.has('SAVE')
  }

  /** True once more results would change nothing: the first ones are all that is told and saved. */
  get isComplete(): boolean {
    const { start, end } = this.#range ?? { start: 0, end: 0 }
    if (this.#isWhole || this.#names.has('MAX') || start < 0) return false
    return this.found.count >= Math.max(start, end, this.#names.has('MIN') ? 1 : 0)
  }

  /** The untagged response; there is none where what was found is only saved (RFC 9051 6.4.4, SAVE). */
  responses(): readonly (SearchResponseInit | EsearchResponseInit)[] {
    const { numbers, count } = this.found
    const modseq = this.#modseq()
    if (!this.#isExtended) return [{ type: 'search', numbers, modseq }]
    const names = this.#names
    if (names.size === 1 && this.saves) return []
    return [
      {
        type: 'esearch',
        tag: this.#tag,
        uid: this.#uid,
        min: names.has('MIN') ? numbers[0] : undefined,
        max: names.has('MAX') ? numbers[count - 1] : undefined,
        all: (names.size === 0 || names.has('ALL')) && count > 0 ? rangesOf(numbers) : undefined,
        count: names.has('COUNT') ? count : undefined,
        modseq,
        partial: this.#partial(),
      },
    ]
  }

  /** The unique identifiers that `$` stands for from now on; `undefined` where it stays as it was. */
  saved(): SequenceSet | undefined {
    if (!this.saves) return undefined
    const { uids } = this.found
    if (this.#isWhole) return rangesOf(uids)
    return normalizeSequenceSet(this.#told().flatMap(({ from, to }) => rangesOf(uids.subarray(from, to))))
  }

  /** All that was found is told or saved, COUNT of it included (RFC 5182 2.4, `SAVE *`). */
  get #isWhole(): boolean {
    const names = this.#names
    return names.has('ALL') || names.has('COUNT') || !(names.has('MIN') || names.has('MAX') || names.has('PARTIAL'))
  }

  /** Which results are told; they may overlap. */
  #told(): readonly Places[] {
    const { count } = this.found
    if (this.#isWhole) return [{ from: 0, to: count }]
    const places: Places[] = this.#range === undefined ? [] : [placesOf(this.#range, count)]
    if (this.#names.has('MIN')) places.push({ from: 0, to: Math.min(1, count) })
    if (this.#names.has('MAX')) places.push({ from: Math.max(0, count - 1), to: count })
    return places
  }

  #partial(): EsearchResponseInit['partial'] {
    const range = this.#range
    if (range === undefined) return undefined
    return { range, results: rangesWithin(this.found.numbers, range) }
  }

  /** The highest mod-sequence of what is told (RFC 4731 3.2). A store that has none tells none: 0 is not a mod-sequence value (RFC 7162 7). */
  #modseq(): bigint | undefined {
    if (!this.#usesModseq) return undefined
    let highest = 0n
    for (const { from, to } of this.#told()) {
      const modseq = this.found.modseqBetween(from, to)
      if (modseq > highest) highest = modseq
    }
    return highest === 0n ? undefined : highest
  }
}
