/** The description of a kind of DSO TLV (RFC 8490 5.4.4): its number, its decoder and its encoder. No TLV is defined here. */
import type { Registry } from '../../codec.js'
import type { MessageReader } from '../../wire/reader.js'
import type { MessageWriter } from '../../wire/writer.js'

/**
 * The description of a kind of TLV. It has methods, so that TLVs of every kind fit into one list.
 *
 * @example
 * const ping: TlvType<{ count: number }, 'PING'> = {
 *   name: 'PING',
 *   code: 0xf801,
 *   decode: reader => ({ count: reader.u16() }),
 *   encode: (writer, _registry, { count }) => writer.u16(count),
 * }
 * messageCodec(allRecordTypes, allEdnsOptions, [...allDsoTlvs, ping])
 */
export interface TlvType<Data extends object, Name extends string = string> {
  /** The mnemonic. Use a literal type for your own TLVs: `TlvType<Ping, 'PING'>`. */
  readonly name: Name
  readonly code: number
  /** Decodes the bytes from `reader.pos` to `reader.end`; bytes left over are an error. `registry` has the codec's types. */
  decode(reader: MessageReader, registry: Registry): Data
  /** Checks the value, then writes it, without code and length. */
  encode(writer: MessageWriter, registry: Registry, data: Data): void
}

/** The TLVs of one's own: those whose description has a literal name, `TlvType<Ping, 'PING'>`. */
export type OwnTlv<Type> =
  Type extends TlvType<infer Data, infer Name>
    ? string extends Name
      ? never
      : { readonly code: number; readonly name: Name } & Data
    : never
