/** Bytes and ways to cut them. */

/** The bytes of a string, one per character: `asBytes('A\xff\r\n')`. */
export const asBytes = (text: string): Uint8Array => Uint8Array.from(text, char => char.charCodeAt(0))

/** The bytes of a text in UTF-8. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A string of one character per byte, the inverse of {@link asBytes}. */
export const asChars = (bytes: Uint8Array | readonly Uint8Array[]): string =>
  (bytes instanceof Uint8Array ? [bytes] : bytes)
    .map(part => Array.from(part, byte => String.fromCharCode(byte)).join(''))
    .join('')

/** The bytes of hex digits; white space between them does not count. */
export const hex = (digits: string): Uint8Array =>
  Uint8Array.from(digits.replace(/\s+/g, '').match(/../g) ?? [], pair => Number.parseInt(pair, 16))

/** Each way to cut a stream that a test should try: whole, at every point in two, and byte by byte. */
export function* everySplit(bytes: Uint8Array): Generator<Uint8Array[]> {
  yield [bytes.slice()]
  for (let at = 1; at < bytes.length; at++) yield [bytes.slice(0, at), bytes.slice(at)]
  yield byteByByte(bytes)
}

/** Each byte as a chunk of its own. */
export const byteByByte = (bytes: Uint8Array): Uint8Array[] => Array.from(bytes, byte => Uint8Array.of(byte))

/** Cuts a stream at the given points, in any order and number (a fast-check array of numbers will do). */
export function cutAt(bytes: Uint8Array, points: readonly number[]): Uint8Array[] {
  const sorted = [...new Set(points.map(point => point % (bytes.length + 1)))].sort((a, b) => a - b)
  return [0, ...sorted].map((from, index) => bytes.slice(from, sorted[index] ?? bytes.length))
}
