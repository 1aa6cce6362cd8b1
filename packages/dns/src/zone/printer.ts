/**
 * Formats records as zone text, which `parseZone` reads back.
 *
 * Always: everything printed is checked as for encoding, so that no name, class or value can end a line or start another record.
 */

import { equalBytes, isBytes } from '@mailwire/bytes'
import type { Registry } from '../codec.js'
import { blamed, fail, ofDescription } from '../error.js'
import { checkObject, checkObjects, checkUnsigned, shown, unknownType } from '../given.js'
import { classCode, className, MDNS_BIT, recordClasses } from '../iana/classes.js'
import { decodeBare } from '../message/bare-rdata.js'
import { canonicalRdataBy, compareBytes } from '../message/canonical.js'
import { registryOf } from '../message/everything.js'
import { canonicalName, compareNames, dottedName, equalNames } from '../names/name.js'
import type { AnyRecordInit } from '../rdata/record.js'
import { formatOpaque } from '../text/opaque.js'
import { opaqueLines, styledName, styledRdata, type ZoneStyle } from './style.js'

/** The columns of a record: owner, TTL, class, type, data. */
const COLUMNS = [0, 24, 32, 40, 48]
/** The columns if data may span several lines. */
const MULTILINE_COLUMNS = [0, 24, 24, 24, 32]
const TAB = 8

/**
 * One record as a line of zone text, with absolute names and its columns on tab stops as in BIND. A record with `cacheFlush` has its wire class,
 * `CLASS32769`.
 *
 * @throws {@link DnsError} `bad-name`, `bad-type`, `bad-class`, `bad-value`, `bad-text` for invalid values
 *
 * @example
 * formatRecord({ name: 'gmail.com', type: 'MX', ttl: 262, data: { preference: 5, exchange: 'gmail-smtp-in.l.google.com' } })
 * // => 'gmail.com.\t\t262\tIN\tMX\t5 gmail-smtp-in.l.google.com.'
 */
export function formatRecord(record: AnyRecordInit, style: ZoneStyle = {}): string {
  checkObject(style, 'format record: style')
  return recordText(registryOf(style, 'format record'), record, style)
}

/** The same by what a codec knows. */
export function recordText(registry: Registry, record: AnyRecordInit, style: ZoneStyle): string {
  checkObject(record, 'format record')
  const { ttl = 0 } = record
  checkUnsigned(ttl, 4)
  const recordClass = classOf(record)
  const bare = isBare(record, recordClass)
  const words = [
    styledName(record.name, style),
    ttl === style.ttl ? '' : String(ttl),
    className(record.cacheFlush === true ? recordClass | MDNS_BIT : recordClass),
    bare ? registry.typeName(typeOf(record, registry)) : shownType(record, registry),
    bare ? '' : rdataText(registry, record, style),
  ]
  return style.aligned === false ? words.filter(word => word !== '').join(' ') : inColumns(words, style)
}

/** Options of `formatZone`. */
export interface FormatZoneOptions extends ZoneStyle {
  /** Sorts records in DNSSEC's order, with names in lower case and without duplicates (RFC 4034 6). */
  readonly canonical?: boolean | undefined
}

/**
 * Records as zone text, in their order. An origin and a TTL in the options are printed first as `$ORIGIN` and `$TTL`, so that the text can be read
 * back on its own.
 *
 * @throws as {@link formatRecord}
 *
 * @example
 * formatZone([{ name: 'mail.some.domain', type: 'A', ttl: 60, data: { address: '192.0.2.1' } }], { origin: 'some.domain', aligned: false })
 * // => '$ORIGIN some.domain.\nmail 60 IN A 192.0.2.1\n'
 */
export function formatZone(records: readonly AnyRecordInit[], options: FormatZoneOptions = {}): string {
  checkObjects(records, 'format zone')
  checkObject(options, 'format zone: options')
  const { origin, ttl, canonical } = options
  const head = [
    ...(origin === undefined ? [] : [`$ORIGIN ${dottedName(origin)}\n`]),
    ...(ttl === undefined ? [] : [`$TTL ${String(ttl)}\n`]),
  ]
  if (ttl !== undefined) checkUnsigned(ttl, 4)
  const registry = registryOf(options, 'format zone')
  const shown = canonical === true ? canonicalOrder(registry, records) : records
  return [...head, ...shown.map(record => `${recordText(registry, record, options)}\n`)].join('')
}

/** Sorts by owner, class, type and data, as DNSSEC compares them, without duplicates (RFC 4034 6.3). */
function canonicalOrder(registry: Registry, records: readonly AnyRecordInit[]): AnyRecordInit[] {
  const entries = records.map(record => ({
    record,
    type: typeOf(record, registry),
    recordClass: classOf(record),
    rdata: canonicalRdataBy(registry, record),
  }))
  entries.sort(
    (a, b) =>
      compareNames(a.record.name, b.record.name) ||
      a.recordClass - b.recordClass ||
      a.type - b.type ||
      compareBytes(a.rdata, b.rdata),
  )
  const same = (a: (typeof entries)[number], b: (typeof entries)[number]): boolean =>
    a.type === b.type &&
    a.recordClass === b.recordClass &&
    equalNames(a.record.name, b.record.name) &&
    equalBytes(a.rdata, b.rdata)
  return entries
    .filter((entry, at) => at === 0 || !same(entries[at - 1]!, entry))
    .map(({ record, type, recordClass, rdata }) => {
      const codec = record.data === undefined ? undefined : registry.find(type, recordClass)
      const data = codec === undefined ? record.data : decodeBare(codec, rdata)
      return { ...record, name: canonicalName(record.name), data } as AnyRecordInit
    })
}

/** A record's data as zone text; empty if it has none. @throws as {@link formatRecord} */
export function formatRdata(record: AnyRecordInit, style: ZoneStyle = {}): string {
  checkObject(style, 'format record: style')
  return rdataText(registryOf(style, 'format record'), record, style)
}

/** The same by what a codec knows. */
export function rdataText(registry: Registry, record: AnyRecordInit, style: ZoneStyle): string {
  checkObject(record, 'format record')
  const { data } = record
  if (data === undefined) return ''
  checkObject(data, 'format record data')
  if ('bytes' in data && isBytes(data.bytes)) {
    const text = formatOpaque(data.bytes)
    return style.multiline === true ? opaqueLines(text) : text
  }
  const codec = registry.find(typeOf(record, registry), classOf(record))
  if (codec === undefined) fail('bad-type', 0, `format record: ${String(record.type)} has no codec; give its data as { bytes }`)
  try {
    return styledRdata(codec, data, style)
  } catch (error) {
    throw blamed(ofDescription(error, `format ${codec.name}`), 'local')
  }
}

/** True for records such as `ANY ANY` in UPDATE messages (RFC 2136 2.5.3), which have no data to print. */
const isBare = ({ data }: AnyRecordInit, recordClass: number): boolean =>
  (recordClass === recordClasses.ANY || recordClass === recordClasses.NONE) &&
  data !== undefined &&
  'bytes' in data &&
  isBytes(data.bytes) &&
  data.bytes.length === 0

/** Keeps the caller's `TYPEn` even if there is a mnemonic; either is read back as the same number. */
const shownType = (record: AnyRecordInit, registry: Registry): string => {
  const code = typeOf(record, registry)
  return /^TYPE\d+$/.test(String(record.type)) ? `TYPE${code}` : registry.typeName(code)
}

const typeOf = ({ type }: AnyRecordInit, registry: Registry): number =>
  registry.typeCode(type) ?? fail('bad-type', 0, `format record: ${unknownType(type)}`)

const classOf = (record: AnyRecordInit): number =>
  classCode(record.class ?? 'IN') ?? fail('bad-class', 0, `format record: unknown class ${shown(record.class)}`)

/** Aligns words with the tab stops of columns, from column `from` on; a word past its stop is followed by a single blank. */
export function inColumns(words: readonly string[], { multiline }: ZoneStyle, from = 0): string {
  const columns = multiline === true ? MULTILINE_COLUMNS : COLUMNS
  let line = ''
  let column = 0
  words.forEach((word, index) => {
    if (index > 0 && word !== '') {
      const to = Math.max(columns[index + from]!, column + 1)
      const tabs = Math.floor(to / TAB) - Math.floor(column / TAB)
      const spaces = tabs > 0 ? to % TAB : to - column
      line += '\t'.repeat(tabs) + ' '.repeat(spaces)
      column = to
    }
    line += word
    column += word.length
  })
  return line
}
