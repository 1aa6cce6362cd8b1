/** NOTIFY (RFC 5465): of which events in which mailboxes the server tells without being asked. */
import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ATOM } from '../grammar/classes.js'
import type { Reader } from '../grammar/reader.js'
import { type Word, Words } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { namedMailbox, writeMailbox } from '../mailbox/read-name.js'
import { fieldsOf, listOf, shownName, textOf } from '../values.js'
import { type FetchItem, fetchAtt, writeFetchAtt } from './fetch-att.js'
import type { CommandRule } from './rule.js'

/** Which mailboxes (RFC 5465 6). */
export type NotifyFilter =
  | { readonly name: 'SELECTED' | 'SELECTED-DELAYED' | 'INBOXES' | 'PERSONAL' | 'SUBSCRIBED' }
  | {
      readonly name: 'SUBTREE' | 'MAILBOXES'
      /** One at least. */
      readonly mailboxes: readonly string[]
      /** The same as they are on the wire; without them the names are encoded. */
      readonly wireNames?: readonly string[] | undefined
    }

type PlainEvent =
  | 'MessageExpunge'
  | 'FlagChange'
  | 'AnnotationChange'
  | 'MailboxName'
  | 'SubscriptionChange'
  | 'MailboxMetadataChange'
  | 'ServerMetadataChange'

/** An event (RFC 5465 5), by the name that the RFC gives it. */
export type NotifyEvent =
  | { readonly name: PlainEvent }
  /** `items` are returned for each new message; `undefined`: only its arrival is reported. */
  | { readonly name: 'MessageNew'; readonly items?: readonly FetchItem[] | undefined }
  /** One that has no type here, in upper case. */
  | { readonly name: 'unknown'; readonly event: string }

/** Events in some mailboxes. */
export interface EventGroup {
  readonly filter: NotifyFilter
  /** `null` for NONE: no events of these mailboxes are reported. */
  readonly events: readonly NotifyEvent[] | null
}

/** NOTIFY (RFC 5465 3). */
export interface NotifyCommand {
  readonly verb: 'notify'
  /** True if STATUS of the mailboxes is sent at once. */
  readonly status: boolean
  /** `null` for NOTIFY NONE: no events are reported any more. */
  readonly groups: readonly EventGroup[] | null
}

interface FilterWord extends Word {
  readonly name: NotifyFilter['name']
  readonly hasMailboxes: boolean
}

const filterWords: Words<FilterWord> = /* @__PURE__ */ (() =>
  new Words<FilterWord>([
    { name: 'SELECTED', hasMailboxes: false },
    { name: 'SELECTED-DELAYED', hasMailboxes: false },
    { name: 'INBOXES', hasMailboxes: false },
    { name: 'PERSONAL', hasMailboxes: false },
    { name: 'SUBSCRIBED', hasMailboxes: false },
    { name: 'SUBTREE', hasMailboxes: true },
    { name: 'MAILBOXES', hasMailboxes: true },
  ]))()

interface EventWord extends Word {
  readonly event: PlainEvent | 'MessageNew'
  /** True for what happens to messages: all that SELECTED may have. */
  readonly isOfMessages: boolean
}

const eventWord = (event: EventWord['event'], isOfMessages: boolean): EventWord => ({
  name: upperAscii(event),
  event,
  isOfMessages,
})

/** Every event that is known. */
const eventWords: Words<EventWord> = /* @__PURE__ */ (() =>
  new Words<EventWord>([
    eventWord('MessageNew', true),
    eventWord('MessageExpunge', true),
    eventWord('FlagChange', true),
    eventWord('AnnotationChange', true),
    eventWord('MailboxName', false),
    eventWord('SubscriptionChange', false),
    eventWord('MailboxMetadataChange', false),
    eventWord('ServerMetadataChange', false),
  ]))()

const LPAREN = 0x28

/** `notify = "NOTIFY" SP (notify-set / notify-none)` */
export const notify: CommandRule<NotifyCommand> = {
  name: 'NOTIFY',
  verb: 'notify',
  section: 'RFC 5465 3',
  decode(reader) {
    reader.space()
    if (reader.word('NONE')) return { verb: 'notify', status: false, groups: null }
    if (!reader.word('SET')) reader.refuse('SET or NONE')
    const { pos } = reader
    const status = hasStatus(reader)
    const groups = reader.membersToEnd(eventGroup)
    if (groups.length === 0) reader.fail('truncated', 'parse: an event group expected', pos)
    if (groups.filter(({ filter }) => isSelected(filter)).length > 1) reader.warn('event-rules', pos)
    return { verb: 'notify', status, groups }
  },
  encode(writer, { status, groups }) {
    if (groups === null) {
      if (status) fail('bad-value', 0, 'encode NOTIFY: status needs event groups')
      writer.raw('NOTIFY NONE')
      return
    }
    writer.raw(status ? 'NOTIFY SET STATUS' : 'NOTIFY SET')
    if (listOf(groups, 'encode NOTIFY').length === 0) fail('bad-value', 0, 'encode NOTIFY: groups is empty; use null for NONE')
    for (const group of groups) writeGroup(writer.raw(' '), { ...fieldsOf(group, 'encode NOTIFY') })
  },
}

/** `[SP "STATUS"]` */
function hasStatus(reader: Reader): boolean {
  const { pos, depth, warned } = reader
  if (reader.peek() === 0x20) {
    reader.space()
    if (reader.word('STATUS')) return true
  }
  reader.restore(pos, depth, warned)
  return false
}

/** `event-group = "(" filter-mailboxes SP events ")"` */
function eventGroup(reader: Reader): EventGroup {
  if (!reader.beginList()) reader.refuse('a filter')
  const { pos } = reader
  const filter = notifyFilter(reader)
  reader.space()
  const events = reader.peek() === LPAREN ? reader.members(notifyEvent, 'an event') : noEvents(reader)
  if (reader.nextMember()) reader.refuse("')'")
  if (events !== null && !areAllowed(filter, events)) reader.warn('event-rules', pos)
  return { filter, events }
}

function noEvents(reader: Reader): null {
  return reader.word('NONE') ? null : reader.refuse("'(' or NONE")
}

/** `filter-mailboxes = filter-mailboxes-selected / filter-mailboxes-other` */
function notifyFilter(reader: Reader): NotifyFilter {
  const word = reader.rule(filterWords, ATOM) ?? reader.refuse('a filter of mailboxes')
  if (!word.hasMailboxes) return { name: word.name } as NotifyFilter
  reader.space()
  // `one-or-more-mailbox = mailbox / "(" mailbox *(SP mailbox) ")"`
  const found = reader.peek() === LPAREN ? reader.members(namedMailbox, 'a mailbox') : [namedMailbox(reader)]
  return {
    name: word.name,
    mailboxes: found.map(({ mailbox }) => mailbox),
    wireNames: found.map(({ wireName }) => wireName),
  } as NotifyFilter
}

/** `event = message-event / mailbox-event / user-event / event-ext` */
function notifyEvent(reader: Reader): NotifyEvent {
  const event = reader.rule(eventWords, ATOM)?.event
  if (event === undefined) return { name: 'unknown', event: reader.keyword('an event') }
  if (event !== 'MessageNew') return { name: event }
  if (reader.peek() !== 0x20 || reader.peekNext() !== LPAREN) return { name: event, items: undefined }
  reader.space()
  return { name: event, items: reader.members(() => fetchAtt(reader, true), 'an item') }
}

const isSelected = ({ name }: NotifyFilter): boolean => name === 'SELECTED' || name === 'SELECTED-DELAYED'

/**
 * What goes with what (RFC 5465 8, comments): MessageNew with MessageExpunge, FlagChange and AnnotationChange with both; what is not about messages,
 * and items of new messages, depend on the filter.
 */
function areAllowed(filter: NotifyFilter, events: readonly NotifyEvent[]): boolean {
  const has = (wanted: NotifyEvent['name']): boolean => events.some(({ name }) => name === wanted)
  if (has('MessageNew') !== has('MessageExpunge')) return false
  if ((has('FlagChange') || has('AnnotationChange')) && !has('MessageNew')) return false
  const isOfMessages = (event: NotifyEvent): boolean =>
    event.name === 'unknown' || eventWords.get(upperAscii(event.name))?.isOfMessages === true
  if (isSelected(filter)) return events.every(isOfMessages)
  return events.every(event => event.name !== 'MessageNew' || event.items === undefined)
}

function writeGroup(writer: ImapWriter, { filter, events }: EventGroup): void {
  writeFilter(writer.raw('('), { ...fieldsOf(filter, 'encode NOTIFY') })
  if (events === null) writer.raw(' NONE)')
  else {
    if (listOf(events, 'encode NOTIFY').length === 0) fail('bad-value', 0, 'encode NOTIFY: events is empty; use null for NONE')
    writer
      .raw(' ')
      .list(events, event => writeEvent(writer, { ...fieldsOf(event, 'encode NOTIFY') }))
      .raw(')')
  }
}

function writeFilter(writer: ImapWriter, filter: NotifyFilter): void {
  const word =
    filterWords.get(textOf(filter.name, 'encode NOTIFY')) ??
    fail('bad-value', 0, `encode NOTIFY: unknown filter ${shownName(filter.name)}`)
  writer.raw(word.name)
  if (filter.name !== 'SUBTREE' && filter.name !== 'MAILBOXES') return
  const mailboxes = listOf(filter.mailboxes, 'encode NOTIFY')
  const wireNames = filter.wireNames === undefined ? undefined : listOf(filter.wireNames, 'encode NOTIFY')
  if (mailboxes.length === 0) fail('bad-value', 0, 'encode NOTIFY: mailboxes is empty')
  if (wireNames !== undefined && wireNames.length !== mailboxes.length)
    fail('bad-value', 0, 'encode NOTIFY: wireNames and mailboxes differ in length')
  let at = 0
  writer.raw(' ').list(mailboxes, mailbox => writeMailbox(writer, { mailbox, wireName: wireNames?.[at++] }))
}

function writeEvent(writer: ImapWriter, event: NotifyEvent): void {
  if (event.name === 'unknown') {
    const name = upperAscii(textOf(event.event, 'encode NOTIFY'))
    if (eventWords.get(name) !== undefined)
      fail('bad-value', 0, `encode NOTIFY: ${name} has a type of its own; write it with that`)
    writer.atom(name, 'event')
    return
  }
  const word = eventWords.get(upperAscii(textOf(event.name, 'encode NOTIFY')))
  if (word?.event !== event.name)
    fail('bad-value', 0, `encode NOTIFY: unknown event ${shownName(event.name)}; write it with name: 'unknown'`)
  writer.raw(event.name)
  if (event.name !== 'MessageNew' || event.items === undefined) return
  if (listOf(event.items, 'encode NOTIFY').length === 0) fail('bad-value', 0, 'encode NOTIFY: items is empty')
  writer.raw(' ').list(event.items, item => writeFetchAtt(writer, item))
}
