/**
 * Which command an untagged response answers (RFC 9051 7): the one of its tag, where it has one; else the oldest under way that is answered so and that
 * it fits. Servers may say anything at any time: what fits none was not asked for.
 */
import { upperAscii } from '@mailwire/bytes'
import type { CommandBodyInit, Verb } from '../command/command.js'
import type { FetchMacro } from '../command/fetch.js'
import type { FetchItem } from '../command/fetch-att.js'
import type { BodySection, FetchItems } from '../fetch/item.js'
import { matchesMailboxPattern } from '../mailbox/pattern.js'
import { sequenceSetFilter } from '../mailbox/sequence-set.js'
import type { ResponseCode } from '../response/code/code.js'
import type { FetchResponse, UidFetchResponse } from '../response/fetch.js'
import type { AnyResponse, Response } from '../response/response.js'
import type { Pipeline, QueuedCommand } from './pipeline.js'

const selecting: readonly Verb[] = ['select', 'examine']

/** The commands that each kind of data answers. */
const answered: { readonly [Type in AnyResponse['type']]?: readonly Verb[] } = {
  capability: ['capability'],
  enabled: ['enable'],
  list: ['list', 'rlist'],
  lsub: ['lsub', 'rlsub'],
  xlist: ['xlist'],
  namespace: ['namespace'],
  status: ['status', 'list'],
  search: ['search'],
  sort: ['sort'],
  thread: ['thread'],
  esearch: ['search', 'sort', 'esearch'],
  id: ['id'],
  quota: ['getquota', 'getquotaroot', 'setquota'],
  quotaroot: ['getquotaroot'],
  acl: ['getacl'],
  listrights: ['listrights'],
  myrights: ['myrights', 'list'],
  metadata: ['getmetadata', 'list'],
  language: ['language'],
  comparator: ['comparator'],
  jmapaccess: ['getjmapaccess'],
  genurlauth: ['genurlauth'],
  urlfetch: ['urlfetch'],
  conversion: ['conversions'],
  flags: selecting,
  exists: selecting,
  recent: selecting,
  fetch: ['fetch', 'store', 'select', 'examine'],
  uidfetch: ['fetch', 'store', 'select', 'examine'],
  expunge: ['expunge', 'move', 'replace'],
  vanished: ['expunge', 'move', 'replace', 'fetch', 'select', 'examine'],
}

/** The commands that a code tells of without a tag. */
const answeredByCode: { readonly [Name in ResponseCode['name']]?: readonly Verb[] } = {
  UIDVALIDITY: selecting,
  UIDNEXT: selecting,
  UNSEEN: selecting,
  PERMANENTFLAGS: selecting,
  HIGHESTMODSEQ: selecting,
  NOMODSEQ: selecting,
  MAILBOXID: selecting,
  UIDNOTSTICKY: selecting,
  CLOSED: selecting,
  COPYUID: ['move'],
}

/** How many commands are looked at for one response: servers answer them in their order, or nearly so. */
const NEAR = 8

/** The command that a response is part of the answer to. */
export function commandOf(response: Response, queue: Pipeline): QueuedCommand | undefined {
  if (
    (response.type === 'esearch' || response.type === 'converted' || response.type === 'uidbatches') &&
    response.tag !== undefined
  ) {
    const entry = queue.get(response.tag)
    const verbs = response.type === 'esearch' ? answered.esearch : [response.type === 'converted' ? 'convert' : 'uidbatches']
    return entry !== undefined && entry.written > 0 && verbs?.includes(entry.command.verb) === true ? entry : undefined
  }
  const verbs = 'code' in response ? answeredByCode[response.code?.name ?? 'unknown'] : answered[response.type]
  if (verbs === undefined) return undefined
  const entry = queue.oldest(verbs, NEAR).find(one => fits(one, response))
  if (entry !== undefined && SINGLE.has(entry.command.verb)) queue.tell(entry)
  return entry
}

/**
 * Commands that get one response of data. A server may send those of several before it completes any; what is split over more lines, as old servers
 * do, is of the last one that was told.
 */
const SINGLE: ReadonlySet<Verb> = /* @__PURE__ */ new Set<Verb>([
  'capability',
  'enable',
  'namespace',
  'status',
  'search',
  'sort',
  'thread',
  'id',
  'getquota',
  'getacl',
  'listrights',
  'myrights',
  'language',
  'comparator',
  'getjmapaccess',
  'genurlauth',
  'urlfetch',
])

function fits(entry: QueuedCommand, response: Response): boolean {
  const { command } = entry
  if ('mailbox' in command && 'mailbox' in response && response.mailbox !== undefined && response.type !== 'esearch')
    return isSameMailbox(command.mailbox, response.mailbox)
  if (response.type === 'list' || response.type === 'lsub') return isListed(command, response)
  if (response.type === 'status') return command.verb === 'list' && hasReturn(command, 'STATUS')
  if (response.type === 'vanished') return response.earlier === isEarly(entry.command)
  return response.type !== 'fetch' && response.type !== 'uidfetch' ? true : fetches(entry, response)
}

/** INBOX is one mailbox in either case (RFC 9051 5.1). */
const isSameMailbox = (asked: string | undefined, told: string): boolean =>
  asked === told || (asked !== undefined && upperAscii(told) === 'INBOX' && upperAscii(asked) === 'INBOX')

/** True where a pattern of LIST matches the name. */
function isListed(
  command: CommandBodyInit,
  { mailbox, delimiter }: Extract<Response, { readonly type: 'list' | 'lsub' | 'xlist' }>,
): boolean {
  const patterns = command.verb === 'list' ? command.patterns : 'pattern' in command ? [command.pattern] : []
  const reference = 'reference' in command ? command.reference : ''
  // An empty pattern asks for the delimiter alone (RFC 9051 6.3.9).
  return patterns.some(pattern => pattern === '' || matchesMailboxPattern(mailbox, reference + pattern, delimiter))
}

const hasReturn = (command: Extract<CommandBodyInit, { readonly verb: 'list' }>, name: string): boolean =>
  command.returnOptions?.some(option => option.name === name) === true

/** True where a command is told of what vanished before it. */
const isEarly = ({ verb }: CommandBodyInit): boolean => verb === 'fetch' || verb === 'select' || verb === 'examine'

/** True where the message and one of the items were asked for: flags alone may be news. */
function fetches(entry: QueuedCommand, response: FetchResponse | UidFetchResponse): boolean {
  const { command } = entry
  // With QRESYNC a mailbox tells what changed as it is selected (RFC 7162 3.2.5).
  if (command.verb === 'select' || command.verb === 'examine')
    return command.parameters?.some(({ name }) => name === 'QRESYNC') === true
  if (command.verb !== 'fetch' && command.verb !== 'store') return false
  const { items } = response
  const uid = response.type === 'uidfetch' ? response.uid : items.uid
  const number = command.uid === true ? uid : response.type === 'fetch' ? response.sequence : undefined
  if (number === undefined) return false
  entry.isInSet ??= filterOf(command.set)
  return entry.isInSet(number) && (command.verb === 'store' ? isNewsAlone(response) : asks(command, items))
}

/** What `*` stands for is not known: a set with it is taken to name every message. */
function filterOf(set: Extract<CommandBodyInit, { readonly verb: 'fetch' }>['set']): (number: number) => boolean {
  if (set === '$' || set.some(({ start, end }) => start === '*' || end === '*')) return () => true
  return sequenceSetFilter(set, 0xffff_ffff)
}

/** The items that a macro stands for (RFC 9051 6.4.5). */
const MACROS: Readonly<Record<FetchMacro, readonly string[]>> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
}

/** What is asked for what is told, where that is not news. */
const ASKED: { readonly [Key in keyof FetchItems]?: readonly string[] } = {
  internalDate: ['INTERNALDATE'],
  size: ['RFC822.SIZE'],
  envelope: ['ENVELOPE'],
  bodyStructure: ['BODYSTRUCTURE'],
  body: ['BODY'],
  emailId: ['EMAILID'],
  threadId: ['THREADID'],
  saveDate: ['SAVEDATE'],
  preview: ['PREVIEW'],
  gmailMessageId: ['X-GM-MSGID'],
  gmailThreadId: ['X-GM-THRID'],
  gmailLabels: ['X-GM-LABELS'],
  binarySizes: ['BINARY.SIZE'],
}

/** True where all that is told was asked for, but for what servers tell of their own accord; that alone is an answer only where it was asked for. */
function asks({ items: asked }: Fetch, items: FetchItems): boolean {
  const names = typeof asked === 'string' ? MACROS[asked] : asked.map(({ item }) => item)
  if (isNewsAlone({ items })) return items.flags === undefined || names.includes('FLAGS') || names.includes('MODSEQ')
  return (
    items.sections.every(one => typeof asked !== 'string' && asked.some(item => isSection(item, one))) &&
    Object.entries(ASKED).every(
      ([key, needed]) => isAbsent(items[key as keyof FetchItems]) || needed.some(name => names.includes(name)),
    )
  )
}

/** True where a piece of the message is what an item asks for: the same part, and the same of it. */
function isSection(asked: FetchItem, { item, section: { part, text } }: BodySection): boolean {
  if (asked.item === 'BODY[]') return item === 'BODY' && text === asked.section.text && isSamePart(part, asked.section.part)
  if (asked.item === 'BINARY[]') return item === 'BINARY' && isSamePart(part, asked.part)
  return asked.item === item
}

const isSamePart = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((number, at) => number === b[at])

type Fetch = Extract<CommandBodyInit, { readonly verb: 'fetch' }>

/** Items that a server tells of its own accord. */
const NEWS: ReadonlySet<string> = /* @__PURE__ */ new Set(['uid', 'flags', 'modseq'])

const isNewsAlone = ({ items }: { readonly items: FetchItems }): boolean =>
  Object.entries(items).every(([name, value]) => NEWS.has(name) || isAbsent(value))

const isAbsent = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0)
