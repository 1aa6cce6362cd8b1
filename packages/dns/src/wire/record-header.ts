/**
 * The fixed fields between a record's owner name and its RDATA (RFC 1035 4.1.3), read at the offset where they begin. OPT has other fields
 * in the place of CLASS and TTL (RFC 6891 6.1.2).
 *
 *                                     1  1  1  1  1  1
 *       0  1  2  3  4  5  6  7  8  9  0  1  2  3  4  5
 *     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *   0 |                     TYPE                      |
 *     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *   2 |                     CLASS                     |
 *     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *   4 |                      TTL                      |
 *     |                                               |
 *     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *   8 |                   RDLENGTH                    |
 *     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 */
import { u16At, u32At } from './integers.js'

/** Its length in bytes: RDATA begins after it. */
export const RECORD_HEADER = 10
/** The byte offsets of its fields. */
export const CLASS = 2
export const TTL = 4
const RDLENGTH = 8

export const typeAt = (bytes: Uint8Array, header: number): number => u16At(bytes, header)
/** Includes the top bit, which multicast DNS uses. */
export const classAt = (bytes: Uint8Array, header: number): number => u16At(bytes, header + CLASS)
export const ttlAt = (bytes: Uint8Array, header: number): number => u32At(bytes, header + TTL)
export const rdlengthAt = (bytes: Uint8Array, header: number): number => u16At(bytes, header + RDLENGTH)
