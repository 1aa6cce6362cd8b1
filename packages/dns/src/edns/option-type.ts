/**
 * What a kind of EDNS option is (RFC 6891 6.1.2): one description with its number, its bytes both ways and, where dig has words for it, its text both
 * ways. Knows no option.
 */

import type { MessageReader } from '../wire/reader.js'
import type { MessageWriter } from '../wire/writer.js'

/** The description of a kind of option. Methods, so that options of every kind fit one list. */
export interface OptionType<Data extends object, Name extends string = string> {
  /** Mnemonic. A literal type tells options of your own: `OptionType<Color, 'COLOR'>`. */
  readonly name: Name
  readonly code: number
  /** From `reader.pos` to `reader.end`; what is left there is an error. */
  decode(reader: MessageReader): Data
  /** Checks the value, then writes it. */
  encode(writer: MessageWriter, data: Data): void
  /** As dig writes it; without it the bytes are shown. */
  readonly text?: OptionText<Data>
}

/** Any description, where its data does not matter. */
export interface AnyOptionType {
  readonly name: string
  readonly code: number
  decode(reader: MessageReader): object
  encode(writer: MessageWriter, data: object): void
  readonly text?: OptionText<object>
}

/** How an option is written behind its label. Where `format` and `parse` give `undefined`, its bytes are written and read instead. */
export interface OptionText<Data extends object> {
  /** As dig 9.18 has it; without one the option is written as `OPT=n`, or by its name where IANA does not have it. */
  readonly label?: string
  /** Labels of other versions of dig. */
  readonly aliases?: readonly string[]
  format(data: Data): string | undefined
  parse(text: string): Data | undefined
  /** How dig writes the bytes of one that is malformed; `01 02 ("..")` unless given. */
  formatBytes?(bytes: Uint8Array): string
  /** The bytes of what `formatBytes` writes in words. */
  parseBytes?(text: string): Uint8Array | undefined
}
