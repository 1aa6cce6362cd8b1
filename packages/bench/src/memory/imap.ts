/** IMAP: decoded FETCH responses, and a string taken out of a long one. */
import { sequenceSetOf } from '@mailwire/imap'
import type { MailboxView } from '@mailwire/imap/view'
import { fetched, openView, take } from '../growth/imap-mailbox.js'
import { fetches, fetchLine, responsesOf } from '../inputs/imap.js'
import { type Message, messages } from '../inputs/imap-message.js'
import { imapflow, imapflowFormatted, mailwire, type Tree } from '../topics/imap-clients.js'
import type { Kept, MemoryTopic } from './memory.js'

const MESSAGES = 5_000
const SUBJECTS = 10_000

/** Bytes of the lines that subjects are taken out of. */
const LINE = 65_000

/** What a string of some dozen characters takes, with its place in the list, and no more. */
const SUBJECT = 150

/** Messages of a mailbox, and what one may take in a view that keeps no flags: 16 MB for all of them. */
const IN_VIEW = 1_000_000
const UID = 16

export const imap: readonly MemoryTopic[] = [
  { name: 'imap/fetch/mailwire', count: MESSAGES, keep: count => mailwire(fetches(messages(count)))() },
  { name: 'imap/fetch/imapflow', count: MESSAGES, keep: count => imapflow(fetches(messages(count)))() },
  { name: 'imap/fetch/imapflow formatted', count: MESSAGES, keep: count => imapflowFormatted(fetches(messages(count)))() },
  { name: 'imap/view/UIDs beside each other', count: IN_VIEW, most: 1, keep: count => mailbox(count, 1, false) },
  { name: 'imap/view/UIDs apart', count: IN_VIEW, most: UID, keep: count => mailbox(count, 2, false) },
  { name: 'imap/view/UIDs apart, with flags', count: IN_VIEW, keep: count => mailbox(count, 2, true) },
  { name: 'imap/subject/mailwire', count: SUBJECTS, most: SUBJECT, keep: count => longLines(count, ourSubject) },
  { name: 'imap/subject/imapflow', count: SUBJECTS, keep: count => longLines(count, itsSubject) },
  { name: 'imap/subject/imapflow formatted', count: SUBJECTS, keep: count => longLines(count, itsFormattedSubject) },
]

/** A mailbox of so many messages, as a client knows it. */
function mailbox(count: number, step: number, hasFlags: boolean): Kept & { readonly view: MailboxView } {
  const view = openView(count)
  view.identify(sequenceSetOf(Array.from({ length: count }, (_, at) => step * at + 1)))
  if (hasFlags) for (let sequence = 1; sequence <= count; sequence++) take(view, fetched(sequence, 'FLAGS (\\Seen)'))
  return { view, length: count }
}

/** What `take` gives of each of many lines that are read one after the other. */
async function longLines(count: number, take: (line: string) => unknown): Promise<readonly unknown[]> {
  const taken: unknown[] = []
  const [message] = messages(1)
  for (let at = 0; at < count; at++) taken.push(await take(longLine(message!, at)))
  return taken
}

/** A subject of its own, and a header that is a quoted string. */
function longLine(message: Message, at: number): string {
  const subject = `the subject of the message with number ${at}`
  const line = fetchLine({ ...message, envelope: { ...message.envelope, subject }, header: '' })
  return line.replace('{0}\r\n', `"${'x'.repeat(LINE - line.length)}"`)
}

function ourSubject(line: string): string | null | undefined {
  const [event] = mailwire(responsesOf([line]))()
  return event?.type === 'fetch' ? event.items.envelope?.subject : undefined
}

async function itsSubject(line: string): Promise<unknown> {
  const [tree] = await imapflow(responsesOf([line]))()
  return subjectOf(tree!)
}

async function itsFormattedSubject(line: string): Promise<unknown> {
  const [message] = await imapflowFormatted(responsesOf([line]))()
  return message?.envelope?.subject
}

/** The subject in the tree of imapflow; ENVELOPE is the sixth item. */
const subjectOf = ({ attributes }: Tree): unknown => {
  const items = attributes?.[1] as readonly (readonly { readonly value: unknown }[])[]
  return items[11]?.[1]?.value
}
