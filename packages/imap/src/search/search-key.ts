/** Search keys (RFC 9051 6.4.4): a tree of keys, each with its arguments, and the rule of a key in the registry. */
import type { Reader } from '../grammar/reader.js'
import type { Word } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import type { MessageSet } from '../mailbox/sequence-set.js'
import { keyCapabilities } from './announced-by.js'

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
/** Keys with a text to find in a header field or in the message. */
export type TextKeyName = 'BCC' | 'BODY' | 'CC' | 'FROM' | 'SUBJECT' | 'TEXT' | 'TO'
/** Keys with a date. */
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
/** The searchable attributes of an annotation. */
export type AnnotationAttributeName = 'value' | 'value.priv' | 'value.shared'

/** A condition that messages must meet; `key` narrows it. */
export type SearchKey =
  | { readonly key: PlainKeyName }
  | { readonly key: TextKeyName; readonly text: string }
  /** As on the wire: `1-Feb-1994`. */
  | { readonly key: DateKeyName; readonly date: string }
  | { readonly key: 'KEYWORD' | 'UNKEYWORD'; readonly flag: string }
  | { readonly key: 'HEADER'; readonly field: string; readonly text: string }
  /** In bytes. */
  | { readonly key: 'LARGER' | 'SMALLER'; readonly size: number }
  /** RFC 7162 3.1.5; `entry` limits the changes to those of a flag (`/flags/\draft`), private, shared or both. */
  | { readonly key: 'MODSEQ'; readonly entry: ModseqEntry | undefined; readonly modseq: bigint }
  | { readonly key: 'UID'; readonly set: MessageSet }
  /** Messages by number. */
  | { readonly key: 'SET'; readonly set: MessageSet }
  /** Received within this many seconds, or before (RFC 5032). */
  | { readonly key: 'OLDER' | 'YOUNGER'; readonly seconds: number }
  /** Messages with a greater or a smaller unique identifier (RFC 9738 3.2). */
  | { readonly key: 'UIDAFTER' | 'UIDBEFORE'; readonly uid: number }
  /** RFC 8474 5.3. */
  | { readonly key: 'EMAILID' | 'THREADID'; readonly id: string }
  /** An entry whose name matches a pattern and whose value contains this one (RFC 5257 4.6). */
  | {
      readonly key: 'ANNOTATION'
      readonly entry: string
      readonly attribute: AnnotationAttributeName
      readonly value: Uint8Array | null
    }
  /** A search stored on the server under a name (RFC 5466 3.1). */
  | { readonly key: 'FILTER'; readonly name: string }
  /** In the search language of Gmail. */
  | { readonly key: 'X-GM-RAW'; readonly text: string }
  | { readonly key: 'X-GM-MSGID' | 'X-GM-THRID'; readonly id: bigint }
  | { readonly key: 'X-GM-LABELS'; readonly label: string }
  /** FUZZY is defined in RFC 6203. */
  | { readonly key: 'NOT' | 'FUZZY'; readonly of: SearchKey }
  | { readonly key: 'OR'; readonly of: readonly [SearchKey, SearchKey] }
  /** All of these: keys in parentheses. */
  | { readonly key: 'AND'; readonly of: readonly SearchKey[] }
  | UnknownSearchKey

/** The metadata item whose mod-sequence counts (RFC 7162 3.1.5). */
export interface ModseqEntry {
  readonly name: string
  readonly type: 'priv' | 'shared' | 'all'
}

/** A key without a type here. As its arguments are unknown, it includes everything after it in its list or in the command. */
export interface UnknownSearchKey {
  readonly key: 'unknown'
  /** In upper case. */
  readonly name: string
  /** The raw bytes after the name, including the space before them and their literals. */
  readonly bytes: Uint8Array
}

/** The search key with this `key`. */
export type SearchKeyOf<Key extends SearchKey['key']> = SearchKey extends infer One extends SearchKey
  ? One extends unknown
    ? Key extends One['key']
      ? One
      : never
    : never
  : never

/** The decoder and encoder of one key. */
export interface SearchKeyRule extends Word {
  readonly name: SearchKey['key']
  /** The section that defines it. */
  readonly section: string
  /** Decodes the arguments after the name; `nested` decodes a key that is an argument. */
  decode(reader: Reader, nested: (reader: Reader) => SearchKey): SearchKey
  /** Encodes the arguments after the name. */
  encode(writer: ImapWriter, key: never, nested: (key: SearchKey) => void): void
}

interface TypedRule<Key extends SearchKey['key']> extends Omit<Word, 'name'> {
  readonly section: string
  readonly decode: (reader: Reader, key: Key, nested: (reader: Reader) => SearchKey) => SearchKeyOf<Key>
  readonly encode: (writer: ImapWriter, key: SearchKeyOf<Key>, nested: (key: SearchKey) => void) => void
}

/** Makes a rule with the name and the type of its key. */
export const searchKeyRule = <Key extends SearchKey['key']>(name: Key, rule: TypedRule<Key>): SearchKeyRule => ({
  name,
  section: rule.section,
  only: rule.only,
  announcedBy: keyCapabilities[name],
  decode: (reader, nested) => rule.decode(reader, name, nested),
  encode: rule.encode,
})
