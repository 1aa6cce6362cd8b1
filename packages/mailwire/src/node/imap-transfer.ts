/** COPY, MOVE and EXPUNGE (RFC 9051 6.4.3, 6.4.7 to 6.4.9; RFC 4315, RFC 6851). A COPY or MOVE transfers all messages or none. The news of the mailbox report what is gone. */
import type { CopyCommand, ExpungeCommand, ResponseCode, ResponseInit } from '@mailwire/imap'
import type { SelectedMailbox } from './imap-mailbox.js'
import { no, ok, type Tagged } from './imap-replies.js'
import type { MailboxTree } from './mailbox-tree.js'
import { type StoredMessage, uidsOf } from './stored-mailbox.js'

export const READ_ONLY = 'the mailbox is open read-only (EXAMINE)'

export function transfer(command: CopyCommand & Tagged, selected: SelectedMailbox, tree: MailboxTree): readonly ResponseInit[] {
  const { verb, mailbox: name } = command
  if (verb === 'move' && selected.isReadOnly) return [no(command, 'READ-ONLY', READ_ONLY)]
  const target = tree.find(name)
  if (target === undefined) return [no(command, 'TRYCREATE', 'no such mailbox; create it first')]
  const named = [...selected.named(command)]
  const messages = named.filter(({ isExpunged }) => !isExpunged).map(({ message }) => message)
  // A UID of a message that is gone is not an error (RFC 9051 6.4.9); its number stays valid until the expunge is reported (RFC 2180 4.4).
  if (messages.length < named.length && !command.uid) return [no(command, 'EXPUNGEISSUED', 'some of the messages are gone')]
  const done = `${verb.toUpperCase()} done`
  if (messages.length === 0) return [ok(command, done)]
  const full = tree.refusalOf(bytesOf(messages), messages.length)
  if (full !== undefined && verb === 'copy') return [no(command, full.code, full.text)]
  // The contents are shared: they never change.
  const copies = target.add(messages)
  const code: ResponseCode = {
    name: 'COPYUID',
    uidValidity: target.uidValidity,
    source: uidsOf(messages),
    destination: uidsOf(copies),
  }
  if (verb === 'copy') return [ok(command, done, code)]
  // Before the EXPUNGE responses, so that the client knows what becomes of them (RFC 6851 4.3).
  selected.remove(messages)
  return [{ type: 'ok', tag: undefined, code, text: 'moved' }, ok(command, done, modseqCode(selected))]
}

export function expunge(command: ExpungeCommand & Tagged, selected: SelectedMailbox): readonly ResponseInit[] {
  if (selected.isReadOnly) return [no(command, 'READ-ONLY', READ_ONLY)]
  const messages = selected.marked(command.uids).filter(message => selected.mailbox.has(message))
  selected.remove(messages)
  return [ok(command, 'EXPUNGE done', messages.length > 0 ? modseqCode(selected) : undefined)]
}

/** For a client with CONDSTORE, after all expunges are reported (RFC 7162 3.2.7, RFC 6851 4.4). */
const modseqCode = ({ view, mailbox }: SelectedMailbox): ResponseCode | undefined =>
  view.condstore ? { name: 'HIGHESTMODSEQ', modseq: mailbox.highestModseq } : undefined

const bytesOf = (messages: readonly StoredMessage[]): number => messages.reduce((sum, { content }) => sum + content.length, 0)
