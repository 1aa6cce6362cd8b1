/** `@mailwire/imap/serve`: what a server keeps of a mailbox that a client has selected, and what a store of mailboxes has to keep to. No I/O. */

export type { CommandBodyInit } from './command/command.js'
export { type BaseSubject, baseSubject } from './evaluate/base-subject.js'
export { casemap } from './evaluate/collation.js'
export type { FilterLookup } from './evaluate/criteria.js'
export { type EndOf, finishEvaluation, type QuestionOf } from './evaluate/finish.js'
export type {
  FieldsQuestion,
  HeaderField,
  MessageFacts,
  PauseStep,
  Question,
  RefusedStep,
  TextQuestion,
} from './evaluate/message.js'
export { SearchEvaluation } from './evaluate/search.js'
export { defaultSearchLimits, type SearchLimits } from './evaluate/search-limits.js'
export { type SearchNeeds, searchNeeds } from './evaluate/search-needs.js'
export type { SearchRefusalReason } from './evaluate/search-rules.js'
export type {
  SearchOptions,
  SearchRefusal,
  SearchRefusalResponse,
  SearchRequest,
  SearchResult,
  SearchStep,
} from './evaluate/search-steps.js'
export { SortEvaluation, type SortOptions, type SortResult, type SortStep } from './evaluate/sort.js'
export {
  ThreadEvaluation,
  type ThreadOptions,
  type ThreadResult,
  type ThreadStep,
  threadAlgorithms,
} from './evaluate/thread.js'
export {
  checkMailbox,
  type MailboxInvariant,
  type MailboxInvariantId,
  type MailboxState,
  type MailboxStates,
  type MessageRecord,
  mailboxInvariants,
} from './mailbox/invariants.js'
export type { NamedMessage, NamedMessages } from './mailbox/named.js'
export type { SequenceSet } from './mailbox/sequence-set.js'
export type { FetchResponseInit, UidFetchResponseInit } from './response/fetch.js'
export type { ResponseInit } from './response/response.js'
export type { SearchKey } from './search/search-key.js'
export { type ConditionalChanges, type ConditionalStore, conditionalStore } from './serve/conditional-store.js'
export { ExpungeLog, type ExpungeLogOptions } from './serve/expunge-log.js'
export type { ChangeResponseOptions, MessageState, SessionModes, SessionViewOptions } from './serve/session-options.js'
export { SessionView } from './serve/session-view.js'
export type { Uids } from './serve/uids.js'
export { type EarlierExpunges, vanishedEarlier } from './serve/vanished-earlier.js'
export { enablesCondstore } from './session/condstore.js'
