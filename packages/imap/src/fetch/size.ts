/** Sizes and counts of lines (RFC 9051 2.3.4, D, 9, `number64`), with what servers make of them. */
import { latin1 } from '@mailwire/bytes'
import type { Reader } from '../grammar/reader.js'
import { REV2 } from '../grammar/words.js'

/**
 * A number of bytes or lines. Dovecot and Exchange say -1, mail.ru says `9.3736e+06`.
 *
 * @param is64 where RFC 9051 has 64 bits; RFC 3501 has 32
 */
export function wholeSize(reader: Reader, is64: boolean): number {
  const { bytes, pos: start } = reader
  if (reader.peek() === 0x2d) return negative(reader)
  const value = reader.number64()
  if (value > 0xffff_ffff && !(is64 && reader.has(REV2))) reader.warn('large-number', start)
  const next = bytes[reader.pos]!
  return next === 0x2e || (next | 0x20) === 0x65 ? float(reader, start) : value
}

/** No size is below 0. */
function negative(reader: Reader): number {
  reader.warn('negative-number')
  reader.pos++
  reader.number64()
  return 0
}

/** The longest such number that is read. */
const MAX_FLOAT = 32

function float(reader: Reader, start: number): number {
  const { bytes, end } = reader
  let at = reader.pos
  while (at < end && at - start < MAX_FLOAT && isFloatChar(bytes[at]!)) at++
  const value = Number(latin1(bytes, start, at))
  if (!Number.isFinite(value) || value > Number.MAX_SAFE_INTEGER) reader.refuse('a whole number')
  reader.warn('float-number', start)
  reader.pos = at
  return Math.trunc(value)
}

/** Digits, a point, a sign, an exponent. */
const isFloatChar = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || byte === 0x2e || byte === 0x2b || byte === 0x2d || (byte | 0x20) === 0x65
