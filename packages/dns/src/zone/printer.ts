/** Records as zone text, which `parseZone` reads back. */
import { encodeHex } from '@mailwire/bytes'
import { fail } from '../error.js'
import { classCode } from '../iana/classes.js'
import { typeCode } from '../iana/types.js'
import type { RecordInit } from '../record.js'
import { allTypes } from '../registry.js'

/** Where the columns of a record begin, for the eye: owner, TTL, class, type, data. */
const COLUMNS = [0, 24, 32, 40, 48]
const TAB = 8

/**
 * One record as a line of zone text, absolute, its columns on tab stops as BIND sets them.
 *
 * @throws {@link DnsError} `bad-type`, `bad-class` for what is none
 *
 * @example
 * formatRecord({ name: 'gmail.com', type: 'MX', ttl: 262, data: { preference: 5, exchange: 'gmail-smtp-in.l.google.com' } })
 * // => 'gmail.com.\t\t262\tIN\tMX\t5 gmail-smtp-in.l.google.com.'
 */
export function formatRecord(record: RecordInit): string {
  const owner = record.name === '.' ? '.' : `${record.name}.`
  const data = formatRdata(record)
  return inColumns([owner, String(record.ttl ?? 0), record.class ?? 'IN', record.type, data])
}

/** Records as zone text, a line each. */
export const formatZone = (records: readonly RecordInit[]): string => records.map(record => `${formatRecord(record)}\n`).join('')

/** A record's data as zone text; empty where it has none. */
export function formatRdata(record: RecordInit): string {
  const { data } = record
  if (data === undefined) return ''
  if ('bytes' in data && data.bytes instanceof Uint8Array) {
    return data.bytes.length === 0 ? '\\# 0' : `\\# ${data.bytes.length} ${encodeHex(data.bytes)}`
  }
  const type = typeCode(record.type) ?? fail('bad-type', 0, `format record: unknown type ${JSON.stringify(record.type)}`)
  const recordClass =
    classCode(record.class ?? 'IN') ?? fail('bad-class', 0, `format record: unknown class ${JSON.stringify(record.class)}`)
  const codec = allTypes().find(type, recordClass) ?? fail('bad-type', 0, `format record: ${record.type} has no codec`)
  return codec.format(data)
}

/** Puts words on the tab stops of {@link COLUMNS}; one that is late is followed by a single blank. */
export function inColumns(words: readonly string[], from = 0): string {
  let line = ''
  let column = 0
  words.forEach((word, index) => {
    if (index > 0 && word !== '') {
      const to = Math.max(COLUMNS[index + from]!, column + 1)
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
