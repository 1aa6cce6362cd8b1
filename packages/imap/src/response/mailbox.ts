/** Responses about mailboxes (RFC 9051 7.3, 7.4): LIST, LSUB, STATUS, FLAGS, SEARCH, EXISTS, RECENT, EXPUNGE. */
import { fail } from '../error.js'
import { decodeMailboxName, encodeMailboxName } from '../mailbox-name.js'
import type { Cursor } from '../syntax/cursor.js'
import type { ImapWriter } from '../syntax/writer.js'
import { entriesOf, listOf } from '../values.js'
import { encodeFlags, flagList } from './status.js'

/** A mailbox, and what can be done with it. */
export interface ListResponse {
  readonly type: 'list' | 'lsub'
  /** `\HasChildren`, `\Noselect`, `\Sent`, ... */
  readonly attributes: readonly string[]
  /** What separates the levels of names; `null` where there is one level only. */
  readonly delimiter: string | null
  /** Decoded from modified UTF-7. */
  readonly mailbox: string
}

/** STATUS of a mailbox. */
export interface MailboxStatusResponse {
  readonly type: 'status'
  readonly mailbox: string
  /** `MESSAGES`, `UIDNEXT`, ... in upper case, and their numbers. */
  readonly items: ReadonlyMap<string, number>
}

/** FLAGS that the mailbox has. */
export interface FlagsResponse {
  readonly type: 'flags'
  readonly flags: readonly string[]
}

/** What SEARCH found: message numbers, or unique identifiers. */
export interface SearchResponse {
  readonly type: 'search'
  readonly numbers: readonly number[]
}

/** How many messages there are, or the number of one that is gone. */
export interface NumberResponse {
  readonly type: 'exists' | 'recent' | 'expunge'
  readonly number: number
}

/** `mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP mailbox` */
export function listResponse(cursor: Cursor, type: 'list' | 'lsub'): ListResponse {
  cursor.space()
  const attributes = flagList(cursor)
  cursor.space()
  const delimiter = cursor.nstring()
  const isDelimiter = delimiter === null || /^[ -~]$/.test(delimiter)
  if (!isDelimiter) cursor.warn('bad-value', 'a delimiter that is not one character')
  cursor.space()
  return { type, attributes, delimiter: isDelimiter ? delimiter : null, mailbox: mailbox(cursor) }
}

/** `mailbox = "INBOX" / astring`, which may be a literal. */
export const mailbox = (cursor: Cursor): string => decodeMailboxName(cursor.astring())

/** `"STATUS" SP mailbox SP "(" [status-att-list] ")"` */
export function statusOfMailbox(cursor: Cursor): MailboxStatusResponse {
  cursor.space()
  const name = mailbox(cursor)
  cursor.space()
  const items = new Map<string, number>()
  cursor.list(() => {
    const item = cursor.keyword('a status item')
    cursor.space()
    items.set(item, cursor.number())
  })
  cursor.extraSpaces()
  return { type: 'status', mailbox: name, items }
}

/** `"FLAGS" SP flag-list` */
export function flagsResponse(cursor: Cursor): FlagsResponse {
  cursor.space()
  return { type: 'flags', flags: flagList(cursor) }
}

/** `"SEARCH" *(SP nz-number)` */
export function searchResponse(cursor: Cursor): SearchResponse {
  const numbers: number[] = []
  while (cursor.skip(0x20)) {
    if (cursor.atEnd || cursor.peek() === 0x20) cursor.warn('extra-space', 'a space that does not belong there')
    else numbers.push(cursor.number(0xffffffff))
  }
  return { type: 'search', numbers }
}

export function encodeList(writer: ImapWriter, { type, attributes, delimiter, mailbox: name }: ListResponse): void {
  if (delimiter !== null && !/^[ -~]$/.test(delimiter)) fail('bad-value', 0, 'encode LIST: the delimiter is not one character')
  encodeFlags(writer.raw(`* ${type.toUpperCase()} `), attributes)
  writer.raw(' ').nstring(delimiter).raw(' ')
  encodeMailbox(writer, name)
}

/** A mailbox in modified UTF-7. */
export function encodeMailbox(writer: ImapWriter, name: string): ImapWriter {
  return writer.astring(encodeMailboxName(name))
}

export function encodeMailboxStatus(writer: ImapWriter, { mailbox: name, items }: MailboxStatusResponse): void {
  encodeMailbox(writer.raw('* STATUS '), name)
  writer
    .raw(' ')
    .list(entriesOf(items, 'encode STATUS'), ([item, value]) => writer.atom(item, 'status item').raw(' ').number(value, item))
}

export function encodeSearch(writer: ImapWriter, { numbers }: SearchResponse): void {
  writer.raw('* SEARCH')
  for (const number of listOf(numbers, 'encode SEARCH')) writer.raw(' ').number(number, 'SEARCH')
}
