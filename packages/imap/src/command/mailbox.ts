/** Commands about mailboxes (RFC 9051 6.3): SELECT, EXAMINE, CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE, LIST, LSUB, STATUS. */
import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { type Cursor, LIST_CHAR } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { decodeMailboxName, encodeMailboxName } from '../mailbox/name.js'
import { encodeMailbox, mailbox } from '../response/mailbox.js'
import { listOf, textOf } from '../values.js'

export interface MailboxCommand {
  readonly verb: 'select' | 'examine' | 'create' | 'delete' | 'subscribe' | 'unsubscribe'
  readonly mailbox: string
}

export interface RenameCommand {
  readonly verb: 'rename'
  readonly mailbox: string
  readonly newName: string
}

export interface ListCommand {
  readonly verb: 'list' | 'lsub'
  readonly reference: string
  /** `%` stands for anything on one level, `*` for anything. */
  readonly pattern: string
}

export interface StatusCommand {
  readonly verb: 'status'
  readonly mailbox: string
  /** `MESSAGES`, `UIDNEXT`, ... in upper case. */
  readonly items: readonly string[]
}

export function mailboxCommand(cursor: Cursor, verb: MailboxCommand['verb']): MailboxCommand {
  cursor.space()
  return { verb, mailbox: mailbox(cursor) }
}

/** `rename = "RENAME" SP mailbox SP mailbox` */
export function rename(cursor: Cursor): RenameCommand {
  cursor.space()
  const name = mailbox(cursor)
  cursor.space()
  return { verb: 'rename', mailbox: name, newName: mailbox(cursor) }
}

/** `list = "LIST" SP mailbox SP list-mailbox` */
export function list(cursor: Cursor, verb: ListCommand['verb']): ListCommand {
  cursor.space()
  const reference = mailbox(cursor)
  cursor.space()
  const octet = cursor.peek()
  const pattern = octet === 0x22 || octet === 0x7b ? cursor.string() : cursor.run(LIST_CHAR) || cursor.refuse('a pattern')
  return { verb, reference, pattern: decodeMailboxName(pattern) }
}

/** `status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"` */
export function status(cursor: Cursor): StatusCommand {
  cursor.space()
  const name = mailbox(cursor)
  cursor.space()
  const items = cursor.list(() => cursor.keyword('a status item'))
  return items.length === 0 ? cursor.refuse('a status item') : { verb: 'status', mailbox: name, items }
}

export function encodeMailboxCommand(writer: ImapWriter, { verb, mailbox: name }: MailboxCommand): void {
  encodeMailbox(writer.raw(`${upperAscii(verb)} `), name)
}

export function encodeRename(writer: ImapWriter, { mailbox: name, newName }: RenameCommand): void {
  encodeMailbox(encodeMailbox(writer.raw('RENAME '), name).raw(' '), newName)
}

export function encodeListCommand(writer: ImapWriter, { verb, reference, pattern }: ListCommand): void {
  encodeMailbox(writer.raw(`${upperAscii(verb)} `), reference)
    .raw(' ')
    .listMailbox(encodeMailboxName(pattern))
}

export function encodeStatusCommand(writer: ImapWriter, { mailbox: name, items }: StatusCommand): void {
  if (listOf(items, 'encode STATUS').length === 0) fail('bad-value', 0, 'encode STATUS: no items')
  encodeMailbox(writer.raw('STATUS '), name)
    .raw(' ')
    .list(items, item => writer.atom(upperAscii(textOf(item, 'encode status item')), 'status item'))
}
