/** What a response is to the registry: a name, where it is defined, and both ways of its grammar. */
import type { Reader } from '../grammar/reader.js'
import type { Word } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import type { Damage, ImapWarning } from '../quirks.js'
import type { AnyResponse, ResponseInit } from './response.js'

/** What is told of a response besides its value; `encodeResponse` takes no notice of it. */
export interface Report {
  /** Where it does not follow the grammar or the prose. */
  readonly warnings: readonly ImapWarning[]
  /** What of it could not be read. */
  readonly damaged: readonly Damage[]
}

/** Untagged responses that carry data. */
export type DataType = Exclude<AnyResponse['type'], 'ok' | 'no' | 'bad' | 'bye' | 'preauth' | 'continuation' | 'unknown'>
/** The member of a union that a type belongs to. */
type Member<Union extends { readonly type: string }, Type> = Union extends unknown
  ? Type extends Union['type']
    ? Union
    : never
  : never
type DataOf<Type extends DataType> = Member<AnyResponse, Type>
type InitOf<Type extends DataType> = Member<ResponseInit, Type>

/** Both ways of one untagged response. */
export interface ResponseRule extends Word {
  readonly type: DataType
  /** Where it is defined. */
  readonly section: string
  /** True where a number is in front of the name: of messages, or of one message. */
  readonly isNumbered?: true | undefined
  /** Reads what is behind the name, to the end of the response. */
  decode(reader: Reader, number: number): AnyResponse & Report
  /** Writes the name and what is behind it; of a numbered one also what is before it. */
  encode(writer: ImapWriter, response: never): void
}

interface TypedRule<Type extends DataType> extends Word {
  readonly type: Type
  readonly section: string
  readonly isNumbered?: true | undefined
  readonly decode: (reader: Reader, number: number) => DataOf<Type> & Report
  readonly encode: (writer: ImapWriter, response: InitOf<Type>) => void
}

/** A rule whose two halves are of the same type. */
export const responseRule = <Type extends DataType>(rule: TypedRule<Type>): ResponseRule => rule

/** What is to be said of the response that was read; nothing may be left of it. */
export function report(reader: Reader): Report {
  reader.finish()
  return { warnings: reader.warnings, damaged: reader.damaged }
}
