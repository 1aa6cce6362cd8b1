/** Responses about mailboxes (RFC 9051 7.3, 7.4): LIST, LSUB, STATUS, FLAGS, SEARCH, EXISTS, RECENT, EXPUNGE. */
import { encodeText, upperAscii } from '@mailwire/bytes'
import { fail, ImapError } from '../error.js'
import { inList, isRawValue, rawValue } from '../grammar/raw-value.js'
import type { Cursor } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { decodeMailboxName, encodeMailboxName } from '../mailbox/name.js'
import { entriesOf, listOf, textOf } from '../values.js'
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
  /** Extended data (RFC 9051 6.3.9.5), as `CHILDINFO` and `OLDNAME`: values as they came, by their tags in upper case. */
  readonly extended?: ReadonlyMap<string, string> | undefined
}

/** STATUS of a mailbox. */
export interface MailboxStatusResponse {
  readonly type: 'status'
  readonly mailbox: string
  /** `MESSAGES`, `UIDNEXT`, ... in upper case, and their numbers. */
  readonly items: ReadonlyMap<string, number>
  /** Items whose value is not a number below 2^53, as they came: `MAILBOXID` (RFC 8474), `APPENDLIMIT NIL` (RFC 7889), and damaged ones. */
  readonly unknown?: ReadonlyMap<string, string> | undefined
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
  /** The highest mod-sequence of what was found, where the search was by MODSEQ (RFC 7162 3.1.5). */
  readonly modseq?: bigint | undefined
}

/** How many messages there are, or the number of one that is gone. */
export interface NumberResponse {
  readonly type: 'exists' | 'recent' | 'expunge'
  readonly number: number
}

/** `mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP mailbox [SP mbox-list-extended]` */
export function listResponse(cursor: Cursor, type: 'list' | 'lsub'): ListResponse {
  cursor.space()
  const attributes = flagList(cursor)
  cursor.space()
  const delimiter = cursor.nstring()
  const isDelimiter = delimiter === null || /^[ -~]$/.test(delimiter)
  if (!isDelimiter) cursor.warn('damaged-list', 'a delimiter that is not one character')
  cursor.space()
  const name = bareMailbox(cursor)
  const extended = cursor.atEnd ? undefined : listExtended(cursor)
  return { type, attributes, delimiter: isDelimiter ? delimiter : null, mailbox: name, extended }
}

/** A mailbox; Exchange and Strato have been seen to send names with spaces and tabs as they are, up to the list behind them. */
function bareMailbox(cursor: Cursor): string {
  const { pos } = cursor
  const isAtom = cursor.peek() !== 0x22 && cursor.peek() !== 0x7b
  const name = mailbox(cursor)
  let behind = cursor.pos
  while (behind < cursor.end && cursor.bytes[behind] === 0x20) behind++
  const isWhole = behind === cursor.end || (behind > cursor.pos && cursor.bytes[behind] === 0x28)
  if (isWhole || !isAtom) return name
  cursor.warn('unquoted-mailbox', 'a name that needs quotes')
  const rest = cursor.slice(pos, cursor.end)
  const list = rest.lastIndexOf(' (')
  cursor.pos = list < 0 ? cursor.end : pos + encodeText(rest.slice(0, list), fail).length
  return decodeMailboxName(cursor.slice(pos))
}

/** `mbox-list-extended = "(" [mbox-list-extended-item *(SP mbox-list-extended-item)] ")"`, each a tag and a value of any form */
function listExtended(cursor: Cursor): ReadonlyMap<string, string> | undefined {
  if (!cursor.skip(0x20)) cursor.refuse("' '")
  cursor.extraSpaces()
  if (cursor.atEnd) {
    cursor.warn('extra-space', 'a space that does not belong there')
    return undefined
  }
  const start = cursor.mark()
  const extended = new Map<string, string>()
  try {
    cursor.list(() => {
      const tag = upperAscii(cursor.astring())
      cursor.space()
      extended.set(tag, inList(cursor, rawValue(cursor)))
    })
    cursor.extraSpaces()
    if (!cursor.atEnd) cursor.refuse('the end')
  } catch (error) {
    if (!(error instanceof ImapError) || error.code === 'limit') throw error
    cursor.backTo(start)
    cursor.warn('damaged-list', 'extended data that does not follow its grammar')
    cursor.pos = cursor.end
  }
  return extended
}

/** `mailbox = "INBOX" / astring`, which may be a literal. */
export const mailbox = (cursor: Cursor): string => decodeMailboxName(cursor.astring())

/** Items whose number has 32 bits (RFC 9051 9, `status-att-val`). */
const BITS_32 = ['MESSAGES', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN', 'DELETED', 'RECENT']

/** `"STATUS" SP mailbox SP "(" [status-att-list] ")"` */
export function statusOfMailbox(cursor: Cursor): MailboxStatusResponse {
  cursor.space()
  const name = bareMailbox(cursor)
  cursor.space()
  const items = new Map<string, number>()
  const unknown = new Map<string, string>()
  cursor.list(() => {
    const item = cursor.keyword('a status item')
    cursor.space()
    const value = inList(cursor, rawValue(cursor))
    const number = /^\d+$/.test(value) ? Number(value) : undefined
    if (BITS_32.includes(item) && !(number !== undefined && number <= 0xffffffff))
      cursor.warn('large-number', `${item} that is not a number of 32 bits`)
    if (number !== undefined && number <= Number.MAX_SAFE_INTEGER) items.set(item, number)
    else unknown.set(item, value)
  })
  cursor.extraSpaces()
  return { type: 'status', mailbox: name, items, unknown: unknown.size > 0 ? unknown : undefined }
}

/** `"FLAGS" SP flag-list` */
export function flagsResponse(cursor: Cursor): FlagsResponse {
  cursor.space()
  return { type: 'flags', flags: flagList(cursor) }
}

/** `"SEARCH" *(SP nz-number) [SP search-sort-mod-seq]` (RFC 7162 7) */
export function searchResponse(cursor: Cursor): SearchResponse {
  const numbers: number[] = []
  let modseq: bigint | undefined
  while (cursor.skip(0x20)) {
    if (cursor.atEnd || cursor.peek() === 0x20) cursor.warn('extra-space', 'a space that does not belong there')
    else if (cursor.peek() === 0x28 && modseq === undefined) modseq = searchModseq(cursor)
    else {
      if (modseq !== undefined) cursor.warn('modseq-order', 'numbers behind MODSEQ')
      numbers.push(cursor.number(0xffffffff))
    }
  }
  return { type: 'search', numbers, modseq }
}

/** `search-sort-mod-seq = "(" "MODSEQ" SP mod-sequence-value ")"`, 63 bits */
function searchModseq(cursor: Cursor): bigint {
  let value = 0n
  const members = cursor.list(() => {
    if (!cursor.word('MODSEQ')) cursor.refuse('MODSEQ')
    cursor.space()
    value = cursor.bigint(MAX_MODSEQ)
  })
  if (members.length !== 1) cursor.refuse('one MODSEQ')
  if (value === 0n) cursor.warn('zero-number', 'MODSEQ of 0')
  return value
}

const MAX_MODSEQ = 0x7fff_ffff_ffff_ffffn

export function encodeList(writer: ImapWriter, { type, attributes, delimiter, mailbox: name, extended }: ListResponse): void {
  if (delimiter !== null && !/^[ -~]$/.test(textOf(delimiter, 'encode LIST: delimiter')))
    fail('bad-value', 0, 'encode LIST: the delimiter is not one character')
  encodeFlags(writer.raw(`* ${upperAscii(type)} `), attributes)
  writer.raw(' ').nstring(delimiter).raw(' ')
  encodeMailbox(writer, name)
  if (extended === undefined) return
  writer
    .raw(' ')
    .list(entriesOf(extended, 'encode LIST'), ([tag, value]) => writer.string(tag).raw(` ${checkedValue(value, 'encode LIST')}`))
}

/** A value of any form, as it was read. */
function checkedValue(value: string, action: string): string {
  return !/[\0\r\n]/.test(textOf(value, action)) && isRawValue(value)
    ? value
    : fail('bad-value', 0, `${action}: a value that is not an atom, a string or a list`)
}

/** A mailbox in modified UTF-7. */
export function encodeMailbox(writer: ImapWriter, name: string): ImapWriter {
  return writer.astring(encodeMailboxName(name))
}

export function encodeMailboxStatus(writer: ImapWriter, { mailbox: name, items, unknown }: MailboxStatusResponse): void {
  encodeMailbox(writer.raw('* STATUS '), name)
  const all: readonly (readonly [string, number | string])[] = [
    ...entriesOf(items, 'encode STATUS').map(([item, value]) => [item, value] as const),
    ...(unknown === undefined ? [] : entriesOf(unknown, 'encode STATUS')),
  ]
  writer.raw(' ').list(all, ([item, value]) => {
    writer.atom(item, 'status item').raw(' ')
    if (typeof value === 'string') writer.raw(checkedValue(value, 'encode STATUS'))
    else writer.number(value, item)
  })
}

export function encodeSearch(writer: ImapWriter, { numbers, modseq }: SearchResponse): void {
  writer.raw('* SEARCH')
  for (const number of listOf(numbers, 'encode SEARCH')) writer.raw(' ').number(number, 'SEARCH')
  if (modseq === undefined) return
  if (typeof modseq !== 'bigint' || modseq < 0n || modseq > MAX_MODSEQ)
    fail('bad-value', 0, 'encode SEARCH: MODSEQ of 63 bits expected')
  writer.raw(` (MODSEQ ${modseq})`)
}
