/**
 * What a record type is: one description, its name, its number and its fields in the order of the wire. Wire decode and encode, zone text parse and
 * format, the canonical form and the tests' arbitrary follow from it. Knows no type.
 */

import type { TypeNames } from '../iana/types.js'
import type { RdataTokens } from '../text/rdata-tokens.js'
import type { MessageReader } from '../wire/reader.js'
import type { MessageWriter } from '../wire/writer.js'

/** One field of RDATA: its wire format and its text. They are methods, so that fields of every type fit one list. */
export interface Field<Value> {
  /** The kind of field; the tests generate values by it. */
  readonly kind: string
  /** Takes all bytes up to the end of RDATA, and all tokens of the text, so that only the last field of a type may have it. */
  readonly greedy?: boolean
  /** From `reader.pos`, not past `reader.end`. */
  decode(reader: MessageReader): Value
  /** Checks the value, then writes it. */
  encode(writer: MessageWriter, value: Value): void
  /** From the tokens of zone text. */
  parse(tokens: RdataTokens): Value
  /** `types`: the names of record types; by default those of IANA. */
  format(value: Value, types?: TypeNames): string
}

/**
 * How long text is split over several lines, as BIND does it: the word before which the parenthesis opens, the number of words on the line after it, and
 * what the rest is. Without the third, the rest is one value in hex or base 64, which is split anywhere.
 */
export type Multiline = readonly [
  open: number,
  more: number,
  /**
   * `fields`: one field on each line, with its key in a comment. `words`: one word on each line. `types`: a type bitmap. `key`, `dnskey`, `dhcid`: as without
   * it, and BIND's comment about such data.
   */
  rest?: 'fields' | 'words' | 'types' | 'key' | 'dnskey' | 'dhcid',
]

/** The description of a record type. */
export interface RecordType<Data extends object, Name extends string = string> {
  /** The mnemonic. Give types of your own a literal type: `RecordType<Widget, 'WIDGET'>`. */
  readonly name: Name
  readonly code: number
  /** True for the types that RFC 1035 and its heirs define for every class; the others are opaque outside IN. */
  readonly anyClass?: boolean
  /** In the order of the wire, which is the order of the keys of a value too. */
  readonly fields: { readonly [Key in keyof Data]-?: Field<Data[Key]> }
  /**
   * Each replaces the loop over `fields`: the most common types have decode and encode by hand for speed, and a layout that is more than a
   * sequence of fields has all four.
   */
  decode?(reader: MessageReader): Data
  encode?(writer: MessageWriter, data: Data): void
  parse?(tokens: RdataTokens): Data
  format?(data: Data, types?: TypeNames): string
  /** Why fields that are valid by themselves contradict each other; `undefined` where they agree. Decoders, encoders, parsers and formatters reject such data. */
  check?(data: Data): string | undefined
  /** The style `multiline` of zone text; without it the text stays on one line. */
  readonly multiline?: Multiline
}

/** Any description, where its data does not matter. */
export interface AnyRecordType {
  readonly name: string
  readonly code: number
  readonly anyClass?: boolean
  readonly fields: Readonly<Record<string, Field<unknown>>>
  decode?(reader: MessageReader): object
  encode?(writer: MessageWriter, data: object): void
  parse?(tokens: RdataTokens): object
  format?(data: object, types?: TypeNames): string
  check?(data: object): string | undefined
  readonly multiline?: Multiline
}
