/** Mailbox filters, which select mailboxes by kind or by name (RFC 5465 6, RFC 7377 2.2). */
import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ATOM } from '../grammar/classes.js'
import type { Reader } from '../grammar/reader.js'
import { type Word, Words } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { type MailboxInit, type NamedMailbox, namedMailbox, writeMailbox } from './read-name.js'

/** Mailboxes of a kind, or by name: with all levels below them (`subtree`), with the next level (`subtree-one`), or these alone (`mailboxes`). */
export type MailboxFilter = MailboxesOfKind | { readonly filter: NamedFilter; readonly mailboxes: readonly NamedMailbox[] }

interface MailboxesOfKind {
  readonly filter: 'selected' | 'inboxes' | 'personal' | 'subscribed'
}

type NamedFilter = 'subtree' | 'subtree-one' | 'mailboxes'

/** A filter to encode. */
export type MailboxFilterInit = MailboxesOfKind | { readonly filter: NamedFilter; readonly mailboxes: readonly MailboxInit[] }

interface FilterWord extends Word {
  readonly filter: MailboxFilter['filter']
  readonly isNamed: boolean
}

const word = (filter: MailboxFilter['filter'], isNamed: boolean): FilterWord => ({ name: upperAscii(filter), filter, isNamed })

/** Every filter. */
const filters: Words<FilterWord> = /* @__PURE__ */ (() =>
  new Words([
    word('selected', false),
    word('inboxes', false),
    word('personal', false),
    word('subscribed', false),
    word('subtree', true),
    word('subtree-one', true),
    word('mailboxes', true),
  ]))()

/** `filter-mailboxes = "selected" / "inboxes" / "personal" / "subscribed" / ("subtree" / "subtree-one" / "mailboxes") SP one-or-more-mailbox` */
export function filterMailboxes(reader: Reader): MailboxFilter {
  const found =
    reader.rule(filters, ATOM) ?? reader.refuse('selected, inboxes, personal, subscribed, subtree, subtree-one or mailboxes')
  const { filter } = found
  if (!found.isNamed) return { filter } as MailboxFilter
  reader.space()
  return { filter, mailboxes: oneOrMoreMailboxes(reader) } as MailboxFilter
}

/** `one-or-more-mailbox = mailbox / "(" mailbox *(SP mailbox) ")"` */
function oneOrMoreMailboxes(reader: Reader): readonly NamedMailbox[] {
  if (reader.peek() !== 0x28) return [namedMailbox(reader)]
  if (!reader.beginList()) reader.refuse('a mailbox')
  const found: NamedMailbox[] = []
  do found.push(reader.whole(namedMailbox(reader)))
  while (reader.nextMember())
  return found
}

/** Writes a filter. @throws {@link ImapError} `bad-value` */
export function writeFilterMailboxes(writer: ImapWriter, given: MailboxFilterInit, action: string): void {
  const { filter, ...rest } = fieldsOf(given, action)
  const found = filters.get(upperAscii(textOf(filter, action))) ?? fail('bad-value', 0, `${action}: unknown mailbox filter`)
  writer.raw(found.filter)
  if (!found.isNamed) return
  const mailboxes = listOf((rest as { readonly mailboxes: readonly MailboxInit[] }).mailboxes, action)
  if (mailboxes.length === 0) fail('bad-value', 0, `${action}: mailboxes is empty`)
  writer.raw(' ')
  const write = (one: MailboxInit): ImapWriter => writeMailbox(writer, fieldsOf(one, action))
  if (mailboxes.length === 1) write(mailboxes[0]!)
  else writer.list(mailboxes, write)
}
