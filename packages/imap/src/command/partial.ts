/** A part of a section (RFC 9051 6.4.5): how much of it FETCH asks for. */
import { fail } from '../error.js'
import type { Reader } from '../grammar/reader.js'
import { REV2 } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf } from '../values.js'

/** Which bytes of a section: `length` of them from `origin` on. */
export interface PartialRange {
  readonly origin: number
  readonly length: number
}

/** `partial = "<" number64 "." nz-number64 ">"`, of 32 bits in RFC 3501 */
export function partial(reader: Reader): PartialRange | undefined {
  if (!reader.skip(0x3c)) return undefined
  const max = reader.has(REV2) ? Number.MAX_SAFE_INTEGER : 0xffff_ffff
  const origin = reader.number(max)
  reader.expect(0x2e)
  const { pos } = reader
  const length = reader.nzNumber(max)
  if (length === 0) reader.fail('bad-number', 'parse: the length of a part must not be 0', pos)
  reader.expect(0x3e)
  return { origin, length }
}

/** Writes it, where there is one. @throws {@link ImapError} `bad-value` */
export function writePartial(writer: ImapWriter, given: PartialRange | undefined): void {
  if (given === undefined) return
  const { origin, length } = fieldsOf(given, 'encode FETCH: partial')
  if (length === 0) fail('bad-value', 0, 'encode FETCH: partial: length must be above 0')
  writer.raw('<').number(origin, 'origin').raw('.').number(length, 'length').raw('>')
}
