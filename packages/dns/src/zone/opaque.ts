/** RDATA of any type as `\# length hex` (RFC 3597 5), which is checked if the type is known. */
import { decodeHex } from '@mailwire/bytes'
import { decodeData, type RdataCodec } from '../codec.js'
import { fail } from '../error.js'
import { attempt, type RdataTokens, refuse } from '../text/tokenizer.js'
import { MessageReader } from '../wire/reader.js'

/** Parses the length and the hex digits after `\#`. @throws {@link DnsError} `bad-value`, `rdata-length`, and the errors of the type */
export function parseOpaque(tokens: RdataTokens, codec: RdataCodec | undefined): object {
  const mark = tokens.next('\\#')
  const length = tokens.next('a length')
  if (!/^\d{1,5}$/.test(length.text) || Number(length.text) > 0xffff)
    refuse('bad-value', 'a length of at most 65535 expected', length)
  const bytes = attempt(tokens.peek() ?? length, () => decodeHex(tokens.rest(), fail))
  if (Number(length.text) !== bytes.length)
    refuse('rdata-length', `length is ${length.text}, but ${bytes.length} bytes follow`, length)
  if (codec === undefined) return { bytes }
  return attempt(mark, () => {
    const reader = new PlainNameReader(bytes)
    const data = decodeData(codec, reader)
    if (reader.pos === bytes.length) return data
    return fail('rdata-length', reader.pos, `decode ${codec.name}: ${bytes.length - reader.pos} bytes of RDATA left`)
  })
}

/** Reads RDATA outside a message, where compression pointers are invalid (RFC 3597 5). */
class PlainNameReader extends MessageReader {
  override name(): string {
    const { bytes, pos, end } = this
    let at = pos
    while (at < end && bytes[at]! > 0 && bytes[at]! <= 63) at += bytes[at]! + 1
    if (at < end && bytes[at]! >= 0xc0) fail('bad-pointer', at, 'decode name: compression pointer in RDATA outside a message')
    return super.name()
  }
}
