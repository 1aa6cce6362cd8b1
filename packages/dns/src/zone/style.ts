/** How zone text looks: relative or absolute, on tab stops or not, on one line or, as BIND has it, over several. What it says is the same. */

import type { RdataCodec } from '../codec.js'
import { dnssecAlgorithms, shownAlgorithms } from '../iana/dnssec-algorithms.js'
import type { TypeNames } from '../iana/types.js'
import type { CodecOptions } from '../message/everything.js'
import { dottedName, normalizeName, splitLabels } from '../names/name.js'
import type { Dhcid } from '../rdata/dhcid.js'
import type { Dnskey } from '../rdata/dnskey.js'
import { keyTag } from '../rdata/key-tag.js'
import type { Soa } from '../rdata/soa.js'

/** What may be chosen; all of it may be left out. */
export interface ZoneStyle extends CodecOptions {
  /** Names at and below it are written relative to it. */
  readonly origin?: string | undefined
  /** Seconds; a record with this time to live leaves it out. */
  readonly ttl?: number | undefined
  /** Columns on tab stops, as BIND sets them; unless `false`, which puts one space between words. */
  readonly aligned?: boolean | undefined
  /** Long data over several lines in parentheses, with what numbers mean in comments. */
  readonly multiline?: boolean | undefined
}

/** Long data begins a line of its own, this far in. */
const INDENT = '\t\t\t\t'

/** A name, relative to the origin where it is at or below it in the same letters: what is read back has the origin's. */
export function styledName(name: string, { origin }: ZoneStyle): string {
  if (origin === undefined) return dottedName(name)
  const labels = splitLabels(normalizeName(name))
  const above = splitLabels(normalizeName(origin))
  const own = labels.length - above.length
  if (own < 0 || above.some((label, at) => label !== labels[own + at])) return dottedName(name)
  return own === 0 ? '@' : labels.slice(0, own).join('.')
}

/** Data in a style. Names in a layout of its own stay absolute, which is always right. */
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

/** Where BIND opens the parenthesis, and how many words more stand before what is long. Other types stay on one line. */
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
/** Characters of octets on a line. */
const PIECE = /.{1,44}/g

/** Octets in pieces, or a bit map, on lines of their own in parentheses. */
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

/** What has no text but its octets: they begin on the line of their length. */
export function opaqueLines(text: string): string {
  const [mark, length, ...digits] = text.split(' ')
  const pieces = digits.join('').match(PIECE)
  return pieces === null ? text : `${mark} ${length} ( ${pieces.join(`\n${INDENT}`)} )`
}

/** The key and each server on a line. */
function hipLines(text: string): string {
  const [algorithm, tag, ...more] = text.split(' ')
  return `( ${[`${algorithm} ${tag}`, ...more].join(`\n${INDENT}`)} )`
}

/** BIND says what client and digest are, and how long the digest is (RFC 4701 3.1). */
function dhcidEnd({ data }: Dhcid): string {
  return data.length < 3 ? ' )' : ` ) ; ${(data[0]! << 8) | data[1]!} ${data[2]!} ${data.length - 3}`
}

/** Types by the window of the bit map that they are in, a line each (RFC 4034 4.1.2). */
function windowsOf(types: readonly string[], names: TypeNames): string[] {
  const windows = new Map<number, string>()
  for (const type of types) {
    const window = (names.typeCode(type) ?? 0) >> 8
    const line = windows.get(window)
    windows.set(window, line === undefined ? type : `${line} ${type}`)
  }
  return [...windows.values()]
}

/** The timers of a zone, each on its line with what it means. */
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

/** A key has its parenthesis on a line of its own, and BIND says what the key signs, by which algorithm, and its tag. */
function keyEnd(type: string, key: Dnskey): string {
  const names = Object.entries({ ...shownAlgorithms, ...dnssecAlgorithms })
  const algorithm = names.find(([, code]) => code === key.algorithm)?.[0] ?? key.algorithm
  const signs = (key.flags & 1) === 0 ? 'ZSK' : (key.flags & 0x80) === 0 ? 'KSK' : 'revoked KSK'
  const about = `; alg = ${algorithm} ; key id = ${keyTag(key)}`
  return `\n${INDENT})${type === 'DNSKEY' || type === 'CDNSKEY' ? ` ; ${signs}` : ''}${about}`
}
