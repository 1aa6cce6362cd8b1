/** Where to cut a stream: chosen by its bytes, so that an input is a plain stream and a crash can be read. */
export function cutsOf(bytes: Uint8Array): number[] {
  let sum = bytes.length
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) >>> 0
  return Array.from({ length: sum % 4 }, (_, index) => sum >>> (4 * (index + 1)))
}
