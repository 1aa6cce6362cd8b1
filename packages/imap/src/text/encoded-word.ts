/**
 * Encoded words (RFC 2047, RFC 2231 5) to the text that they stand for. Servers leave them as they are in ENVELOPE and BODYSTRUCTURE. Reading is linear,
 * and what cannot be decoded is left unchanged.
 */
import { concat, decodeBase64, lowerAscii, SP } from '@mailwire/bytes'
import { fail } from '../error.js'
import { textOf } from '../values.js'
import { type CharsetDecoder, charsetDecoder } from './charset.js'
import { bytesOfText, withoutEscapes } from './escape.js'

/** A word without its charset's meaning, and where it ends. */
interface Word {
  /** In lower case, without a language. */
  readonly charset: string
  readonly bytes: Uint8Array
  readonly end: number
}

/** Charsets by name, for one text: a charset that is not known is `undefined`. */
type Charsets = Map<string, CharsetDecoder | undefined>

/**
 * A subject, a display name or a description as people read it (RFC 2047, RFC 2231 5). Words that only white space separates are joined, and their bytes before their
 * characters: a character that a sender split over two words survives.
 *
 * A word in an unknown charset, or with broken base 64, is left unchanged. Beyond the grammar, as in real mail: words next to other text, without white
 * space between; spaces and bytes above 127 in a Q word; base 64 without its padding; a word without text.
 *
 * @param text as an `Envelope` has it; bytes that are not UTF-8 are U+DC80..U+DCFF in it, and stay so
 * @throws {@link ImapError} `bad-value` for what is not a text
 *
 * @example
 * decodeWords('Re: =?iso-8859-1?Q?Sm=F8rrebr=F8d?= =?utf-8*da?B?IGkgbW9yZ2Vu?=') // => 'Re: Smørrebrød i morgen'
 */
export function decodeWords(text: string): string {
  let at = textOf(text, 'decode words').indexOf('=?')
  if (at < 0) return text
  const charsets: Charsets = new Map()
  let decoded = ''
  /** Up to here all was decoded, but for the words of `run`: those in one charset with nothing between them. */
  let from = 0
  let run: Word[] = []
  const endRun = (): void => {
    if (run.length > 0) decoded += charsets.get(run[0]!.charset)!(concat(run.map(word => word.bytes)))
    run = []
  }
  for (; at >= 0; at = text.indexOf('=?', at)) {
    const word = wordAt(text, at, charsets)
    if (word === undefined) {
      at += 2
      continue
    }
    const gap = text.slice(from, at)
    const follows = run.length > 0 && !/[^ \t\r\n]/.test(gap)
    if (!follows || run[0]!.charset !== word.charset) endRun()
    if (!follows) decoded += gap
    run.push(word)
    at = from = word.end
  }
  endRun()
  return decoded + text.slice(from)
}

/** `encoded-word = "=?" charset ["*" language] "?" encoding "?" encoded-text "?="`, of which no part holds a question mark. */
function wordAt(text: string, start: number, charsets: Charsets): Word | undefined {
  const charsetEnd = tokenEnd(text, start + 2)
  const encoding = text[charsetEnd + 1]
  if (text[charsetEnd] !== '?' || text[charsetEnd + 2] !== '?') return undefined
  const textStart = charsetEnd + 3
  const textEnd = text.indexOf('?', textStart)
  if (textEnd < 0 || text[textEnd + 1] !== '=') return undefined
  const charset = lowerAscii(text.slice(start + 2, charsetEnd).split('*', 1)[0]!)
  if (!charsets.has(charset)) charsets.set(charset, charsetDecoder(charset))
  if (charsets.get(charset) === undefined) return undefined
  const encoded = text.slice(textStart, textEnd)
  const bytes =
    encoding === 'Q' || encoding === 'q' ? decodeQ(encoded) : encoding === 'B' || encoding === 'b' ? decodeB(encoded) : undefined
  return bytes === undefined ? undefined : { charset, bytes, end: textEnd + 2 }
}

/** Where printable ASCII without `=` and `?` ends. */
function tokenEnd(text: string, start: number): number {
  let at = start
  for (let code = text.charCodeAt(at); code > 0x20 && code < 0x7f && code !== 0x3d && code !== 0x3f; code = text.charCodeAt(at))
    at++
  return at
}

/** Base 64, with its padding or without; `undefined` where a bit would be lost. */
function decodeB(encoded: string): Uint8Array | undefined {
  let end = encoded.length
  while (end > 0 && encoded[end - 1] === '=') end--
  const characters = encoded.slice(0, end)
  const padding = ['', undefined, '==', '='][end % 4]
  if (padding === undefined || /[^A-Za-z\d+/]/.test(characters)) return undefined
  try {
    return decodeBase64(characters + padding, fail)
  } catch {
    return undefined
  }
}

/** `_` is a space, `=` and two hexadecimal digits are a byte (RFC 2047 4.2). */
function decodeQ(encoded: string): Uint8Array | undefined {
  const bytes = bytesOfText(encoded)
  return (
    bytes &&
    withoutEscapes(
      bytes.map(byte => (byte === UNDERSCORE ? SP : byte)),
      EQUALS,
    )
  )
}

const EQUALS = 0x3d
const UNDERSCORE = 0x5f
