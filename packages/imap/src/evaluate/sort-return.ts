/** What SORT tells and saves of messages in their order: SORT (RFC 5256 4, RFC 7162 3.1.9) or ESEARCH (RFC 5267 3.1); and what `$` becomes (RFC 5182 2.4, RFC 9394 3.2). */
import type { SortCommand } from '../command/sort.js'
import { type SequenceSet, sequenceSetOf } from '../mailbox/sequence-set.js'
import type { EsearchResponseInit } from '../response/esearch.js'
import type { SearchResponseInit } from '../response/search.js'
import { hasKey } from '../search/has-key.js'
import { bigintOf } from '../values.js'
import type { MessageFacts } from './message.js'
import { ReturnOptions } from './return-options.js'

/** Options with a meaning here. CONTEXT is a hint that a server may ignore (RFC 5267 4.2). */
const RETURNED: readonly string[] = ['MIN', 'MAX', 'ALL', 'COUNT', 'SAVE', 'PARTIAL', 'CONTEXT']

/** What is wrong with the options of RETURN; `undefined` for none. */
export function returnProblem({ returnOptions = [] }: Pick<SortCommand, 'returnOptions'>): string | undefined {
  const names = returnOptions.map(({ name }) => name)
  if (names.some(name => !RETURNED.includes(name))) return 'an option of RETURN is not supported for SORT'
  const ranges = names.filter(name => name === 'PARTIAL' || name === 'ALL')
  return ranges.includes('PARTIAL') && ranges.length > 1 ? 'PARTIAL and ALL exclude each other (RFC 5267 4.4)' : undefined
}

/** The response, and the new value of `$`. */
export interface SortOutcome {
  /** In order: unique identifiers for UID SORT, message numbers for SORT. */
  readonly numbers: Uint32Array
  /** SORT, or ESEARCH where there is a RETURN; none where RETURN has SAVE alone. */
  readonly responses: readonly (SearchResponseInit | EsearchResponseInit)[]
  /** The unique identifiers that `$` stands for from now on (RFC 5182 2.4); `undefined` where it stays as it is. */
  readonly saved: SequenceSet | undefined
}

/** `sorted` are the places of `messages` in the order that was asked for. */
export function sortOutcome(
  command: SortCommand & { readonly tag: string },
  messages: readonly MessageFacts[],
  sorted: Uint32Array,
): SortOutcome {
  const { uid, returnOptions, keys } = command
  const numbers = sorted.map(at => (uid ? messages[at]!.uid : messages[at]!.sequence))
  const options = new ReturnOptions(returnOptions)
  const told = (): readonly MessageFacts[] =>
    options.told(sorted.length).flatMap(({ from, to }) => Array.from(sorted.subarray(from, to), at => messages[at]!))
  const modseq = (): bigint | undefined => (hasKey(keys, ({ key }) => key === 'MODSEQ') ? highestModseq(told()) : undefined)
  if (returnOptions === undefined) return { numbers, responses: [{ type: 'sort', numbers, modseq: modseq() }], saved: undefined }
  return {
    numbers,
    responses: options.onlySaves ? [] : [options.response(command, numbers, modseq())],
    saved: options.saves ? sequenceSetOf(told().map(message => message.uid)) : undefined,
  }
}

/** `undefined` without messages or without mod-sequences: 0 is not a mod-sequence (RFC 7162 7). */
function highestModseq(messages: readonly MessageFacts[]): bigint | undefined {
  let highest = 0n
  for (const message of messages) {
    const modseq = bigintOf(message.modseq ?? 0n, 'evaluate SORT: modseq')
    if (modseq > highest) highest = modseq
  }
  return highest === 0n ? undefined : highest
}
