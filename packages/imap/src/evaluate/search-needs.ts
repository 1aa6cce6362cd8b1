/** What a search may ask for (RFC 9051 6.4.4), told before it begins: a server that keeps an index, or that reads from a slow store, can prepare it. */
import { lowerAscii } from '@mailwire/bytes'
import { hasStar, type MessageSet } from '../mailbox/sequence-set.js'
import type { SearchKey } from '../search/search-key.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { ownOf } from './search-rules.js'

/** What the keys of a search are about, whether or not it will decide. */
export interface SearchNeeds {
  readonly flags: boolean
  /** Fields of the header, in lower case, each once. */
  readonly fields: readonly string[]
  /** The text of the header, and that of the body. */
  readonly headerText: boolean
  readonly bodyText: boolean
  /** Mod-sequences (RFC 7162 3.1.5). */
  readonly modseq: boolean
  /** SAVEDATE (RFC 8514 4.3). */
  readonly saveDate: boolean
  /** EMAILID and THREADID (RFC 8474 6). */
  readonly emailId: boolean
  readonly threadId: boolean
  /** Sets with `*` in them. */
  readonly largest: boolean
  /** `$`, what the last search with SAVE found (RFC 5182). */
  readonly saved: boolean
  /** The names of stored filters (RFC 5466); what is in them is not part of this. */
  readonly filters: readonly string[]
}

/**
 * What an evaluation of these keys may need (RFC 9051 6.4.4). Keys in keys are looked through without recursion.
 *
 * @throws {@link ImapError} `bad-value` for what is not a list of keys
 *
 * @example
 * const needs = searchNeeds([{ key: 'UNSEEN' }, { key: 'NOT', of: { key: 'FROM', text: 'ann' } }])
 * needs.flags // => true
 * needs.fields // => ['from']
 * needs.bodyText // => false
 */
export function searchNeeds(keys: readonly SearchKey[]): SearchNeeds {
  const [fields, filters, kinds] = [new Set<string>(), new Set<string>(), new Set<Kind>()]
  const open = [...listOf(keys, 'search: keys')]
  for (let given = open.pop(); given !== undefined; given = open.pop()) {
    const key = fieldsOf(given, 'search: key')
    if (key.key === 'AND' || key.key === 'OR') for (const inner of listOf(key.of, `search ${key.key}`)) open.push(inner)
    else if (key.key === 'NOT' || key.key === 'FUZZY') open.push(key.of)
    else if (key.key === 'FILTER') filters.add(textOf(key.name, 'search FILTER'))
    else if (key.key === 'SET' || key.key === 'UID') for (const kind of kindsOfSet(key.set)) kinds.add(kind)
    else if (key.key === 'HEADER') fields.add(lowerAscii(textOf(key.field, 'search HEADER')))
    else {
      const field = ownOf(FIELDS, key.key)
      if (field !== undefined) fields.add(field)
      for (const kind of ownOf(KINDS, key.key) ?? []) kinds.add(kind)
    }
  }
  return {
    flags: kinds.has('flags'),
    fields: [...fields],
    headerText: kinds.has('headerText'),
    bodyText: kinds.has('bodyText'),
    modseq: kinds.has('modseq'),
    saveDate: kinds.has('saveDate'),
    emailId: kinds.has('emailId'),
    threadId: kinds.has('threadId'),
    largest: kinds.has('largest'),
    saved: kinds.has('saved'),
    filters: [...filters],
  }
}

type Kind = Exclude<keyof SearchNeeds, 'fields' | 'filters'>

function kindsOfSet(set: MessageSet): readonly Kind[] {
  if (set === '$') return ['saved']
  return hasStar(listOf(set, 'search: set'), 'search: set') ? ['largest'] : []
}

const FIELDS: Partial<Record<SearchKey['key'], string>> = {
  BCC: 'bcc',
  CC: 'cc',
  FROM: 'from',
  SUBJECT: 'subject',
  TO: 'to',
  SENTBEFORE: 'date',
  SENTON: 'date',
  SENTSINCE: 'date',
}

const FLAGS: readonly Kind[] = ['flags']
const SAVE_DATE: readonly Kind[] = ['saveDate']

const KINDS: Partial<Record<SearchKey['key'], readonly Kind[]>> = {
  ANSWERED: FLAGS,
  DELETED: FLAGS,
  DRAFT: FLAGS,
  FLAGGED: FLAGS,
  KEYWORD: FLAGS,
  NEW: FLAGS,
  OLD: FLAGS,
  RECENT: FLAGS,
  SEEN: FLAGS,
  UNANSWERED: FLAGS,
  UNDELETED: FLAGS,
  UNDRAFT: FLAGS,
  UNFLAGGED: FLAGS,
  UNKEYWORD: FLAGS,
  UNSEEN: FLAGS,
  BODY: ['bodyText'],
  TEXT: ['headerText', 'bodyText'],
  MODSEQ: ['modseq'],
  SAVEDBEFORE: SAVE_DATE,
  SAVEDON: SAVE_DATE,
  SAVEDSINCE: SAVE_DATE,
  SAVEDATESUPPORTED: SAVE_DATE,
  EMAILID: ['emailId'],
  THREADID: ['threadId'],
}
