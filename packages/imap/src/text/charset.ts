/** Bytes in a named charset to text, by the runtime's `TextDecoder`: which charsets there are depends on the runtime (Encoding Standard 4.2). */
import { decodeText } from '@mailwire/bytes'

interface RuntimeDecoder {
  readonly encoding: string
  decode(bytes: Uint8Array): string
}
declare const TextDecoder: new (label: string, options: { ignoreBOM: boolean }) => RuntimeDecoder

/** Never throws. */
export type CharsetDecoder = (bytes: Uint8Array) => string

/**
 * The decoder of a charset; `undefined` where the runtime has none of that name. UTF-8 keeps bytes that are not UTF-8 as U+DC80..U+DCFF, as everywhere
 * in this package; other charsets have U+FFFD in their place.
 */
export function charsetDecoder(name: string): CharsetDecoder | undefined {
  try {
    const decoder = new TextDecoder(name, { ignoreBOM: true })
    return decoder.encoding === 'utf-8' ? bytes => decodeText(bytes) : bytes => decoder.decode(bytes)
  } catch {
    return undefined
  }
}
