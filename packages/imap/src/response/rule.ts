/** What a response is to the registry: a name, where it is defined, and both ways of its grammar. Knows no response. */
import type { Reader } from '../grammar/reader.js'
import type { Word } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import type { Damage, ImapWarning } from '../quirks.js'

/** What is told of a response besides its value; `encodeResponse` takes no notice of it. */
export interface Report {
  /** Where it does not follow the grammar or the prose. */
  readonly warnings: readonly ImapWarning[]
  /** What of it could not be read. */
  readonly damaged: readonly Damage[]
}

/**
 * Both ways of one untagged response: `Data` is what it is decoded to, `Init` what is given to encode it. Methods, so that all of them fit one
 * table.
 */
export interface ResponseRule<Data extends { readonly type: string }, Init = Data> extends Word {
  readonly type: Data['type']
  /** Where it is defined. */
  readonly section: string
  /** True where a number is in front of the name: of messages, or of one message. */
  readonly isNumbered?: true | undefined
  /** Reads what is behind the name, to the end of the response. */
  decode(reader: Reader, number: number): Data & Report
  /** Writes the name and what is behind it; of a numbered one also what is before it. */
  encode(writer: ImapWriter, response: Init): void
}

/** What is to be said of the response that was read; nothing may be left of it. */
export function report(reader: Reader): Report {
  reader.finish()
  return { warnings: reader.warnings, damaged: reader.damaged }
}
