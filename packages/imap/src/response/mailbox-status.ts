/** STATUS of a mailbox (RFC 9051 7.3.3). An item that cannot be read costs that item, and nothing else. */
import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ATOM } from '../grammar/classes.js'
import { rawValue, type UnknownItem, writeRawValue } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import { skipValue } from '../grammar/salvage.js'
import type { ImapWriter } from '../grammar/writer.js'
import { nameOf, writeMailbox } from '../mailbox/read-name.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { bareName } from './bare-name.js'
import type { Report, ResponseRule } from './rule.js'
import { type StatusItemRule, type StatusItems, statusItemRules, statusItemWords } from './status-item.js'

/** The STATUS of a mailbox, which need not be selected. */
export interface MailboxStatusResponse {
  readonly type: 'status'
  readonly mailbox: string
  /** The name as it is on the wire. */
  readonly wireName: string
  readonly items: StatusItems
  /** Items that have no type here, unchanged. */
  readonly unknown: readonly UnknownItem[]
}

/** A response as `encodeResponse` takes it: items that are left out are not written. */
export interface MailboxStatusResponseInit {
  readonly type: 'status'
  readonly mailbox: string
  readonly wireName?: string | undefined
  readonly items: Partial<StatusItems>
  readonly unknown?: readonly UnknownItem[] | undefined
}

type Mutable = { -readonly [Key in keyof StatusItems]: StatusItems[Key] }

const NONE: readonly UnknownItem[] = /* @__PURE__ */ Object.freeze([])

/** `"STATUS" SP mailbox SP "(" [status-att-list] ")"` */
function statusData(reader: Reader): MailboxStatusResponse & Report {
  reader.space()
  const at = reader.pos
  const wireName = bareName(reader)
  const mailbox = nameOf(reader, wireName, at)
  reader.space()
  const items: Mutable = {
    messages: undefined,
    uidNext: undefined,
    uidValidity: undefined,
    unseen: undefined,
    deleted: undefined,
    size: undefined,
    recent: undefined,
    highestModseq: undefined,
    deletedStorage: undefined,
    appendLimit: undefined,
    mailboxId: undefined,
  }
  const unknown: UnknownItem[] = []
  if (reader.beginList())
    do statusItem(reader, items, unknown)
    while (reader.nextMember())
  reader.finish()
  const { warnings, damaged } = reader
  return { type: 'status', mailbox, wireName, items, unknown: unknown.length > 0 ? unknown : NONE, warnings, damaged }
}

function statusItem(reader: Reader, items: Mutable, unknown: UnknownItem[]): void {
  const { pos: start, depth, warned } = reader
  const rule = reader.rule(statusItemWords, ATOM)
  try {
    if (rule === undefined) unknown.push(unknownItem(reader, start))
    else knownItem(reader, rule, items, start)
  } catch (error) {
    if (!reader.isContained(error)) throw error
    reader.restore(start, depth, warned)
    const name = upperAscii(reader.run(ATOM))
    if (name === '' || !reader.skip(0x20) || !skipValue(reader)) throw error
    reader.warn('damaged-status', start)
    reader.keepDamaged(name, undefined, start, error)
  }
}

function knownItem(reader: Reader, rule: StatusItemRule, items: Mutable, start: number): void {
  reader.space()
  const value = reader.whole(rule.decode(reader))
  if (items[rule.key] !== undefined) reader.warn('repeated-item', start)
  items[rule.key] = value as never
}

/** Extensions use the form of `tagged-ext` (RFC 4466 2.6.1). */
function unknownItem(reader: Reader, start: number): UnknownItem {
  const name = reader.keyword('a status item')
  reader.warn('unknown-item', start)
  reader.space()
  return { name, section: undefined, bytes: rawValue(reader) }
}

function encodeMailboxStatus(writer: ImapWriter, response: MailboxStatusResponseInit): void {
  const items = fieldsOf(response.items, 'encode STATUS')
  writeMailbox(writer.raw('STATUS '), response).raw(' (')
  let separator = ''
  for (const rule of statusItemRules) {
    const value = items[rule.key]
    if (value === undefined) continue
    rule.encode(writer.raw(`${separator}${rule.name} `), value as never)
    separator = ' '
  }
  for (const given of listOf(response.unknown ?? NONE, 'encode STATUS')) {
    const { name, bytes } = fieldsOf(given, 'encode STATUS')
    const upper = upperAscii(textOf(name, 'encode STATUS'))
    if (statusItemWords.get(upper) !== undefined)
      fail('bad-value', 0, `encode STATUS: ${upper} has a type of its own; write it with that`)
    writeRawValue(writer.raw(separator).atom(upper, 'status item').raw(' '), bytes, 'encode STATUS')
    separator = ' '
  }
  writer.raw(')')
}

export const mailboxStatus: ResponseRule<MailboxStatusResponse, MailboxStatusResponseInit> = {
  name: 'STATUS',
  type: 'status',
  section: 'RFC 9051 7.3.3',
  decode: statusData,
  encode: encodeMailboxStatus,
}
