/** The registry of search keys: one line each. */
import { REV1, Words } from '../grammar/words.js'
import { annotationKey, filter, fuzzy, gmailIdKey, gmailLabelKey, gmailRaw, objectIdKey, withinKey } from './extension-keys.js'
import { dateKey, header, keywordKey, modseq, not, or, plainKey, sizeKey, textKey, uid } from './keys.js'
import type { SearchKeyRule } from './search-key.js'

/** Every key that is known by a name. */
export const searchKeyRules: readonly SearchKeyRule[] = /* @__PURE__ */ (() => [
  plainKey('ALL'),
  plainKey('ANSWERED'),
  plainKey('DELETED'),
  plainKey('DRAFT'),
  plainKey('FLAGGED'),
  plainKey('SEEN'),
  plainKey('UNANSWERED'),
  plainKey('UNDELETED'),
  plainKey('UNDRAFT'),
  plainKey('UNFLAGGED'),
  plainKey('UNSEEN'),
  plainKey('NEW', 'RFC 3501 6.4.4', REV1),
  plainKey('OLD', 'RFC 3501 6.4.4', REV1),
  plainKey('RECENT', 'RFC 3501 6.4.4', REV1),
  textKey('BCC'),
  textKey('BODY'),
  textKey('CC'),
  textKey('FROM'),
  textKey('SUBJECT'),
  textKey('TEXT'),
  textKey('TO'),
  header,
  dateKey('BEFORE'),
  dateKey('ON'),
  dateKey('SINCE'),
  dateKey('SENTBEFORE'),
  dateKey('SENTON'),
  dateKey('SENTSINCE'),
  keywordKey('KEYWORD'),
  keywordKey('UNKEYWORD'),
  sizeKey('LARGER'),
  sizeKey('SMALLER'),
  dateKey('SAVEDBEFORE', 'RFC 8514 4.3'),
  dateKey('SAVEDON', 'RFC 8514 4.3'),
  dateKey('SAVEDSINCE', 'RFC 8514 4.3'),
  plainKey('SAVEDATESUPPORTED', 'RFC 8514 4.3'),
  withinKey('OLDER'),
  withinKey('YOUNGER'),
  objectIdKey('EMAILID'),
  objectIdKey('THREADID'),
  annotationKey,
  filter,
  fuzzy,
  gmailRaw,
  gmailIdKey('X-GM-MSGID'),
  gmailIdKey('X-GM-THRID'),
  gmailLabelKey,
  uid,
  modseq,
  not,
  or,
])()

/** The same by name. */
export const searchKeyWords: Words<SearchKeyRule> = /* @__PURE__ */ new Words(searchKeyRules)
