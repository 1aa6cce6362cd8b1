/** Ranges of results (RFC 5267 4.4, RFC 9394 3.1): from the first one on, or from the last one back. */
import { fail } from '../error.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf } from '../values.js'

/** Places among all results, either of them first: 1 is the first result, -1 the last. Both are above 0 or both below. */
export interface ResultRange {
  readonly start: number
  readonly end: number
}

const MINUS = 0x2d
const MAX = 0xffff_ffff

/** `partial-range = nz-number ":" nz-number / "-" nz-number ":" "-" nz-number` */
export function partialRange(reader: Reader): ResultRange {
  const sign = reader.peek() === MINUS ? -1 : 1
  const start = place(reader, sign)
  reader.expect(0x3a)
  return { start, end: place(reader, sign) }
}

function place(reader: Reader, sign: number): number {
  if (sign < 0) reader.expect(MINUS)
  const { pos } = reader
  const value = reader.number()
  return reader.bytes[pos] === 0x30
    ? reader.fail('bad-syntax', 'parse: a number of a range begins with 1 to 9', pos)
    : sign * value
}

/** The same, written. @throws {@link ImapError} `bad-value` */
export function writePartialRange(writer: ImapWriter, range: ResultRange, what: string): void {
  const { start, end } = fieldsOf(range, `encode ${what}`)
  const isRange = [start, end].every(one => Number.isInteger(one) && one !== 0 && Math.abs(one) <= MAX) && start > 0 === end > 0
  if (!isRange) fail('bad-value', 0, `encode ${what}: a range of numbers all above 0 or all below`)
  writer.raw(`${start}:${end}`)
}
