/** Names of a message without making strings, for a view: where they end, and whether they are equal to another. */
import { DnsError, type SectionName } from '../error.js'
import { checkBytes } from '../given.js'
import { pointerAt } from '../wire/integers.js'
import { MAX_HOPS } from '../wire/reader.js'
import { HEADER } from './types.js'

/** Refuses a message that ends at `at` inside a question or record. */
export function truncated(bytes: Uint8Array, at: number, section: SectionName, index: number): never {
  throw new DnsError(
    'truncated',
    Math.min(at, bytes.length),
    `view ${section}: the message ends inside it after ${bytes.length} bytes`,
    {
      section,
      index,
    },
  )
}

/** The end of the question at `at`. */
export function questionEnd(bytes: Uint8Array, at: number, index: number): number {
  const end = nameEnd(bytes, at, 'question', index) + 4
  if (end > bytes.length) truncated(bytes, end - 4, 'question', index)
  return end
}

/** The end of the labels at `at`, including a pointer, which is not followed. */
export function nameEnd(bytes: Uint8Array, at: number, section: SectionName, index: number): number {
  for (;;) {
    if (at >= bytes.length) truncated(bytes, at, section, index)
    const byte = bytes[at]!
    if (byte === 0) return at + 1
    if (byte >= 0xc0) return at + 2
    if (byte > 63)
      throw new DnsError('bad-label', at, `view ${section}: unused label type 0x${(byte & 0xc0).toString(16)}`, {
        section,
        index,
      })
    at += byte + 1
  }
}

/** Compares label by label with an uncompressed name; an invalid name equals no other. */
export function nameEquals(bytes: Uint8Array, at: number, name: Uint8Array): boolean {
  let start = at
  let hops = 0
  checkBytes(name, 'compare name: a name from encodeName')
  for (let there = 0; ; there++) {
    let byte = bytes[at]
    while (byte! >= 0xc0) {
      const target = pointerAt(bytes, at)
      if (!(target < start) || target < HEADER || ++hops > MAX_HOPS) return false
      at = start = target
      byte = bytes[at]
    }
    // Both may have ended without the root.
    if (byte === undefined || byte !== name[there]) return false
    if (byte === 0) return there === name.length - 1
    for (let end = at + byte; at++ < end; ) if (!sameLetter(bytes[at]!, name[++there]!)) return false
  }
}

/** Compares two bytes, ignoring the case of ASCII letters only, which differ by one bit (RFC 4343 3). */
function sameLetter(a: number, b: number): boolean {
  if (a === b) return true
  const letter = a | 0x20
  return (a ^ b) === 0x20 && letter >= 0x61 && letter <= 0x7a
}
