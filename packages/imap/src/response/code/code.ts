/** What a response code is (RFC 9051 7.1): a name, and a value with a rule of its own. */
import { isRun, TAG } from '../../grammar/classes.js'
import type { Reader } from '../../grammar/reader.js'
import type { Word } from '../../grammar/words.js'
import type { ImapWriter } from '../../grammar/writer.js'
import type { SequenceSet } from '../../mailbox/sequence-set.js'

/** Codes that are their name (RFC 9051 7.1, RFC 5530, and extensions). */
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
  | 'TOOBIG'
  | 'COMPRESSIONACTIVE'
  | 'BADCOMPARATOR'
  | 'TEMPFAIL'
  | 'NOTIFICATIONOVERFLOW'
  | 'UIDREQUIRED'
  | 'THROTTLED'

/** Codes whose value is a number from 1. */
export type NumberCodeName = 'UIDNEXT' | 'UIDVALIDITY' | 'UNSEEN' | 'MAXCONVERTMESSAGES' | 'MAXCONVERTPARTS'

/** A way in which a URL may be authorized (RFC 4467 5). */
export interface UrlMechanism {
  /** `INTERNAL`, for one; in upper case. */
  readonly mechanism: string
  readonly data: Uint8Array | undefined
}

/** A response code, by its `name` (RFC 9051 7.1). One that is not known, or whose value does not follow its rule, is `unknown` and as it came. */
export type ResponseCode =
  | { readonly name: PlainCodeName }
  | { readonly name: 'CAPABILITY'; readonly capabilities: readonly string[] }
  | { readonly name: 'PERMANENTFLAGS'; readonly flags: readonly string[] }
  | { readonly name: 'BADCHARSET'; readonly charsets: readonly string[] }
  | { readonly name: NumberCodeName; readonly value: number }
  | { readonly name: 'APPENDUID'; readonly uidValidity: number; readonly uids: SequenceSet }
  /** The two sets have as many members, in the same order; they are as they came. */
  | { readonly name: 'COPYUID'; readonly uidValidity: number; readonly source: SequenceSet; readonly destination: SequenceSet }
  | { readonly name: 'HIGHESTMODSEQ'; readonly modseq: bigint }
  | { readonly name: 'MODIFIED'; readonly set: SequenceSet }
  /** Messages that are shown without their internationalized headers (RFC 6858). */
  | { readonly name: 'DOWNGRADED'; readonly uids: SequenceSet }
  /** The lowest unique identifier that was processed is `undefined` where it is not known. */
  | { readonly name: 'MESSAGELIMIT'; readonly limit: number; readonly lastUid: number | undefined }
  /** BADURL: the URL that cannot be used. WEBALERT: a page that the user has to see. */
  | { readonly name: 'BADURL' | 'WEBALERT'; readonly url: string }
  /** Where the mailbox or the account is, the preferred place first. */
  | { readonly name: 'REFERRAL'; readonly urls: readonly string[] }
  | { readonly name: 'URLMECH'; readonly mechanisms: readonly UrlMechanism[] }
  /** Why annotations of a message cannot be stored. */
  | { readonly name: 'ANNOTATE'; readonly reason: 'TOOBIG' | 'TOOMANY' }
  /** How large an annotation of a message may be, in bytes; without private ones where `noPrivate` is true. */
  | { readonly name: 'ANNOTATIONS'; readonly size: number | 'NONE' | 'READ-ONLY'; readonly noPrivate: boolean }
  /** LONGENTRIES: the size of the largest value that was left out. MAXSIZE: that of the largest that is taken. In bytes. */
  | { readonly name: 'METADATA'; readonly reason: 'LONGENTRIES' | 'MAXSIZE'; readonly size: number }
  | { readonly name: 'METADATA'; readonly reason: 'TOOMANY' | 'NOPRIVATE' }
  /** The tag of the command of which no updates will be sent. */
  | { readonly name: 'NOUPDATE'; readonly tag: string }
  /** The names of all events that the server can tell of, as they came. */
  | { readonly name: 'BADEVENT'; readonly events: readonly string[] }
  | { readonly name: 'UNDEFINED-FILTER'; readonly filter: string }
  | { readonly name: 'MAILBOXID'; readonly mailboxId: string }
  /** How far the command of the tag is; `null` is NIL, and all three are `undefined` in a code that is its name alone. */
  | {
      readonly name: 'INPROGRESS'
      readonly tag: string | null | undefined
      readonly progress: number | null | undefined
      readonly goal: number | null | undefined
    }
  /** A mailbox was renamed: its names, decoded and as they are on the wire. */
  | {
      readonly name: 'NEWNAME'
      readonly mailbox: string
      readonly wireName: string
      readonly newMailbox: string
      readonly newWireName: string
    }
  | UnknownCode

/** A code that has no type here, or whose value does not follow its rule. */
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

/** `quoted`: the tag of a command; a literal has no place in a code. */
export function quotedTag(reader: Reader): string {
  const { pos } = reader
  const tag = reader.string()
  return isRun(tag, TAG) ? tag : reader.fail('bad-syntax', 'parse: a tag expected', pos)
}

/** A rule with the name and the shape of its code. */
export const codeRule = <Name extends ResponseCode['name']>(
  name: Name,
  section: string,
  decode: (reader: Reader, name: Name) => CodeOf<Name>,
  encode: (writer: ImapWriter, code: CodeOf<Name>) => void,
  more: Partial<Pick<CodeRule, 'hasStrings' | 'only'>> = {},
): CodeRule => ({ name, section, decode: reader => decode(reader, name), encode, ...more })
