/** What a kind of DSO TLV is (RFC 8490 5.4.4): one description. Knows no TLV. */
import type { Registry } from '../codec.js'
import type { MessageWriter } from '../compress.js'
import type { MessageReader } from '../reader.js'

/** Any description, where its data does not matter. */
export interface AnyTlvType {
  readonly name: string
  readonly code: number
  decode(reader: MessageReader, registry: Registry): object
  encode(writer: MessageWriter, registry: Registry, data: object): void
}
