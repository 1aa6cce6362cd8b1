/**
 * The description of a kind of EDNS option (RFC 6891 6.1.2): its number, its decoder and encoder, and its text if dig has a form for it. No option is
 * defined here.
 */

import type { MessageReader } from '../wire/reader.js'
import type { MessageWriter } from '../wire/writer.js'

/** The description of a kind of option. It has methods, so that options of every kind fit into one list. */
export interface OptionType<Data extends object, Name extends string = string> {
  /** The mnemonic. Use a literal type for your own options: `OptionType<Color, 'COLOR'>`. */
  readonly name: Name
  readonly code: number
  /** Decodes the bytes from `reader.pos` to `reader.end`; bytes left over are an error. */
  decode(reader: MessageReader): Data
  /** Checks the value, then writes it. */
  encode(writer: MessageWriter, data: Data): void
  /** The form that dig prints; without it the bytes are shown. */
  readonly text?: OptionText<Data>
}

/** Any description, whatever its data. */
export interface AnyOptionType {
  readonly name: string
  readonly code: number
  decode(reader: MessageReader): object
  encode(writer: MessageWriter, data: object): void
  readonly text?: OptionText<object>
}

/** The text of an option after its label. If `format` or `parse` gives `undefined`, its bytes are printed and read instead. */
export interface OptionText<Data extends object> {
  /** The label in dig 9.18; without one the option is printed as `OPT=n`, or by its name if IANA does not have it. */
  readonly label?: string
  /** Labels in other versions of dig. */
  readonly aliases?: readonly string[]
  format(data: Data): string | undefined
  parse(text: string): Data | undefined
  /** How dig prints the bytes of a malformed option; `01 02 ("..")` by default. */
  formatBytes?(bytes: Uint8Array): string
  /** The inverse of `formatBytes`. */
  parseBytes?(text: string): Uint8Array | undefined
}
