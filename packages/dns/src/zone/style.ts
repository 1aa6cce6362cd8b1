/** Styles of zone text: relative or absolute names, tab stops or not, one line or several as in BIND. The meaning is the same. */

import { fieldText, type RdataCodec } from '../codec.js'
import { dnssecAlgorithms, shownAlgorithms } from '../iana/dnssec-algorithms.js'
import type { TypeNames } from '../iana/types.js'
import type { CodecOptions } from '../message/everything.js'
import { dottedName, normalizeName, splitLabels } from '../names/name.js'
import type { Dhcid } from '../rdata/dhcid.js'
import type { Dnskey } from '../rdata/dnskey.js'
import { seconds } from '../rdata/fields/numbers.js'
import { keyTag } from '../rdata/key-tag.js'
import type { Multiline } from '../rdata/record-type.js'

/** The style of zone text. */
export interface ZoneStyle extends CodecOptions {
  /** Names at and below it are written relative to it. */
  readonly origin?: string | undefined
  /** A TTL in seconds, which is omitted from records that have it. */
  readonly ttl?: number | undefined
  /** Aligns columns on tab stops, as in BIND; `false` puts one space between words. */
  readonly aligned?: boolean | undefined
  /** Splits long data over several lines in parentheses, with the meaning of numbers in comments. */
  readonly multiline?: boolean | undefined
}

/** The indentation of lines of long data. */
const INDENT = '\t\t\t\t'

/** A name, relative to the origin if it is at or below it with the same case, so that reading it back restores the case. */
export function styledName(name: string, { origin }: ZoneStyle): string {
  if (origin === undefined) return dottedName(name)
  const labels = splitLabels(normalizeName(name))
  const above = splitLabels(normalizeName(origin))
  const own = labels.length - above.length
  if (own < 0 || above.some((label, at) => label !== labels[own + at])) return dottedName(name)
  return own === 0 ? '@' : labels.slice(0, own).join('.')
}

/** Data in a style. In a special layout names stay absolute, which is always correct. */
export function styledRdata(codec: RdataCodec, data: object, style: ZoneStyle): string {
  const text =
    style.origin === undefined || codec.fields === undefined
      ? codec.format(data)
      : codec.fields
          .map(([key, field]) =>
            field.kind === 'name'
              ? styledName((data as Readonly<Record<string, string>>)[key]!, style)
              : fieldText(key, field, data, codec.types),
          )
          .filter(word => word !== '')
          .join(' ')
  if (style.multiline !== true) return text
  if (text.startsWith('\\# ')) return opaqueLines(text)
  // A quoted word may contain blanks, so such text stays on one line.
  return codec.multiline === undefined || text.includes('"') ? text : longLines(text, codec, codec.multiline, data)
}

/** Long data is split into pieces of 44 characters per line. */
const PIECE = /.{1,44}/g

/** Prints the rest of the data on separate lines in parentheses. */
function longLines(text: string, codec: RdataCodec, [open, more, rest]: Multiline, data: object): string {
  const words = text.split(' ')
  if (rest === 'fields') return fieldLines(text, words, open, codec.fields)
  const tail = words.slice(open + more)
  if (tail.length === 0 && rest !== 'types') return text
  const pieces = rest === 'types' ? windowsOf(tail, codec.types) : rest === 'words' ? tail : (tail.join('').match(PIECE) ?? [])
  const lines = [words.slice(open, open + more).join(' '), ...pieces].filter(line => line !== '').join(`\n${INDENT}`)
  const isKey = rest === 'key' || rest === 'dnskey'
  const end = isKey ? keyEnd(rest, data as Dnskey) : rest === 'dhcid' ? dhcidEnd(data as Dhcid) : ' )'
  return open === 0 ? `( ${lines}${end}` : `${words.slice(0, open).join(' ')} (\n${INDENT}${lines}${end}`
}

/** Opaque data: its bytes begin on the line of their length. */
export function opaqueLines(text: string): string {
  const [mark, length, ...digits] = text.split(' ')
  const pieces = digits.join('').match(PIECE)
  return pieces === null ? text : `${mark} ${length} ( ${pieces.join(`\n${INDENT}`)} )`
}

/** BIND's comment: the types of client and digest, and the length of the digest (RFC 4701 3.1). */
function dhcidEnd({ data }: Dhcid): string {
  return data.length < 3 ? ' )' : ` ) ; ${(data[0]! << 8) | data[1]!} ${data[2]!} ${data.length - 3}`
}

/** Types by their window of the bitmap, one window per line (RFC 4034 4.1.2). */
function windowsOf(types: readonly string[], names: TypeNames): string[] {
  const windows = new Map<number, string>()
  for (const type of types) {
    const window = (names.typeCode(type) ?? 0) >> 8
    const line = windows.get(window)
    windows.set(window, line === undefined ? type : `${line} ${type}`)
  }
  return [...windows.values()]
}

/** Each field on its own line, with its key as a comment and a time in words: the timers of a zone. */
function fieldLines(text: string, words: readonly string[], open: number, fields: RdataCodec['fields']): string {
  if (words.length !== fields?.length) return text
  const lines = words.slice(open).map((word, at) => {
    const [key, field] = fields[open + at]!
    const comment = /^\w+$/.test(key) ? ` ; ${key}${field === seconds ? ` (${inWords(Number(word))})` : ''}` : ''
    return `${INDENT}${word.padEnd(10)}${comment}\n`
  })
  return `${words.slice(0, open).join(' ')} (\n${lines.join('')}${INDENT})`
}

/** `2 weeks 3 days`, `5 minutes`. */
function inWords(seconds: number): string {
  const units = [
    ['week', 604_800],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const
  let left = seconds
  const words = units.flatMap(([unit, length]) => {
    const count = Math.floor(left / length)
    left -= count * length
    return count === 0 ? [] : [`${count} ${unit}${count === 1 ? '' : 's'}`]
  })
  return words.length === 0 ? '0 seconds' : words.join(' ')
}

/** BIND ends a key with the parenthesis on its own line, and a comment with the kind of key, its algorithm and tag. */
function keyEnd(kind: 'key' | 'dnskey', key: Dnskey): string {
  const names = Object.entries({ ...shownAlgorithms, ...dnssecAlgorithms })
  const algorithm = names.find(([, code]) => code === key.algorithm)?.[0] ?? key.algorithm
  const signs = (key.flags & 1) === 0 ? 'ZSK' : (key.flags & 0x80) === 0 ? 'KSK' : 'revoked KSK'
  const about = `; alg = ${algorithm} ; key id = ${keyTag(key)}`
  return `\n${INDENT})${kind === 'dnskey' ? ` ; ${signs}` : ''}${about}`
}
