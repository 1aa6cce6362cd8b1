/** Big-endian integers at an offset. The caller has checked that the bytes are there. */

/** Offsets that a pointer can hold: 14 bits (RFC 1035 4.1.4). */
export const POINTER_RANGE = 0x4000

/** The offset in the pointer at `at`. */
export const pointerAt = (bytes: Uint8Array, at: number): number => ((bytes[at]! & 0x3f) << 8) | bytes[at + 1]!

/** The two bytes at `at` as a number. */
export const u16At = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!

/** The four bytes at `at` as a number. */
export const u32At = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0

/** Writes a number of two bytes. The caller has reserved the space and checked the number. */
export function writeU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8
  bytes[at + 1] = value
}

/** Writes a number of four bytes, in the same way. */
export function writeU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}
