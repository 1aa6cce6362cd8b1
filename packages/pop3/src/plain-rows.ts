/**
 * Rows of LIST and UIDL in the form that nearly all rows have (RFC 1939 5 and 7): numbers of at most eight digits, one space, nothing after, and message
 * numbers that ascend. They are read in place, many in one call. Reading stops before any other row, which `Row` reads.
 *
 * The plain way is `Row` alone, line by line: it gives the same rows in three times the time (measured for 100,000 rows).
 */
import { CR, flatLatin1, LF, SP } from '@mailwire/bytes'
import type { ScanListing, UniqueIdListing } from './listing.js'

/**
 * Appends the plain rows at the start of `bytes` to `rows`: at most `most`, whose messages ascend from `last`. Returns how many bytes they have. Rows near the
 * end of `bytes` are left to the caller: an index past the end would make V8 compile slower code.
 */
export type ReadPlainRows<One> = (bytes: Uint8Array, most: number, last: number, rows: One[]) => number

const DIGITS = 8
const UNIQUE_ID = 70
const LONGEST_SCAN_LISTING: number = DIGITS + 1 + DIGITS + 2
const LONGEST_UNIQUE_ID_LISTING: number = DIGITS + 1 + UNIQUE_ID + 2

/** The longest plain row with its CRLF. */
export const LONGEST_PLAIN_ROW: number = LONGEST_UNIQUE_ID_LISTING

/** `scan-listing` (RFC 1939 5). */
export function readPlainScanListings(bytes: Uint8Array, most: number, last: number, rows: ScanListing[]): number {
  const stop = bytes.length - LONGEST_SCAN_LISTING
  let before = last
  let at = 0
  for (let left = most; at <= stop && left > 0; left--) {
    const found = plainNumber(bytes, at)
    const message = numberOf(found)
    const space = at + lengthOf(found)
    if (message <= before || bytes[space] !== SP) break
    const size = plainNumber(bytes, space + 1)
    const end = space + 1 + lengthOf(size)
    if (end === space + 1 || bytes[end] !== CR || bytes[end + 1] !== LF) break
    rows.push({ message, octets: numberOf(size) })
    before = message
    at = end + 2
  }
  return at
}

/** `unique-id-listing` (RFC 1939 7). */
export function readPlainUniqueIdListings(bytes: Uint8Array, most: number, last: number, rows: UniqueIdListing[]): number {
  const stop = bytes.length - LONGEST_UNIQUE_ID_LISTING
  let before = last
  let at = 0
  for (let left = most; at <= stop && left > 0; left--) {
    const found = plainNumber(bytes, at)
    const message = numberOf(found)
    const space = at + lengthOf(found)
    if (message <= before || bytes[space] !== SP) break
    const end = uniqueIdEnd(bytes, space + 1)
    if (end === space + 1 || bytes[end] !== CR || bytes[end + 1] !== LF) break
    rows.push({ message, uid: flatLatin1(bytes, space + 1, end) })
    before = message
    at = end + 2
  }
  return at
}

/**
 * Up to eight digits: their value, shifted left by four, and their count, in one 32-bit integer. An object with both in its fields costs a fifth of the time of LIST (measured).
 */
function plainNumber(bytes: Uint8Array, start: number): number {
  let value = 0
  let length = 0
  for (let digit = bytes[start]! - 0x30; digit >>> 0 <= 9 && length < DIGITS; digit = bytes[start + length]! - 0x30) {
    value = (value * 10 + digit) | 0
    length++
  }
  return (value << 4) | length
}

const numberOf = (found: number): number => found >> 4
const lengthOf = (found: number): number => found & 0xf

/** Where a unique-id of at most 70 characters ends. Taking four at a time saves a twentieth of the time of UIDL (measured). */
function uniqueIdEnd(bytes: Uint8Array, start: number): number {
  const longest = start + UNIQUE_ID
  let at = start
  while (at < longest - 3 && isIn(bytes[at]!) && isIn(bytes[at + 1]!) && isIn(bytes[at + 2]!) && isIn(bytes[at + 3]!)) at += 4
  while (at < longest && isIn(bytes[at]!)) at++
  return at
}

/** A character of a unique-id: `!` to `~`. */
const isIn = (byte: number): boolean => (byte - 0x21) >>> 0 < 0x5e
