/** What a search is given, and what it gives (RFC 9051 6.4.4): the command and its mailbox, then questions, pauses, and the end. */
import type { SearchReturnOption } from '../command/search-program.js'
import type { SequenceSet } from '../mailbox/sequence-set.js'
import type { EsearchResponseInit } from '../response/esearch.js'
import type { SearchResponseInit } from '../response/search.js'
import type { SearchKey } from '../search/search-key.js'
import type { FilterLookup } from './criteria.js'
import type { MessageFacts, PauseStep, Question } from './message.js'
import type { SearchLimits } from './search-limits.js'
import type { SearchProblem, SearchRefusalReason } from './search-rules.js'

/** What a client asks for: a `SearchCommand` with its tag, or the search in SORT or THREAD without RETURN. */
export interface SearchRequest {
  readonly tag: string
  /** True for unique identifiers, false for message numbers. */
  readonly uid: boolean
  /** `undefined` or absent where there is no RETURN. */
  readonly returnOptions?: readonly SearchReturnOption[] | undefined
  /** `undefined` or absent for UTF-8. */
  readonly charset?: string | undefined
  readonly keys: readonly SearchKey[]
}

/** What is searched, and by whom. */
export interface SearchOptions<Message extends MessageFacts> {
  readonly command: SearchRequest
  /** The messages of the mailbox as the session sees it, ascending. They are gone through once, and none of them is kept. */
  readonly messages: Iterable<Message>
  /** Milliseconds since 1970: what OLDER and YOUNGER count from (RFC 5032). */
  readonly now: number
  /** The unique identifiers that `$` stands for (RFC 5182); by default none. */
  readonly saved?: SequenceSet | undefined
  /** The largest message number and the largest unique identifier, which `*` stands for; by default those of the last one of `messages`, where that is an array. */
  readonly largest?: { readonly sequence: number; readonly uid: number } | undefined
  /** The zone in which days of INTERNALDATE and SAVEDATE begin, in minutes east of UTC: that in which the server tells them. By default 0. */
  readonly offsetMinutes?: number | undefined
  /** The capabilities that the server announces: keys and options of others are refused with BAD. By default all that this evaluation can do. For a mailbox without mod-sequences leave out CONDSTORE and QRESYNC. */
  readonly announced?: Iterable<string> | undefined
  /** The client enabled IMAP4rev2: a search without RETURN is answered by ESEARCH, too (RFC 9051 6.4.4). */
  readonly isRev2?: boolean | undefined
  /** The keys of a stored filter (RFC 5466); by default there are no filters. */
  readonly filters?: FilterLookup | undefined
  /** What is searched for instead of the key in a FUZZY; by default that key itself (RFC 6203 3). */
  readonly fuzzy?: ((key: SearchKey) => SearchKey) | undefined
  readonly limits?: Partial<SearchLimits> | undefined
  /** Messages after which `next()` gives a pause; by default 1000. */
  readonly messagesPerStep?: number | undefined
}

/** The search is done. */
export interface SearchResult {
  readonly type: 'result'
  /** Message numbers, or UIDs if the command asked for them. If RETURN needs only the first ones, the search ends with them. */
  readonly found: Uint32Array
  /** What is sent before the tagged OK: SEARCH or ESEARCH, or nothing for a search that only saves. */
  readonly responses: readonly (SearchResponseInit | EsearchResponseInit)[]
  /** The unique identifiers that `$` stands for from now on; `undefined` where it stays as it was. */
  readonly saved: SequenceSet | undefined
}

/** The search is not done. */
export interface SearchRefusal {
  readonly type: 'refused'
  readonly reason: SearchRefusalReason
  /** The tagged NO or BAD. */
  readonly response: SearchRefusalResponse
  /** As for a result: empty where a search with SAVE is answered NO (RFC 5182 2.1). */
  readonly saved: SequenceSet | undefined
}

/** The tagged response of a refusal, with the code of RFC 5530, RFC 5466 or RFC 9051 that says why. */
export interface SearchRefusalResponse extends Pick<SearchProblem, 'type' | 'code' | 'text'> {
  readonly tag: string
}

/** What `next()` gives. */
export type SearchStep<Message extends MessageFacts> = Question<Message> | PauseStep | SearchResult | SearchRefusal
