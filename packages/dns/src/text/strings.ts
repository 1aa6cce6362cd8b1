/** Text of any length as the strings of a TXT record, of at most 255 bytes each (RFC 1035 3.3.14). */
import { concat, decodeText, encodeText } from '@mailwire/bytes'
import { fail } from '../error.js'
import { checkBytes, checkList, checkText } from '../given.js'

/** The maximum length of a character-string, in bytes. */
const MAX_STRING = 255

/**
 * Joins the strings of a TXT record without separators (RFC 7208 3.3, RFC 6376 3.6.2.2). A character split between two strings is restored; bytes
 * that are not UTF-8 are kept.
 *
 * @throws {@link DnsError} `bad-text` for a lone surrogate that represents no byte
 *
 * @example
 * joinTxt(['v=spf1 ', '-all']) // => 'v=spf1 -all'
 */
export function joinTxt(strings: readonly (string | Uint8Array)[]): string {
  checkList(strings, 'join TXT')
  return decodeText(concat(Array.from(strings, stringBytes)))
}

function stringBytes(text: string | Uint8Array): Uint8Array {
  if (typeof text === 'string') return encodeText(text, fail)
  checkBytes(text, 'join TXT')
  return text
}

/**
 * Splits text into the strings of a TXT record: at most 255 bytes each, split between characters (RFC 1035 3.3.14). {@link joinTxt} is the
 * inverse.
 *
 * @throws {@link DnsError} `bad-text` for a lone surrogate that represents no byte
 *
 * @example
 * splitTxt('x'.repeat(300)).map(text => text.length) // => [255, 45]
 */
export function splitTxt(text: string): string[] {
  checkText(text, 'split TXT')
  const bytes = encodeText(text, fail)
  const strings: string[] = []
  let start = 0
  do {
    let end = Math.min(start + MAX_STRING, bytes.length)
    // Continuation bytes of a character are 10xxxxxx, at most three.
    for (let back = 0; back < 3 && end < bytes.length && (bytes[end]! & 0xc0) === 0x80; back++) end--
    strings.push(decodeText(bytes, start, end))
    start = end
  } while (start < bytes.length)
  return strings
}
