/** RDATA outside a message, decoded by its type: `\# length hex` and opaque data of a known type (RFC 3597 5). */
import { decodeData, type RdataCodec } from '../codec.js'
import { fail } from '../error.js'
import { MessageReader } from '../wire/reader.js'

/** All of the bytes are the data. @throws {@link DnsError} `rdata-length`, `bad-pointer` and the errors of the type */
export function decodeBare(codec: RdataCodec, bytes: Uint8Array): object {
  const reader = new BareReader(bytes, 0, undefined, codec.types)
  const data = decodeData(codec, reader)
  if (reader.pos === bytes.length) return data
  return fail('rdata-length', reader.pos, `decode ${codec.name}: ${bytes.length - reader.pos} bytes of RDATA left`)
}

/** Refuses compression pointers, which are invalid outside a message (RFC 3597 5). */
export class BareReader extends MessageReader {
  override name(): string {
    const { bytes } = this
    let at = this.pos
    // A name that does not end before the reader's end is refused in any case, so that this loop need not look for it.
    while (bytes[at]! > 0 && bytes[at]! <= 63) at += bytes[at]! + 1
    if (bytes[at]! >= 0xc0) fail('bad-pointer', at, 'decode name: compression pointer outside a message')
    return super.name()
  }
}
