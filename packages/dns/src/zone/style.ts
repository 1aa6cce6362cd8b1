/** Styles of zone text: relative or absolute names, tab stops or not, one line or several as in BIND. The meaning is the same. */

import type { RdataCodec } from '../codec.js'
import { dnssecAlgorithms, shownAlgorithms } from '../iana/dnssec-algorithms.js'
import type { TypeNames } from '../iana/types.js'
import type { CodecOptions } from '../message/everything.js'
import { dottedName, normalizeName, splitLabels } from '../names/name.js'
import type { Dhcid } from '../rdata/dhcid.js'
import type { Dnskey } from '../rdata/dnskey.js'
import { keyTag } from '../rdata/key-tag.js'
import type { Soa } from '../rdata/soa.js'

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
          .map(([key, field]) => {
            const value = (data as Readonly<Record<string, unknown>>)[key]
            return field.kind === 'name' ? styledName(value as string, style) : field.format(value, codec.types)
          })
          .filter(word => word !== '')
          .join(' ')
  if (style.multiline !== true) return text
  if (text.startsWith('\\# ')) return opaqueLines(text)
  if (codec.name === 'SOA') return soaLines(text, data as Soa)
  if (codec.name === 'HIP') return hipLines(text)
  const long = LONG[codec.name]
  return long === undefined ? text : longLines(text, codec, long, data)
}

/** The word at which BIND opens the parenthesis, and how many further words come before the long data. Other types stay on one line. */
const LONG: Readonly<Record<string, readonly [open: number, more: number]>> = {
  SINK: [3, 0],
  CERT: [3, 0],
  SSHFP: [2, 0],
  DS: [3, 0],
  CDS: [3, 0],
  DLV: [3, 0],
  TA: [3, 0],
  TLSA: [3, 0],
  SMIMEA: [3, 0],
  ZONEMD: [3, 0],
  DNSKEY: [3, 0],
  CDNSKEY: [3, 0],
  KEY: [3, 0],
  RKEY: [3, 0],
  RRSIG: [4, 4],
  SIG: [5, 3],
  NSEC3: [4, 1],
  IPSECKEY: [0, 4],
  OPENPGPKEY: [0, 0],
  EID: [0, 0],
  NIMLOC: [0, 0],
  DHCID: [0, 0],
}
const KEYS: ReadonlySet<string> = /* @__PURE__ */ new Set(['DNSKEY', 'CDNSKEY', 'KEY', 'RKEY'])
/** Long data is split into pieces of 44 characters per line. */
const PIECE = /.{1,44}/g

/** Prints long data in pieces, or a type bitmap, on separate lines in parentheses. */
function longLines(
  text: string,
  { name: type, types }: RdataCodec,
  [open, more]: readonly [number, number],
  data: object,
): string {
  const words = text.split(' ')
  const tail = words.slice(open + more)
  if (tail.length === 0 && type !== 'NSEC3') return text
  const pieces = type === 'NSEC3' ? windowsOf(tail, types) : (tail.join('').match(PIECE) ?? [])
  const lines = [words.slice(open, open + more).join(' '), ...pieces].filter(line => line !== '').join(`\n${INDENT}`)
  const end = KEYS.has(type) ? keyEnd(type, data as Dnskey) : type === 'DHCID' ? dhcidEnd(data as Dhcid) : ' )'
  return open === 0 ? `( ${lines}${end}` : `${words.slice(0, open).join(' ')} (\n${INDENT}${lines}${end}`
}

/** Opaque data: its bytes begin on the line of their length. */
export function opaqueLines(text: string): string {
  const [mark, length, ...digits] = text.split(' ')
  const pieces = digits.join('').match(PIECE)
  return pieces === null ? text : `${mark} ${length} ( ${pieces.join(`\n${INDENT}`)} )`
}

/** The key and each server on a separate line. */
function hipLines(text: string): string {
  const [algorithm, tag, ...more] = text.split(' ')
  return `( ${[`${algorithm} ${tag}`, ...more].join(`\n${INDENT}`)} )`
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

/** The timers of a zone, each on its own line with a comment. */
function soaLines(text: string, { serial, refresh, retry, expire, minimum }: Soa): string {
  const [mname, rname] = text.split(' ')
  const line = (value: number, comment: string): string => `${INDENT}${String(value).padEnd(10)} ; ${comment}\n`
  const timers = Object.entries({ refresh, retry, expire, minimum }).map(([name, value]) =>
    line(value, `${name} (${inWords(value)})`),
  )
  return `${mname} ${rname} (\n${line(serial, 'serial')}${timers.join('')}${INDENT})`
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
function keyEnd(type: string, key: Dnskey): string {
  const names = Object.entries({ ...shownAlgorithms, ...dnssecAlgorithms })
  const algorithm = names.find(([, code]) => code === key.algorithm)?.[0] ?? key.algorithm
  const signs = (key.flags & 1) === 0 ? 'ZSK' : (key.flags & 0x80) === 0 ? 'KSK' : 'revoked KSK'
  const about = `; alg = ${algorithm} ; key id = ${keyTag(key)}`
  return `\n${INDENT})${type === 'DNSKEY' || type === 'CDNSKEY' ? ` ; ${signs}` : ''}${about}`
}
