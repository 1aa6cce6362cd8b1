/** What a response is to the registry: a name, where it is defined, and how it is decoded and encoded. Knows no response. */
import type { Reader } from '../grammar/reader.js'
import type { Word } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import type { Damage, ImapWarning } from '../quirks.js'

/** What a decoder reports about a response besides its value; `encodeResponse` ignores it. */
export interface Report {
  /** Where it does not follow the grammar or the prose. */
  readonly warnings: readonly ImapWarning[]
  /** What of it could not be read. */
  readonly damaged: readonly Damage[]
}

/**
 * How one untagged response is decoded and encoded: `Data` is what it is decoded to, `Init` what is given to encode it. Methods, so that all of them fit one
 * table.
 */
export interface ResponseRule<Data extends { readonly type: string }, Init = Data> extends Word {
  readonly type: Data['type']
  /** Where it is defined. */
  readonly section: string
  /** True where a number is in front of the name: of messages, or of one message. */
  readonly isNumbered?: true | undefined
  /** Reads what follows the name, to the end of the response. */
  decode(reader: Reader, number: number): Data & Report
  /** Writes the name and what follows it; of a numbered one also what is before it. */
  encode(writer: ImapWriter, response: Init): void
}

/** The report on the response, which must have been read to its end. */
export function report(reader: Reader): Report {
  reader.finish()
  return { warnings: reader.warnings, damaged: reader.damaged }
}
