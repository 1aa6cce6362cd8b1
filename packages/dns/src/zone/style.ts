/** How zone text looks: relative or absolute, on tab stops or not, on one line or, as BIND has it, over several. What it says is the same. */

import { keyTag } from '../dnssec/keys.js'
import { dnssecAlgorithms } from '../iana/dnssec-algorithms.js'
import { dottedName, normalizeName, splitLabels } from '../name.js'
import type { Dnskey } from '../rdata/dnskey.js'
import type { Soa } from '../rdata/soa.js'
import type { RdataCodec } from '../registry.js'

/** What may be chosen; all of it may be left out. */
export interface ZoneStyle {
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
/** The most characters of data that stay on one line, and of the pieces that longer data is put in. */
const LINE = 64

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
            return field.kind === 'name' ? styledName(value as string, style) : field.format(value)
          })
          .filter(word => word !== '')
          .join(' ')
  if (style.multiline !== true) return text
  if (codec.name === 'SOA') return soaLines(text, data as Soa)
  return text.length <= LINE ? text : inLines(text) + (isKey(codec.name) ? keyComment(data as Dnskey) : '')
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

/** Words on lines of at most {@link LINE} characters, in parentheses; a word that is longer has a line to itself. */
function inLines(text: string): string {
  const lines: string[] = ['']
  for (const [word] of text.matchAll(/(?:"(?:[^"\\]|\\.)*"|\\.|[^\s"\\])+/gs)) {
    const last = lines[lines.length - 1]!
    if (lines.length === 1 ? last.length + word.length > LINE / 2 : last.length + word.length >= LINE) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  const [first, ...rest] = lines
  return `${first === '' ? '' : `${first} `}(\n${rest.map(line => `${INDENT}${line}\n`).join('')}${INDENT})`
}

const isKey = (type: string): boolean => type === 'DNSKEY' || type === 'CDNSKEY'

/** What BIND says of a key: what it signs, by which algorithm, and its tag. */
function keyComment(key: Dnskey): string {
  const algorithm = Object.entries(dnssecAlgorithms).find(([, code]) => code === key.algorithm)?.[0] ?? key.algorithm
  return ` ; ${(key.flags & 1) === 0 ? 'ZSK' : 'KSK'}; alg = ${algorithm} ; key id = ${keyTag(key)}`
}
