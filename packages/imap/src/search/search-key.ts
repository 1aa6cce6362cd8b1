/** What a search looks for (RFC 9051 6.4.4): a tree of keys, each with its arguments, and what a key is to the registry. */
import type { Reader } from '../grammar/reader.js'
import type { Word } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import type { MessageSet } from '../mailbox/sequence-set.js'

/** Keys without an argument. */
export type PlainKeyName =
  | 'ALL'
  | 'ANSWERED'
  | 'DELETED'
  | 'DRAFT'
  | 'FLAGGED'
  | 'NEW'
  | 'OLD'
  | 'RECENT'
  | 'SEEN'
  | 'UNANSWERED'
  | 'UNDELETED'
  | 'UNDRAFT'
  | 'UNFLAGGED'
  | 'UNSEEN'
  | 'SAVEDATESUPPORTED'
/** Keys with a text, which is in a field of the header or in the message. */
export type TextKeyName = 'BCC' | 'BODY' | 'CC' | 'FROM' | 'SUBJECT' | 'TEXT' | 'TO'
/** Keys with a day. */
export type DateKeyName =
  | 'BEFORE'
  | 'ON'
  | 'SENTBEFORE'
  | 'SENTON'
  | 'SENTSINCE'
  | 'SINCE'
  | 'SAVEDBEFORE'
  | 'SAVEDON'
  | 'SAVEDSINCE'
/** The attributes of an annotation that can be searched. */
export type AnnotationAttributeName = 'value' | 'value.priv' | 'value.shared'

/** What a message must be to be found, by its `key`. */
export type SearchKey =
  | { readonly key: PlainKeyName }
  | { readonly key: TextKeyName; readonly text: string }
  /** As it came: `1-Feb-1994`. */
  | { readonly key: DateKeyName; readonly date: string }
  | { readonly key: 'KEYWORD' | 'UNKEYWORD'; readonly flag: string }
  | { readonly key: 'HEADER'; readonly field: string; readonly text: string }
  /** In bytes. */
  | { readonly key: 'LARGER' | 'SMALLER'; readonly size: number }
  /** RFC 7162 3.1.5; `entry` is whose change counts: that of a flag (`/flags/\draft`), of one's own or of all. */
  | { readonly key: 'MODSEQ'; readonly entry: ModseqEntry | undefined; readonly modseq: bigint }
  | { readonly key: 'UID'; readonly set: MessageSet }
  /** Messages by number. */
  | { readonly key: 'SET'; readonly set: MessageSet }
  /** Received within so many seconds, or before (RFC 5032). */
  | { readonly key: 'OLDER' | 'YOUNGER'; readonly seconds: number }
  /** Messages with a greater or a smaller unique identifier (RFC 9738 3.2). */
  | { readonly key: 'UIDAFTER' | 'UIDBEFORE'; readonly uid: number }
  /** RFC 8474 5.3. */
  | { readonly key: 'EMAILID' | 'THREADID'; readonly id: string }
  /** An entry whose name matches a pattern and whose value holds this one (RFC 5257 4.6). */
  | {
      readonly key: 'ANNOTATION'
      readonly entry: string
      readonly attribute: AnnotationAttributeName
      readonly value: Uint8Array | null
    }
  /** A search that the server keeps under a name (RFC 5466 3.1). */
  | { readonly key: 'FILTER'; readonly name: string }
  /** In the search language of Gmail. */
  | { readonly key: 'X-GM-RAW'; readonly text: string }
  | { readonly key: 'X-GM-MSGID' | 'X-GM-THRID'; readonly id: bigint }
  | { readonly key: 'X-GM-LABELS'; readonly label: string }
  /** FUZZY is that of RFC 6203. */
  | { readonly key: 'NOT' | 'FUZZY'; readonly of: SearchKey }
  | { readonly key: 'OR'; readonly of: readonly [SearchKey, SearchKey] }
  /** All of these: keys in parentheses. */
  | { readonly key: 'AND'; readonly of: readonly SearchKey[] }
  | UnknownSearchKey

/** Whose mod-sequence counts (RFC 7162 3.1.5). */
export interface ModseqEntry {
  readonly name: string
  readonly type: 'priv' | 'shared' | 'all'
}

/** A key that has no type here. Since its arguments are not known, it takes along all that is behind it in its list or in the command. */
export interface UnknownSearchKey {
  readonly key: 'unknown'
  /** In upper case. */
  readonly name: string
  /** What is behind the name, with the space before it and with its literals, as it came. */
  readonly bytes: Uint8Array
}

/** The one with this `key`. */
export type SearchKeyOf<Key extends SearchKey['key']> = SearchKey extends infer One extends SearchKey
  ? One extends unknown
    ? Key extends One['key']
      ? One
      : never
    : never
  : never

/** Both ways of one key. */
export interface SearchKeyRule extends Word {
  readonly name: SearchKey['key']
  /** Where it is defined. */
  readonly section: string
  /** Reads what is behind the name; `nested` reads a key that is an argument. */
  decode(reader: Reader, nested: (reader: Reader) => SearchKey): SearchKey
  /** Writes what is behind the name. */
  encode(writer: ImapWriter, key: never, nested: (key: SearchKey) => void): void
}

interface TypedRule<Key extends SearchKey['key']> extends Omit<Word, 'name'> {
  readonly section: string
  readonly decode: (reader: Reader, key: Key, nested: (reader: Reader) => SearchKey) => SearchKeyOf<Key>
  readonly encode: (writer: ImapWriter, key: SearchKeyOf<Key>, nested: (key: SearchKey) => void) => void
}

/** A rule with the name and the shape of its key. */
export const searchKeyRule = <Key extends SearchKey['key']>(name: Key, rule: TypedRule<Key>): SearchKeyRule => ({
  name,
  section: rule.section,
  only: rule.only,
  decode: (reader, nested) => rule.decode(reader, name, nested),
  encode: rule.encode,
})
