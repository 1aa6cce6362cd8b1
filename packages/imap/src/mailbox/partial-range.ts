/** A range of results (RFC 9394 4, `partial-range`; RFC 5267 5), counted from either end. */
import { fail } from '../error.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf } from '../values.js'

/** Positions of results: 1 is the first, -1 the last. Both count from the same end, in either order. */
export interface ResultRange {
  readonly start: number
  readonly end: number
}

const DASH = 0x2d

/** `partial-range = nz-number ":" nz-number / "-" nz-number ":" "-" nz-number` */
export function partialRange(reader: Reader): ResultRange {
  const isFromEnd = reader.peek() === DASH
  const start = place(reader, isFromEnd)
  reader.expect(0x3a)
  return { start, end: place(reader, isFromEnd) }
}

function place(reader: Reader, isFromEnd: boolean): number {
  if (isFromEnd) reader.expect(DASH)
  const { pos } = reader
  const value = reader.number()
  if (value === 0 || reader.bytes[pos] === 0x30)
    reader.fail('bad-syntax', 'parse: a number of a range must not begin with 0', pos)
  return isFromEnd ? -value : value
}

/** Writes a range. @throws {@link ImapError} `bad-value` for 0, and for positions from different ends */
export function writePartialRange(writer: ImapWriter, range: ResultRange): ImapWriter {
  const { start, end } = fieldsOf(range, 'encode PARTIAL')
  if (!isPlace(start) || !isPlace(end) || start < 0 !== end < 0)
    fail('bad-value', 0, 'encode PARTIAL: two positive or two negative numbers expected')
  return writer.raw(`${start}:${end}`)
}

const isPlace = (value: number): boolean => Number.isInteger(value) && value !== 0 && Math.abs(value) <= 0xffff_ffff
