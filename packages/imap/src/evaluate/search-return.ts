/** What a search tells and what it saves, from what it found: SEARCH (RFC 3501 7.2.5, RFC 7162 3.1.6) or ESEARCH; and what `$` becomes (RFC 5182 2.4, RFC 9394 3.2). */
import type { SearchReturnOption } from '../command/search-program.js'
import type { SequenceSet } from '../mailbox/sequence-set.js'
import { normalizeSequenceSet } from '../mailbox/set-algebra.js'
import type { EsearchResponseInit } from '../response/esearch.js'
import type { SearchResponseInit } from '../response/search.js'
import { Found } from './found.js'
import { rangesOf } from './results.js'
import { ReturnOptions } from './return-options.js'

export class SearchReturn {
  readonly found: Found
  readonly #command: { readonly tag: string; readonly uid: boolean }
  readonly #isExtended: boolean
  readonly #options: ReturnOptions
  readonly #usesModseq: boolean

  /** `options` of `undefined`: there is no RETURN, and the answer is SEARCH. */
  constructor(tag: string, uid: boolean, options: readonly SearchReturnOption[] | undefined, usesModseq: boolean) {
    this.#command = { tag, uid }
    this.#isExtended = options !== undefined
    this.#options = new ReturnOptions(options)
    this.#usesModseq = usesModseq
    this.found = new Found({ uid, keepsUids: this.saves, keepsModseqs: usesModseq })
  }

  /** SAVE is among the options. */
  get saves(): boolean {
    return this.#options.saves
  }

  /** True once further results would change nothing, because only the first ones are returned and saved. */
  get isComplete(): boolean {
    return this.found.count >= this.#options.enough
  }

  /** The untagged response; there is none where what was found is only saved. */
  responses(): readonly (SearchResponseInit | EsearchResponseInit)[] {
    const { numbers } = this.found
    if (!this.#isExtended) return [{ type: 'search', numbers, modseq: this.#modseq() }]
    return this.#options.onlySaves ? [] : [this.#options.response(this.#command, numbers, this.#modseq())]
  }

  /** The unique identifiers that `$` stands for from now on; `undefined` where it stays as it was. */
  saved(): SequenceSet | undefined {
    if (!this.saves) return undefined
    const { uids, count } = this.found
    const told = this.#options.told(count)
    const ranges = told.flatMap(({ from, to }) => rangesOf(uids.subarray(from, to)))
    return told.length > 1 ? normalizeSequenceSet(ranges) : ranges
  }

  /** The highest mod-sequence of the returned messages (RFC 4731 3.2); `undefined` for a store without mod-sequences, since 0 is not one (RFC 7162 7). */
  #modseq(): bigint | undefined {
    if (!this.#usesModseq) return undefined
    let highest = 0n
    for (const { from, to } of this.#options.told(this.found.count)) {
      const modseq = this.found.modseqBetween(from, to)
      if (modseq > highest) highest = modseq
    }
    return highest === 0n ? undefined : highest
  }
}
