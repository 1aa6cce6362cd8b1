/** Commands about mailboxes (RFC 9051 6.3): SELECT, EXAMINE, CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE, LIST, LSUB, STATUS. */
import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { LIST_CHAR } from '../grammar/reader.js'
import { decodeMailboxName, encodeMailboxName } from '../mailbox/name.js'
import { encodeMailbox, mailbox } from '../response/mailbox.js'
import { listOf, textOf } from '../values.js'
import type { ByVerb, Grammar } from './grammar.js'

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

/** A command whose argument is one mailbox. */
export const ofMailbox = <V extends MailboxCommand['verb']>(verb: V): Grammar<ByVerb<MailboxCommand, V>> => ({
  decode(cursor) {
    cursor.space()
    return { verb, mailbox: mailbox(cursor) } as ByVerb<MailboxCommand, V>
  },
  encode(writer, { mailbox: name }) {
    encodeMailbox(writer.raw(`${upperAscii(verb)} `), name)
  },
})

/** `rename = "RENAME" SP mailbox SP mailbox` */
export const rename: Grammar<RenameCommand> = {
  decode(cursor) {
    cursor.space()
    const name = mailbox(cursor)
    cursor.space()
    return { verb: 'rename', mailbox: name, newName: mailbox(cursor) }
  },
  encode(writer, { mailbox: name, newName }) {
    encodeMailbox(encodeMailbox(writer.raw('RENAME '), name).raw(' '), newName)
  },
}

/** `list = "LIST" SP mailbox SP list-mailbox`, and LSUB. */
export const listing = <V extends ListCommand['verb']>(verb: V): Grammar<ByVerb<ListCommand, V>> => ({
  decode(cursor) {
    cursor.space()
    const reference = mailbox(cursor)
    cursor.space()
    const octet = cursor.peek()
    const pattern = octet === 0x22 || octet === 0x7b ? cursor.string() : cursor.run(LIST_CHAR) || cursor.refuse('a pattern')
    return { verb, reference, pattern: decodeMailboxName(pattern) } as ByVerb<ListCommand, V>
  },
  encode(writer, { reference, pattern }) {
    encodeMailbox(writer.raw(`${upperAscii(verb)} `), reference)
      .raw(' ')
      .listMailbox(encodeMailboxName(pattern))
  },
})

/** `status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"` */
export const status: Grammar<StatusCommand> = {
  decode(cursor) {
    cursor.space()
    const name = mailbox(cursor)
    cursor.space()
    const items = cursor.list(() => cursor.keyword('a status item'))
    return items.length === 0 ? cursor.refuse('a status item') : { verb: 'status', mailbox: name, items }
  },
  encode(writer, { mailbox: name, items }) {
    if (listOf(items, 'encode STATUS').length === 0) fail('bad-value', 0, 'encode STATUS: no items')
    encodeMailbox(writer.raw('STATUS '), name)
      .raw(' ')
      .list(items, item => writer.atom(upperAscii(textOf(item, 'encode status item')), 'status item'))
  },
}
