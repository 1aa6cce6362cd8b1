/** RDATA that is in no message, taken apart by its type: what `\# length hex` stands for where the type is known (RFC 3597 5). */
import type { RdataCodec } from '../codec.js'
import { fail } from '../error.js'
import { MessageReader } from '../wire/reader.js'

/** @throws {@link DnsError} `rdata-length`, `bad-pointer` and what the type refuses */
export function decodeBare(codec: RdataCodec, bytes: Uint8Array): object {
  const reader = new BareReader(bytes, 0, undefined, codec.types)
  const data = codec.decode(reader)
  if (reader.pos === bytes.length) return data
  return fail('rdata-length', reader.pos, `decode ${codec.name}: ${bytes.length - reader.pos} octets of RDATA left`)
}

/** A pointer in RDATA that is in no message points nowhere. */
class BareReader extends MessageReader {
  override name(): string {
    const { bytes, pos, end } = this
    let at = pos
    while (at < end && bytes[at]! > 0 && bytes[at]! <= 63) at += bytes[at]! + 1
    if (at < end && bytes[at]! >= 0xc0) fail('bad-pointer', at, 'decode name: a pointer in RDATA that stands in no message')
    return super.name()
  }
}
