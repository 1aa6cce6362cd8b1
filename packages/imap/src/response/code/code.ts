/** What a response code is (RFC 9051 7.1): a name, and a value with a rule of its own. */
import type { Reader } from '../../grammar/reader.js'
import type { Word } from '../../grammar/words.js'
import type { ImapWriter } from '../../grammar/writer.js'
import type { SequenceSet } from '../../mailbox/sequence-set.js'

/** Codes that are their name. */
export type PlainCodeName =
  | 'ALERT'
  | 'PARSE'
  | 'READ-ONLY'
  | 'READ-WRITE'
  | 'TRYCREATE'
  | 'UIDNOTSTICKY'
  | 'UNAVAILABLE'
  | 'AUTHENTICATIONFAILED'
  | 'AUTHORIZATIONFAILED'
  | 'EXPIRED'
  | 'PRIVACYREQUIRED'
  | 'CONTACTADMIN'
  | 'NOPERM'
  | 'INUSE'
  | 'EXPUNGEISSUED'
  | 'CORRUPTION'
  | 'SERVERBUG'
  | 'CLIENTBUG'
  | 'CANNOT'
  | 'LIMIT'
  | 'OVERQUOTA'
  | 'ALREADYEXISTS'
  | 'NONEXISTENT'
  | 'NOTSAVED'
  | 'HASCHILDREN'
  | 'CLOSED'
  | 'UNKNOWN-CTE'
  | 'NOMODSEQ'
  | 'USEATTR'

/** A response code, by its `name`. One that is not known, or whose value does not follow its rule, is `unknown` and as it came. */
export type ResponseCode =
  | { readonly name: PlainCodeName }
  | { readonly name: 'CAPABILITY'; readonly capabilities: readonly string[] }
  | { readonly name: 'PERMANENTFLAGS'; readonly flags: readonly string[] }
  | { readonly name: 'BADCHARSET'; readonly charsets: readonly string[] }
  | { readonly name: 'UIDNEXT' | 'UIDVALIDITY' | 'UNSEEN'; readonly value: number }
  | { readonly name: 'APPENDUID'; readonly uidValidity: number; readonly uids: SequenceSet }
  /** The two sets have as many members, in the same order; they are as they came. */
  | { readonly name: 'COPYUID'; readonly uidValidity: number; readonly source: SequenceSet; readonly destination: SequenceSet }
  | { readonly name: 'HIGHESTMODSEQ'; readonly modseq: bigint }
  | { readonly name: 'MODIFIED'; readonly set: SequenceSet }
  | UnknownCode

export interface UnknownCode {
  readonly name: 'unknown'
  /** In upper case. */
  readonly code: string
  /** What is between the space behind it and the bracket, as text that may hold any byte; `undefined` where there is nothing. */
  readonly value: string | undefined
}

/** A code of one name. */
export type CodeOf<Name extends ResponseCode['name']> = ResponseCode extends infer Code extends ResponseCode
  ? Code extends unknown
    ? Name extends Code['name']
      ? Code
      : never
    : never
  : never

/** Both ways of one code. */
export interface CodeRule extends Word {
  /** Where it is defined. */
  readonly section: string
  /** True where its value may hold a literal. */
  readonly hasStrings?: true
  /** Reads what is between the name and the bracket. */
  decode(reader: Reader): ResponseCode
  /** Writes what follows the name. */
  encode(writer: ImapWriter, code: never): void
}

/** A rule with the name and the shape of its code. */
export const codeRule = <Name extends ResponseCode['name']>(
  name: Name,
  section: string,
  decode: (reader: Reader, name: Name) => CodeOf<Name>,
  encode: (writer: ImapWriter, code: CodeOf<Name>) => void,
  more: Partial<Pick<CodeRule, 'hasStrings' | 'only'>> = {},
): CodeRule => ({ name, section, decode: reader => decode(reader, name), encode, ...more })
