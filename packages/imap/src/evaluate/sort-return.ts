/**
 * What SORT tells and saves of messages in their order: SORT (RFC 5256 4, RFC 7162 3.1.9), or ESEARCH with MIN, MAX, ALL and COUNT (RFC 5267 3.1), PARTIAL (RFC 5267 4.4, RFC 9394 3.1) and
 * MODSEQ (RFC 7162 3.1.10); and what `$` becomes (RFC 5182 2.4, RFC 9394 3.2).
 */
import type { SortCommand } from '../command/sort.js'
import type { ResultRange } from '../mailbox/partial-range.js'
import { type SequenceSet, sequenceSetOf } from '../mailbox/sequence-set.js'
import type { EsearchResponseInit } from '../response/esearch.js'
import type { SearchResponseInit } from '../response/search.js'
import { hasKey } from '../search/has-key.js'
import { bigintOf } from '../values.js'
import type { MessageFacts } from './message.js'
import { placesOf, rangesOf, rangesWithin } from './results.js'

/** Options with a meaning here. CONTEXT is a hint that a server may ignore (RFC 5267 4.2). */
const RETURNED: readonly string[] = ['MIN', 'MAX', 'ALL', 'COUNT', 'SAVE', 'PARTIAL', 'CONTEXT']

/** What is wrong with the options of RETURN; `undefined` for none. */
export function returnProblem({ returnOptions = [] }: Pick<SortCommand, 'returnOptions'>): string | undefined {
  const names = returnOptions.map(({ name }) => name)
  if (names.some(name => !RETURNED.includes(name))) return 'RETURN has an option that SORT does not have here'
  const ranges = names.filter(name => name === 'PARTIAL' || name === 'ALL')
  return ranges.includes('PARTIAL') && ranges.length > 1 ? 'PARTIAL is the only one of PARTIAL and ALL (RFC 5267 4.4)' : undefined
}

/** What is told, and what `$` becomes. */
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
  const { tag, uid, returnOptions, keys } = command
  const numbers = sorted.map(at => (uid ? messages[at]!.uid : messages[at]!.sequence))
  const modseqOf = (places: Uint32Array): bigint | undefined =>
    hasKey(keys, ({ key }) => key === 'MODSEQ') ? highestModseq(messages, places) : undefined
  if (returnOptions === undefined)
    return { numbers, responses: [{ type: 'sort', numbers, modseq: modseqOf(sorted) }], saved: undefined }
  const names = new Set(returnOptions.map(({ name }) => name).filter(name => name !== 'CONTEXT'))
  const range = returnOptions.find(option => option.name === 'PARTIAL')?.range
  const told = placesTold(names, range, sorted)
  const saved = names.has('SAVE') ? sequenceSetOf(told.map(at => messages[at]!.uid)) : undefined
  if (names.size === 1 && names.has('SAVE')) return { numbers, responses: [], saved }
  const tellsAll = names.has('ALL') || names.size === 0
  const response: EsearchResponseInit = {
    type: 'esearch',
    tag,
    uid,
    min: names.has('MIN') ? numbers.at(0) : undefined,
    max: names.has('MAX') ? numbers.at(-1) : undefined,
    all: tellsAll && numbers.length > 0 ? rangesOf(numbers) : undefined,
    count: names.has('COUNT') ? numbers.length : undefined,
    modseq: modseqOf(told),
    partial: range === undefined ? undefined : { range, results: rangesWithin(numbers, range) },
  }
  return { numbers, responses: [response], saved }
}

/** All places, or only those that are told where these are the first, the last or some (RFC 4731 3.2, RFC 5182 2.4, RFC 9394 3.2). */
function placesTold(names: ReadonlySet<string>, range: ResultRange | undefined, sorted: Uint32Array): Uint32Array {
  const isSome = names.has('MIN') || names.has('MAX') || range !== undefined
  if (!isSome || names.has('ALL') || names.has('COUNT')) return sorted
  const { from, to } = range === undefined ? { from: 0, to: 0 } : placesOf(range, sorted.length)
  const told = new Set(sorted.subarray(from, to))
  if (names.has('MIN') && sorted.length > 0) told.add(sorted[0]!)
  if (names.has('MAX') && sorted.length > 0) told.add(sorted[sorted.length - 1]!)
  return Uint32Array.from(told)
}

/** `undefined` where nothing is told, or nothing is known: 0 is not a mod-sequence (RFC 7162 7). */
function highestModseq(messages: readonly MessageFacts[], places: Uint32Array): bigint | undefined {
  let highest = 0n
  for (const at of places) {
    const modseq = bigintOf(messages[at]!.modseq ?? 0n, 'evaluate SORT: modseq')
    if (modseq > highest) highest = modseq
  }
  return highest === 0n ? undefined : highest
}
