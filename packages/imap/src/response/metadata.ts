/** METADATA (RFC 5464 4.4): the values of entries that a command asked for, or the names of entries that changed. */
import { fail, type ImapError } from '../error.js'
import { isWritable } from '../grammar/raw.js'
import type { Reader, StreamedLiteral } from '../grammar/reader.js'
import { skipValue } from '../grammar/salvage.js'
import type { ImapWriter } from '../grammar/writer.js'
import { namedMailbox, writeMailbox } from '../mailbox/read-name.js'
import { fieldsOf, type Loose, listOf } from '../values.js'
import { type ResponseRule, report } from './rule.js'

/** An entry of a mailbox or of the server. */
export interface MetadataEntry {
  /** A path that begins with `/shared/` or `/private/`; the case of letters does not matter (RFC 5464 3.2). */
  readonly name: string
  /**
   * Its bytes, or the mark that they were streamed as `body-chunk` events; `null` without a value; `undefined` if the response has only the name of a
   * changed entry.
   */
  readonly value: Uint8Array | StreamedLiteral | null | undefined
}

/** METADATA (RFC 5464 4.4). An entry that cannot be read is in `damaged`. */
export interface MetadataResponse {
  readonly type: 'metadata'
  /** Empty for entries of the server. */
  readonly mailbox: string
  readonly wireName: string
  /** Either all of them have a value or none has. */
  readonly entries: readonly MetadataEntry[]
}

/** The same as `encodeResponse` takes it. */
export type MetadataResponseInit = Loose<MetadataResponse, 'wireName'>

/** `entry = astring`: components with `/` before each, without wildcards, in ASCII (RFC 5464 3.2) */
export function entryName(reader: Reader): string {
  const { pos } = reader
  const name = reader.astring()
  if (!/^(?:\/[ -$&-)+-.0-~]+)+$/.test(name)) reader.warn('entry-name', pos)
  return name
}

/** `entry-values = "(" entry-value *(SP entry-value) ")"`, each a savepoint; or `entry-list = entry *(SP entry)` */
function metadataEntries(reader: Reader): readonly MetadataEntry[] {
  const entries: MetadataEntry[] = []
  if (reader.peek() !== 0x28) {
    entries.push({ name: entryName(reader), value: undefined })
    for (const name of reader.membersToEnd(entryName)) entries.push({ name, value: undefined })
    return entries
  }
  const { pos } = reader
  if (!reader.beginList()) reader.warn('empty-list', pos)
  else
    do entryValue(reader, entries)
    while (reader.nextMember())
  return entries
}

/** `entry-value = entry SP value`, `value = nstring / literal8` */
function entryValue(reader: Reader, entries: MetadataEntry[]): void {
  const { pos: start, depth, warned } = reader
  let name: string | undefined
  try {
    name = entryName(reader)
    reader.space()
    entries.push({ name, value: reader.whole(reader.nstringBytes(true)) })
  } catch (error) {
    if (!reader.isContained(error) || name === undefined) throw error
    reader.restore(start, depth, warned)
    passOver(reader, name, error)
  }
}

/** An entry whose value cannot be read. */
function passOver(reader: Reader, name: string, error: ImapError): void {
  const { pos: start, warned, depth } = reader
  reader.astring()
  reader.restore(reader.pos, depth, warned)
  if (!reader.skip(0x20) || !skipValue(reader) || !isWritable(reader, start)) throw error
  reader.warn('damaged-entry', start)
  reader.keepDamaged('METADATA', name, start, error)
}

function encodeMetadata(writer: ImapWriter, response: MetadataResponseInit): void {
  const entries = listOf(response.entries, 'encode METADATA').map(entry => ({ ...fieldsOf(entry, 'encode METADATA') }))
  writeMailbox(writer.raw('METADATA '), response)
  const names = entries.filter(({ value }) => value === undefined)
  if (names.length === 0) {
    writer.raw(' ').list(entries, ({ name, value }) => writeEntry(writer, name, value as Uint8Array | null, 'encode METADATA'))
    return
  }
  if (names.length < entries.length) fail('bad-value', 0, 'encode METADATA: either all entries need values, or none')
  for (const { name } of names) writer.raw(' ').astring(name)
}

/** `entry-value = entry SP value` */
export const writeEntry = (writer: ImapWriter, name: string, value: Uint8Array | null, action: string): ImapWriter =>
  writer.astring(name).raw(' ').nstring8(value, action)

/** `metadata-resp = "METADATA" SP mailbox SP (entry-values / entry-list)` */
export const metadata: ResponseRule<MetadataResponse, MetadataResponseInit> = {
  name: 'METADATA',
  type: 'metadata',
  section: 'RFC 5464 4.4',
  decode: reader => {
    reader.space()
    const mailbox = namedMailbox(reader)
    reader.space()
    return { type: 'metadata', ...mailbox, entries: metadataEntries(reader), ...report(reader) }
  },
  encode: encodeMetadata,
}
