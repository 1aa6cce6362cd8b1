/** Octets and ways to cut them. */

/** The octets of a string, one a char: `octets('A\xff\r\n')`. */
export const octets = (text: string): Uint8Array => Uint8Array.from(text, char => char.charCodeAt(0))

/** The octets of a text in UTF-8. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A string of one char an octet, the inverse of {@link octets}. */
export const asChars = (bytes: Uint8Array | readonly Uint8Array[]): string =>
  (bytes instanceof Uint8Array ? [bytes] : bytes)
    .map(part => Array.from(part, octet => String.fromCharCode(octet)).join(''))
    .join('')

/** The octets of hex digits; white space between them does not count. */
export const hex = (digits: string): Uint8Array =>
  Uint8Array.from(digits.replace(/\s+/g, '').match(/../g) ?? [], pair => Number.parseInt(pair, 16))

/** Each way to cut a stream that a test should try: whole, at every point in two, and octet by octet. */
export function* everySplit(bytes: Uint8Array): Generator<Uint8Array[]> {
  yield [bytes.slice()]
  for (let at = 1; at < bytes.length; at++) yield [bytes.slice(0, at), bytes.slice(at)]
  yield octetByOctet(bytes)
}

/** A chunk an octet. */
export const octetByOctet = (bytes: Uint8Array): Uint8Array[] => Array.from(bytes, octet => Uint8Array.of(octet))

/** Cuts a stream at the given points, in any order and number (a fast-check array of numbers will do). */
export function cutAt(bytes: Uint8Array, points: readonly number[]): Uint8Array[] {
  const sorted = [...new Set(points.map(point => point % (bytes.length + 1)))].sort((a, b) => a - b)
  return [0, ...sorted].map((from, index) => bytes.slice(from, sorted[index] ?? bytes.length))
}
